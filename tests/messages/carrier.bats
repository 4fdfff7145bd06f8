# What the carrier answers, and what becomes of the message: who surely was not taken is tried again, and sent once; of
# whom nobody knows is not sent again by itself.
load ../site.bash
load standin.bash

setup_file() {
    export CURT_VONAGE_TIMEOUT=3s
    site_begin
}

# Each test leaves a carrier that takes everything, and a relay that has found out.
setup() {
    control '{"rules": []}'
    sends "$(sms '.to = "447700900999"')"
    reaches "$ID" delivered 400
}

teardown_file() {
    standin_end
    site_end
}

# Sends one that this rule is for: meets RULE
meets() {
    control "{\"rules\": [$1]}"
    sends "$(sms '.to = "447700900001"')"
}

error_of() {
    shown "$1" '"\(.error.title): \(.error.detail)"'
}

# Once another, sent later, has come through, nothing more comes of this one: is_left_alone ID
is_left_alone() {
    local id=$1 asked ID
    asked=$(asked_times "$id")
    control '{"rules": []}'
    sends "$(sms '.to = "447700900002"')"
    reaches "$ID" delivered 400
    is "asked again" "$asked" "$(asked_times "$id")"
}

listed() {
    api GET "/api/v1/messages?status=unknown"
    field '.messages[].id' | grep -qx "$1"
}

paused() {
    [ "$(curl -s "$BASE/api/v1/stats/health" | jq -r .carrier_pause.reason)" = "$1" ]
}

asked_at_least() {
    [ "$(asked_times "$1")" -ge "$2" ]
}

@test "401, 402 and 403: the account is refused, messages wait, one at a time finds out when it is not" {
    local answer id
    for answer in '401 Unauthorized' '402 Payment Required' '403 Forbidden'; do
        meets "{\"to\": \"447700900001\", \"answer\": ${answer%% *}}"
        id=$ID
        wait_for 100 asked_at_least "$id" 2
        is "$answer" 'requested 0' "$(shown "$id" '"\(.status) \(.attempts)"')"
        is error "${answer#* }: A rule wants it so." "$(error_of "$id")"
        wait_for 50 paused "$answer"
        is events requested "$(events "$id")"
        control '{"rules": []}'
        reaches "$id" delivered 300
        is "accepted once" 1 "$(accepted_times "$id")"
        is "no error" null "$(shown "$id" .error)"
        wait_for 50 paused null
    done
}

@test "a campaign of 40 that the account is refused loses none" {
    local name=parcels-402 list pid since asked
    control '{"rules": [{"answer": 402}]}'
    list=$(printf 'to\n'; seq 447700140000 447700140039)
    api POST "/api/v1/campaigns?name=$name&channel=sms&from=curt&template=Hi" "$ADMIN" -H 'Content-Type: text/csv' --data-binary "$list"
    is made 201 "$status"
    post "/api/v1/campaigns/$name/start" '' "$ADMIN"
    wait_for 100 paused '402 Payment Required'
    [[ $(curt campaign list) == *"The carrier (vonage) has refused messages since "*": 402 Payment Required: A rule wants it so."* ]]
    is why '402 Payment Required' "$(curt campaign list --json | jq -r "select(.name == \"$name\").carrier_pause.reason")"
    is failed 0 "$(curt message list --campaign "$name" --status failed --json | wc -l)"
    # A relay that begins while the account is refused asks with one message, too.
    since=$(curt campaign list --json | jq -r "select(.name == \"$name\").carrier_pause.since")
    pid=$(pgrep -P "$RELAY_PID" -f "$SITE/sbin/curt-relay")
    asked=$(wc -l <"$STANDIN/requests.jsonl")
    kill -KILL "$pid"
    asks_again() { [ "$(wc -l <"$STANDIN/requests.jsonl")" -gt "$asked" ]; }
    wait_for 100 asks_again
    sleep 0.5
    [ "$(wc -l <"$STANDIN/requests.jsonl")" -le $((asked + 2)) ]
    is since "$since" "$(curt campaign list --json | jq -r "select(.name == \"$name\").carrier_pause.since")"
    control '{"rules": []}'
    campaign_sent() { [ "$(curt message list --campaign "$name" --status delivered --json | wc -l)" = 40 ]; }
    wait_for 300 campaign_sent
    is "each once" 40 "$(jq -s '[.[] | select(.body.to | startswith("4477001400"))] | length' "$STANDIN/accepted.jsonl")"
    [[ $(curt campaign list) != *refused* ]]
}

@test "recipients that failed are tried again, by the command and the API" {
    local name=parcels-404 list
    control '{"rules": [{"answer": 404}]}'
    list=$(printf 'to\n'; seq 447700150000 447700150004)
    api POST "/api/v1/campaigns?name=$name&channel=sms&from=curt&template=Hi" "$ADMIN" -H 'Content-Type: text/csv' --data-binary "$list"
    post "/api/v1/campaigns/$name/start" '' "$ADMIN"
    campaign_is() { [ "$(curt message list --campaign "$name" --status "$1" --json | wc -l)" = "$2" ]; }
    wait_for 100 campaign_is failed 5
    done_now() { [ "$(curt campaign show "$name" | jq -r .state)" = done ]; }
    wait_for 100 done_now
    is "one that failed again" '5 messages will be sent again' "$(curt campaign retry "$name")"
    wait_for 100 campaign_is failed 5
    wait_for 100 done_now
    curt suppressions add 447700150004
    control '{"rules": []}'
    post "/api/v1/campaigns/$name/retry" '' "$ADMIN"
    is "$body" "200 4 null running" "$status $(field '"\(.retried) \(.next) \(.state)"')"
    wait_for 100 campaign_is delivered 4
    wait_for 100 done_now
    counted
    api GET "/api/v1/stats/campaigns/$name/funnel"
    is funnel '5 4 1' "$(field '"\(.messages) \(.submitted) \(.failed)"')"
    is "nothing more" '0 messages will be sent again' "$(curt campaign retry "$name")"
    run curt campaign retry nobody
    [ "$status" -eq 1 ]
    post "/api/v1/campaigns/nobody/retry" '' "$ADMIN"
    is "not there" 404 "$status"
}

@test "404 and 422: the message is refused, and others go on" {
    meets '{"to": "447700900001", "answer": 404}'
    reaches "$ID" failed
    is error 'Not Found: A rule wants it so.' "$(error_of "$ID")"
    [ -n "$(shown "$ID" .ended_at)" ]
    meets '{"to": "447700900001", "answer": 422}'
    reaches "$ID" failed
    is error 'Invalid params: A rule wants it so. (to: is refused by a rule)' "$(error_of "$ID")"
    is_left_alone "$ID"
}

@test "429: the message waits as long as the carrier wants, and goes once" {
    meets '{"to": "447700900001", "next": 2, "answer": 429}'
    reaches "$ID" delivered 300
    is attempts 2 "$(shown "$ID" .attempts)"
    is error null "$(shown "$ID" .error)"
    is "asked and accepted" '3 1' "$(asked_times "$ID") $(accepted_times "$ID")"
    is "a second apart" true "$(jq -s --arg id "$ID" '[.[] | select(.client_ref == $id) | .at[:19] + "Z" | fromdate] |
        .[1] - .[0] >= 1 and .[2] - .[1] >= 1' "$STANDIN/requests.jsonl")"
}

@test "500 and 503 in the API's own words: the message waits, and goes once" {
    meets '{"to": "447700900001", "next": 1, "answer": 500}, {"to": "447700900001", "next": 1, "answer": 503}'
    reaches "$ID" delivered 300
    is events 'requested submitted delivered' "$(events "$ID")"
    is "asked and accepted" '3 1' "$(asked_times "$ID") $(accepted_times "$ID")"
}

@test "500 of something before the API: nobody knows, and nothing is sent again" {
    meets '{"to": "447700900001", "answer": "plain500"}'
    reaches "$ID" unknown
    [[ $(error_of "$ID") == 'HTTP 500: '* ]]
    listed "$ID"
    is_left_alone "$ID"
    is events 'requested unknown' "$(events "$ID")"
}

@test "the connection ends before an answer: nobody knows, and nothing is sent again" {
    meets '{"to": "447700900001", "answer": "refuse"}'
    reaches "$ID" unknown
    [[ $(error_of "$ID") == 'Connection broken: '* ]]
    is_left_alone "$ID"
    is asked 1 "$(asked_times "$ID")"
}

@test "taken, but no answer in time: unknown, until its receipts come" {
    control '{"receipts": {"delay": 8000}}'
    meets '{"to": "447700900001", "answer": "slow", "ms": 9000}'
    reaches "$ID" unknown
    [[ $(error_of "$ID") == 'Timed out: '* ]]
    listed "$ID"
    control '{"receipts": {"delay": 0}}'
    reaches "$ID" delivered
    is "not unknown any more" 1 "$(listed "$ID"; echo $?)"
    is "asked and accepted" '1 1' "$(asked_times "$ID") $(accepted_times "$ID")"
    is events 'requested unknown submitted delivered' "$(events "$ID")"
    is error null "$(shown "$ID" .error)"
}

@test "taken, but the connection ends instead of an answer: unknown, until its receipts come" {
    control '{"receipts": {"delay": 5000}}'
    meets '{"to": "447700900001", "answer": "cut"}'
    reaches "$ID" unknown
    control '{"receipts": {"delay": 0}}'
    reaches "$ID" delivered
    is "asked and accepted" '1 1' "$(asked_times "$ID") $(accepted_times "$ID")"
    is carrier vonage "$(shown "$ID" .carrier)"
    [ "$(shown "$ID" .carrier_id)" = "$(jq -r --arg id "$ID" 'select(.client_ref == $id) | .uuid' "$STANDIN/accepted.jsonl")" ]
}

@test "202 that cannot be read: taken, and its receipts find it" {
    meets '{"to": "447700900001", "answer": "garbage"}'
    reaches "$ID" delivered
    is "asked and accepted" '1 1' "$(asked_times "$ID") $(accepted_times "$ID")"
    is "the carrier's id" "$(jq -r --arg id "$ID" 'select(.client_ref == $id) | .uuid' "$STANDIN/accepted.jsonl")" \
        "$(shown "$ID" .carrier_id)"
}

@test "a slow answer in time is an answer" {
    meets '{"to": "447700900001", "answer": "slow", "ms": 300}'
    reaches "$ID" delivered
    is events 'requested submitted delivered' "$(events "$ID")"
}

@test "an unknown message is sent again when a person says so" {
    meets '{"to": "447700900001", "answer": "refuse"}'
    reaches "$ID" unknown
    control '{"rules": []}'
    api POST "/api/v1/messages/$ID/resend" "$CREATOR"
    is "not his" 404 "$status"
    api POST "/api/v1/messages/$ID/resend"
    is "$body" '202 requested' "$status $(field .status)"
    reaches "$ID" delivered
    is "asked and accepted" '2 1' "$(asked_times "$ID") $(accepted_times "$ID")"
    api POST "/api/v1/messages/$ID/resend"
    is "once more" 409 "$status"
    is "still once" 1 "$(accepted_times "$ID")"
}

@test "curt-relay dies while the carrier is asked: the message is unknown, and not sent again" {
    local pid
    control '{"receipts": {"delay": 8000}}'
    meets '{"to": "447700900001", "answer": "slow", "ms": 2500}'
    wait_for 50 grep -q "$ID" "$STANDIN/accepted.jsonl"
    pid=$(pgrep -P "$RELAY_PID" -f "$SITE/sbin/curt-relay")
    kill -KILL "$pid"
    reaches "$ID" unknown
    is error 'no answer' "$(shown "$ID" .error.title)"
    control '{"receipts": {"delay": 0}}'
    reaches "$ID" delivered
    is "asked and accepted" '1 1' "$(asked_times "$ID") $(accepted_times "$ID")"
}

@test "another dies in the store while the carrier is asked: the answer is waited for" {
    local answered
    control '{"receipts": {"delay": 0}}'
    meets '{"to": "447700900001", "answer": "slow", "ms": 900}'
    wait_for 50 grep -q "$ID" "$STANDIN/accepted.jsonl"
    dies inside
    curt message show "$ID" >/dev/null 2>"$SITE/curt.log" # whoever comes next recovers
    grep 'needs recovery' "$SITE/curt.log"
    is "no error" null "$(shown "$ID" .error)"
    reaches "$ID" delivered
    is "asked and accepted" '1 1' "$(asked_times "$ID") $(accepted_times "$ID")"
}

parked() {
    curt dead list --target carrier --json | grep -F "$1"
}

@test "after three tries the message lies among the dead letters, and is handed back" {
    meets '{"to": "447700900001", "answer": 503}'
    wait_for 200 parked "$ID"
    is status 'requested 3' "$(shown "$ID" '"\(.status) \(.attempts)"')"
    is letter 'carrier 503 3' "$(parked "$ID" | jq -r '"\(.TARGET) \(.status) \(.RETRY_ATTEMPTS)"')"
    is asked 3 "$(asked_times "$ID")"
    is_left_alone "$ID"
    curt dead redrive --target carrier
    reaches "$ID" delivered 300
    is "asked and accepted" '4 1' "$(asked_times "$ID") $(accepted_times "$ID")"
    is "no letter any more" '' "$(curt dead list --target carrier --json)"
}

@test "a letter that is purged ends its message" {
    meets '{"to": "447700900001", "answer": 429}'
    wait_for 200 parked "$ID"
    is reason THROTTLING "$(parked "$ID" | jq -r .ERROR_CODE)"
    curt dead purge --target carrier
    is status failed "$(shown "$ID" .status)"
    is error 'given up' "$(shown "$ID" .error.title)"
    is events 'requested failed' "$(events "$ID")"
    is_left_alone "$ID"
    is "not accepted" 0 "$(accepted_times "$ID")"
}

@test "the carrier cannot be reached for a while: messages wait, and then go" {
    local ids=() i
    standin_end
    for i in $(seq 10); do
        sends "$(sms ".to = \"4477009001$(printf '%02d' "$i")\"")"
        ids+=("$ID")
    done
    is "nothing is lost" requested "$(shown "${ids[0]}" .status)"
    wait_for 100 sh -c "curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/messages/${ids[0]}' | jq -e '.attempts > 0'"
    [[ $(error_of "${ids[0]}") == 'Not connected: '* ]]
    standin_begin
    for i in "${ids[@]}"; do
        reaches "$i" delivered 400
        is "$i accepted" 1 "$(accepted_times "$i")"
    done
}
