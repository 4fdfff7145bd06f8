# The newest opens of a link, what was clicked most, and what needs attention.
load ../site.bash

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1 CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    creates '{"url":"https://example.com/1","alias":"one","campaign":"spring","title":"First"}' "$CREATOR"
    creates '{"url":"https://example.com/2","alias":"two","campaign":"spring"}' "$OTHER"
    creates '{"url":"https://example.com/3","alias":"three"}' "$CREATOR"
    creates '{"url":"https://example.com/4","alias":"gone"}' "$CREATOR"
    opens one 3
    opens two 4
    opens three 1
    opens gone 9
    counted
}

teardown_file() {
    site_end
}

# opens CODE TIMES [curl's arguments]
opens() {
    local code=$1 times=$2
    shift 2
    for _ in $(seq "$times"); do
        curl -s -o /dev/null -A "$FIREFOX" "$@" "$BASE/$code"
    done
}

# The busiest, as the last answer has them.
links() {
    field '[.links[] | "\(.code) \(.clicks)"] | join(",")'
}

@test "the busiest links and campaigns: each owner its own, admins all; deleted ones are gone" {
    api DELETE /api/v1/links/gone
    is deleted 204 "$status"
    api GET /api/v1/stats/busiest
    is links 'two 4,one 3,three 1' "$(links)"
    is campaigns 'spring 7' "$(field '[.campaigns[] | "\(.name) \(.clicks)"] | join(",")')"
    is first 'null https://example.com/2' "$(field '.links[0] | "\(.title) \(.url)"')"
    api GET '/api/v1/stats/busiest?limit=1' "$CREATOR"
    is links 'one 3' "$(links)"
    is title First "$(field '.links[0].title')"
    is campaigns 'spring 3' "$(field '[.campaigns[] | "\(.name) \(.clicks)"] | join(",")')"
    api GET '/api/v1/stats/busiest?days=60' "$OTHER"
    is links 'two 4' "$(links)"
    is days 60 "$(field .days)"
    # A code that is taken again is another link.
    creates '{"url":"https://example.com/5","alias":"gone"}' "$CREATOR"
    api GET /api/v1/stats/busiest "$CREATOR"
    is links 'one 3,three 1' "$(links)"
}

@test "the newest opens, newest first, without the address; only its owner sees them" {
    opens one 1 -H 'X-Forwarded-For: 198.51.100.7' -H 'Referer: https://news.example/a'
    opens one 1 -A 'WhatsApp/2.23.20.0' -H 'X-Forwarded-For: 198.51.100.7'
    counted
    api GET /api/v1/stats/links/one/latest "$CREATOR"
    is opens 'preview person person person person' "$(field '[.opens[].by] | join(" ")')"
    is person 'Firefox Linux desktop news.example null' "$(field '.opens[1] | "\(.browser) \(.system) \(.device) \(.referrer) \(.country)"')"
    is referrer direct "$(field '.opens[2].referrer')"
    is address '' "$(grep -o '198\.51' <<<"$body" || true)"
    is cached 'private, no-cache' "$(header Cache-Control)"
    api GET /api/v1/stats/links/one/latest "$OTHER"
    is "not mine" 404 "$status"
    opens one 30
    counted
    api GET /api/v1/stats/links/one/latest "$CREATOR"
    is bounded 20 "$(field '.opens | length')"
}

@test "a new open changes the ETag, and nothing else does" {
    local etag
    api GET /api/v1/stats/links/three/latest "$CREATOR"
    etag=$(header ETag)
    opens two 1
    counted
    api GET /api/v1/stats/links/three/latest "$CREATOR" -H "If-None-Match: $etag"
    is same "304 $etag" "$status $(header ETag)"
    is empty '' "$body"
    opens three 1
    counted
    api GET /api/v1/stats/links/three/latest "$CREATOR" -H "If-None-Match: $etag"
    is changed 200 "$status"
    [ "$etag" != "$(header ETag)" ]
}

@test "a deleted link's newest opens go with its counts, and the ranking of long past days" {
    creates '{"url":"https://example.com/6","alias":"short"}'
    opens short 2
    counted
    api DELETE /api/v1/links/short
    opens one 1 # counted after it was deleted, so that its counts may go
    counted
    sweep
    api GET /api/v1/stats/links/short/latest
    is gone 404 "$status"
    creates '{"url":"https://example.com/6","alias":"short"}'
    api GET /api/v1/stats/links/short/latest
    is nothing 0 "$(field '.opens | length')"
}

@test "what needs attention: dead letters, targets, the disk" {
    api GET /api/v1/stats/attention
    is quiet '0 0 [] null' "$(field '"\(.dead_letters) \(.unknown_messages) \(.targets) \(.carrier_pause)"')"
    [ "$(field '.disk.free_bytes')" -gt 0 ]
    [ "$(field '.disk.size_bytes')" -ge "$(field '.disk.free_bytes')" ]
    post /api/v1/rules '{"name":"clicks","pattern":{"detail-type":["link.clicked"]}}'
    post /api/v1/targets '{"name":"nobody","rule":"clicks","type":"webhook","url":"http://127.0.0.1:9/"}'
    is "$body" 201 "$status"
    opens one 1
    wait_for 100 sh -c "curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/stats/attention' | jq -e '.targets[0].error'"
    api GET /api/v1/stats/attention
    is target 'nobody enabled' "$(field '.targets[0] | "\(.name) \(.state)"')"
}
