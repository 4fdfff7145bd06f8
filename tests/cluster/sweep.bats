# What runs on the master alone.
load hosts.bash

setup_file() { hosts_begin; }
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
