# history.bash: load on all hosts, with each operation written down, and the judgement at the end (load.py, history.py).
#
# history_begin        makes the link "kept", and starts WRITERS writers and READERS readers
# fault WHAT HOST      writes down that something happens to a host, 0 for all: "kill", "cut", ..., and "back" when all is well
# history_end          stops them, waits until all is counted, and judges

bases() {
    local host all=''
    for host in $HOSTS; do
        all+=$(host_base "$host"),
    done
    echo "${all%,}"
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
    local host
    for host in $HOSTS; do
        host_is "$host"
        api GET /api/v1/stats/health
        [ "$(field '.spool.bytes')" = 0 ] && [ "$(field .lag_events)" = 0 ] || return 1
    done
}

history_begin() {
    local host
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    for host in $HOSTS; do
        host_is "$host"
        wait_for 50 has_kept
    done
    : >"$CLUSTER/faults"
    "${AS_CLIENT[@]}" "$TOP/tests/cluster/faults/load.py" "$(bases)" "$ADMIN" "$CLUSTER/history" "${WRITERS:-5}" "${READERS:-3}" 3>&- &
    LOAD_PID=$!
    sleep 3
}

history_end() {
    kill "$LOAD_PID"
    wait "$LOAD_PID" || true
    wait_for 600 is_quiet || {
        tell_quiet >&2
        tell_logs >&2
        return 1
    }
    "${AS_CLIENT[@]}" "$TOP/tests/cluster/faults/history.py" "$(bases)" "$ADMIN" "$CLUSTER/history" "$CLUSTER/faults" \
        >"$CLUSTER/judged" || {
        cat "$CLUSTER/judged" >&2
        tell_logs >&2
        return 1
    }
    sed 's/^/# /' "$CLUSTER/judged" >&3
    tell_logs >&3
}

# What waits on each host.
tell_quiet() {
    local host
    for host in $HOSTS; do
        host_is "$host"
        api GET /api/v1/stats/health
        echo "# host $host: $status $body"
    done
}

# What the programs of all hosts had to say.
tell_logs() {
    local host
    for host in $HOSTS; do
        grep -hE 'fatal|error|warning|needs rec|died' "$CLUSTER/$host"/*.log | cut -d ' ' -f 2- | sed -E 's/\[[0-9]+\]//' | sort | uniq -c | sort -rn | grep -v 'signal 9\|killing process' |
            head -n 12 | sed "s/^/# host $host: /"
    done
}
