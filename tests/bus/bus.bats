# The event bus: a real receiving server gets what the rules want, whatever it answers.
load ../site.bash

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    receiver_begin
}

teardown_file() {
    receiver_end
    site_end
}

# A rule on a source, which each test has for itself, and a target of it: hook NAME PATH [options]
hook() {
    local name=$1 path=$2
    shift 2
    curt rule show "$name" >/dev/null 2>&1 || curt rule add "$name" "{\"source\":[\"$name\"]}"
    curt target add "${TARGET-$name}" --rule "$name" --url "http://127.0.0.1:$HOOK/$path" "$@"
}

# Publishes events of a source, N of them: events SOURCE N
events() {
    local sent
    sent=$(seq "$2" | jq -c --arg source "$1" '{source: $source, "detail-type": "test", detail: {n: .}}' | jq -sc .)
    post /api/v1/events "$sent"
    is "$body" 207 "$status"
}

# What the receiver got of a path.
got() {
    jq -c --arg path "/$1" 'select(.path == $path)' "$GOT"
}

# Waits until at least N requests of a path are there, at most 30 s: got_all PATH N
got_all() {
    wait_for 300 sh -c "[ \"\$(grep -cF '\"path\": \"/$1\"' '$GOT')\" -ge $2 ]"
}

target() {
    curt target show "$1" --json | jq -r "$2"
}

dead() {
    curt dead list --target "$1" --json
}

# Waits until the target is at the log's end.
settled() {
    wait_for 200 sh -c "$SITE_CURT target show '$1' --json |
        jq -e '.lag_events == 0' >/dev/null"
}

@test "a click arrives: signed, in its envelope, with an id of its own" {
    curt rule add clicks '{"source":["urlshortener"],"detail-type":["link.clicked"],"detail":{"code":["one"]}}'
    secret=$(curt target add clicks --rule clicks --url "http://127.0.0.1:$HOOK/ok/clicks")
    [[ $secret == whsec_* ]]
    creates '{"url":"https://example.com/1","alias":"one"}'
    creates '{"url":"https://example.com/2","alias":"two"}'
    sleep 0.5 # a rule takes effect within that
    curl -s -o /dev/null "$BASE/two"
    curl -s -o /dev/null "$BASE/one"
    got_all ok/clicks 1
    request=$(got ok/clicks)
    is requests 1 "$(wc -l <<<"$request")"
    is type link.clicked "$(jq -r '.body | fromjson | ."detail-type"' <<<"$request")"
    is code one "$(jq -r '.body | fromjson | .detail.code' <<<"$request")"
    is id "$(jq -r '.body | fromjson | .id' <<<"$request")" "$(jq -r '.headers."webhook-id"' <<<"$request")"
    signed=$(jq -j '.headers | ."webhook-id" + "." + ."webhook-timestamp" + "."' <<<"$request"; jq -j .body <<<"$request")
    key=$(base64 -d <<<"${secret#whsec_}" | od -An -v -tx1 | tr -d ' \n')
    mac=$(printf '%s' "$signed" | openssl dgst -sha256 -mac hmac -macopt "hexkey:$key" -binary | base64)
    is signature "v1,$mac" "$(jq -r '.headers."webhook-signature"' <<<"$request")"
}

@test "a target has a method, and a header whose value is not shown" {
    curt rule add keyed '{"source":["keyed"]}'
    post /api/v1/targets "{\"name\":\"keyed\",\"rule\":\"keyed\",\"type\":\"webhook\",\"url\":\"http://127.0.0.1:$HOOK/ok/keyed\",
        \"method\":\"PUT\",\"authorization\":{\"name\":\"X-Api-Key\",\"value\":\"hush\"}}"
    is "$body" '201 ****' "$status $(field .authorization.value)"
    amend /api/v1/targets/keyed '{"authorization":{"value":"hush 2"}}'
    is "$body" 'X-Api-Key ****' "$(field '"\(.authorization.name) \(.authorization.value)"')"
    sleep 0.5 # a rule takes effect within that
    events keyed 1
    got_all ok/keyed 1
    is request 'PUT hush 2' "$(got ok/keyed | jq -r '"\(.method) \(.headers."x-api-key")"')"
    run curt target show keyed --json
    is "$output" '0 ****' "$status $(picks .authorization.value <<<"$output")"
    [[ $output != *hush* ]]
}

@test "the public library takes the signatures, of both secrets while one is rotated" {
    "$TOP/tests/npm" "$BUILD" standardwebhooks @stablelib/base64 fast-sha256 || skip "npm's registry cannot be reached"
    first=$(hook rotate ok/rotate)
    events rotate 2
    got_all ok/rotate 2
    second=$(curt target rotate rotate)
    sleep 0.5
    events rotate 1
    got_all ok/rotate 3
    is "the first secret" $'good\ngood\ngood' "$(got ok/rotate | node "$TOP/tests/bus/verify.js" "$BUILD" "$first")"
    is "the second secret" good "$(got ok/rotate | tail -n 1 | node "$TOP/tests/bus/verify.js" "$BUILD" "$second")"
    run node "$TOP/tests/bus/verify.js" "$BUILD" "$second" < <(got ok/rotate | head -n 1)
    [[ $output != good ]]
    curt target change rotate --old-secret null
    sleep 0.5
    events rotate 1
    got_all ok/rotate 4
    run node "$TOP/tests/bus/verify.js" "$BUILD" "$first" < <(got ok/rotate | tail -n 1)
    [[ $output != good ]]
}

@test "real events are what their schemas say" {
    curt rule add everything '{"source":["urlshortener"]}'
    curt target add everything --rule everything --path "$SITE/everything"
    sleep 0.5
    creates '{"url":"https://example.com/s","alias":"schema","ttl":2,"campaign":"spring","tags":["a","b"]}'
    curl -s -o /dev/null -A "$FIREFOX" -H 'Referer: https://news.example/' -H 'Accept-Language: de' "$BASE/schema?q=1"
    curl -s -o /dev/null -H 'Sec-Purpose: prefetch' "$BASE/schema"
    curl -s -o /dev/null "$BASE/schema+"
    amend /api/v1/links/schema '{"title":"t"}'
    post /api/v1/links/schema/disable ''
    post /api/v1/links/schema/enable ''
    curl -s -o /dev/null --data "link=$BASE/schema&reason=spam" "$BASE/ui/report"
    sleep 2
    curl -s -o /dev/null -A "$FIREFOX" "$BASE/schema?q=2"
    curl -s -o /dev/null "$BASE/no/such%20link"
    curl -s -o /dev/null "$BASE/"
    as_site "$SITE/sbin/curt-sweep"
    api DELETE /api/v1/links/schema "$ADMIN"
    post /api/v1/links/schema/restore ''
    wait_for 100 sh -c "grep -q link.restored '$SITE/everything'"
    wait_for 100 sh -c "[ \$(grep -c link.missed '$SITE/everything') -eq 3 ]"
    is types "link.changed link.clicked link.created link.deleted link.disabled link.enabled link.expired link.missed link.prefetched link.previewed link.reported link.restored" \
        "$(jq -r '."detail-type"' "$SITE/everything" | sort -u | paste -sd ' ')"
    /usr/bin/python3 "$TOP/tests/bus/schemas.py" "$TOP/etc/schemas" <"$SITE/everything"
    curt target remove everything
}

@test "500 is tried three times, and becomes a dead letter that a redrive delivers, in order, with the same ids" {
    hook fails switch
    echo 500 >"$GOT.switch"
    events fails 5
    wait_for 300 sh -c "[ \"\$($SITE_CURT dead list --target fails --json | wc -l)\" -eq 5 ]"
    is attempts 15 "$(got switch | wc -l)"
    is reasons "ERROR_FROM_TARGET 3 500" "$(dead fails | jq -r '"\(.ERROR_CODE) \(.RETRY_ATTEMPTS) \(.status)"' | sort -u)"
    sent=$(got switch | jq -r '.headers."webhook-id"' | sort -u)
    echo ok >"$GOT.switch"
    : >"$GOT.before"
    before=$(got switch | wc -l)
    run curt dead redrive --target fails
    is status 0 "$status"
    is output "5 made due, 5 delivered, 0 failed" "$output"
    is order "1 2 3 4 5" "$(got switch | tail -n +$((before + 1)) | jq -r '.body | fromjson | .detail.n' | paste -sd ' ')"
    is ids "$sent" "$(got switch | tail -n +$((before + 1)) | jq -r '.headers."webhook-id"' | sort -u)"
    is left "" "$(dead fails)"
    is delivered 5 "$(target fails .delivered)"
}

@test "other 4xx and redirects are final at once" {
    hook final 400
    TARGET=moved hook final 302
    events final 1
    wait_for 100 sh -c "[ \"\$(grep -c 'webhook-id' '$GOT')\" -ge 2 ]"
    settled final
    settled moved
    is "400" "ERROR_FROM_TARGET Final 1" "$(dead final | jq -r '"\(.ERROR_CODE) \(.EXHAUSTED_RETRY_CONDITION) \(.RETRY_ATTEMPTS)"')"
    is "302" "302 Final" "$(dead moved | jq -r '"\(.status) \(.EXHAUSTED_RETRY_CONDITION)"')"
    run curt dead purge --target final
    is purged "1 purged" "$output"
}

@test "429 is honoured: not before Retry-After, and then it arrives" {
    hook patient patience
    events patient 1
    got_all patience 1
    begun=$SECONDS
    wait_for 300 sh -c "$SITE_CURT dead list --target patient --json | grep -q THROTTLING"
    sleep 2
    curt dead redrive --target patient
    got_all patience 2
    is ids 1 "$(got patience | jq -r '.headers."webhook-id"' | sort -u | wc -l)"
    is delivered 1 "$(target patient .delivered)"
}

@test "410 disables the target and says so" {
    hook gone 410
    events gone 1
    wait_for 100 sh -c "$SITE_CURT target show gone --json | jq -e '.state == \"gone\"'"
    is error "HTTP 410" "$(target gone .last_error)"
    events gone 3
    sleep 0.5
    is requests 1 "$(got 410 | wc -l)"
}

@test "one that hangs holds nobody back" {
    hook hangs hang --timeout 2
    TARGET=quick hook hangs ok/quick
    TARGET=slow hook hangs slow --concurrency 2
    events hangs 50
    got_all ok/quick 50
    counted
    [ "$(target slow .lag_events)" -gt 0 ]
    is "the count's lag" 0 "$(target count .lag_events)"
    [ "$(target hangs .lag_events)" -gt 0 ]
    got_all slow 50
    is "slow ones" 50 "$(got slow | jq -r '.headers."webhook-id"' | sort -u | wc -l)"
    curt target remove hangs
}

@test "an answer that breaks off is no success, and what broke arrives in the end" {
    hook cut cut
    TARGET=part hook cut part
    events cut 1
    wait_for 300 sh -c "[ \"\$($SITE_CURT dead list --reason CONNECTION_FAILURE --json | wc -l)\" -ge 2 ]"
    curt target change cut --url "http://127.0.0.1:$HOOK/ok/cut"
    curt target change part --url "http://127.0.0.1:$HOOK/ok/part"
    curt dead redrive --reason CONNECTION_FAILURE
    got_all ok/cut 1
    got_all ok/part 1
}

@test "a target that comes back gets everything, each event at least once" {
    hook back switch/back
    echo 503 >"$GOT.switch"
    events back 20
    sleep 3
    echo ok >"$GOT.switch"
    settled back
    curt dead redrive --target back
    is events "$(seq 20 | paste -sd ' ')" "$(got switch/back | jq -r 'select(.way == "ok") | .body | fromjson | .detail.n' |
        sort -nu | paste -sd ' ')"
    is ids 20 "$(got switch/back | jq -r '.headers."webhook-id"' | sort -u | wc -l)"
}

@test "batches, templates, headers and CloudEvents" {
    hook shapes ok/batch --batch 10 --template '{"n": <n>, "text": "<t> by <aws.events.rule-name>"}' --variable 'n=$.detail.n' \
        --variable 't=$.detail-type' --header 'X-Mine: yes'
    TARGET=structured hook shapes ok/structured --form cloudevents
    TARGET=binary hook shapes ok/binary --form cloudevents-binary
    events shapes 25
    settled shapes
    settled structured
    settled binary
    is batched 25 "$(got ok/batch | jq -r '.body | fromjson | length' | jq -s add)"
    [ "$(got ok/batch | wc -l)" -lt 25 ]
    is item '{"n":1,"text":"test by shapes"}' "$(got ok/batch | jq -c '.body | fromjson | .[]' | sort -t: -k2n | head -n 1)"
    is header yes "$(got ok/batch | head -n 1 | jq -r '.headers."x-mine"')"
    is structured "application/cloudevents+json 1.0 test shapes 1" "$(got ok/structured |
        jq -r '.headers."content-type" + " " + (.body | fromjson | "\(.specversion) \(.type) \(.source) \(.data.n)")' |
        sort -k5n | head -n 1)"
    is binary "1.0 test shapes" "$(got ok/binary | head -n 1 | jq -r '.headers | ."ce-specversion" + " " + ."ce-type" + " " + ."ce-source"')"
    is "binary bodies" "$(seq 25 | sed 's/.*/{"n":&}/')" "$(got ok/binary | jq -r .body | sort -t: -k2n)"
}

@test "an event sent again with the same id is taken once; reserved sources and strange fields are refused" {
    hook twice ok/twice
    one='{"id":"7c1c7a1e-3f4f-4f0e-9f2c-0f4d6f1a2b3c","source":"twice","detail-type":"t","detail":{}}'
    post /api/v1/events "$one"
    is first 201 "$status"
    post /api/v1/events "$one"
    is second 200 "$status"
    got_all ok/twice 1
    settled twice
    is requests 1 "$(got ok/twice | wc -l)"
    for bad in '{"source":"urlshortener","detail-type":"t","detail":{}}' '{"source":"aws.ec2","detail-type":"t","detail":{}}'; do
        post /api/v1/events "$bad"
        refused 422 '#/source'
    done
    post /api/v1/events '{"source":"x","detail-type":"t","detail":{},"extra":1}'
    refused 422 '#/extra'
    post /api/v1/events '{"source":"x","detail-type":"t"}'
    refused 422 '#/detail'
}

@test "an event too long for its target is a dead letter, and holds nobody up" {
    hook long ok/long --template '[<aws.events.event>,<aws.events.event>,<aws.events.event>,<aws.events.event>,<aws.events.event>]'
    TARGET=short hook long ok/short
    sleep 0.5
    jq -nc '{source: "long", "detail-type": "t", detail: {text: ("x" * 950000)}}' >"$SITE/long"
    curl -s -o /dev/null -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' --data-binary "@$SITE/long" \
        "$BASE/api/v1/events"
    got_all ok/short 1
    wait_for 100 sh -c "$SITE_CURT dead list --target long --json | grep -q INVALID_PARAMETER"
    counted
}

@test "hundreds of refusals at once all become dead letters" {
    hook many 400/many --concurrency 64
    for i in 1 2 3 4; do TARGET=many$i hook many 400/many --concurrency 64; done
    sleep 0.5
    events many 200
    for i in '' 1 2 3 4; do settled "many$i"; done
    is letters 1000 "$(curt dead list --json | jq -r 'select(.RULE == "many") | .id' | wc -l)"
    for i in '' 1 2 3 4; do curt dead purge --target "many$i"; curt target remove "many$i"; done
}

@test "what happens after a target or rule is enabled arrives" {
    hook prompt ok/prompt
    wanted=0
    for kind in target rule target rule; do
        curt "$kind" disable prompt
        sleep 0.3
        curt "$kind" enable prompt
        events prompt 2
        wanted=$((wanted + 2))
        got_all ok/prompt "$wanted" # what is disabled before it has arrived may stay behind
    done
}

@test "letters of one target do not wait for another's" {
    hook late switch/late --timeout 1
    TARGET=early hook late switch/early
    echo 400 >"$GOT.switch"
    events late 80
    settled late
    settled early
    echo slow >"$GOT.switch"
    curt target change early --url "http://127.0.0.1:$HOOK/ok/early"
    curt dead redrive >/dev/null 2>&1 &
    redrive=$!
    got_all ok/early 80
    kill -INT "$redrive"
    wait "$redrive" || true
    curt dead purge --target late
    curt target remove late
}

# Where the configuration allows less than it did, what was added before is refused when it is sent.
@test "a redrive of one target leaves the others' letters alone, also those that are due" {
    TARGET=mine hook alone 400/mine
    TARGET=theirs hook alone 400/theirs
    sleep 0.5
    events alone 3
    settled mine
    settled theirs
    curt target change mine --url "http://127.0.0.1:$HOOK/ok/mine"
    curt target change theirs --url "http://127.0.0.1:$HOOK/ok/theirs"
    post /api/v1/dead-letters/redrive '{"target":"theirs"}'
    is due 3 "$(field .due)"
    run curt dead redrive --target mine
    is status 0 "$status"
    is said "3 made due, 3 delivered, 0 failed" "$output"
    is requests "3 0" "$(got ok/mine | wc -l) $(got ok/theirs | wc -l)"
    is left 3 "$(dead theirs | wc -l)"
    run curt dead redrive --reason TIMEOUT
    is said "0 made due, 0 delivered, 0 failed" "$output"
    curt dead redrive --target theirs
    is requests 3 "$(got ok/theirs | wc -l)"
}

@test "a byte order mark before JSON is passed over, wherever it is read" {
    printf '\xef\xbb\xbf{"source":["marked"]}' >"$SITE/marked"
    chmod a+r "$SITE/marked"
    curt rule add marked "@$SITE/marked"
    curt rule add marked2 "$(cat "$SITE/marked")"
    is pattern '{"source":["marked"]}' "$(curt rule show marked2 --json | jq -c '.pattern | if type == "string" then fromjson else . end')"
    [[ $(curt rule list | od -c) != *'357 273 277'* ]]
    run curt pattern check "$SITE/marked"
    is checked valid "$output"
    printf '\xef\xbb\xbf{"source":"marked","detail-type":"t","detail":{}}' >"$SITE/marked"
    curt event put "$SITE/marked"
    curt rule remove marked
    curt rule remove marked2
    api POST /api/v1/links "$ADMIN" -H 'Content-Type: application/x-ndjson' --data-binary \
        $'\xef\xbb\xbf{"url":"https://example.com/1"}\n\xef\xbb\xbf{"url":"https://example.com/2"}\n'
    is "$body" 207 "$status"
    is created "201 201" "$(jq -r .status <<<"$body" | xargs)"
    post /api/v1/links $'\xef\xbb\xbf{"url":"https://example.com/3"}'
    is "$body" 201 "$status"
}

@test "paths of variables: elements of arrays, and what is not supported is refused when it is saved" {
    local path
    hook paths ok/paths --template '{"n": <n>}' --variable 'n=$.detail.list[1].n'
    for path in '$..n' '$.detail.list[*].n' '$.detail.list[-1]' '$.detail.list[?(@.n>1)]' 'detail.n'; do
        run curt target change paths --variable "n=$path"
        is status 1 "$status"
    done
    sleep 0.5
    post /api/v1/events $'\xef\xbb\xbf{"source":"paths","detail-type":"t","detail":{"list":[{"n":1},{"n":2}]}}'
    is "after a byte order mark" 201 "$status"
    got_all ok/paths 1
    is body '{"n":2}' "$(got ok/paths | jq -r '.body | fromjson | tojson')"
}

@test "a target gets a part of the event, as JSON" {
    local field path number=0
    hook piece ok/piece --event-path '$.detail.list'
    TARGET=pieces hook piece ok/pieces --event-path '$.detail.name' --batch 5
    for path in '$.detail.name.x' '$.detail.list.x' '$.detail.list[9]'; do
        TARGET=nowhere$((number += 1)) hook piece ok/nowhere --event-path "$path"
    done
    curt rule add pieced '{"source":["piece"]}'
    curt target add pieced --rule pieced --path "$SITE/pieces" --event-path '$.source'
    for field in --template --form; do
        run curt target change pieces "$field" cloudevents
        is "$field" 1 "$status"
        [[ $output == *'cannot be used together'* ]]
    done
    sleep 0.5
    post /api/v1/events '[{"source":"piece","detail-type":"t","detail":{"list":[1,{"n":2}],"name":"<b>"}},
        {"source":"piece","detail-type":"t","detail":{"name":"\"a\""}}]'
    is "$body" 207 "$status"
    got_all ok/piece 2
    is piece '[1,{"n":2}] null' "$(got ok/piece | jq -r .body | sort | paste -sd ' ')"
    settled pieces
    is pieces '["\"a\"","<b>"]' "$(got ok/pieces | jq -r .body | jq -sc 'add | sort')"
    is type application/json "$(got ok/pieces | jq -r '.headers["content-type"]' | sort -u)"
    got_all ok/nowhere 6
    is nowhere null "$(got ok/nowhere | jq -r .body | sort -u)"
    settled pieced
    is pieced '"piece" "piece"' "$(paste -sd ' ' "$SITE/pieces")"
    curt target change pieces --event-path null --template '{"name":1}'
    is changed 'null {"name":1}' "$(target pieces '"\(.event_path) \(.template)"')"
}

@test "addresses that are not public are refused, when they are added and when they are sent to" {
    local url
    curt rule add inside '{"source":["inside"]}'
    for url in http://10.0.0.1/ https://10.0.0.1/ https://169.254.169.254/latest/ 'https://[::1]:9/'; do
        run curt target add inside --rule inside --url "$url"
        is status 1 "$status"
        [[ $output == *"[bus] allow_"* ]]
    done
    curt target add inside --rule inside --url https://public.example/
    run curt target change inside --url https://192.168.0.1/
    is status 1 "$status"
    curt target remove inside
    CURT_BUS_ALLOW_NETWORKS=0.0.0.0/0,::/0 curt target add inside --rule inside --url https://10.255.255.1/
    CURT_BUS_ALLOW_NETWORKS=0.0.0.0/0,::/0 curt target add meta --rule inside --url https://169.254.169.254/latest/
    CURT_BUS_ALLOW_NETWORKS=0.0.0.0/0,::/0 curt target add six --rule inside --url 'https://[::1]:9/'
    events inside 1
    wait_for 300 sh -c "[ \"\$($SITE_CURT dead list --reason ADDRESS_REFUSED --json | wc -l)\" -ge 3 ]"
}

@test "https to whom nobody vouches for is no connection" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$SITE/key" -out "$SITE/cert" -days 2 -subj /CN=localhost 2>/dev/null
    cat "$SITE/key" "$SITE/cert" >"$SITE/both"
    TLS=$(free_port)
    "$TOP/tests/bus/receiver" "$TLS" "$GOT.tls" "$SITE/both" 3>&- 2>/dev/null &
    tls=$!
    wait_for 50 curl -sk -o /dev/null "https://127.0.0.1:$TLS/"
    curt rule add tls '{"source":["tls"]}'
    curt target add tls --rule tls --url "https://localhost:$TLS/ok"
    events tls 1
    reason=0
    wait_for 200 sh -c "$SITE_CURT dead list --target tls --json | grep -q CONNECTION_FAILURE" ||
        reason=1
    kill "$tls"
    wait "$tls" || true
    is "no dead letter" 0 "$reason"
    [[ $(target tls .last_error) == *certificate* ]]
    is requests 0 "$(wc -c <"$GOT.tls")"
}

@test "a replay sends the past again, marked, with the ids that it had, and counts nothing" {
    hook again ok/again
    events again 5
    got_all ok/again 5
    before=$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/stats" | jq .clicks)
    run curt replay --from 2020-01-01T00:00:00Z --rule again --name second --wait
    is status 0 "$status"
    [[ $output == *done*"5 sent"* ]]
    is requests 10 "$(got ok/again | wc -l)"
    is ids 5 "$(got ok/again | jq -r '.headers."webhook-id"' | sort -u | wc -l)"
    is marked "5 second" "$(got ok/again | tail -n 5 | jq -r '.body | fromjson | ."replay-name"' | uniq -c | xargs)"
    is clicks "$before" "$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/stats" | jq .clicks)"
    run curt replay --from 1h --to 0s --rule again --name third --wait
    [[ $output == *done*"5 sent"* ]]
    run curt replay --from 1h --rule again --pattern '{"detail": {"n": [2, 4]}}' --name some --wait
    [[ $output == *done*"2 sent"* ]]
    is some "2 4" "$(got ok/again | tail -n 2 | jq -r '.body | fromjson | .detail.n' | sort | xargs)"
    is pattern '{"detail": {"n": [2, 4]}}' "$(curt replay show some --json | jq -r .pattern)"
    run curt replay --from 1h --rule again --pattern '{"detail": 2}'
    [ "$status" = 1 ]
    [[ $output == *"pattern is not valid"* ]]
    run curt replay --from 1s --to 1h --rule again
    is "to is before from" 1 "$status"
    run curt replay --from 1w --rule again
    is status 2 "$status"
    run curt replay --from 2020-01-01T00:00:00Z --rule nobody
    is status 1 "$status"
}

@test "a log target writes lines, and opens its file anew on SIGHUP" {
    curt rule add lines '{"source":["lines"]}'
    curt target add lines --rule lines --path "$SITE/lines"
    sleep 0.5
    events lines 3
    wait_for 100 sh -c "[ \"\$(wc -l <'$SITE/lines')\" -eq 3 ]"
    mv "$SITE/lines" "$SITE/lines.1"
    pkill -HUP -P "$RELAY_PID" curt-relay || pkill -HUP -f "$SITE/sbin/curt-relay"
    sleep 0.3
    events lines 2
    wait_for 100 sh -c "[ \"\$(wc -l <'$SITE/lines')\" -eq 2 ]"
    is old 3 "$(wc -l <"$SITE/lines.1")"
}

@test "disabled rules and targets get nothing, and begin anew at the end" {
    hook off ok/off
    curt target disable off
    sleep 0.5
    events off 2
    curt target enable off
    sleep 0.5
    events off 1
    got_all ok/off 1
    curt rule disable off
    sleep 0.5
    events off 2
    curt rule enable off
    sleep 0.5
    events off 1
    got_all ok/off 2
    settled off
    is requests 2 "$(got ok/off | wc -l)"
}

@test "one header is changed or taken away, and the others stay" {
    hook headers ok/headers --header 'A: 1' --header 'B: 2'
    curt target change headers --header 'B:' --header 'C: 3'
    is headers '{"A":"1","C":"3"}' "$(target headers '.headers | tojson')"
    curt target change headers --headers null
    is headers null "$(target headers .headers)"
    run curt target change headers --type log
    is status 2 "$status"
    [[ $output == *"unknown option --type"* ]]
    curt target remove headers
}

@test "the built-in count is in the list, and stays" {
    curt target list | grep -q '^count '
    run curt target remove count
    is status 1 "$status"
    curl -s -H "Authorization: Bearer $ADMIN" "$BASE/metrics" | grep -q '^curt_target_delivered_total{target="clicks",rule="clicks"} 1$'
    is health "number" "$(curl -s "$BASE/api/v1/stats/health" | jq -r '.targets.enabled | type')"
}

@test "a second consumer: the spam detector of the manual" {
    sed -n '/^import base64/,/^\.Ed/p' "$TOP/man/curt-bus.8" | sed '/^\.Ed/d' >"$SITE/spam.py"
    [ "$(wc -l <"$SITE/spam.py")" -le 30 ]
    SPAM=$(free_port)
    curt rule add spam '{"detail-type":["link.clicked"],"detail":{"code":["spammed"]}}'
    secret=$(curt target add spam --rule spam --url "http://127.0.0.1:$SPAM/")
    SECRET=$secret CURT=$BASE CURT_KEY=$ADMIN PORT=$SPAM /usr/bin/python3 "$SITE/spam.py" 3>&- 2>"$SITE/spam.log" &
    spam=$!
    creates '{"url":"https://example.com/1","alias":"spammed"}'
    sleep 1
    for i in $(seq 30); do curl -s -o /dev/null -A "$FIREFOX" "$BASE/spammed"; done
    disabled=0
    wait_for 100 sh -c "curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/links/spammed' | jq -e '.state == \"disabled\"'" ||
        disabled=1
    kill "$spam"
    wait "$spam" || true
    is "not disabled" 0 "$disabled"
}
