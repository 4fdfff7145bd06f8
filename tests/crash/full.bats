# The disk of the store has no room: links open all the same, and when there is room again, each click that was answered is
# counted, or was said to be dropped. FULL_SECONDS (6) is how long it lasts.
load ../site.bash

# The store gets a disk of its own.
site_early() {
    mkdir "$SITE/store"
    mount -t tmpfs -o "size=${DISK}m,mode=0700,uid=$(stat -c %u "$SITE"),gid=$(stat -c %g "$SITE")" curt-test "$SITE/store"
}

setup() {
    [ "$(id -u)" -eq 0 ] || skip "needs root for a disk of its own"
    mkdir "$BATS_TEST_TMPDIR/mount"
    mount -t tmpfs curt-test "$BATS_TEST_TMPDIR/mount" 2>/dev/null || skip "mounts are not allowed here"
    umount "$BATS_TEST_TMPDIR/mount"
}

teardown() {
    [ -n "${SITE-}" ] || return 0
    touch "$SITE/loaded"
    site_end 2>/dev/null || true
    umount "$SITE/store"
    rmdir "$SITE/store" "$SITE"
}

# load_links SECONDS: adds to $answers and $failed. None may take ten seconds.
load_links() {
    CODES=$SITE/codes wrk -t1 -c16 -d"${1}s" --timeout 20s -s "$TOP/tests/bench/open.lua" "$BASE" >"$SITE/run/load"
    awk '$1 == "Latency" { sub(/s$/, " s", $4); split($4, most, " "); if (most[1] ~ /^[0-9.]+$/ && most[1] >= 10) exit 1 }' "$SITE/run/load" ||
        is "the slowest" "less than 10s" "$(grep Latency "$SITE/run/load")"
    set -- $(grep '^answers' "$SITE/run/load")
    answers=$((answers + $2)) failed=$((failed + $4 + $6)) runs=$((runs + 1))
}

free_megabytes() {
    df -m --output=avail "$SITE/store" | tail -n 1
}

# leaves MEGABYTES: fills the disk but for those.
leaves() {
    as_site fallocate -l "$(($(free_megabytes) - $1))M" "$SITE/store/filler"
}

fill_up() {
    as_site dd if=/dev/zero of="$SITE/store/filler" bs=4k oflag=append conv=notrunc 2>/dev/null || true
    [ "$(free_megabytes)" -eq 0 ]
}

# What the store gives up, its reserve, others take.
keep_full() {
    until [ -e "$SITE/loaded" ]; do
        fill_up || true
        sleep 0.05
    done
}

spool() {
    api GET /api/v1/stats/health ''
    field ".spool.$1"
}

books_balance() {
    local clicks
    rm "$SITE/store/filler"
    wait_for 600 counted
    dropped=$(spool dropped)
    api GET /api/v1/stats
    clicks=$(field .clicks)
    echo "# $answers answers, $failed failed; $clicks counted, $dropped dropped" >&3
    is failed 0 "$failed"
    [ $((clicks + dropped)) -ge "$answers" ]
    [ $((clicks + dropped)) -le $((answers + unanswered + 16 * runs)) ] # wrk hangs up on those that are under way
}

begin() {
    export DISK=$1
    site_begin lighttpd
    for i in $(seq 20); do
        post /api/v1/links "{\"url\":\"https://example.com/$i\"}"
        field .code
    done >"$SITE/codes"
    post /api/v1/links '{"url":"https://example.com/","alias":"limited","max_clicks":9}'
    post /api/v1/rules '{"name":"there","pattern":{"source":["a"]}}'
    post /api/v1/targets '{"name":"there","rule":"there","type":"webhook","url":"https://example.com/"}'
    post /api/v1/campaigns '{"name":"there","channel":"sms","from":"curt","template":"Hello"}'
    post /api/v1/blocklist '{"entry":"there.example"}'
    api POST /ui/report '' --data "link=$BASE/limited&reason=spam"
    answers=0 failed=0 unanswered=0 runs=0
    load_links 1
}

# Whatever would be written is refused, and soon.
nothing_is_written() {
    local method path sent
    while read -r method path sent; do
        api "$method" "$path" "$ADMIN" -H 'Content-Type: application/json' --data-binary "$sent" --max-time 2
        is "$method $path: $body" "507 store_full 60" "$status $(field .code) $(header Retry-After)"
    done <<END
POST /api/v1/links {"url":"https://example.com/"}
PATCH /api/v1/links/limited {"title":"T"}
PATCH /api/v1/links/limited {"password":"a good password"}
PATCH /api/v1/links/limited {"redirect_rules":[{"if":{"device":["ios"]},"url":"https://example.com/ios"}]}
DELETE /api/v1/links/limited
POST /api/v1/links/limited/disable
POST /api/v1/keys {"name":"new","role":"reader"}
POST /api/v1/messages {"channel":"sms","from":"curt","to":"447700900001","text":"Hello"}
POST /api/v1/campaigns {"name":"new","channel":"sms","from":"curt","template":"Hello"}
POST /api/v1/campaigns/there/recipients [{"to":"447700900001"}]
POST /api/v1/campaigns/there/start
POST /api/v1/suppressions {"number":"447700900001"}
POST /api/v1/blocklist {"entry":"evil.example"}
DELETE /api/v1/blocklist/there.example
DELETE /api/v1/reports/1
POST /api/v1/rules {"name":"new","pattern":{"source":["a"]}}
PATCH /api/v1/rules/there {"enabled":false}
POST /api/v1/targets {"name":"new","rule":"there","type":"webhook","url":"https://example.com/"}
POST /api/v1/replays {"from":"2026-01-01T00:00:00Z"}
POST /api/v1/events {"source":"s","detail-type":"t","detail":{}}
END
    post /api/v1/links '[{"url":"https://example.com/"},{"url":"https://example.com/"}]' "$ADMIN" --max-time 2
    is "a batch of links: $body" "507 store_full" "$status $(field .code)"
    post /api/v1/events '[{"source":"s","detail-type":"t","detail":{}}]' "$ADMIN" --max-time 2
    is "each of a batch of events: $body" "207 507" "$status $(field '[.[].status] | unique | join(" ")')"
    api POST /api/v1/imports?source=csv "$ADMIN" --data-binary $'code,url\nbrought,https://example.com/' --max-time 2
    is "an import: $body" "507 store_full" "$status $(field .code)"
    api POST /ui/report '' --data "link=$BASE/limited&reason=spam" --max-time 2
    is "a report: $body" "507 store_full" "$status $(field .code)"
    run curt link add https://example.com/
    is "curt: $output" 1 "$status"
    [[ $output == *"nearly full"* ]]
}

everything_is_read() {
    local path
    for path in blocklist reports stats/missed links "stats/links/$(head -n 1 "$SITE/codes")" stats keys messages campaigns suppressions rules targets events \
        dead-letters replays stats/health session; do
        api GET "/api/v1/$path" "$ADMIN" --max-time 2
        is "$path" 200 "$status"
    done
}

@test "less than the reserve is free: nothing is made, clicks are counted" {
    begin 400
    leaves 50
    sleep 0.5
    load_links 1
    api POST /api/v1/links "$ADMIN" -H 'Content-Type: application/json' --data '{"url":"https://example.com/"}'
    is "a link is not made" "507 store_full 60" "$status $(field .code) $(header Retry-After)"
    nothing_is_written
    everything_is_read
    api GET /limited '' --max-time 2
    is "nor one with a limit opened" 503 "$status"
    taken_in() {
        api GET /api/v1/stats
        [ "$(field .clicks)" -ge "$answers" ]
    }
    wait_for 100 taken_in
    [ "$(free_megabytes)" -lt 64 ]
    books_balance
    is "nothing was" 0 "$dropped"
}

@test "nothing is free: links open, and what is dropped is counted" {
    begin 400
    leaves 3
    keep_full 3>&- &
    local keeper=$!
    load_links "${FULL_SECONDS:-6}"
    [ "$(free_megabytes)" -lt 1 ]
    [ "$(spool dropped)" -gt 0 ]
    touch "$SITE/loaded"
    wait "$keeper"
    books_balance
    post /api/v1/links '{"url":"https://example.com/"}'
}

@test "all programs are killed on a full disk of 128 MB: they come back by the reserve" {
    export CURT_STORE_RESERVE=16
    begin 128
    wait_for 50 test -e "$SITE/store/reserve"
    sleep 1 # a worker writes its last clicks down a moment after it has answered
    # Stopped first: curt-relay may be removing files of the log, and the room that they leave would do for the recovery.
    pkill -STOP -f "^$SITE/(cgi-bin/|sbin/curt-relay)"
    leaves 1
    fill_up
    pkill -KILL -f "^$SITE/(cgi-bin/|sbin/curt-relay)"
    opens() {
        if api GET "/$(head -n 1 "$SITE/codes")" '' --max-time 10 && [ "$status" = 301 ]; then
            answers=$((answers + 1))
        else
            unanswered=$((unanswered + 1)) # it may count
            return 1
        fi
    }
    wait_for 50 opens
    sleep 1 # the other worker opens the store too
    load_links 1
    grep -q 'the reserve is used' "$SITE/programs.log" "$SITE/relay.log"
    [ ! -e "$SITE/store/reserve" ]
    post /api/v1/links '{"url":"https://example.com/"}'
    is "a link is not made" "507 store_full" "$status $(field .code)"
    books_balance
    wait_for 100 test -e "$SITE/store/reserve"
    makes() {
        post /api/v1/links '{"url":"https://example.com/"}'
        [ "$status" = 201 ]
    }
    wait_for 20 makes # each worker looks now and then whether there is room (lib/db/reserve.c)
}
