-- Links that are there, and one in eight that is not; a new visitor each thousand requests.
local at = 0

function request()
    at = at + 1
    return wrk.format("GET", "/flat" .. at % 8 .. "?n=" .. at, {
        ["Connection"] = "close",
        ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/" .. math.floor(at / 1000) % 200,
    })
end
