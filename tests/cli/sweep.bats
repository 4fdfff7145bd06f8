# curt-sweep: expiry is told, what is over leaves, and only that.
load ../site.bash

# Small log files from the first on: what is there already keeps its size.
site_prepare() {
    rm -f "$SITE"/store/db/* "$SITE"/store/log/*
    sed -i -e 's/^set_lg_max .*/set_lg_max 262144/' -e 's/^set_lg_bsize .*/set_lg_bsize 65536/' "$SITE/store/DB_CONFIG"
}

setup() {
    export CURT_LINKS_GRACE=1s
    site_begin
}

teardown() {
    site_end
}

swept() {
    sweep --json "${@:2}" | jq -r ".$1"
}

types() {
    curt event list --json | jq -r '.["detail-type"] + " " + .detail.code'
}

@test "a link answers 410 from its second on, with the sweeper off; the sweeper tells it once and removes it" {
    post /api/v1/links '{"url":"https://example.com/","alias":"brief","ttl":5}'
    post /api/v1/links '{"url":"https://example.com/","alias":"stays"}'
    api GET /brief ''
    is "at once" 301 "$status"
    sleep 5
    api GET /brief ''
    is "after 5 s" 410 "$status"
    is "dry run" 1 "$(swept links_expired --dry-run)"
    is "dry run" 1 "$(swept links_expired --dry-run)"
    local sweeps # a slow machine may end the grace before the last of them
    sweeps=$(sweep --json)
    is "told" 1 "$(jq .links_expired <<<"$sweeps")"
    sweeps+=$(sweep --json)
    is "one event" 1 "$(types | grep -c 'link.expired brief')"
    sleep 1
    sweeps+=$(sweep --json)
    is "told once" 1 "$(jq -s 'map(.links_expired) | add' <<<"$sweeps")"
    is "removed" 1 "$(jq -s 'map(.links_removed) | add' <<<"$sweeps")"
    api GET /brief ''
    is gone 404 "$status"
    api GET /stays ''
    is stays 301 "$status"
    api GET /api/v1/links
    is list stays "$(field '[.links[].code] | join(" ")')"
}

@test "a link that is made to live longer is not expired" {
    post /api/v1/links '{"url":"https://example.com/","alias":"longer","ttl":1}'
    api PATCH /api/v1/links/longer "$ADMIN" -H 'Content-Type: application/json' --data '{"ttl":1000}'
    is changed 200 "$status"
    sleep 1.1
    is told 0 "$(swept links_expired)"
    api GET /longer ''
    is opens 301 "$status"
}

@test "the counts of a deleted link go, those of its campaign stay" {
    post /api/v1/links '{"url":"https://example.com/","alias":"gone","campaign":"c"}'
    for _ in 1 2 3; do api GET /gone '' -A "$FIREFOX"; done
    CURT_LINKS_GRACE=5s curt link delete gone
    is "can be restored" 0 "$(swept deleted_links)"
    sleep 5.1
    counted
    local sweeps
    sweeps=$(sweep --json)$(sweep --json)
    is "no more" 1 "$(jq -s 'map(.deleted_links) | add' <<<"$sweeps")"
    [ "$(jq -s 'map(.link_counts) | add' <<<"$sweeps")" -gt 0 ]
    is "no more" 0 "$(swept link_counts)"
    api GET /api/v1/stats/campaigns/c
    is campaign 3 "$(field .clicks)"
}

@test "events, sign-ins, idempotency keys and logs leave by their own retention" {
    post /api/v1/links '{"url":"https://example.com/","alias":"a"}' "$ADMIN" -H 'Idempotency-Key: k'
    curl -s -o /dev/null --data "key=$ADMIN" "$BASE/ui/sign-in"
    for _ in $(seq 50); do curl -s -o /dev/null -A "$FIREFOX" "$BASE/a"; done
    while [ "$(find "$SITE/store/log" -type f | wc -l)" -lt 3 ]; do # the log comes in files of 256 kB
        for _ in $(seq 1000); do echo '{"url":"https://example.com/"}'; done |
            curl -s -o /dev/null -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/x-ndjson' \
                --data-binary @- "$BASE/api/v1/links"
    done
    counted
    events=$(types | wc -l)
    is "too early" "0 0 0" "$(sweep --json | jq -r '[.events, .sessions, .idempotency_keys] | join(" ")')"
    [ "$(find "$SITE/store/log" -type f | wc -l)" -le 2 ]
    is "nothing lost" "$events" "$(types | wc -l)"
    sleep 1
    export CURT_KEEP_EVENTS=1s CURT_KEEP_IDEMPOTENCY=1s
    is "dry run" "$events 0 1" \
        "$(sweep --dry-run --json | jq -r '[.events, .sessions, .idempotency_keys] | join(" ")')"
    is "in time" "$events 0 1" "$(sweep --json | jq -r '[.events, .sessions, .idempotency_keys] | join(" ")')"
    is "log is empty" 0 "$(types | wc -l)"
    api GET /a '' -A "$FIREFOX"
    counted
    api GET /api/v1/stats/links/a
    is "counting goes on" 51 "$(field .clicks)"
    is "as of goes on" $((events + 1)) "$(field .as_of.event)"
}

@test "an event that is not counted never leaves" {
    post /api/v1/links '{"url":"https://example.com/","alias":"a"}'
    counted
    kill "$RELAY_PID"
    wait_for 50 sh -c "! pgrep -f '^$SITE/sbin/curt-relay'"
    for _ in 1 2 3; do curl -s -o /dev/null -A "$FIREFOX" "$BASE/a"; done # they wait in the spool
    creates '{"url":"https://example.com/","alias":"b"}'
    creates '{"url":"https://example.com/","alias":"c"}'
    sleep 1
    export CURT_KEEP_EVENTS=1s
    is events 1 "$(swept events)"
    is left 2 "$(types | grep -c link.created)"
    "${AS_SITE[@]}" "$SITE/sbin/curt-relay" --once
    api GET /api/v1/stats/links/a
    is clicks 3 "$(field .clicks)"
}

@test "only one at a time" {
    run as_site flock "$SITE/store/sweep.lock" "$SITE/sbin/curt-sweep"
    is status 0 "$status"
    [[ $output == *"another curt-sweep is running"* ]]
}

@test "--verbose is aligned and says what it did" {
    run sweep --verbose
    is status 0 "$status"
    [[ ${lines[0]} == did ]]
    is lines 24 "${#lines[@]}"
}

@test "the log keeps to its size" {
    for _ in 1 2 3 4 5 6 7; do
        seq 1000 | jq -c '{source: "size", "detail-type": "t", detail: {n: .}}' | jq -sc . |
            curl -s -o /dev/null -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' \
                --data-binary @- "$BASE/api/v1/events"
    done
    counted
    as_site "$SITE/sbin/curt" rule add size '{"source":["size"]}'
    as_site "$SITE/sbin/curt" target add size --rule size --path "$SITE/size"
    last=$(as_site "$SITE/sbin/curt" event list --json | wc -l)
    [ "$last" -ge 7000 ]
    CURT_KEEP_LOG_SIZE=1 run as_site "$SITE/sbin/curt-sweep"
    is status 0 "$status"
    is "events that a megabyte holds" 6289 "$(as_site "$SITE/sbin/curt" event list --json | wc -l)"
}
