-- A connection for each request, as from visitors who come once; says how many were answered and how many failed.
wrk.headers["Connection"] = "close"
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

wrong = 0

function response(status)
    if status ~= 301 and status ~= 302 then
        wrong = wrong + 1
    end
end

function setup(thread)
    threads = threads or {}
    table.insert(threads, thread)
end

function done(summary)
    local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    for _, thread in ipairs(threads) do
        failed = failed + thread:get("wrong")
    end
    print(string.format("answers %d failed %d", summary.requests, failed))
end
