# A rolling upgrade as curt-cluster(7) has it, under load through a front: no request is lost, and every click is counted once.
load hosts.bash
load front.bash

setup_file() {
    export HOSTS_MORE=web_trusts_front
    hosts_begin
}

teardown_file() { hosts_end; }
teardown() { front_end; }

UPGRADE_FRONT=${UPGRADE_FRONT:-apache}
HOST='s.example'

is_gone() {
    ! pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)"
}

# As `curt host list` says at the master.
is_well() {
    host_is "$(master)"
    curt host list --json | jq -es --arg name "host-$1" \
        'map(select(.name == $name and .role == "replica" and .events_behind < 1000 and (.seen[:19] + "Z" | fromdate) > now - 5)) | length == 1'
}

# The host is left alone by the front, gets new files, and starts with them.
upgrades() {
    front_without "$1"
    host_stop "$1"
    wait_for 150 is_gone "$1"
    cp --remove-destination "$BUILD"/cgi-bin/*.fcgi "$CLUSTER/$1/cgi-bin/"
    cp --remove-destination "$BUILD"/sbin/curt "$BUILD"/sbin/curt-* "$CLUSTER/$1/sbin/"
    rm "$CLUSTER/$1/relay.log"
    host_start "$1"
    wait_for 150 host_up "$1"
    wait_for 150 is_well "$1"
    front_without
}

# opens, creates: of kept, and how many, as each host has it.
all_have() {
    local host
    for host in $HOSTS; do
        host_is "$host"
        api GET /api/v1/stats/links/kept
        [ "$(field .clicks)" = "$1" ] || return 1
        [ "$(curt link list --limit 100000 --json | jq -r .code | grep -c '^rolling-')" = "$2" ] || return 1
    done
}

@test "three hosts are upgraded, the master last, and no client notices but by Retry-After" {
    local old new load opens creates
    front_begin "$UPGRADE_FRONT"
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    front_is
    kept_opens() {
        [ "$(curl -s -o /dev/null -w '%{http_code}' -H "Host: $HOST" "http://127.0.1.$1:$PORT/kept")" = 301 ]
    }
    opens=0
    for host in $HOSTS; do
        wait_for 50 kept_opens "$host"
    done
    "$TOP/tests/cluster/rolling.py" "$BASE" "$CREATOR" "$HOST" 4 4 >"$CLUSTER/answered" 3>&- &
    load=$!
    sleep 1
    old=$(master)
    for host in ${HOSTS/$old/}; do
        upgrades "$host"
        new=$host
    done
    host_is "$old"
    curt host promote "host-$new"
    upgrades "$old"
    sleep 1
    kill "$load"
    wait "$load"
    sed 's/^/# /' "$CLUSTER/answered" >&3
    is lost '[]' "$(jq -c .lost "$CLUSTER/answered")"
    opens=$(jq .opens "$CLUSTER/answered")
    creates=$(jq .creates "$CLUSTER/answered")
    [ "$opens" -gt 100 ]
    [ "$creates" -gt 100 ]
    wait_for 200 all_have "$opens" "$creates"
}
