# What the death of a program costs the others: nothing when it is outside the store, a recovery when it is inside.
load ../site.bash

teardown() {
    site_end
}

recoveries() {
    cat "$SITE"/*.log | grep -c 'needs recovery' || true
}

@test "programs that are killed outside the store cost the others no request" {
    local load line program workers
    site_begin lighttpd
    creates '{"url":"https://example.com/","alias":"kept"}'
    workers=$(pgrep -f "^$SITE/cgi-bin/redirect.fcgi" | sort)
    wrk -t1 -c16 -d6s -s "$TOP/tests/restart/close.lua" "$BASE/kept" >"$SITE/load" 3>&- &
    load=$!
    for program in bus receipt send shorten stats bus send shorten; do
        pkill -KILL -o -f "^$SITE/cgi-bin/$program.fcgi"
        dies outside
        sleep 0.5
    done
    wait $load
    line=$(grep '^answers' "$SITE/load")
    echo "# $line" >&3
    set -- $line
    [ "$2" -gt 1000 ]
    is failed 0 "$4"
    is recoveries 0 "$(recoveries)"
    is workers "$workers" "$(pgrep -f "^$SITE/cgi-bin/redirect.fcgi" | sort)"
    curt key list >/dev/null 2>>"$SITE/died.log"
    is "deaths seen" 16 "$(cat "$SITE"/*.log | grep -c "died outside the store")"
    wait_for 50 site_up
}

@test "a command that is killed in the store makes all others start again, and they come back" {
    site_begin lighttpd
    creates '{"url":"https://example.com/","alias":"kept"}'
    dies inside
    curt key list >/dev/null 2>"$SITE/curt.log"
    [ "$(recoveries)" -gt 0 ]
    opens() {
        api GET /kept '' && [ "$status" = 301 ]
    }
    wait_for 100 opens
    wait_for 100 site_up
    counted
}
