# The count is exact: what wrk was answered is what the numbers say.
load ../site.bash

setup() {
    site_begin
}

teardown() {
    site_end
}

@test "after 100,000 opens the numbers are exactly what was answered" {
    post /api/v1/links '{"url":"https://example.com/","alias":"hot","campaign":"c","tags":["t"]}'
    local left=100000 line
    for _ in $(seq 20); do
        line=$(OPENS=$left CODE=hot FOR=8 wrk -t1 -c16 -d10s -H "User-Agent: $FIREFOX" \
            -s "$TOP/tests/cli/opens.lua" "$BASE" | grep ^redirects)
        set -- $line
        is others 0 "$4"
        left=$((left - $2))
        [ "$left" -gt 0 ] || break
    done
    is left 0 "$left"
    counted
    for path in links/hot campaigns/c tags/t ''; do
        api GET "/api/v1/stats/$path"
        is "$path" '100000 1' "$(field '"\(.clicks) \(.visitors)"')"
    done
    is "in the log" 100000 "$(curt event list | grep -c link.clicked)"
}
