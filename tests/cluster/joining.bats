# A host whose curt-relay has not joined the cluster promises nothing, and opens links.
load hosts.bash

setup_file() { hosts_begin; }
teardown() { hosts_tell; }
teardown_file() { hosts_end; }

setup() {
    wait_for 100 hosts_are_joined
}

host_ended() {
    ! pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)" >/dev/null
}

# Its programs run; curt-relay does not.
starts_without_relay() {
    host_stop "$1"
    wait_for 100 host_ended "$1"
    host_is "$1"
    site_serve_lighttpd >>"$SITE/server.log" 2>&1
    echo "$SERVER_PID $PROGRAMS_PID" >"$SITE/pids"
    wait_for 100 opens "$1"
}

# In its own copy: what is not there is asked for at the master.
has_kept() {
    curt link list | grep -q kept
}

opens() {
    is status 301 "$(curl -s -o /dev/null -m 5 -w '%{http_code}' -A "$FIREFOX" "$(host_base "$1")/kept")"
}

promises_nothing() {
    local i
    for i in 1 2 3 4 5; do
        post /api/v1/links '{"url":"https://example.com/"}'
        is "$body" 503 "$status"
        is Retry-After 1 "$(header Retry-After)"
    done
}

relay_joins() {
    site_keep_relay
    printf '%s\n' "$RELAY_PID" "$SERVER_PID $PROGRAMS_PID" >"$SITE/pids"
    wait_for 200 creates '{"url":"https://example.com/"}'
}

@test "a replica's programs before their relay has joined" {
    local host
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    host=$(replica)
    host_is "$host"
    wait_for 50 has_kept
    starts_without_relay "$host"
    promises_nothing
    relay_joins
}

@test "the master's programs before their relay has joined" {
    local host
    host=$(master)
    starts_without_relay "$host"
    promises_nothing
    relay_joins
}

@test "the master's programs when their relay is killed: what is acknowledged is on the next master" {
    local host i acknowledged=""
    wait_for 100 hosts_are_joined
    host=$(master)
    host_is "$host"
    # shellcheck disable=SC2046
    kill -KILL $(head -n 1 "$SITE/pids") $(pgrep -f "$SITE/sbin/curt-relay") 2>/dev/null || true
    for i in $(seq 8); do
        post /api/v1/links "{\"url\":\"https://example.com/\",\"alias\":\"after$i\"}"
        [ "$status" != 201 ] || acknowledged+=" after$i"
        # 500 is lighttpd's, for a program that was killed with the relay, since that died inside of the store.
        [[ $status =~ ^(201|500|503)$ ]] || is "create $i" "201, 500 or 503" "$status $body"
        sleep 0.1
    done
    another() { # the old one, whose programs hear of nothing, still says that it is the master
        local at
        for at in $HOSTS; do
            [ "$at" = "$host" ] || [ "$(host_role "$at")" != master ] || echo "$at"
        done | grep .
    }
    wait_for 300 another
    host_is "$(another)"
    for i in $acknowledged; do
        api GET "/api/v1/links/$i"
        is "$i" 200 "$status"
    done
}
