# Reloads and restarts under load lose no request: of the web server, and of the programs, one after the other and all
# at once, as a service manager does. REQUESTS (10,000) is how many must be answered on each server.
load ../site.bash

teardown() {
    site_end
}

# What is done while requests come, once each half second.
disturb() {
    local round=0 pause
    while [ ! -e "$SITE/loaded" ]; do
        case $((round++ % 3)) in
        0) kill -USR1 "$SERVER_PID" ;;
        1) kill -HUP "$PROGRAMS_PID" ;;
        2) pkill -TERM -P "$PROGRAMS_PID" -f '\.fcgi$' ;;
        esac
        printf x >>"$SITE/disturbed"
        sleep 0.5
    done
}

loses_nothing() {
    local wanted=${REQUESTS:-10000} answers=0 failed=0 runs=0 line
    site_begin "$1"
    creates '{"url":"https://example.com/","alias":"kept"}'
    : >"$SITE/disturbed"
    disturb 3>&- &
    local disturber=$!
    while [ "$answers" -lt "$wanted" ]; do
        line=$(wrk -t1 -c16 -d5s --timeout 20s -s "$TOP/tests/restart/close.lua" "$BASE/kept" | grep '^answers')
        set -- $line
        runs=$((runs + 1))
        answers=$((answers + $2)) failed=$((failed + $4))
        [ "$2" -gt 0 ]
    done
    touch "$SITE/loaded"
    wait $disturber
    echo "# $SERVER: $answers answers, $failed failed, $(wc -c <"$SITE/disturbed") reloads and restarts" >&3
    is failed 0 "$failed"
    counted
    api GET /api/v1/stats/links/kept
    # At the end of its time, wrk hangs up on requests that are under way.
    [ "$(field .clicks)" -ge "$answers" ]
    [ "$(field .clicks)" -le $((answers + 16 * runs)) ]
}

@test "lighttpd" {
    loses_nothing lighttpd
}

@test "Apache with mod_proxy_fcgi" {
    loses_nothing apache
}

@test "a redirect worker that ends gives back the room that it has made for clicks" {
    site_begin lighttpd
    creates '{"url":"https://example.com/","alias":"kept"}'
    curl -s -o /dev/null -A "$FIREFOX" "$BASE/kept"
    larger() {
        [ -n "$(find "$SITE/store/spool" -name '*.clicks' -size "$1")" ]
    }
    no_larger() {
        ! larger "$1"
    }
    wait_for 100 larger +100k
    pkill -TERM -f "^$SITE/cgi-bin/redirect"
    wait_for 100 no_larger +1k
    counted
    api GET /api/v1/stats/links/kept
    is clicks 1 "$(field .clicks)"
}
