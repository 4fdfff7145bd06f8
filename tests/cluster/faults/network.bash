# network.bash: hosts.bash with a network namespace a host, and a switch between them (switch.py). Clients, in a namespace of
# their own, reach the hosts by other cables, which stay whole.
#
# network_begin        before hosts_begin; skips the test where namespaces or taps cannot be made
# network_is FAULT...  what is wrong from now on: "cut 1", "slow 50 10"; nothing: all is well
# network_end          after hosts_end

host_address() {
    echo "10.88.0.$1"
}

host_client_address() {
    echo "198.18.$1.2"
}

host_is() {
    [ -n "$1" ] || return 1
    SITE=$CLUSTER/$1
    BASE=$(host_base "$1")
    SITE_ADDRESS=0.0.0.0
    AS_SITE=(nsenter "--net=/run/netns/$NETWORK$1" setpriv --reuid=www-data --regid=www-data --clear-groups)
    export SITE BASE SITE_ADDRESS CURT_CONF=$SITE/etc/curt.conf
}

# What the tests ask, they ask as a client.
curl() {
    "${AS_CLIENT[@]}" /usr/bin/curl "$@"
}

network_cable() {
    local host=$1 names=/run/netns
    ip netns add "$NETWORK$host"
    ip -n "${NETWORK}c" link set "t$host" netns "$names/$NETWORK$host"
    ip -n "$NETWORK$host" addr add "$(host_address "$host")/24" dev "t$host"
    ip -n "$NETWORK$host" link set "t$host" up
    ip -n "$NETWORK$host" link set lo up
    ip -n "${NETWORK}c" link add "c$host" type veth peer name client netns "$NETWORK$host"
    ip -n "${NETWORK}c" addr add "198.18.$host.1/24" dev "c$host"
    ip -n "${NETWORK}c" link set "c$host" up
    ip -n "$NETWORK$host" addr add "198.18.$host.2/24" dev client
    ip -n "$NETWORK$host" link set client up
}

network_begin() {
    local host
    NETWORK=curt$BASHPID
    [ "$(id -u)" -eq 0 ] || skip "only root can make network namespaces"
    [ -c /dev/net/tun ] && ip netns add "${NETWORK}c" 2>/dev/null || skip "network namespaces and taps cannot be made here"
    AS_CLIENT=(nsenter "--net=/run/netns/${NETWORK}c")
    ip -n "${NETWORK}c" link set lo up
    NETWORK_CONTROL=$BATS_TEST_TMPDIR/network
    : >"$NETWORK_CONTROL"
    "${AS_CLIENT[@]}" "$TOP/tests/cluster/faults/switch.py" "$NETWORK_CONTROL" t 3 >"$NETWORK_CONTROL.ready" 3>&- &
    NETWORK_PID=$!
    wait_for 50 grep -q ready "$NETWORK_CONTROL.ready"
    for host in $HOSTS; do
        network_cable "$host"
    done
}

network_is() {
    printf '%s\n' "$@" >"$NETWORK_CONTROL.new"
    mv "$NETWORK_CONTROL.new" "$NETWORK_CONTROL"
}

network_end() {
    local name
    [ -z "${NETWORK_PID-}" ] || kill "$NETWORK_PID" 2>/dev/null || true
    for name in c $HOSTS; do
        ip netns del "$NETWORK$name" 2>/dev/null || true
    done
}
