# A backup under load: what was answered before it began is in the restored store, and each click once.
load ../site.bash

setup() {
    export CURT_LINKS_CREATES_PER_MINUTE=0
    site_begin lighttpd
    for i in $(seq 10); do
        post /api/v1/links "{\"url\":\"https://example.com/$i\"}"
        CODES="$CODES $(field .code)"
    done
    export CODES
}

teardown() {
    site_end
}

# loads SECONDS REPORT
loads() {
    /usr/bin/python3 "$TOP/tests/crash/load.py" "$1" >"$SITE/$2" 3>&-
}

programs_ended() {
    ! pgrep -f "^$SITE/(sbin/curt-relay|sbin/curt-serve|cgi-bin)" >/dev/null
}

# Ends all that has the store open; the web server stays.
programs_end() {
    # shellcheck disable=SC2086
    kill "$RELAY_PID" $PROGRAMS_PID
    wait_for 100 programs_ended
}

# What was asked for while the backup was made may be in it, or not.
may_have() {
    jq -s '{answered: .[0].answered, created: .[0].created, messages: .[0].messages, statuses: .[0].statuses,
        open: ([.[0].open, .[1].answered, .[1].open] | map(to_entries) | add | group_by(.key) |
            map({key: .[0].key, value: (map(.value) | add)}) | from_entries)}' "$SITE/before" "$SITE/while" >"$SITE/report"
}

# judges EVENTS: TAP of what is in the store that the programs have now.
judges() {
    run /usr/bin/python3 "$TOP/tests/crash/judge.py" "$SITE/report" "$1"
    echo "$output"
    echo "# $(sed -n 's/^ok - \(each of [0-9].*\)/\1/p' <<<"$output" | paste -sd ' ')" >&3
    [ "$status" -eq 0 ]
    [[ $output != *"not ok"* ]]
}

# restored ARGUMENT...: the store as it is restored, in the place of the one that there was.
restored() {
    replaced curt restore "$@"
}

# imported ARGUMENT...: the same of an export.
imported() {
    replaced imports "$@"
}

imports() {
    curt init
    curt import "$@"
}

replaced() {
    programs_end
    mv "$SITE/store" "$SITE/store.$((++stores))"
    "$@"
    site_keep_programs
    site_keep_relay
    wait_for 150 site_up
    counted
    curt event list --json >"$SITE/events"
    curt verify
}

@test "backups under load" {
    stores=0
    loads 1 before
    loads 4 while &
    local load=$!
    sleep 0.5
    curt backup "$SITE/backup"
    curt backup "$SITE/backup"
    curt backup - >"$SITE/archive"
    curt verify
    run curt backup "$SITE/backup" --json
    is "by log" false "$(jq .full <<<"$output")"
    wait $load
    may_have
    restored "$SITE/backup"
    judges "$SITE/events"
    restored - <"$SITE/archive"
    judges "$SITE/events"
    # What is restored goes on: it is used, and backed up.
    curt backup "$SITE/backup2"
    curt link add https://example.com/ --alias after
    curt backup "$SITE/backup2"
    restored "$SITE/backup2"
    judges "$SITE/events"
    curl -sf -o /dev/null "$BASE/after"
}

@test "to a moment: all that was answered before, and nothing that came after" {
    local moment
    stores=0
    curt backup "$SITE/backup"
    loads 1 report
    counted
    sleep 1.1
    moment=$(date -u +%FT%TZ)
    sleep 1.1
    loads 1 after
    run curt backup "$SITE/backup" --json
    is "by log" false "$(jq .full <<<"$output")"
    [ "$(jq '.created | length' "$SITE/after")" -gt 10 ]
    restored "$SITE/backup" --to "$moment"
    judges "$SITE/events"
    api GET "/api/v1/links/$(jq -r '.created[0]' "$SITE/after")"
    is "a later link" 404 "$status"
}

@test "what is not in the log yet is in the spool" {
    stores=0
    kill "$RELAY_PID"
    wait "$RELAY_PID" 2>/dev/null || true
    loads 1 report
    [ "$(curt event list --json | grep -c link.clicked)" -eq 0 ]
    curt backup "$SITE/backup"
    [ "$(find "$SITE"/backup/full-*/spool-1 -name '*.clicks' -size +8k | wc -l)" -gt 0 ]
    RELAY_PID=
    restored "$SITE/backup"
    judges "$SITE/events"
}

@test "an export under load" {
    stores=0
    loads 1 before
    loads 4 while &
    local load=$!
    sleep 0.5
    curt export "$SITE/export.jsonl"
    curt export --copy "$SITE" - >"$SITE/stream.jsonl"
    wait $load
    may_have
    [ "$(stat -c %a "$SITE/export.jsonl")" = 600 ]
    [ "$(find "$SITE" -maxdepth 1 -name '*.copy' -o -name '*.part')" = '' ]
    imported "$SITE/export.jsonl"
    judges "$SITE/events"
    imported - <"$SITE/stream.jsonl"
    judges "$SITE/events"
    # What is imported goes on: it is used, and exported.
    curt link add https://example.com/ --alias after
    curt export "$SITE/export2.jsonl"
    imported "$SITE/export2.jsonl"
    judges "$SITE/events"
    curl -sf -o /dev/null "$BASE/after"
}
