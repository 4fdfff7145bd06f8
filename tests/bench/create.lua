-- wrk's requests to the API, with the key in KEY: BATCH links a request; or, with BATCH=list, pages of 100 links, each the
-- one after the page before.
local batch = os.getenv("BATCH")
local seed = os.getenv("SEED") or "0"
local at = 0
local path = "/api/v1/links?limit=100"
local now = path

wrk.headers["Authorization"] = "Bearer " .. os.getenv("KEY")

local function link()
    at = at + 1
    return '{"url":"https://example.com/a/long/address/' .. seed .. "/" .. at .. '?with=a&query=1"}'
end

function request()
    if batch == "list" then
        return wrk.format("GET", now)
    end
    local lines = {}
    for i = 1, tonumber(batch) do
        lines[i] = link()
    end
    wrk.headers["Content-Type"] = #lines > 1 and "application/x-ndjson" or "application/json"
    return wrk.format("POST", "/api/v1/links", nil, table.concat(lines, "\n"))
end

if batch == "list" then
    function response(_, _, body)
        local next = body:match('"next":"([^"]+)"')
        now = next and path .. "&cursor=" .. next or path
    end
end

-- One line that a script can read: answers, of them not 2xx or 3xx, errors of the connection, microseconds in all, and
-- those that the middle answer and 99 of 100 took at most.
function done(summary, latency)
    local e = summary.errors
    io.write(string.format("answers %d status %d broken %d us %d median %d p99 %d\n", summary.requests, e.status,
        e.connect + e.read + e.write + e.timeout, summary.duration, latency:percentile(50), latency:percentile(99)))
end
