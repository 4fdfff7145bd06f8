# curt-serve, with stand-ins for the programs that it keeps running.
load ../site.bash
bats_require_minimum_version 1.5.0

setup() {
    ROOM=$BATS_TEST_TMPDIR
    export ROOM CURT_CONF=$ROOM/curt.conf
    (umask 077 && : >"$CURT_CONF")
    mkdir "$ROOM/sbin" "$ROOM/programs" "$ROOM/run"
    cp "$BUILD/sbin/curt-serve" "$ROOM/sbin/"
    local name
    for name in bus receipt redirect send shorten stats; do
        program "$name" 'while :; do read -t 0.1 -u 9 _ || true; done 9<>"$ROOM/$$.pipe"'
    done
}

teardown() {
    [ -z "${SERVE-}" ] || kill -KILL "$SERVE" 2>/dev/null || true
    wait_for 100 none_runs || pkill -KILL -f "$ROOM/programs/"
}

none_runs() {
    ! pgrep -f "$ROOM/programs/" >/dev/null
}

# program NAME SCRIPT: what is run as NAME.fcgi; each start is a line in starts.
program() {
    printf '#!/bin/bash\nmkfifo "$ROOM/$$.pipe"\necho %s $$ >>"$ROOM/starts"\n%s\n' "$1" "$2" >"$ROOM/programs/$1.fcgi"
    chmod +x "$ROOM/programs/$1.fcgi"
}

# With its standard input closed, as some that start it have it.
serve() {
    : >"$ROOM/starts"
    "$ROOM/sbin/curt-serve" --sockets "$ROOM/run" --programs "$ROOM/programs" "$@" <&- 3>&- 2>>"$ROOM/log" &
    SERVE=$!
}

# started COUNT: were there so many starts or more?
started() {
    [ "$(wc -l <"$ROOM/starts")" -ge "$1" ]
}

# refuses WANTED [OPTION...]: it ends with status 1 and says this, a pattern.
refuses() {
    local wanted=$1
    shift
    run -1 --separate-stderr "${AS[@]}" timeout 5 "$ROOM/sbin/curt-serve" --sockets "$ROOM/run" \
        --programs "$ROOM/programs" "$@"
    # shellcheck disable=SC2053
    [[ $stderr == $wanted ]] || {
        echo "$stderr" >&2
        return 1
    }
}

@test "a program that ends at once is started ever less often, whatever its status" {
    local status
    export CURT_WORKERS_STATS=1
    for status in 0 1; do
        program stats "exit $status"
        serve stats
        sleep 3
        kill "$SERVE"
        wait "$SERVE"
        started 3
        run ! started 8
    done
}

@test "a program that others kill again and again is started again at once" {
    local kill
    export CURT_WORKERS_STATS=1
    serve stats
    wait_for 50 started 1
    for kill in 1 2 3 4 5; do
        sleep 1.1
        pkill -KILL -f "$ROOM/programs/stats.fcgi"
        wait_for 10 started $((kill + 1))
    done
    kill "$SERVE"
    wait "$SERVE"
}

@test "a program whose standard input was closed for curt-serve has its socket" {
    program stats 'readlink /proc/$$/fd/0 >"$ROOM/input"; sleep 0.1; exec sleep 100'
    serve stats
    wait_for 50 grep -q socket "$ROOM/input"
    kill "$SERVE"
    wait "$SERVE"
}

@test "Ctrl-C and a TERM that follows it end the programs once; a TERM later ends them at once" {
    export CURT_WORKERS_STATS=1
    program stats 'trap "sleep 0.5; echo done >>$ROOM/starts; exit" TERM; while :; do read -t 0.1 -u 9 _; done 9<>"$ROOM/$$.pipe"'
    serve stats
    wait_for 50 started 1
    kill -INT "$SERVE"
    kill -HUP "$SERVE"
    kill -TERM "$SERVE"
    wait "$SERVE"
    grep -q done "$ROOM/starts"
    run ! grep 'signal 9' "$ROOM/log"
    program stats 'trap "" TERM; while :; do read -t 0.1 -u 9 _; done 9<>"$ROOM/$$.pipe"'
    serve stats
    wait_for 50 started 1
    while kill -TERM "$SERVE" 2>/dev/null; do
        sleep 1.2
    done
    wait "$SERVE"
    grep -q 'signal 9' "$ROOM/log"
}

@test "a HUP in the middle of a restart is not forgotten" {
    export CURT_WORKERS_STATS=2
    program stats 'trap "sleep 0.5; exit" TERM; while :; do read -t 0.1 -u 9 _; done 9<>"$ROOM/$$.pipe"'
    serve stats
    wait_for 50 started 2
    kill -HUP "$SERVE"
    wait_for 50 started 3
    kill -HUP "$SERVE" # the first one has been restarted, the second not
    wait_for 50 started 6
    sleep 1.5
    run ! started 7
    kill "$SERVE"
    wait "$SERVE"
}

@test "what is wrong is told with its cure" {
    AS=()
    refuses '*there is no program nope; see curt-serve --help' nope
    refuses '*cannot listen at /nowhere/stats.sock: No such file*--sockets' stats --sockets /nowhere
    refuses '*cannot run /nowhere/stats.fcgi: No such file*--programs' stats --programs /nowhere
    refuses '*there is no user nobody-here' stats --user nobody-here
    refuses '*there is no group nobody-here' stats --group nobody-here
    [ "$(id -u)" -eq 0 ] || skip "that takes root"
    AS=("${AS_SITE[@]}")
    chmod a+rx "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "${BATS_FILE_TMPDIR%/*}" "$ROOM"
    chmod a+r "$CURT_CONF"
    refuses '*cannot listen at *stats.sock: Permission denied; name a directory*--sockets' stats
    chmod a+rwx "$ROOM/run"
    refuses '*only root can run programs as nobody; start curt-serve as root, or as nobody without --user' stats --user nobody
    refuses '*cannot give *stats.sock to its user and group*start curt-serve as root, or as a member*' stats --group root
}

@test "a second curt-serve leaves the sockets of the first, even when nothing is taken from them" {
    AS=()
    serve stats
    wait_for 50 started 1
    refuses '*another process listens at */stats.sock; stop it first' stats
    kill "$SERVE"
    wait "$SERVE"
    rm "$ROOM/run/stats.sock"
    /usr/bin/python3 - "$ROOM/run/stats.sock" <<'END' 3>&- &
import socket, sys, time
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(0)
filler = socket.socket(socket.AF_UNIX)
filler.connect(sys.argv[1])
open(sys.argv[1] + ".full", "w").close()
time.sleep(20)
END
    SERVE=$!
    wait_for 50 test -e "$ROOM/run/stats.sock.full"
    refuses '*another process listens at */stats.sock; stop it first' stats
}

@test "sockets are their group's from the first moment, and no link is followed" {
    [ "$(id -u)" -eq 0 ] || skip "that takes root"
    : >"$ROOM/victim"
    ln -s "$ROOM/victim" "$ROOM/run/stats.sock"
    serve stats --user www-data --group www-data
    wait_for 50 test -S "$ROOM/run/stats.sock"
    is socket '660 www-data www-data' "$(stat -c '%a %U %G' "$ROOM/run/stats.sock")"
    is victim root "$(stat -c %U "$ROOM/victim")"
    kill "$SERVE"
    wait "$SERVE"
}
