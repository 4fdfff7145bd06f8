# hosts.bash: a cluster of three hosts on this machine, each a site of its own (site.bash): 127.0.1.1, 127.0.1.2, 127.0.1.3.
#
# Where no host dies, a busy machine must not make the others take one for dead: DEAD_AFTER milliseconds. A commit may go without
# its acknowledgement, in ACK_WAIT: what a test asks to be written it insists on, as a client would.
#
# hosts_begin      starts them; the first one begins the cluster. Sets PORT, and the keys that site_begin sets
# host_is N        from now on SITE, BASE and curt are those of host N
# master, replica  the number of the master, and of the first replica; both wait until there is one
# insists CALL     makes a call again as long as it is told to (503); one that writes wants an Idempotency-Key
# hosts_tell       after a test: if it failed, what each host has logged last
# hosts_end        stops all
#
# HOSTS_MORE and HOSTS_EARLY are commands of the test: what one prints is added to a host's configuration; the other is run for
# a host before it has a store.
. "$(dirname "${BASH_SOURCE[0]}")/../site.bash"

HOSTS="1 2 3"

# Where the hosts reach each other, and where clients reach a host; network.bash says others.
host_address() {
    echo "127.0.1.$1"
}

host_client_address() {
    host_address "$1"
}

host_is() {
    [ -n "$1" ] || return 1
    SITE=$CLUSTER/$1
    BASE=$(host_base "$1")
    SITE_ADDRESS=$(host_address "$1")
    export SITE BASE SITE_ADDRESS CURT_CONF=$SITE/etc/curt.conf
}

host_base() {
    echo "http://$(host_client_address "$1"):$PORT"
}

host_configure() {
    local others='' other
    for other in ${HOSTS/$1/}; do
        [ "$1" = 1 ] || others+="$(host_address "$other"), "
    done
    cat >"$SITE/etc/curt.conf" <<END
[store]
home = $SITE/store
[web]
base_url = http://s.example
pages = $SITE/www
[links]
creates_per_minute = 100000
[stats]
agents = $SITE/etc/regexes.yaml
agent_classes = $SITE/etc/user-agents.yaml
[cluster]
name = host-$1
address = $(host_address "$1")
port = $CLUSTER_PORT
dead_after = ${DEAD_AFTER:-10000}
ack_wait = ${ACK_WAIT:-1000}
http_port = $PORT
hosts = ${others%, }
secret = ${HOSTS_SECRET:-0123456789abcdef0123456789abcdef}
END
    "${HOSTS_MORE:-:}" >>"$SITE/etc/curt.conf"
    chmod 600 "$SITE/etc/curt.conf"
}

host_start() {
    host_is "$1"
    site_keep_relay
    echo "$RELAY_PID" >"$SITE/pids"
    wait_for 200 grep -q 'is the master now' "$SITE/relay.log"
    sleep 1
    site_serve_lighttpd >>"$SITE/server.log" 2>&1
    echo "$SERVER_PID $PROGRAMS_PID" >>"$SITE/pids"
}

host_up() {
    curl -sf -m 5 -o /dev/null "$(host_base "$1")/api/v1/stats/health"
}

insists() {
    local tries=20
    "$@"
    while [ "$status" = 503 ] && [ $((tries -= 1)) -gt 0 ]; do
        sleep "$(header Retry-After)"
        "$@"
    done
}

creates() {
    CREATED=$((${CREATED:-0} + 1))
    insists post /api/v1/links "$1" "${2-$ADMIN}" -H "Idempotency-Key: $BATS_TEST_NUMBER-$BASHPID-$CREATED"
    is "$body" 201 "$status"
}

cluster_key() {
    local tries
    for tries in 1 2 3 4 5; do
        site_key "$1" "$1" && return
        sleep "$tries"
    done
    return 1
}

# The role of a host, as it says.
host_role() {
    curl -s -m 5 "$(host_base "$1")/api/v1/stats/health" | jq -r .role
}

# The number of the first host, or of the first of those, that says it has this role, within 20 s: host_with ROLE [HOST...]
host_with() {
    local role=$1 host end=$((SECONDS + 20))
    shift
    while [ $SECONDS -lt $end ]; do
        for host in ${*:-$HOSTS}; do
            [ "$(host_role "$host")" != "$role" ] || {
                echo "$host"
                return 0
            }
        done
        sleep 0.1
    done
    return 1
}

master() {
    host_with master "$@"
}

replica() {
    host_with replica
}

# host_add N: lets it join; the cluster's master is host 1.
host_add() {
    host_is 1
    curt host add "host-$1" "$(host_address "$1")" --no-wait >/dev/null
}

host_makes_key() {
    site_key first admin >"$CLUSTER/first" 2>/dev/null
}

hosts_lay_out() {
    local host
    site_lay_out
    CLUSTER=$SITE
    CLUSTER_PORT=$(free_port)
    export CLUSTER CLUSTER_PORT PORT
    for host in $HOSTS; do
        mkdir "$CLUSTER/$host"
        cp -r "$CLUSTER/cgi-bin" "$CLUSTER/sbin" "$CLUSTER/www" "$CLUSTER/run" "$CLUSTER/etc" "$CLUSTER/docs" "$CLUSTER/$host/"
        host_is "$host"
        host_configure "$host"
        "${HOSTS_EARLY:-:}"
    done
    [ "$(id -u)" -ne 0 ] || chown -R www-data:www-data "$CLUSTER"
}

hosts_begin() {
    local host
    hosts_lay_out
    for host in $HOSTS; do
        if [ "$host" = 1 ]; then
            host_is 1
            as_site "$SITE/sbin/curt" init >/dev/null
        else
            host_add "$host"
        fi
        host_start "$host"
        [ "$host" != 1 ] || wait_for 100 host_makes_key
        wait_for 300 host_up "$host" || {
            tail -n 20 "$SITE"/*.log >&2
            return 1
        }
    done
    wait_for 100 hosts_are_joined
    host_is "$(master)"
    ADMIN=$(cluster_key admin) && CREATOR=$(cluster_key creator) && READER=$(cluster_key reader)
    export ADMIN CREATOR READER
}

hosts_are_joined() {
    [ "$(for host in $HOSTS; do host_role "$host"; done | sort | tr '\n' ' ')" = "master replica replica " ]
}

host_stop() {
    # shellcheck disable=SC2046
    kill $(cat "$CLUSTER/$1/pids") 2>/dev/null || true
}

hosts_tell() {
    [ -z "${CLUSTER-}" ] || [ -n "${BATS_TEST_COMPLETED-}" ] || tail -n 8 "$CLUSTER"/[123]/{relay,programs,keeper}.log >&2 || true
}

hosts_end() {
    local host memory
    [ -n "${CLUSTER-}" ] || return 0
    for host in $HOSTS; do
        host_stop "$host"
    done
    SITE=$CLUSTER
    wait_for 150 hosts_ended || {
        pgrep -fa "$CLUSTER" >&2
        pkill -KILL -f "$CLUSTER"
    }
    for host in $HOSTS; do
        memory=$(readlink "$CLUSTER/$host/store/memory") || memory=
        case $memory in
        */curt-*) rm -rf "$memory" ;;
        esac
    done
    rm -rf "$CLUSTER" "/tmp/curt-port.$PORT"
    unset CURT_CONF
}

hosts_ended() {
    ! pgrep -f "$CLUSTER/[0-9]/(sbin|cgi-bin|etc)" >/dev/null
}

# All of a host dies at once.
host_kill() {
    # shellcheck disable=SC2046
    kill -KILL $(cat "$CLUSTER/$1/pids") $(pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)") 2>/dev/null || true
}
