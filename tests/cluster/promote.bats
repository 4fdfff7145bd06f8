# curt host promote: another host becomes the master under load, again and again: nothing acknowledged is lost, every answered
# click is counted once.
#   PROMOTES=10 bats tests/cluster/promote.bats
load hosts.bash
load faults/history.bash

PROMOTES=${PROMOTES:-2}

setup_file() { hosts_begin; }
teardown_file() { hosts_end; }

# Asks the master to make a host that.
promotes() {
    host_is "$(wait_for_master)"
    curt host promote "$@"
}

refused() {
    host_is "$1"
    shift
    if curt host promote "$1" 2>"$SITE/run/said"; then return 1; fi
    grep -q "$2" "$SITE/run/said"
}

@test "another host becomes the master $PROMOTES times under load" {
    local i to
    history_begin
    for i in $(seq "$PROMOTES"); do
        to=$(replica)
        fault promote "$to"
        promotes "host-$to"
        sleep 1
        fault back "$to"
        is master "$to" "$(wait_for_master)"
        wait_for 100 hosts_are_joined
    done
    history_end
}

@test "the master is that already, and other hosts that cannot become it are refused" {
    local master
    master=$(master)
    host_is "$master"
    [[ $(curt host promote "host-$master") == *"is the master already" ]]
    refused "$master" nobody 'no host nobody'
    refused "$(replica)" "host-$(replica)" 'run it on the master'
}

@test "one that is down is refused, and the other one can become the master without it" {
    local master down up
    master=$(master)
    down=$(replica)
    up=${HOSTS/$master/}
    up=${up/$down/}
    up=${up// /}
    host_stop "$down"
    is_gone() {
        host_is "$down"
        ! curl -s -m 1 -o /dev/null "$BASE/"
    }
    wait_for 50 is_gone
    refused "$master" "host-$down" 'not connected\|heard of it last'
    is master "$master" "$(wait_for_master)"
    promotes "host-$up"
    is master "$up" "$(wait_for_master)"
    host_is "$up"
    creates '{"url":"https://example.com/","alias":"without"}'
    host_start "$down"
    wait_for 100 hosts_are_joined
}
