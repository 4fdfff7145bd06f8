# What happens to the network between three hosts: a cable that is cut, one that carries one way, a slow one.
load hosts.bash
load history.bash
load network.bash

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

@test "the master's cable is cut, and cut one way, and heals" {
    history_begin
    broken cut "$(wait_for_master)"
    broken mute "$(wait_for_master)"
    broken deaf "$(wait_for_master)"
    history_end
}
