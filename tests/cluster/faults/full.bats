# The disk of a host has no room, a replica's, then the master's: links open everywhere, what was acknowledged is on all hosts
# when there is room again, and the others go on as far as they can.
load ../hosts.bash

DISK=80 # megabytes

setup() {
    [ "$(id -u)" -eq 0 ] || skip "needs root for disks of its own"
    mkdir "$BATS_TEST_TMPDIR/mount"
    mount -t tmpfs curt-test "$BATS_TEST_TMPDIR/mount" 2>/dev/null || skip "mounts are not allowed here"
    umount "$BATS_TEST_TMPDIR/mount"
    export CURT_STORE_RESERVE=16
    HOSTS_EARLY=host_disk
    hosts_begin
}

teardown() {
    [ -n "${CLUSTER-}" ] || return 0
    hosts_tell
    touch "$CLUSTER/room"
    rm -f "$CLUSTER"/*/store/filler
    for host in $HOSTS; do
        umount -l "$CLUSTER/$host/store"
    done
    hosts_end
}

host_disk() {
    mkdir "$SITE/store"
    mount -t tmpfs -o "size=${DISK}m,mode=0700,uid=$(id -u www-data),gid=$(id -g www-data)" curt-test "$SITE/store"
}

# Takes what is left on a host's disk.
fill_up() {
    as_site dd if=/dev/zero of="$CLUSTER/$1/store/filler" bs=4k oflag=append conv=notrunc 2>/dev/null || true
    [ "$(df -k --output=avail "$CLUSTER/$1/store" | tail -n 1)" -eq 0 ]
}

# What the store gives up of it, its reserve, too, until the file "room" is there.
keep_full() {
    until [ -e "$CLUSTER/room" ]; do
        fill_up "$1" || true
        sleep 0.05
    done
}

# Leaves less than the reserve, and nothing once the host has left replication.
fills() {
    local free
    rm -f "$CLUSTER/room"
    free=$(df -m --output=avail "$CLUSTER/$1/store" | tail -n 1)
    as_site fallocate -l "$((free - 8))M" "$CLUSTER/$1/store/filler"
    wait_for 150 grep -q 'replication ends' "$CLUSTER/$1/relay.log"
    keep_full "$1" 3>&- &
    FILLER_PID=$!
}

has_room() {
    touch "$CLUSTER/room"
    wait "$FILLER_PID"
    rm "$CLUSTER/$1/store/filler"
}

opens() {
    is "a link on host $1" 301 "$(curl -s -o /dev/null -m 5 -w '%{http_code}' -A "$FIREFOX" "$(host_base "$1")/$2")"
}

# For four seconds, on all hosts.
all_open() {
    local i host
    for i in $(seq 20); do
        for host in $HOSTS; do
            opens "$host" kept
        done
        sleep 0.2
    done
}

has() {
    host_is "$1"
    api GET "/api/v1/links/$2"
    [ "$status" = 200 ]
}

# Creates so many links of a long title on the master.
creates_many() {
    local i
    for i in $(seq "$2"); do
        creates "{\"url\":\"https://example.com/\",\"alias\":\"$1$i\",\"title\":\"$(printf 'x%.0s' {1..200})\"}"
    done
}

@test "a replica whose disk is full opens links, and gets the rest when there is room" {
    local full
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    full=$(replica)
    wait_for 50 has "$full" kept
    fills "$full"
    host_is "$(master)"
    creates_many link 300
    all_open
    [ "$(host_role "$full")" = replica ]
    has_room "$full"
    wait_for 300 has "$full" link300
}

@test "a master whose disk is full leaves that to another host, and opens links" {
    local full
    full=$(master)
    host_is "$full"
    creates '{"url":"https://example.com/","alias":"kept"}'
    for host in $HOSTS; do
        wait_for 50 has "$host" kept
    done
    fills "$full"
    # shellcheck disable=SC2086
    host_is "$(master ${HOSTS/$full/})"
    wait_for 50 creates '{"url":"https://example.com/"}'
    creates_many link 300
    all_open
    has_room "$full"
    wait_for 300 has "$full" link300
}
