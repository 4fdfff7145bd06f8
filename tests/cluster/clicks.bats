# Clicks of every host are counted once, whichever is the master, and whatever dies.
load hosts.bash

setup_file() { hosts_begin; }
teardown() { hosts_tell; }
teardown_file() { hosts_end; }

# The clicks of a link, as host 1, 2 or 3 has them counted.
clicks_are() {
    local host
    for host in $HOSTS; do
        host_is "$host"
        api GET "/api/v1/stats/links/$1"
        [ "$(field .clicks)" = "$2" ] || return 1
    done
}

@test "links that the master makes open on every host, and their clicks are counted" {
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    local host opened=0
    opens() {
        api GET /kept '' -A "$FIREFOX"
        [ "$status" = 301 ]
    }
    for host in $HOSTS; do
        host_is "$host"
        wait_for 30 opens
        opened=$((opened + 1))
        for _ in $(seq 50); do
            opens
            opened=$((opened + 1))
        done
    done
    wait_for 100 clicks_are kept "$opened"
    is seen '3 3' "$(curt host list --json | jq -rs '"\(length) \(map(select(.seen != null)) | length)"')"
}
