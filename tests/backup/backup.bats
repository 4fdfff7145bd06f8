# curt backup and restore, of a store that nobody else uses: what they copy, what they refuse, and what is left when they are
# ended in the middle. load.bats has the same under load.
bats_require_minimum_version 1.5.0

setup_file() {
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export BUILD=${BUILD:-$TOP/build} TOP DIR=$BATS_FILE_TMPDIR
    mkdir "$DIR/pattern"
    export CURT_CONF=$DIR/curt.conf
    cat >"$CURT_CONF" <<CONF
[store]
home = $DIR/pattern/store
[stats]
agents = $TOP/etc/regexes.yaml
agent_classes = $TOP/etc/user-agents.yaml
[domain go.example.com]
CONF
    curt init
    # Files of the log that are soon full; the first has the size that it was made with.
    sed -i 's/^set_lg_bsize.*/set_lg_bsize 262144/; s/^set_lg_max.*/set_lg_max 1048576/' "$DIR/pattern/store/DB_CONFIG"
    rm "$DIR"/pattern/store/{db,log}/*
    curt key add admin --role admin
    curt demo add --clicks 5000
    relay
} >/dev/null 2>&1

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cp -r "$DIR/pattern/store" store
    export CURT_STORE_HOME=$PWD/store
}

teardown() {
    ! mountpoint -q small || umount small
}

curt() {
    timeout 60 "$BUILD/sbin/curt" "$@"
}

relay() {
    timeout 60 "$BUILD/sbin/curt-relay" --once 2>/dev/null
}

# Files of the log that nothing needs are removed.
sweep() {
    timeout 60 "$BUILD/sbin/curt-sweep"
}

# elsewhere COMMAND...: with another store.
elsewhere() {
    CURT_STORE_HOME=$PWD/restored "$@"
}

# All that people can see of a store.
shows() {
    curt link list --limit 1000 --json
    curt message list --limit 1000 --json
    curt event list --json
    curt stats --json
}

# same: the restored store shows what the store shows.
same() {
    shows >wanted
    elsewhere shows >got
    cmp wanted got
}

restores() {
    rm -rf restored
    elsewhere curt restore "$@"
}

# Fails unless the last run failed and said this.
refused() {
    [ "$status" -eq 1 ]
    [[ $output == *"$1"* ]] || {
        echo "not said: $1, but $output"
        return 1
    }
}

add_link() {
    curt link add "https://example.com/$1" --alias "$1"
}

# Writes so much that the log goes on in new files.
write_log() {
    curt demo remove >/dev/null
    curt demo add --clicks 5000 >/dev/null
    relay
}

@test "a full backup, then by log" {
    run curt backup backup --json
    [ "$(jq -c '[.full, .reason]' <<<"$output")" = '[true,null]' ]
    full=$(jq .written_bytes <<<"$output")
    add_link second
    echo '[{"if":{"device":["ios"],"share":30},"url":"https://example.com/app"}]' |
        curt link add https://example.com/ --alias second --domain go.example.com --redirect-rules -
    run curt backup backup --json
    [ "$(jq -c '[.full, .reason]' <<<"$output")" = '[false,null]' ]
    [ "$(jq .written_bytes <<<"$output")" -lt $((full / 2)) ]
    restores backup --send-queued
    same
    [ "$(elsewhere curt link show go.example.com/second --json | jq -c '.redirect_rules[0].if')" = '{"device":["ios"],"share":30}' ]
    elsewhere curt verify | tail -n 1 | grep -x 'the store is whole'
    [ "$(ls backup)" = "$(printf '%s\n' full-* manifest.json | sed "s|full-\*|$(cd backup && echo full-*)|")" ]
    [ "$(find backup -perm /077)" = '' ]
}

@test "as an archive, through a pipe, packed too" {
    curt backup - >archive
    restores - --send-queued <archive
    same
    gzip -k archive
    restores - --send-queued <archive.gz
    same
    curt backup - | restores - >/dev/null
}

@test "to a moment" {
    curt backup backup
    sleep 1.1
    add_link before
    sleep 1.1
    moment=$(date -u +%FT%TZ)
    sleep 1.1
    add_link after
    curt link delete before
    curt backup backup
    run curt restore backup --to "$moment"
    refused 'is not empty'
    restores backup --to "$moment"
    elsewhere curt link show before
    run ! elsewhere curt link show after
    elsewhere add_link after
    run restores backup --to 1h
    refused 'can be restored to moments from'
    [ "$(ls restored)" = restore.lock ]
}

@test "the log that the last backup lacks is kept, but not without end" {
    write_log
    curt backup backup
    write_log
    sweep
    run curt backup backup --json
    [ "$(jq .full <<<"$output")" = false ]
    write_log
    CURT_STORE_BACKUP_LOG=2 sweep
    run --separate-stderr curt backup backup --json
    [ "$(jq -r .reason <<<"$output")" = "the store's log since the last backup is no longer there" ]
    [ "$(ls backup | wc -l)" -eq 2 ]
    restores backup --send-queued
    same
    write_log
    [ "$(ls store/log | wc -l)" -gt 4 ]
    curt forget +447700900999
    [ "$(ls store/log | wc -l)" -le 2 ]
    run --separate-stderr curt backup backup --json
    [ "$(jq .full <<<"$output")" = true ]
}

@test "a store that was restored to a moment is another: its backup is a full one" {
    curt backup backup
    sleep 1.1
    moment=$(date -u +%FT%TZ)
    sleep 1.1
    add_link later
    curt backup backup
    rm -r store
    curt restore backup --to "$moment"
    run --separate-stderr curt backup backup --json
    [ "$(jq .full <<<"$output")" = true ]
}

@test "messages that waited are not sent again, campaigns pause" {
    printf 'to\n+447700900001\n+447700900002\n' >list.csv
    id=$(curt message send --from Shop --to +447700900000 --text Hello --json | jq -r .id)
    # It waits for curt-relay, which does not run, and is interrupted.
    "$BUILD/sbin/curt" campaign send list.csv --template Hello --from Shop --name spring 3>&- &
    local sending=$!
    for _ in $(seq 300); do
        [ "$(curt campaign list --json | jq -r .state)" != running ] || break
        sleep 0.1
    done
    kill "$sending"
    wait "$sending" || true
    curt backup backup
    run restores backup --json
    [ "$(jq -c '[.held_messages, .paused_campaigns]' <<<"$output")" = '[1,1]' ]
    [ "$(elsewhere curt message show "$id" | jq -r .status)" = unknown ]
    [ "$(elsewhere curt campaign show spring | jq -r .state)" = paused ]
    elsewhere relay
    [ "$(elsewhere curt message show "$id" | jq -r .status)" = unknown ]
    elsewhere curt message resend "$id"
    [ "$(elsewhere curt message show "$id" | jq -r .status)" = requested ]
    restores backup --send-queued
    [ "$(elsewhere curt message show "$id" | jq -r .status)" = requested ]
    [ "$(elsewhere curt campaign show spring | jq -r .state)" = running ]
}

@test "one backup of a store at a time" {
    mkfifo pipe
    curt backup - >pipe &
    exec 5<pipe
    wait_locked() { ! flock -n store/backup.lock true; }
    for _ in $(seq 50); do ! wait_locked || break; sleep 0.1; done
    run curt backup backup
    refused 'another backup of this store is running'
    cat <&5 >/dev/null
    exec 5<&-
    wait
    curt backup backup
}

@test "a backup that is killed leaves the one before as it was" {
    curt backup backup
    shows >wanted
    add_link more
    for ms in 10 30 80; do
        "$BUILD/sbin/curt" backup backup --full 2>/dev/null &
        sleep "0.$(printf %03d $ms)"
        kill -KILL $! 2>/dev/null || true
        wait $! 2>/dev/null || true
        restores backup --send-queued >/dev/null
        elsewhere shows >got
        cmp wanted got || elsewhere curt link show more # it was quicker
    done
    curt backup backup
    restores backup --send-queued
    same
    [ "$(ls backup | wc -l)" -eq 2 ]
}

@test "a restore that is killed leaves no store, and can be run again" {
    curt backup backup
    killed=0
    for ms in 5 30 100; do
        rm -rf restored
        CURT_STORE_HOME=$PWD/restored "$BUILD/sbin/curt" restore backup >/dev/null 2>&1 &
        sleep "0.$(printf %03d $ms)"
        kill -KILL $! 2>/dev/null || true
        wait $! 2>/dev/null && continue
        killed=$((killed + 1))
        if run ! elsewhere curt link list; then
            elsewhere curt restore backup --send-queued
        fi
        elsewhere curt link list >/dev/null
    done
    [ "$killed" -gt 0 ]
}

@test "a disk that is too small keeps the backup before" {
    [ "$(id -u)" -eq 0 ] || skip "needs root for a disk of its own"
    mkdir small
    mount -t tmpfs -o size=24m curt-test small 2>/dev/null || skip "mounts are not allowed here"
    curt backup small/backup
    run curt backup small/backup --full
    while [ "$status" -eq 0 ]; do
        dd if=/dev/zero of=small/filler bs=1M count=2 oflag=append conv=notrunc 2>/dev/null
        run curt backup small/backup --full
    done
    refused 'there is no room for it'
    CURT_STORE_HOME=$PWD/small/store run curt restore small/backup
    refused 'there is no room for it'
    [ "$(ls small/store)" = restore.lock ]
    rm -f small/filler
    restores small/backup --send-queued
    same
}

# Another byte there: flip FILE OFFSET
flip() {
    local byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1")
    printf "\\x$(printf %x $((byte ^ 255)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

@test "what is missing or damaged is found before anything is restored" {
    write_log
    curt backup whole
    cp -r whole backup
    rm "$(ls backup/full-*/log/* | head -n 1)"
    run restores backup
    refused 'is missing'
    for file in db/link.db db/__dbq.event_log.db.0 log DB_CONFIG; do
        rm -rf backup
        cp -r whole backup
        file=$(find backup/full-*/"$file" -type f | head -n 1)
        flip "$file" $(($(stat -c %s "$file") / 2))
        run restores backup
        refused 'is not as it was written: it is damaged'
        [ "$(ls restored)" = restore.lock ]
    done
    sed -i 's/"log_first":[0-9]*/"log_first":1/' whole/manifest.json
    run restores whole
    refused "manifest has no log/log.0000000001"
    echo '{}' >whole/manifest.json
    run restores whole
    refused 'is not the manifest of a backup'
}

@test "an archive that is cut short, or is none, is refused" {
    curt backup - >archive
    size=$(stat -c %s archive)
    for part in 0 100 $((size / 2)) $((size - 20000)); do
        head -c "$part" archive >cut
        run restores - <cut
        [ "$status" -eq 1 ]
        [ "$(ls restored)" = restore.lock ]
    done
    for name in ../outside /tmp/outside db/../../outside db/other.db; do
        /usr/bin/python3 - "$name" <<'PYTHON'
import io, sys, tarfile
with tarfile.open("foreign", "w") as archive:
    entry = tarfile.TarInfo(sys.argv[1])
    entry.size = 4
    archive.addfile(entry, io.BytesIO(b"data"))
PYTHON
        run restores - <foreign
        refused 'is not a backup of curt'
    done
    [ ! -e outside ]
}

@test "neither goes where something else is" {
    mkdir other
    touch other/file
    run curt backup other
    refused 'has other files in it'
    curt backup backup
    run curt restore backup
    refused 'is not empty'
    run restores other
    refused 'there is no backup in'
    run restores nowhere
    refused 'cannot open nowhere'
}
