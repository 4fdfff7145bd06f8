# Commands on the hosts of a cluster: what runs on the master alone, and what runs on each. Last, a master that is alone.
load hosts.bash

setup_file() { hosts_begin; }
teardown() { hosts_tell; }
teardown_file() { hosts_end; }

@test "curt-sweep expires on the master, and leaves it to that on a replica" {
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"short","ttl":1}'
    sleep 2
    host_is "$(replica)"
    CURT_LINKS_GRACE=0s sweep >"$SITE/swept"
    host_is "$(master)"
    expired() {
        curt event list --json | jq -es 'map(select(."detail-type" == "link.expired")) | length == 1'
    }
    sleep 1
    if expired; then return 1; fi
    CURT_LINKS_GRACE=0s sweep >"$SITE/swept"
    wait_for 30 expired
}

@test "a command that writes says on a replica where it should run" {
    local address
    host_is "$(replica)"
    address=$(host_address "$(master)")
    host_is "$(replica)"
    if curt key add later --role reader 2>"$SITE/said"; then return 1; fi
    grep -q "run it on the master, $address" "$SITE/said"
    curt key list | grep -q admin
}

@test "a replica can be exported and backed up, and its backup verified and restored" {
    host_is "$(master)"
    creates '{"url":"https://example.com/kept","alias":"exported"}'
    host_is "$(replica)"
    there() {
        curt link list | grep -q exported
    }
    wait_for 30 there
    curt export "$SITE/store/exported.jsonl" >/dev/null 2>&1
    grep -q '"exported"' "$SITE/store/exported.jsonl"
    curt backup "$SITE/run/backup" >/dev/null
    curt verify --backup "$SITE/run/backup" >/dev/null
    CURT_STORE_HOME=$SITE/run/restored curt restore "$SITE/run/backup" >/dev/null
    # A first host, before it is in a cluster.
    as_site grep -v ^hosts "$CURT_CONF" | as_site tee "$SITE/etc/first.conf" >/dev/null
    as_site chmod 600 "$SITE/etc/first.conf"
    export CURT_CONF=$SITE/etc/first.conf CURT_STORE_HOME=$SITE/run/imported
    curt init >/dev/null
    curt import "$SITE/store/exported.jsonl" >/dev/null
}

@test "a master without the others opens links and reads, whatever is started there, and writes when they are back" {
    local alone others host
    alone=$(master)
    others=${HOSTS/$alone/}
    host_is "$alone"
    creates '{"url":"https://example.com/","alias":"alone"}'
    for host in $others; do
        host_kill "$host"
    done
    pkill -TERM -f "^$SITE/cgi-bin/(redirect|shorten).fcgi"
    opens() {
        api GET /alone '' && [ "$status" = 301 ]
    }
    wait_for 100 opens
    curt link list | grep -q alone
    curt host list | grep -q "host-$alone .* master"
    if curt link add https://example.com/ 2>"$SITE/said"; then return 1; fi
    grep -q 'nothing is written: this host is no master that a majority of the hosts hears' "$SITE/said"
    post /api/v1/links '{"url":"https://example.com/"}'
    is "$body" '503 store_unavailable' "$status $(field .code)"
    # The others may know of a link that is not here.
    api GET /elsewhere ''
    is "not known here" '503 1' "$status $(header Retry-After)"
    run sweep
    is "sweep: $output" 1 "$status"
    [[ $output == *'not everything was swept'* ]]
    for host in $others; do
        host_start "$host"
    done
    wait_for 300 hosts_are_joined
    is "still the master" master "$(host_role "$alone")"
    host_is "$alone"
    makes() {
        post /api/v1/links '{"url":"https://example.com/"}' && [ "$status" = 201 ]
    }
    wait_for 100 makes
    curt link list | grep -q alone
    counted
    if curt stats missed | grep elsewhere; then return 1; fi
}
