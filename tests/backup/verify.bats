# curt verify: of a store that nobody uses, of one in use, and of a backup. What does not fit together in the tables is
# tests/unit/verify_test.c's.
bats_require_minimum_version 1.5.0

setup_file() {
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export BUILD=${BUILD:-$TOP/build} TOP DIR=$BATS_FILE_TMPDIR
    export CURT_CONF=/dev/null CURT_STORE_HOME=$DIR/pattern
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    curt init
    curt key add admin --role admin
    curt demo add --clicks 60000
    timeout 60 "$BUILD/sbin/curt-relay" --once
} >/dev/null 2>&1

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cp -r "$DIR/pattern" store
    export CURT_STORE_HOME=$PWD/store
    RELAY=
}

teardown() {
    [ -z "$RELAY" ] || { kill "$RELAY" && wait "$RELAY"; } || true
}

curt() {
    timeout 60 "$BUILD/sbin/curt" "$@"
}

relay_begin() {
    "$BUILD/sbin/curt-relay" 2>relay.log 3>&- &
    RELAY=$!
    sleep 0.5
}

# damages FILE PAGE: with noise.
damages() {
    head -c 3000 /dev/urandom | dd of="store/db/$1" bs=4096 seek="$2" conv=notrunc 2>/dev/null
}

# finds FAULT: verify says so, and what to do.
finds() {
    run curt verify
    [ "$status" -eq 1 ]
    [[ $output == *"$1"* && $output == *"restore the last backup"* ]] || {
        echo "not said: $1, but $output"
        return 1
    }
}

@test "a whole store" {
    run curt verify
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = "the store is whole" ]
    run curt verify --json
    [ "$(jq -s 'map(.faults) | add' <<<"$output")" -eq 0 ]
    [ "$(jq -s 'map(select(.table == "link.db"))[0].rows' <<<"$output")" -ge 24 ]
    relay_begin
    curt verify
    kill -0 "$RELAY"
}

@test "a store that was not shut down" {
    relay_begin
    kill -KILL "$RELAY"
    wait "$RELAY" || true
    RELAY=
    curt verify
}

@test "a damaged page" {
    damages tally.db 3
    finds "tally.db"
    relay_begin
    finds "its file is damaged (page 3)"
    kill -0 "$RELAY"
    [ ! -s relay.log ] || ! grep killing relay.log
}

# Some damage has Berkeley DB crash instead of saying so; the other tables are looked at all the same.
@test "pages at which Berkeley DB crashes" {
    [ -z "${ASAN_OPTIONS-}" ] || skip "nothing can be loaded before the checks for addresses"
    make -s -C "$BUILD" tests/backup/crash_on_open.so >&2
    export LD_PRELOAD=$BUILD/tests/backup/crash_on_open.so
    CRASH_ON=/tally.db finds "tally.db "
    [[ $output == *"Berkeley DB crashed looking at tally.db (signal 11)"* ]]
    [[ $output != *"link.db "* ]]
    CRASH_ON=.db finds "tally.db "
    [[ $output == *"link.db "* ]]
    unset LD_PRELOAD
    curt verify
}

@test "a lost file of the event log" {
    rm store/db/__dbq.event_log.db.1
    finds "1 faults: files of it are missing (1 of db/__dbq.event_log.db.*)"
    relay_begin
    finds "files of it are missing"
}

@test "a backup" {
    curt backup backup
    run curt verify --backup backup
    [ "$status" -eq 0 ]
    [[ $output == "the backup is whole: "* ]]
    curt backup - | curt verify --backup - --json | jq -e .whole
    damaged=$(echo backup/full-*/db/tally.db)
    printf x | dd of="$damaged" bs=1 seek=5000 conv=notrunc 2>/dev/null
    run curt verify --backup backup
    [ "$status" -eq 1 ]
    [[ $output == *"db/tally.db is not as it was written"* ]]
    rm "$damaged"
    run curt verify --backup backup
    [ "$status" -eq 1 ]
    [[ $output == *"db/tally.db is missing"* ]]
    run curt verify --backup store
    [ "$status" -eq 1 ]
}
