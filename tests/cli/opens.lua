-- wrk opens $CODE at most $OPENS times in the first $FOR seconds, then asks for something that is not counted, so
-- that no open is under way when its time is up and every one is reported.
local total, seconds = tonumber(os.getenv("OPENS")), tonumber(os.getenv("FOR"))
local click, rest, deadline
local asked, threads = -1, {} -- wrk asks once on trial
redirects, others = 0, 0

function setup(thread)
    threads[#threads + 1] = thread
end

function init()
    click = wrk.format("GET", "/" .. os.getenv("CODE"))
    rest = wrk.format("GET", "/robots.txt")
    deadline = os.time() + seconds
end

function request()
    if asked >= total or os.time() >= deadline then
        return rest
    end
    asked = asked + 1
    return click
end

function response(status)
    if status == 301 then
        redirects = redirects + 1
    elseif status ~= 200 then
        others = others + 1
    end
end

function done()
    io.write(string.format("redirects %d others %d\n", threads[1]:get("redirects"), threads[1]:get("others")))
end
