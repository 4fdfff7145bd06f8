# Several carriers at a time: which of them a message goes to, and who takes over when one refuses the account.
load ../site.bash
load standin.bash
load twilio.bash

setup_file() {
    export CURT_MESSAGES_CARRIER=twilio CURT_MESSAGES_FALLBACK=vonage
    export CURT_MESSAGES_ROUTES='viber_service: vonage, sms +4479: vonage, +447911: twilio'
    site_begin
}

# Both take everything, and the relay has found out.
setup() {
    control '{"rules": []}'
    twilio_control '{"rules": []}'
    wait_for 400 nobody_rests
}

teardown_file() {
    twilio_end
    site_end
}

nobody_rests() {
    local to
    [ "$(curl -s "$BASE/api/v1/stats/health" | jq .carrier_pause)" != null ] || return 0
    for to in 447700900099 447900900099; do # some that find out
        post /api/v1/messages "$(sms ".to = \"$to\"")" "$ADMIN"
    done
    return 1
}

rests() {
    [ "$(curl -s "$BASE/api/v1/stats/health" | jq -r .carrier_pause.carrier)" = "$1" ]
}

# Sends one, which this carrier gets: goes_by CARRIER JSON
goes_by() {
    sends "$2"
    reaches "$ID" delivered 300
    is "$2" "$1" "$(shown "$ID" .carrier)"
    is "asked" "$([ "$1" = twilio ] && echo '1 0' || echo '0 1')" "$(twilio_times "$ID" | cut -d ' ' -f 1) $(accepted_times "$ID")"
}

@test "a route by channel, prefix or both: the longest prefix counts" {
    goes_by twilio "$(sms)"
    goes_by vonage "$(sms '.to = "447900900000"')"
    goes_by twilio "$(sms '.to = "447911900000"')"
    goes_by vonage '{"channel":"viber_service","to":"447700900000","from":"Shop","text":"Hello"}'
    goes_by twilio '{"channel":"whatsapp","to":"447900900000","from":"447700900009","text":"Hello"}'
}

@test "a prefix leads no id to another carrier" {
    post '/api/v1/campaigns?dry_run=yes' '{"name":"ids","channel":"messenger","from":"1","template":"Hello"}' "$ADMIN"
    is "$body" "422 carrier_unfit" "$status $(field .code)"
}

@test "a campaign that one of its carriers can send is taken; what the other cannot has failed, and says why" {
    gone() {
        api GET '/api/v1/messages?campaign=long' "$ADMIN"
        [ "$(field '[.messages[] | "\(.to[0:5]) \(.status)"] | sort | join(", ")')" = "44770 failed, 44790 delivered" ]
    }
    post /api/v1/campaigns "$(jq -nc '{name: "long", channel: "sms", from: "Shop", template: ("a" * 1601), start: true,
        recipients: [{to: "447700900000"}, {to: "447900900000"}]}')" "$ADMIN"
    is "$body" 201 "$status"
    wait_for 300 gone
    is why 'not sent: Twilio takes at most 1,600 characters of text' \
        "$(shown "$(field '.messages[] | select(.status == "failed").id')" '"\(.error.title): \(.error.detail)"')"
}

@test "while one refuses the account, the other takes its messages, each once" {
    local ids=() i
    twilio_control '{"rules": [{"answer": {"status": 401, "code": 20003, "message": "Authenticate"}}]}'
    for i in {1..5}; do
        sends "$(sms ".text = \"Hello $i\"")"
        ids+=("$ID")
    done
    for ID in "${ids[@]}"; do
        reaches "$ID" delivered 300
        is "who has it" vonage "$(shown "$ID" .carrier)"
        is "taken once" '0 1 0' "$(twilio_times "$ID" | cut -d ' ' -f 1) $(accepted_times "$ID") $(shown "$ID" .attempts)"
    done
    rests twilio
    curt campaign list >"$BATS_TEST_TMPDIR/list"
    grep -q 'The carrier (twilio) has refused messages since .*: HTTP 401: Authenticate' "$BATS_TEST_TMPDIR/list"
    twilio_control '{"rules": []}'
    wait_for 400 nobody_rests
    goes_by twilio "$(sms)"
}

@test "the other way round, and what the other cannot take waits" {
    local id
    control '{"rules": [{"answer": 402}]}'
    sends '{"channel":"viber_service","to":"447700900000","from":"Shop","text":"Hello"}'
    id=$ID
    goes_by twilio "$(sms '.to = "447900900000"')"
    is viber requested "$(shown "$id" .status)"
    control '{"rules": []}'
    reaches "$id" delivered 400
    is viber vonage "$(shown "$id" .carrier)"
}

@test "a template is its own carrier's, and waits for it" {
    local id
    twilio_control '{"rules": [{"answer": {"status": 403, "code": 20003, "message": "Forbidden"}}]}'
    sends '{"channel":"whatsapp","to":"447700900000","from":"447700900009","template":{"name":"HX00000000000000000000000000000003"},"whatsapp":{"locale":"en"}}'
    id=$ID
    sends "$(sms)"
    reaches "$ID" delivered 300
    is waits requested "$(shown "$id" .status)"
    twilio_control '{"rules": []}'
    reaches "$id" delivered 400
    is "by Twilio" "twilio 0" "$(shown "$id" .carrier) $(accepted_times "$id")"
}

@test "what may have been taken, and what is to come later, goes to nobody else" {
    local answer
    for answer in '"refuse"' '"plain500"' '"cut"'; do
        twilio_control "{\"rules\": [{\"to\": \"447700900001\", \"answer\": $answer}], \"receipts\": {\"statuses\": []}}"
        sends "$(sms '.to = "447700900001"')"
        reaches "$ID" unknown
        wait_for 400 nobody_rests
        is "$answer" 'unknown 0' "$(shown "$ID" .status) $(accepted_times "$ID")"
    done
    twilio_control '{"rules": [{"to": "447700900001", "next": 2, "answer": {"status": 429, "code": 20429, "message": "Too many", "retry_after": 1}}],
        "receipts": {"statuses": ["sent", "delivered"]}}'
    sends "$(sms '.to = "447700900001"')"
    reaches "$ID" delivered 400
    is "later" 'twilio 2 0' "$(shown "$ID" '"\(.carrier) \(.attempts)"') $(accepted_times "$ID")"
}
