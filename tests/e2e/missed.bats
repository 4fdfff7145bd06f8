# missed.bats: what was asked for and does not open: an event, counted once; a scanner costs a bounded table.
load ../site.bash

setup() {
    SCRATCH=$(mktemp -d)
}

teardown() {
    site_end
    rm -rf "$SCRATCH"
}

# asks PATH [curl's arguments]: as a person
asks() {
    local path=$1
    shift
    curl -s -o /dev/null -A "$FIREFOX" "$@" "$BASE$path"
}

# The last answer's "people/bots" by reason.
reasons() {
    field '.reasons | to_entries | map("\(.key) \(.value.people)/\(.value.bots)") | join(", ")'
}

# The events of the log that are misses.
published() {
    curt event list --json | grep -c '"link.missed"'
}

# scan FIRST COUNT: asks for so many paths on one connection; prints how many answers were 404.
scan() {
    seq "$1" $(($1 + $2 - 1)) | sed "s|.*|url = \"$BASE/scan-&\"\noutput = /dev/null|" >"$SCRATCH/scan.$1"
    curl -s --retry 0 -A "$FIREFOX" -w '%{http_code}\n' -K "$SCRATCH/scan.$1" | grep -c 404
}

@test "each reason is counted once, bots apart; HEAD and prefetches are not" {
    site_begin
    creates '{"url":"https://example.com/","alias":"later","valid_from":"2100-01-01T00:00:00Z"}' "$CREATOR"
    creates '{"url":"https://example.com/","alias":"brief","ttl":1,"campaign":"spring"}' "$CREATOR"
    creates '{"url":"https://example.com/","alias":"once","max_clicks":1}' "$CREATOR"
    creates '{"url":"https://example.com/","alias":"off"}' "$CREATOR"
    post /api/v1/links/off/disable ''
    asks /once
    sleep 1.2
    local path
    for path in / '/never/was%20here?q=1' /later /brief /once /off+; do
        asks "$path" -H 'Referer: https://news.example/a'
        asks "$path" -A 'Googlebot/2.1 (+http://www.google.com/bot.html)'
        asks "$path" --head
        asks "$path" -H 'Sec-Purpose: prefetch'
    done
    asks /never/was%20here.
    counted
    api GET /api/v1/stats/missed
    is counts 'root 1/1, not_found 2/1, not_yet 1/1, expired 1/1, used_up 1/1, disabled 1/1' "$(reasons)"
    is path '/never/was here not_found 1/1' "$(field '.paths[] | select(.path == "/never/was here") | "\(.path) \(.reason) \(.people)/\(.bots)"')"
    is domain 127.0.0.1 "$(field '.paths[0].domain')"
    api GET '/api/v1/stats/missed?limit=1'
    is limited 1 "$(field '.paths | length')"
    api GET '/api/v1/stats/missed?domain=other.example'
    is other 'root 0/0, not_found 0/0, not_yet 0/0, expired 0/0, used_up 0/0, disabled 0/0' "$(reasons)"
    api GET '/api/v1/stats/missed?domain=127.0.0.1'
    is own 2/1 "$(field '.reasons.not_found | "\(.people)/\(.bots)"')"
    curt event list --json | jq -c 'select(."detail-type" == "link.missed").detail' >"$SCRATCH/events"
    is events 13 "$(wc -l <"$SCRATCH/events")"
    is 'of a link' 'brief spring https://news.example/a' "$(jq -r 'select(.reason == "expired") | "\(.code) \(.campaign) \(.referrer)"' "$SCRATCH/events" | head -n 1)"
    is 'of none' 'null null q=1' "$(jq -r 'select(.path == "/never/was here") | "\(.code) \(.owner) \(.query)"' "$SCRATCH/events" | head -n 1)"
    is owned true "$(jq -s 'all(.[]; (.owner != null) == (.reason | IN("not_yet", "expired", "used_up", "disabled")))' "$SCRATCH/events")"
    api GET /api/v1/stats/missed "$CREATOR"
    is 'for admins' 403 "$status"
    api GET /metrics "$ADMIN"
    grep -qx 'curt_missed_total{reason="root",by="bots"} 1' <<<"$body"
    is curt 'not_found 2 1' "$(curt stats missed | awk '$1 == "not_found" { print $1, $2, $3; exit }')"
    is json 2 "$(curt stats missed --json --days 1 | jq .reasons.not_found.people)"
}

@test "a scan of 20,000 paths leaves a bounded table and log, and all clicks" {
    CURT_CLICKS_MISSED_PER_SECOND=20 CURT_WORKERS_REDIRECT=1 site_begin
    creates '{"url":"https://example.com/","alias":"live"}'
    asks /printed
    asks /printed
    local clicks=0 scanning began=$SECONDS events dropped
    scan 1 20000 >"$SCRATCH/answers" &
    scanning=$!
    while kill -0 "$scanning" 2>/dev/null && [ "$clicks" -lt 2000 ]; do
        asks /live
        clicks=$((clicks + 1))
    done
    wait "$scanning"
    is answers 20000 "$(cat "$SCRATCH/answers")"
    local took=$((SECONDS - began + 1))
    counted
    events=$(published)
    api GET /api/v1/stats/health
    dropped=$(field .spool.dropped_missed)
    is 'all but those dropped' $((20002 - dropped)) "$events"
    echo "# $events of 20,002 recorded in $took s, beside $clicks clicks" >&3
    local workers # mod_fcgid starts more by itself
    workers=$(pgrep -c -f "^$SITE/cgi-bin/redirect.fcgi")
    [ "$events" -le $((workers * (200 + 20 * took) + 20)) ]
    [ "$events" -lt 15000 ]
    api GET '/api/v1/stats/missed?limit=1000'
    is counts "$events/0" "$(field '.reasons.not_found | "\(.people)/\(.bots)"')"
    is paths 200 "$(field '.paths | length')"
    is 'what people asked for' '/printed 2' "$(field '.paths[0] | "\(.path) \(.people)"')"
    api GET /api/v1/stats/links/live
    is clicks "$clicks" "$(field .clicks)"
    api GET /api/v1/stats/health
    is 'no click dropped' 0 "$(field .spool.dropped)"
}

@test "killed meanwhile, redirect.fcgi and curt-relay count what was published, once" {
    CURT_CLICKS_MISSED_PER_SECOND=100000 site_begin
    local scanning='' pid answers begin killed=0
    for begin in 1 10001; do
        scan $begin 20000 >"$SCRATCH/answers.$begin" &
        scanning+=" $!"
    done
    for _ in 1 2 3 4 5 6; do
        sleep 0.3
        for pid in $(pgrep -f "^$SITE/(cgi-bin/redirect.fcgi|sbin/curt-relay)"); do
            kill -KILL "$pid" && killed=$((killed + 1))
        done
    done
    wait $scanning
    answers=$(cat "$SCRATCH"/answers.* | paste -sd +)
    answers=$((answers))
    counted
    api GET /api/v1/stats/missed
    echo "# $killed killed; $answers answers, $(field .reasons.not_found.people) counted" >&3
    is 'as in the log' "$(published)" "$(field .reasons.not_found.people)"
    [ "$(field .reasons.not_found.people)" -ge "$answers" ]
    [ "$(field .reasons.not_found.people)" -le 40000 ]
    [ "$killed" -ge 6 ]
}

@test "0 a second: nothing is recorded" {
    CURT_CLICKS_MISSED_PER_SECOND=0 site_begin
    asks /never
    asks /
    counted
    is events 0 "$(published || true)"
    api GET /api/v1/stats/health
    is dropped 0 "$(field .spool.dropped_missed)"
}
