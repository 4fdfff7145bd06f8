# The host of the master is killed under load, again and again: nothing acknowledged is lost, every answered click is counted
# once, and the others go on.
#   KILLS=10 bats tests/cluster/faults/failover.bats
load ../hosts.bash
load history.bash

KILLS=${KILLS:-1}
DEAD_AFTER=1500

setup() { hosts_begin; }
teardown() {
    hosts_tell
    hosts_end
}

@test "the master's host is killed $KILLS times under load" {
    local host i
    history_begin
    for i in $(seq "$KILLS"); do
        host=$(master)
        fault kill "$host"
        host_kill "$host"
        sleep 4
        host_start "$host"
        wait_for 300 host_up "$host"
        fault back "$host"
        wait_for 100 hosts_are_joined
        sleep 2
    done
    history_end
}
