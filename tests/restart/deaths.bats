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
    wrk -t1 -c16 -d6s --timeout 20s -s "$TOP/tests/restart/close.lua" "$BASE/kept" >"$SITE/load" 3>&- &
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

is_stopped() {
    grep -q '^State:.T' "/proc/$1/status"
}

# Who opens the store holds the gate, so that nobody else can see the death that it waits for.
@test "a program dies in the store while a command opens it and waits for its lock: all come back within seconds" {
    local dead opening waited
    site_begin lighttpd
    creates '{"url":"https://example.com/","alias":"kept"}'
    cp "$BUILD/tests/crash/die" "$SITE/sbin/"
    as_site "$SITE/sbin/die" stopped 2>>"$SITE/died.log" 3>&- &
    wait_for 50 pgrep -f "^$SITE/sbin/die stopped"
    dead=$(pgrep -f "^$SITE/sbin/die stopped")
    wait_for 50 is_stopped "$dead"
    as_site "$SITE/sbin/curt" key list >"$SITE/keys" 2>"$SITE/curt.log" 3>&- &
    opening=$!
    sleep 1
    kill -0 "$opening"
    kill -KILL "$dead"
    waited=$(date +%s%N)
    wait "$opening" || true
    grep -q 'died in the store, and it was not recovered' "$SITE/curt.log"
    wait_for 100 site_up
    waited=$((($(date +%s%N) - waited) / 1000000))
    echo "# $waited ms" >&3
    [ "$waited" -lt 10000 ]
    api GET /kept ''
    is opens 301 "$status"
    curt key list >/dev/null
}

@test "a command dies in the store and nobody comes in: curt-relay sees it, and all come back within seconds" {
    local waited
    site_begin lighttpd
    dies inside
    waited=$(date +%s%N)
    seen() {
        grep -q 'died in the store, and it was not recovered' "$SITE"/*.log
    }
    wait_for 50 seen
    wait_for 100 site_up
    waited=$((($(date +%s%N) - waited) / 1000000))
    echo "# $waited ms" >&3
    [ "$(recoveries)" -gt 0 ]
    counted
}
