# Faults of hosts and of the network between them, one after the other, under load: nothing acknowledged is lost, no change of a
# link comes after a later one, every answered click is counted once.
#   FAULTS="kill cut mute deaf stop two slow" DEAD_AFTER=1500 bats tests/cluster/faults/network.bats
#   RANDOM_SECONDS=1800 ...       any of them at any host, for so long
# kill: all of the host dies. cut: its cable carries nothing; mute: nothing from it; deaf: nothing to it. stop: its processes
# stand still. two: both others are dead. slow: frames take 50 ms, and one of a hundred is lost. Each is the master's, but slow.
load ../hosts.bash
load history.bash
load network.bash

FAULTS=${FAULTS:-cut}
DEAD_AFTER=${DEAD_AFTER:-1500}

setup() {
    network_begin
    hosts_begin
}

teardown() {
    hosts_tell
    hosts_end
    network_end
}

host_pids() {
    cat "$CLUSTER/$1/pids"
    pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)"
}

host_signals() {
    # shellcheck disable=SC2046
    kill "-$2" $(host_pids "$1") 2>/dev/null || true
}

host_starts_again() {
    host_start "$1"
    wait_for 300 host_up "$1"
}

others() {
    echo "${HOSTS/$1/}"
}

# What a host says that is alone: links open, and creates are answered 503.
is_alone() {
    host_is "$1"
    api GET /kept ''
    is "a link" 301 "$status"
    post /api/v1/links '{"url":"https://example.com/"}'
    is "$body" 503 "$status"
    is Retry-After 1 "$(header Retry-After)"
}

# begins FAULT HOST, ends FAULT HOST
begins() {
    local host
    case $1 in
    kill) host_kill "$2" ;;
    stop) host_signals "$2" STOP ;;
    two) for host in $(others "$2"); do host_kill "$host"; done ;;
    slow) network_is "slow 50 10" ;;
    *) network_is "$1 $2" ;;
    esac
}

ends() {
    local host
    case $1 in
    kill) host_starts_again "$2" ;;
    stop) host_signals "$2" CONT ;;
    two)
        is_alone "$2"
        for host in $(others "$2"); do host_starts_again "$host"; done
        ;;
    *) network_is ;;
    esac
}

roles() {
    local host
    for host in $HOSTS; do host_role "$host" || echo silent; done | tr '\n' ' '
}

# broken FAULT HOST SECONDS: the host has a fault for so long; all is well again when this ends.
broken() {
    local what=$1 host=$2 seconds=$3 at=$2
    [ "$what" != slow ] || at=0
    [ "$what" != two ] || at=$(others "$host")
    for host in $at; do fault "$what" "$host"; done
    begins "$what" "$2"
    sleep "$seconds"
    ends "$what" "$2"
    wait_for 300 hosts_are_joined || {
        echo "after $what of $2 the hosts are: $(roles)" >&2
        tell_logs >&2
        return 1
    }
    sleep 3
    for host in $at; do fault back "$host"; done
}

# Any fault of any host, the master's as often as the others'.
broken_at_random() {
    local kinds=(kill cut mute deaf stop two slow)
    local host=$((RANDOM % 6 + 1)) what=${kinds[RANDOM % ${#kinds[@]}]}
    [ "$host" -le 3 ] || host=$(master)
    broken "$what" "$host" $((RANDOM % 8 + 1))
}

@test "there are faults, and all is well again: ${RANDOM_SECONDS:-$FAULTS}" {
    local what end=$((SECONDS + ${RANDOM_SECONDS:-0}))
    history_begin
    while [ "$SECONDS" -lt "$end" ]; do
        broken_at_random
    done
    for what in $([ -n "${RANDOM_SECONDS-}" ] || echo "$FAULTS"); do
        broken "$what" "$(master)" 6
    done
    history_end
}
