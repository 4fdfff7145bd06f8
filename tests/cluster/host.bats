# curt host promote and curt host remove: another host becomes the master, with one that is down, and under load, again and
# again, and nothing acknowledged is lost, every answered click is counted once; then hosts leave, down or not, and the others
# go on without them.
#   PROMOTES=10 bats tests/cluster/host.bats
load hosts.bash
load proof.bash
load faults/history.bash

PROMOTES=${PROMOTES:-1}

setup_file() { hosts_begin; }
teardown() { hosts_tell; }
teardown_file() { hosts_end; }

# A replica that is looked at, and the other one.
setup() {
    MASTER=$(master)
    REPLICA=$(replica)
    OTHER=${HOSTS/$MASTER/}
    OTHER=${OTHER/$REPLICA/}
    OTHER=${OTHER// /}
    host_is "$MASTER"
}

# refused WHY ARGUMENT...: curt host, on the host that is looked at.
refused() {
    local why=$1
    shift
    if curt host "$@" 2>"$SITE/run/said"; then return 1; fi
    grep -q "$why" "$SITE/run/said" || {
        cat "$SITE/run/said" >&2
        return 1
    }
}

is_gone() {
    ! pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)"
}

@test "one that is down is refused, and the other one can become the master without it" {
    host_stop "$REPLICA"
    wait_for 100 is_gone "$REPLICA"
    refused 'not connected\|heard of it last' promote "host-$REPLICA"
    is master "$MASTER" "$(master)"
    curt host promote "host-$OTHER"
    is master "$OTHER" "$(master)"
    host_is "$OTHER"
    creates '{"url":"https://example.com/","alias":"without"}'
    # What the one that handed over acknowledges is all that the new master has.
    sleep 1
    api GET /without ''
    is opens 301 "$status"
    counted
    api DELETE /api/v1/links/without "$ADMIN"
    is "$body" 204 "$status"
    host_start "$REPLICA"
    wait_for 100 hosts_are_joined
}

@test "another host becomes the master $PROMOTES times under load" {
    local i to
    history_begin
    for i in $(seq "$PROMOTES"); do
        to=$(replica)
        fault promote "$to"
        host_is "$(master)"
        curt host promote "host-$to"
        sleep 1
        fault back "$to"
        is master "$to" "$(master)"
        wait_for 100 hosts_are_joined
    done
    history_end
}

@test "the master is that already, and other hosts that cannot become it are refused" {
    [[ $(curt host promote "host-$MASTER") == *"is the master already" ]]
    refused 'no host nobody' promote nobody
    host_is "$REPLICA"
    refused 'run it on the master' promote "host-$REPLICA"
}

names() {
    curt host list --json | jq -r .name | sort | tr '\n' ' '
}

# The host says to the master, with its last breath, that so many bytes wait in its spool.
reports() {
    local path=/api/v1/hosts/host-$1/clicks address
    address=$(host_address "$1")
    /usr/bin/python3 -c 'import struct, sys
text = lambda s: struct.pack(">H", len(s)) + s.encode()
sys.stdout.buffer.write(b"\1" + text(sys.argv[1]) + text(sys.argv[2]) + struct.pack(">QQHHI", 0, int(sys.argv[3]), 0, 0, 0))' \
        "host-$1" "$address" "$2" >"$BATS_TEST_TMPDIR/report"
    api POST "$path" '' -H "Curt-Client: $address" -H "Curt-Forwarded: $(proof POST "$path" "$address")" \
        -H 'Content-Type: application/octet-stream' --data-binary "@$BATS_TEST_TMPDIR/report"
}

says_removed() {
    grep -q 'this host was removed from the cluster' "$CLUSTER/$1/relay.log" && [ "$(host_role "$1")" = removed ]
}

@test "the master, a stranger, and a host without which there is no majority are not removed" {
    creates '{"url":"https://example.com/","alias":"opens"}'
    refused 'promote another host first' remove "host-$MASTER"
    refused 'no host nobody' remove nobody
    host_is "$REPLICA"
    opens() {
        api GET /opens ''
        [ "$status" = 301 ]
    }
    wait_for 50 opens
    refused 'run it on the master' remove "host-$OTHER"
    host_stop "$REPLICA"
    wait_for 100 is_gone "$REPLICA"
    host_is "$MASTER"
    sleep 1
    refused 'no majority' remove "host-$OTHER" --force
    is names 'host-1 host-2 host-3 ' "$(names)"
}

# Has the master not heard of the host for so long that it may be down?
is_unseen() {
    curt host list --json | jq -es --arg name "host-$1" \
        'now - (.[] | select(.name == $name).seen | sub("[.][0-9]+Z"; "Z") | fromdate) > 6' >/dev/null
}

# Does the master know that nothing waits in the host's spool?
is_empty() {
    curt host list --json | jq -es --arg name "host-$1" '.[] | select(.name == $name).spool_bytes == 0' >/dev/null
}

@test "one that is down is removed with --force, as it may have clicks; when it is back, it learns of it" {
    local down
    for down in $HOSTS; do
        ! is_gone "$down" || break
    done
    host_is "$MASTER"
    wait_for 100 is_unseen "$down"
    refused 'heard of host-. last .* seconds ago, and clicks may wait' remove "host-$down"
    reports "$down" 77
    is report 204 "$status"
    refused '77 bytes of clicks' remove "host-$down"
    curt host remove "host-$down" --force
    [[ $(names) != *"host-$down "* ]]
    refused 'no host' remove "host-$down"
    refused 'names are not used again' add "host-$down" "$(host_address "$down")" --no-wait
    creates '{"url":"https://example.com/","alias":"removed"}'
    reports "$down" 0
    is late 410 "$status"
    host_start "$down"
    wait_for 100 says_removed "$down"
    host_is "$MASTER"
    [[ $(names) != *"host-$down "* ]]
    host_is "$down"
    api GET /api/v1/stats/health ''
    is health '503 removed' "$status $(field .role)"
    post /api/v1/links '{"url":"https://example.com/"}'
    is writes 503 "$status"
    api GET /opens ''
    is reads 301 "$status"
    host_stop "$down"
    wait_for 100 is_gone "$down"
}

@test "one that is up is removed; its curt-relay rests, also when it is started again" {
    local up
    up=$(replica)
    host_is "$up"
    api GET /opens ''
    is opens 301 "$status"
    host_is "$MASTER"
    wait_for 100 is_empty "$up"
    curt host remove "host-$up"
    is names "host-$MASTER " "$(names)"
    wait_for 100 says_removed "$up"
    creates '{"url":"https://example.com/","alias":"alone"}'
    : >"$CLUSTER/$up/relay.log"
    kill "$(pgrep -f "$CLUSTER/$up/sbin/curt-relay")"
    wait_for 100 says_removed "$up"
    sleep 1
    is lines 1 "$(grep -c . "$CLUSTER/$up/relay.log")"
}
