# How a new host comes into a cluster: `curt host add`, the copy of the store, and what is kept of the log for those that are
# down. The log's files are small here, so that they come and go.
load hosts.bash
load proof.bash

HOST='Host: s.example'

ACK_WAIT=10000

# Many links are made at once, on a machine that may be busy: one commit may take ACK_WAIT, so what waits for some waits 30 s.
setup_file() {
    hosts_lay_out
    host_is 1
    as_site "$SITE/sbin/curt" init >/dev/null
    as_site sed -i 's/^set_lg_bsize .*/set_lg_bsize 131072/; s/^set_lg_max .*/set_lg_max 1048576/' "$SITE/store/DB_CONFIG"
    host_start 1
    wait_for 100 host_makes_key
    wait_for 300 host_up 1
    ADMIN=$(site_key admin admin)
    export ADMIN
}

teardown() {
    [ -n "${BATS_TEST_COMPLETED-}" ] || tail -n 8 "$CLUSTER/adding" >&2
    hosts_tell
}

teardown_file() {
    hosts_end
}

# The master's web server, with so many kilobytes a second; 0: as many as it can.
site_extra() {
    echo "connection.kbytes-per-second = ${RATE:-0}"
}

serve() {
    RATE=$1
    as_site sed -i "s/^connection.kbytes-per-second = .*/connection.kbytes-per-second = $1/" "$SITE/etc/lighttpd.conf"
    as_site lighttpd -D -f "$SITE/etc/lighttpd.conf" >>"$SITE/server.log" 2>&1 3>&- &
    echo $! >>"$SITE/pids"
    wait_for 50 host_up 1
}

stop_serving() {
    kill "$(pgrep -f "lighttpd .*$SITE/etc")"
}

relay_of() {
    pgrep -f "$CLUSTER/$1/sbin/curt-relay"
}

# 1,000 links, which take more than a file of the log.
makes_links() {
    jq -nc --arg name "$1" '[range(1000) | {url: ("https://example.com/" + ("x" * 900) + "/\(.)"), alias: "\($name)-\(.)"}]' \
        >"$BATS_TEST_TMPDIR/batch"
    post /api/v1/links "@$BATS_TEST_TMPDIR/batch" "$ADMIN" -H "$HOST"
    is "made $1" '207 1000' "$status $(jq 'map(select(.status == 201)) | length' <<<"$body")"
}

has_link() {
    curt link show "$1" >/dev/null 2>>"$CLUSTER/shown"
}

newest_log() {
    find "$SITE/store/log" -name 'log.*' -printf '%f\n' | sort | tail -n 1
}

inode() {
    stat -c %i "$1"
}

@test "what cannot be added is refused, with what to do" {
    host_is 1
    refuses() {
        local said=$1
        shift
        if curt host add "$@" --no-wait 2>"$BATS_TEST_TMPDIR/said"; then return 1; fi
        grep -q "$said" "$BATS_TEST_TMPDIR/said"
    }
    refuses 'there is host-1 already, at 127.0.1.1' host-2 127.0.1.1
    refuses 'there is host-1 already, at 127.0.1.1' host-1 127.0.1.2
    refuses '9.9.9.9 is public' host-2 9.9.9.9
    refuses 'must be an IP address' host-2 b.example
    refuses 'must be 1 to 32 of' Host_2 127.0.1.2
    CURT_CLUSTER_NAME='' refuses 'this host is alone' host-2 127.0.1.2
    is hosts 1 "$(curt host list --json | wc -l)"
}

@test "to strangers there is no copy, nor to hosts that were not added" {
    local path id
    host_is 1
    for path in /copies /copies/x/log '/copies/x/files/db/link.db'; do
        api GET "/api/v1/hosts/host-2$path" '' -H "$HOST"
        [ "$status" = 404 ] || [ "$status" = 405 ]
    done
    copies() {
        api POST /api/v1/hosts/host-2/copies '' -H "$HOST" -H "Curt-Client: $1" -H "Curt-Forwarded: $(proof POST /api/v1/hosts/host-2/copies "$1" "${@:2}")"
    }
    copies 127.0.1.2 'another secret of 32 characters..'
    is secret 404 "$status"
    copies 127.0.1.2
    is "added: $body" 403 "$status"
    curt host add host-2 127.0.1.2 --no-wait | grep -q '^hosts = 127.0.1.1$'
    is list expected "$(curt host list --json | jq -r 'select(.name == "host-2").role')"
    copies 127.0.1.3
    is "address: $body" 403 "$status"
    copies 127.0.1.2
    is "$body" 200 "$status"
    id=$(field .id)
    for path in db/../DB_CONFIG db/..%2F..%2Fetc%2Fcurt.conf etc/curt.conf db/none.db spool VERSION; do
        path=/api/v1/hosts/host-2/copies/$id/files/$path?first=1
        api GET "$path" '' -H "$HOST" --path-as-is -H 'Curt-Client: 127.0.1.2' -H "Curt-Forwarded: $(proof GET "$path" 127.0.1.2)"
        is "$path" 404 "$status"
    done
    path=/api/v1/hosts/host-2/copies/$id/files/log/log.0000009999?first=1 # without its log, a copy is none
    api GET "$path" '' -H "$HOST" -H 'Curt-Client: 127.0.1.2' -H "Curt-Forwarded: $(proof GET "$path" 127.0.1.2)"
    is "log: $body" 410 "$status"
    path=/api/v1/hosts/host-2/copies/00000000-0000-4000-8000-000000000000/log?first=1
    api GET "$path" '' -H "$HOST" -H 'Curt-Client: 127.0.1.2' -H "Curt-Forwarded: $(proof GET "$path" 127.0.1.2)"
    is other 410 "$status"
}

@test "a host that is not yet added says so once, and joins when it is" {
    host_is 3
    site_keep_relay
    echo "$RELAY_PID" >"$SITE/pids"
    wait_for 50 grep -q 'run `curt host add host-3 127.0.1.3` on the master, 127.0.1.1' "$SITE/relay.log"
    sleep 2.5
    is times 1 "$(grep -c 'run `curt host add' "$SITE/relay.log")"
    if curt key list 2>"$BATS_TEST_TMPDIR/said"; then return 1; fi
    grep -q "no copy of its cluster's store yet" "$BATS_TEST_TMPDIR/said"
    host_is 1
    timeout 30 "${AS_SITE[@]}" "$SITE/sbin/curt" host add host-3 127.0.1.3 --json >"$CLUSTER/added"
    is first expected "$(head -n 1 "$CLUSTER/added" | jq -r .state)"
    is last 'host-3 127.0.1.3 up_to_date 0' "$(tail -n 1 "$CLUSTER/added" | jq -r '"\(.name) \(.address) \(.state) \(.events_behind)"')"
    is again up_to_date "$(curt host add host-3 127.0.1.3 --json | jq -r .state)"
    host_is 3
    curt key list | grep -q first
    if curt host add host-4 127.0.1.4 --no-wait 2>"$BATS_TEST_TMPDIR/said"; then return 1; fi
    grep -q 'run it on the master, 127.0.1.1' "$BATS_TEST_TMPDIR/said"
}

@test "a copy that is cut goes on: the new host's relay dies, and the master's web server ends" {
    local part made
    host_is 1
    for part in 1 2 3 4 5 6; do
        makes_links "part$part"
    done
    as_site sh -c "$SITE/sbin/curt host add host-2 127.0.1.2 >'$CLUSTER/adding' 2>&1" 3>&- &
    stop_serving
    serve 3000
    host_is 2
    as_site env CURT_CLUSTER_NAME= "$SITE/sbin/curt" init >/dev/null # as a package does
    site_keep_relay
    echo "$RELAY_PID" >"$SITE/pids"
    added() {
        grep -q '^host-2 is a replica, and up to date$' "$CLUSTER/adding"
    }
    is_under_way() {
        [ "$(stat -c %s "$SITE/store/seed/db/link.db")" -ge "$1" ]
    }
    wait_for 300 is_under_way 1000000
    made=$(inode "$SITE/store/seed/db/link.db")
    kill -KILL "$(relay_of 2)"
    wait_for 300 grep -q 'going on with the copy of the store' "$SITE/relay.log"
    wait_for 300 is_under_way 3000000
    host_is 1
    stop_serving
    sleep 1
    serve 0
    makes_links meanwhile
    host_is 2
    wait_for 300 grep -q 'the store is there' "$SITE/relay.log"
    wait_for 300 added
    is begun 1 "$(grep -c 'copying the store from' "$SITE/relay.log")"
    wait_for 300 has_link meanwhile-999
    is 'the file, copied once' "$made" "$(inode "$SITE/store/db/link.db")"
    [ ! -e "$SITE/store/seed" ]
    has_link part1-0
    has_link part6-999
    grep -q 'host-2 copies the store: [0-9]* of [0-9]* MB' "$CLUSTER/adding"
    curt verify >/dev/null
}

@test "a host that was down comes back by the log, of which keep_log is kept" {
    local part=0 before made
    host_is 2
    site_serve_lighttpd >>"$SITE/server.log" 2>&1
    echo "$SERVER_PID $PROGRAMS_PID" >>"$SITE/pids"
    host_is 3
    made=$(inode "$SITE/store/db/link.db")
    host_stop 3
    wait_for 100 eval '! relay_of 3'
    host_is 1
    before=$(newest_log)
    while [ "$(newest_log)" = "$before" ] && [ $((part += 1)) -le 8 ]; do
        makes_links "down$part"
    done
    [ "$part" -le 8 ]
    sleep "${QUIET:-31}" # so long after a host has asked for some of it, Berkeley DB has all of the log kept
    sweep >/dev/null 2>&1
    [ -e "$SITE/store/log/$before" ]
    host_is 3
    site_keep_relay
    echo "$RELAY_PID" >>"$SITE/pids"
    wait_for 300 has_link "down$part-999"
    is 'the file, as it was' "$made" "$(inode "$SITE/store/db/link.db")"
    # What is forgotten leaves the log of the other hosts, too, whatever is kept.
    [ -e "$CLUSTER/2/store/log/$before" ]
    host_is 1
    curt forget +4915112345678 >/dev/null
    wait_for 300 eval '[ ! -e "$CLUSTER/2/store/log/$before" ]'
    wait_for 300 eval '[ ! -e "$CLUSTER/3/store/log/$before" ]'
}
