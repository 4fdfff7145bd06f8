# Berkeley DB's own tools beside a store in use: they find its files, and nobody who uses it is harmed.
load ../site.bash

setup() {
    command -v db5.3_hotbackup >/dev/null || skip "needs db5.3-util"
}

teardown() {
    [ -z "${SITE-}" ] || site_end
}

# creates links until $SITE/enough is there; their codes go to $SITE/made.
keep_creating() {
    local i
    for i in $(seq 1000); do
        [ ! -e "$SITE/enough" ] || return 0
        curl -sf -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' \
            -d "{\"url\":\"https://example.com/$i\"}" "$BASE/api/v1/links" | jq -r .code >>"$SITE/made"
    done
}

made() {
    [ "$(wc -l <"$SITE/made")" -ge "$1" ]
}

nobody_was_harmed() {
    run grep -hE 'PANIC|panic|needs recovery|signal' "$SITE/programs.log" "$SITE/relay.log"
    is "$output" 1 "$status"
}

# tools_work MEMORY: what the link store/memory leads to is this, a pattern.
tools_work() {
    local tool
    # shellcheck disable=SC2053
    [[ $(readlink "$SITE/store/memory") == $1 ]]
    : >"$SITE/made"
    keep_creating 3>&- &
    local creator=$!
    wait_for 100 made 5
    for tool in "archive -l" "stat -l" "stat -c" "checkpoint -1" "hotbackup -b $SITE/copy"; do
        # shellcheck disable=SC2086
        run as_site db5.3_${tool%% *} -h "$SITE/store/memory" ${tool#* }
        is "$tool: $output" 0 "$status"
    done
    wait_for 100 made "$(($(wc -l <"$SITE/made") + 5))"
    touch "$SITE/enough"
    wait "$creator"
    nobody_was_harmed
}

@test "while links are made, the tools read the log, make a checkpoint and copy the store, and the copy is whole" {
    site_begin
    tools_work '/*'
    [ -e "$SITE/copy/link.db" ]
    as_site db5.3_recover -c -h "$SITE/copy"
    as_site db5.3_verify -h "$SITE/copy" link.db event.db
    as_site db5.3_dump -p -h "$SITE/copy" link.db >"$SITE/dump"
    local code
    for code in $(head -n 5 "$SITE/made"); do
        grep -qx " $code" "$SITE/dump"
    done
}

@test "the same where shared memory lies in the store" {
    export CURT_STORE_MEMORY=/nowhere
    site_begin
    tools_work regions
}
