# curt export and import, of stores that nobody else uses: what comes back, what goes on, and what is refused. load.bats has
# an export under load.
bats_require_minimum_version 1.5.0

setup_file() {
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export BUILD=${BUILD:-$TOP/build} TOP DIR=$BATS_FILE_TMPDIR
    printf '[domain go.example.com]\n[domain shop.example.com]\n' >"$DIR/domains.conf"
    export CURT_CONF=$DIR/domains.conf CURT_STORE_HOME=$DIR/pattern
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    curt init
    curt key add admin --role admin
    curt key add old
    curt key revoke 2
    curt demo add --clicks 30000
    curt rule add made '{"detail-type":["link.created"]}'
    curt target add shop --rule made --path "$DIR/shop.jsonl"
    curt link add https://example.com/ --alias told
    relay
    curt link add https://example.com/ --alias Gone --max-clicks 5
    curt link delete Gone
    echo '[{"if":{"device":["ios"],"query":{"from":"sms"},"share":30},"url":"https://example.com/app"},
        {"if":{"hours":"Mon-Fri 09:00-17:00 Europe/Berlin"},"url":"https://example.com/office"}]' >"$DIR/rules.json"
    curt link add https://example.com/ruled --alias told --domain go.example.com --redirect-rules "$DIR/rules.json"
    curt link add https://example.com/shop --alias told --domain shop.example.com
    curt link add https://example.com/gone --alias Gone --domain go.example.com --redirect-rules "$DIR/rules.json"
    curt link delete go.example.com/Gone
    curt message send --from Shop --to +447700900998 --text 'See https://example.com/m' --domain go.example.com
    curt suppressions add +447700900009
    curt event put - <<<'{"source":"shop","detail-type":"paid","detail":{"text":"'"$(printf '%4000s' ' ')"'"}}'
    printf 'to\n+447700900001\n+447700900002\n' >"$DIR/list.csv"
    curt message send --from Shop --to +447700900000 --text Hello
    # It waits for curt-relay, which does not run, and is interrupted.
    "$BUILD/sbin/curt" campaign send "$DIR/list.csv" --template Hello --from Shop --name spring &
    sending=$!
    for _ in $(seq 300); do
        [ "$(curt campaign list --json | jq -r .state)" != running ] || break
        sleep 0.1
    done
    kill "$sending"
    wait "$sending" || true
    curt export "$DIR/pattern.jsonl"
} >/dev/null 2>&1

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export CURT_STORE_HOME=$DIR/pattern
}

curt() {
    timeout 60 "$BUILD/sbin/curt" "$@"
}

relay() {
    timeout 60 "$BUILD/sbin/curt-relay" --once 2>/dev/null
}

# elsewhere COMMAND...: with another store.
elsewhere() {
    CURT_STORE_HOME=$PWD/moved "$@"
}

# All that people can see of a store.
shows() {
    curt link list --limit 1000 --json
    curt link list --state deleted --json
    curt message list --limit 1000 --json
    curt campaign list --json
    curt event list --json
    curt stats --json
    for kind in key rule target replay dead suppressions; do
        curt $kind list --json | sed 's/"lag_seconds":[0-9]*//'
    done
}

# The rows of an export, without what is for people.
rows() {
    sed -e 1d -e '$d' -e 's/,"shows":.*//' "$1"
}

imports() {
    elsewhere curt import "$@"
}

begins() {
    rm -rf moved
    elsewhere curt init >/dev/null
}

# Fails unless the last run failed and said this.
refused() {
    [ "$status" -eq 1 ]
    [[ $output == *"$1"* ]] || {
        echo "not said: $1, but $output"
        return 1
    }
}

# The last line of what is in a file so far, as an export would end.
ends() {
    /usr/bin/python3 - "$1" <<'PYTHON'
import hashlib, json, sys
with open(sys.argv[1], "rb") as file:
    text = file.read()
with open(sys.argv[1], "ab") as file:
    file.write(json.dumps({"lines": text.count(b"\n"), "rows": {}, "sha256": hashlib.sha256(text).hexdigest()},
                          separators=(",", ":")).encode() + b"\n")
PYTHON
}

# interrupts KILL|TERM SECONDS: an import, after that time. Fails if it was not begun, or was quicker.
interrupts() {
    local pid
    begins
    CURT_STORE_HOME=$PWD/moved "$BUILD/sbin/curt" import "$DIR/pattern.jsonl" --send-queued >said 2>&1 &
    pid=$!
    sleep "$2"
    kill -"$1" $pid 2>/dev/null || true
    ! wait $pid && grep -q importing moved/VERSION
}

@test "all that people can see, and each row, is the same in the new store" {
    begins
    run imports "$DIR/pattern.jsonl" --send-queued --json
    [ "$(jq -c '[.lines_before, .held_messages, .paused_campaigns]' <<<"$output")" = '[0,0,0]' ]
    [ "$(jq .lines <<<"$output")" -eq "$(wc -l <"$DIR/pattern.jsonl")" ]
    shows >wanted
    elsewhere shows >got
    [ "$(wc -l <wanted)" -gt 30000 ]
    cmp wanted got
    elsewhere curt verify | tail -n 1 | grep -x 'the store is whole'
    elsewhere curt export again.jsonl
    cmp <(rows "$DIR/pattern.jsonl") <(rows again.jsonl)
    elsewhere curt link restore Gone
    elsewhere curt link show Gone
}

# In the new store, which link a name stands for is the same, with the rules that it has.
@test "links with redirect rules and on domains come back, where the domain is not configured too" {
    local conf
    begins
    run imports "$DIR/pattern.jsonl" --send-queued
    [ "$status" -eq 0 ]
    for conf in "$DIR/domains.conf" /dev/null; do
        export CURT_CONF=$conf
        [ "$(elsewhere curt link show told --json | jq -r .url)" = https://example.com/ ]
        [ "$(elsewhere curt link show shop.example.com/told --json | jq -r .url)" = https://example.com/shop ]
        cmp <(jq -S . "$DIR/rules.json") <(elsewhere curt link show go.example.com/told --json | jq -S .redirect_rules)
        [ "$(elsewhere curt message list --to +447700900998 --json | jq -r .status)" = requested ]
        [ "$(elsewhere curt link list --domain go.example.com --limit 100 --json | jq -r .domain | uniq -c | tr -s ' ')" = ' 2 go.example.com' ]
        elsewhere curt verify | tail -n 1 | grep -x 'the store is whole'
    done
    elsewhere curt link restore go.example.com/Gone
    cmp <(jq -S . "$DIR/rules.json") <(elsewhere curt link show go.example.com/Gone --json | jq -S .redirect_rules)
    elsewhere curt link delete go.example.com/told
    [ "$(elsewhere curt link show told --json | jq -r .url)" = https://example.com/ ]
    [ "$(elsewhere curt link show shop.example.com/told --json | jq -r .url)" = https://example.com/shop ]
}

@test "what people may want to read is there" {
    [ "$(stat -c %a "$DIR/pattern.jsonl")" = 600 ]
    head -n 1 "$DIR/pattern.jsonl" | jq -e '.curt_export == 1 and .store_version > 0 and (.id | length == 36)'
    grep '"kind":"target"' "$DIR/pattern.jsonl" | jq -s -e 'map(.shows | objects)[0] | .name == "shop" and .state == "enabled" and .delivered == 1'
    grep '"kind":"message"' "$DIR/pattern.jsonl" | jq -s -e 'map(select(.shows.text == "Hello")) | length == 1'
    tail -n 1 "$DIR/pattern.jsonl" | jq -e '.rows.link > 20 and .rows.event > 30000'
    run curt export other.jsonl --json
    [ "$(jq .lines <<<"$output")" -eq $(($(wc -l <other.jsonl) - 1)) ]
    [ "$(jq .bytes <<<"$output")" -eq "$(stat -c %s other.jsonl)" ]
}

@test "nothing is delivered, counted or sent twice" {
    local id made
    [ "$(jq -r .detail.code "$DIR/shop.jsonl")" = told ]
    begins
    run imports "$DIR/pattern.jsonl" --json
    [ "$(jq -c '[.held_messages, .paused_campaigns]' <<<"$output")" = '[2,1]' ]
    id=$(elsewhere curt message list --status unknown --limit 1 --json | jq -r .id)
    elsewhere relay >sent
    [ ! -s sent ]
    [ "$(elsewhere curt message show "$id" | jq -r .status)" = unknown ]
    [ "$(elsewhere curt campaign show spring | jq -r .state)" = paused ]
    # What was delivered before is not, what waited is.
    [ "$(jq -r .detail.code "$DIR/shop.jsonl" | head -n 5 | paste -sd ' ')" = 'told Gone told told Gone' ]
    [ "$(wc -l <"$DIR/shop.jsonl")" -eq 6 ] # the link of a message, too
    [ "$(elsewhere curt stats --json | jq .clicks)" = "$(curt stats --json | jq .clicks)" ]
    for made in count shop; do
        elsewhere curt target list --json | jq -s -e "map(select(.name == \"$made\"))[0].lag_events == 0"
    done
}

@test "through a pipe" {
    begins
    curt export --copy "$PWD" - | elsewhere curt import - --send-queued
    elsewhere curt export again.jsonl
    cmp <(rows "$DIR/pattern.jsonl") <(rows again.jsonl)
    [ ! -e curt-export.copy ]
    run curt export -
    [ "$status" -eq 2 ]
}

@test "an import that is ended in the middle keeps others out, and goes on" {
    local signal seconds before
    curt export other.jsonl
    for signal in KILL TERM; do
        before=0
        for seconds in 0.3 0.2 0.4 0.15 0.5 0.25 0.6 0.35 0.8 0.1 1 0.05 1.5 2 3; do
            interrupts $signal $seconds || continue
            [ $signal = KILL ] || grep 'interrupted; run it again' said
            run elsewhere curt link list
            refused 'the import into the store'
            run elsewhere timeout 10 "$BUILD/sbin/curt-relay" --once
            refused 'run `curt import` again'
            run imports "$DIR/pattern.jsonl" --send-queued --json
            before=$(tail -n 1 <<<"$output" | jq .lines_before)
            elsewhere curt verify >/dev/null
            elsewhere curt export again.jsonl
            cmp <(rows "$DIR/pattern.jsonl") <(rows again.jsonl)
            [ "$before" -le 1 ] || break
        done
        [ "$before" -gt 1 ]
        interrupts $signal $seconds || continue
        run imports other.jsonl
        [[ $output == *'the import of another file'* || $status -eq 0 ]]
    done
}

@test "a store that has data, or is in use, is refused and stays as it is" {
    begins
    imports "$DIR/pattern.jsonl" >/dev/null
    elsewhere shows >wanted
    run imports "$DIR/pattern.jsonl"
    refused 'has data'
    elsewhere shows >got
    cmp wanted got
    begins
    elsewhere curt key add one >/dev/null
    run imports "$DIR/pattern.jsonl"
    refused 'has data (key.db)'
    begins
    elsewhere relay # writes what a store has of its own
    CURT_STORE_HOME=$PWD/moved "$BUILD/sbin/curt-relay" 2>/dev/null 3>&- &
    sleep 0.5
    run imports "$DIR/pattern.jsonl"
    kill $! && wait $!
    refused 'another program has the store'
    imports "$DIR/pattern.jsonl"
    rm -rf moved
    run imports "$DIR/pattern.jsonl"
    refused '`curt init` makes one'
}

@test "a file that is cut short, changed or of another version is refused before anything is imported" {
    local header lines version
    header=$(head -n 1 "$DIR/pattern.jsonl")
    version=$(jq .store_version <<<"$header")
    lines=$(wc -l <"$DIR/pattern.jsonl")
    begins
    for part in 0 1 2 100 $((lines - 1)); do
        head -n "$part" "$DIR/pattern.jsonl" >cut
        run imports cut
        [ "$status" -eq 1 ]
        [ "$part" -eq 0 ] || [[ $output == *"is cut short"* ]]
    done
    head -c -1 "$DIR/pattern.jsonl" >cut
    run imports cut
    refused 'is cut short'
    head -c 5000 "$DIR/pattern.jsonl" >cut
    run imports cut
    refused 'is cut short'
    sed '7s/.*/this is no JSON/' "$DIR/pattern.jsonl" >changed
    run imports changed
    refused 'line 7 of changed is no JSON object'
    for change in 7d '7s/:"./:"x/' '7p'; do
        sed "$change" "$DIR/pattern.jsonl" >changed
        run imports changed
        refused 'changed is not as it was exported'
    done
    cat "$DIR/pattern.jsonl" "$DIR/pattern.jsonl" >changed
    run imports changed
    refused 'is not as it was exported'
    for newer in 's/"curt_export":1/"curt_export":2/' "s/\"store_version\":$version/\"store_version\":99/"; do
        { sed "$newer" <<<"$header"; sed 1d "$DIR/pattern.jsonl"; } >changed
        run imports changed
        refused 'by a newer curt'
    done
    { sed "s/\"store_version\":$version/\"store_version\":$((version - 1))/" <<<"$header"; sed 1d "$DIR/pattern.jsonl"; } >changed
    run imports changed
    refused 'import it with the curt that exported it'
    echo '{}' >changed
    run imports changed
    refused 'is not an export of curt'
    run imports nowhere
    refused 'cannot read nowhere'
    elsewhere curt link list # it is a store as before
    imports "$DIR/pattern.jsonl"
}

@test "a line that cannot be a row is named, and nothing enters the store" {
    for line in '{"kind":"session","key":"YQ==","row":"YQ=="}' '{"kind":"link","key":"YQ==","row":"!"}' '{"kind":"link' \
        '{"kind":"event","number":0,"row":"YQ=="}' '{"kind":"link","key":"YQ==","row":"YQ=="}'; do
        begins
        { head -n 1 "$DIR/pattern.jsonl"; echo "${line%\}}}"; } >bad
        ends bad
        run imports bad
        refused 'line 2 of bad cannot be a row of the store'
    done
}

@test "an export that is killed leaves the one before, and the next removes what it left" {
    cp "$DIR/pattern.jsonl" out
    for ms in 10 25 50; do
        "$BUILD/sbin/curt" export out >/dev/null 2>&1 &
        sleep "0.$ms"
        kill -KILL $! 2>/dev/null || true
        wait $! 2>/dev/null || true
        cmp <(rows out) <(rows "$DIR/pattern.jsonl")
    done
    rm -rf out.copy
    "$BUILD/sbin/curt" export out >/dev/null 2>&1 &
    for _ in $(seq 500); do [ ! -e out.copy/db ] || break; sleep 0.01; done
    kill -KILL $!
    wait $! || true
    ls -d out.copy
    "$BUILD/sbin/curt" export out >said 2>&1 &
    sleep 0.3
    kill -TERM $!
    wait $! || grep 'interrupted; nothing is exported' said
    [ ! -e out.copy ]
    curt export out
    [ "$(echo out*)" = out ]
    mkdir out.copy
    touch out.copy/mine
    run curt export out
    refused 'cannot make out.copy'
    [ -e out.copy/mine ]
    run curt export /nowhere/out
    [ "$status" -eq 1 ]
}

@test "an export does not disturb the backups" {
    cp -r "$DIR/pattern" store
    export CURT_STORE_HOME=$PWD/store
    curt backup backup
    curt export out
    curt link add https://example.com/ --alias later
    run curt backup backup --json
    [ "$(jq .full <<<"$output")" = false ]
}
