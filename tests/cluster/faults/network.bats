# The cable of the master is cut, or carries one way: nothing acknowledged is lost, every answered click is counted once.
#   FAULTS="cut mute deaf" bats tests/cluster/faults/network.bats
# Not in tests/check yet: in about every second run, the host that was cut off is not brought up to date again, since Berkeley
# DB panics when it takes back what nobody acknowledged (BDB4514, two commits of one transaction's id in its log).
load ../hosts.bash
load history.bash
load network.bash

FAULTS=${FAULTS:-cut}
DEAD_AFTER=1500

setup() {
    network_begin
    hosts_begin
}

teardown() {
    hosts_end
    network_end
}

# broken FAULT HOST: the network has a fault at the host for a while.
broken() {
    local what=$1 host=$2
    fault "$what" "$host"
    network_is "$what $host"
    sleep 6
    network_is
    sleep 3
    fault back "$host"
    wait_for 200 hosts_are_joined
    sleep 1
}

@test "the master's cable has these faults, and is whole again: $FAULTS" {
    local fault
    history_begin
    for fault in $FAULTS; do
        broken "$fault" "$(wait_for_master)"
    done
    history_end
}
