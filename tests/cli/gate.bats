# The gate: who died in the store, who comes in, who may.
load ../site.bash

setup() {
    site_begin
}

teardown() {
    site_end
}

@test "after a power cut: the memory is gone, dirty users are left, and it comes up at once" {
    post /api/v1/links '{"url":"https://example.com/","alias":"stays"}'
    kill "$RELAY_PID" "$SERVER_PID" "$PROGRAMS_PID"
    wait_for 100 site_ended
    touch "$SITE/store/users/99999999" # somebody who did not leave
    ln -sfn "/dev/shm/curt-0000000000000000" "$SITE/store/memory"
    chown -h --reference="$SITE/store" "$SITE/store/memory" "$SITE/store/users/99999999"
    SECONDS=0
    run curt key list
    is status 0 "$status"
    [ "$SECONDS" -lt 20 ]
    is "nobody is left in it" "" "$(ls "$SITE/store/users")"
    [ ! -e "$SITE/store/memory" ]
}

@test "a store that cannot be opened is said to be so at once, and the gate is let go" {
    kill "$RELAY_PID" "$SERVER_PID" "$PROGRAMS_PID"
    wait_for 100 site_ended
    mv "$SITE/store/db/link.db" "$SITE/link.db"
    mkdir "$SITE/store/db/link.db"
    SECONDS=0
    run curt key list
    is status 1 "$status"
    [ "$SECONDS" -lt 20 ]
    rmdir "$SITE/store/db/link.db"
    mv "$SITE/link.db" "$SITE/store/db/link.db"
    run curt key list
    is "mended" 0 "$status"
}

@test "another user is sent away, and leaves nothing that locks the owner out" {
    [ "$(id -u)" -eq 0 ] || skip "needs root to be another user"
    for program in "curt key list" curt-sweep "curt-relay --once"; do
        run "$SITE/sbin/"$program
        is "$program" 1 "$status"
        [[ $output == *"belongs to"* ]]
    done
    run sweep
    is "the owner" 0 "$status"
}

@test "programs that are stopped while they start or work leave the store clean" {
    for i in $(seq 20); do
        "${AS_SITE[@]}" "$SITE/cgi-bin/redirect.fcgi" </dev/null >/dev/null 2>&1 &
        sleep "0.0$((i % 10))"
        kill "$!" 2>/dev/null || true
        wait "$!" || true
    done
    run sh -c "grep -c 'needs recovery' '$SITE'/*.log"
    [[ $output != *:[1-9]* ]]
    api GET /api/v1/stats/health ''
    is status 200 "$status"
}

@test "a command that waits for its standard input does not have the store open" {
    local waits
    mkfifo "$SITE/list"
    curt campaign send - --template Hi --from curt --name waits <"$SITE/list" >"$SITE/sent" 2>&1 3>&- &
    waits=$!
    exec 9>"$SITE/list"
    printf 'to\n447700900001\n' >&9
    sleep 1
    [ ! -e "$SITE/store/users/$(pgrep -f "^$SITE/sbin/curt campaign send")" ]
    exec 9>&-
    wait_for 100 grep -q '^1 rows: 1 added' "$SITE/sent"
    kill -INT "$(pgrep -f "^$SITE/sbin/curt campaign send")" || true
    wait $waits || true
}

@test "while somebody holds the store, links open, and a worker that cannot open it answers 503 at once" {
    post /api/v1/links '{"url":"https://example.com/","alias":"held"}'
    flock --no-fork "$SITE/store/gate" sleep 60 3>&- &
    local holder=$! started
    wait_for 50 sh -c "! flock -n '$SITE/store/gate' true"
    api GET /held ''
    is "a worker that has it open" 301 "$status"
    pkill -KILL -f "^$SITE/cgi-bin/redirect.fcgi"
    for i in 1 2 3; do
        started=$(date +%s%N)
        api GET /held '' --max-time 20
        [ $((($(date +%s%N) - started) / 1000000)) -lt 10000 ]
        is "one that has not" "503 1" "$status $(header Retry-After)"
    done
    kill "$holder"
    wait "$holder" || true
    opens() {
        api GET /held '' && [ "$status" = 301 ]
    }
    wait_for 100 opens
}

@test "a store that programs refuse answers 503, not the web server's own error" {
    local version
    post /api/v1/links '{"url":"https://example.com/","alias":"later"}'
    version=$(cat "$SITE/store/VERSION")
    echo 41 >"$SITE/store/VERSION"
    pkill -KILL -f "^$SITE/cgi-bin/"
    refused() {
        api GET /later ''
        is "a link" "503 1" "$status $(header Retry-After)"
        api GET /api/v1/links "$ADMIN"
        is "the API" "503 1" "$status $(header Retry-After)"
    }
    wait_for 50 refused
    echo "$version" >"$SITE/store/VERSION"
    opens() {
        api GET /later '' && [ "$status" = 301 ]
    }
    wait_for 200 opens
}

@test "curt-relay --once on a disk without space says so by its status" {
    kill "$RELAY_PID" "$SERVER_PID" "$PROGRAMS_PID"
    wait_for 100 site_ended
    export CURT_STORE_RESERVE=1000000 # a terabyte
    run as_site "$SITE/sbin/curt-relay" --once
    is "$output" 1 "$status"
    [[ $output == *"less free than [store] reserve"* ]] || is "what it said" "less free than [store] reserve" "$output"
    CURT_STORE_RESERVE=1 as_site "$SITE/sbin/curt-relay" --once
}
