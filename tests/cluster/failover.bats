# The host of the master is killed under load, again and again: nothing acknowledged is lost, every answered click is counted
# once, and the others go on.
#   KILLS=10 bats tests/cluster/failover.bats
load hosts.bash

KILLS=${KILLS:-2}

setup() { hosts_begin; }
teardown() { hosts_end; }

bases() {
    printf "http://127.0.1.%s:$PORT," $HOSTS | sed 's/,$//'
}

# fault WHAT HOST: writes it down, with the time of load.py.
fault() {
    /usr/bin/python3 -c 'import json, sys, time
print(json.dumps({"at": time.monotonic(), "what": sys.argv[1], "host": int(sys.argv[2]) - 1}))' "$1" "$2" >>"$CLUSTER/faults"
}

has_kept() {
    api GET /kept ''
    [ "$status" = 301 ]
}

# No spool has anything left, and all hosts have counted the same.
is_quiet() {
    local host counted=''
    for host in $HOSTS; do
        host_is "$host"
        api GET /api/v1/stats/health
        [ "$(field '.spool.bytes')" = 0 ] && [ "$(field .lag_events)" = 0 ] || return 1
        counted+="$(field '.counted_through.event // .event // ""') "
    done
}

@test "the master's host is killed $KILLS times under load" {
    local load host i
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    for host in $HOSTS; do
        host_is "$host"
        wait_for 50 has_kept
    done
    : >"$CLUSTER/faults"
    "$TOP/tests/cluster/load.py" "$(bases)" "$ADMIN" "$CLUSTER/history" 8 6 3>&- &
    load=$!
    sleep 3
    for i in $(seq "$KILLS"); do
        host=$(wait_for_master)
        fault kill "$host"
        host_kill "$host"
        sleep 4
        host_start "$host"
        wait_for 300 host_up "$host"
        fault back "$host"
        wait_for 100 hosts_are_joined
        sleep 2
    done
    kill $load
    wait $load || true
    wait_for 600 is_quiet
    "$TOP/tests/cluster/history.py" "$(bases)" "$ADMIN" "$CLUSTER/history" "$CLUSTER/faults" >"$CLUSTER/judged" || {
        cat "$CLUSTER/judged" >&2
        false
    }
    sed 's/^/# /' "$CLUSTER/judged" >&3
}
