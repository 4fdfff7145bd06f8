-- wrk's requests: the codes in CODES, one after the other in an order drawn once, under PREFIX; as Firefox sends them.
local codes = {}
for code in io.lines(os.getenv("CODES")) do
    codes[#codes + 1] = code
end
local prefix = os.getenv("PREFIX") or "/"
local at = 0

wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
wrk.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
wrk.headers["Accept-Language"] = "de-AT,de;q=0.9,en;q=0.8"
if os.getenv("HOST") and os.getenv("HOST") ~= "" then
    wrk.headers["Host"] = os.getenv("HOST")
end
wrk.headers["Referer"] = "https://news.example/today"

function request()
    at = at % #codes + 1
    return wrk.format("GET", prefix .. codes[at])
end

-- One line that a script can read: answers, of them not 2xx or 3xx, errors of the connection, microseconds in all, and
-- those of the slowest answer but for one in a hundred.
function done(summary, latency)
    local e = summary.errors
    io.write(string.format("answers %d status %d broken %d us %d p99 %d\n", summary.requests, e.status,
        e.connect + e.read + e.write + e.timeout, summary.duration, latency:percentile(99)))
end
