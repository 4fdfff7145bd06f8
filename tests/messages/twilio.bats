# Twilio as the carrier: what it is sent, what becomes of it, what it calls back with, and who signed that.
load ../site.bash
load standin.bash
load twilio.bash

setup_file() {
    export CURT_MESSAGES_CARRIER=twilio
    "$TOP/tests/npm" "$BUILD" twilio || skip "npm's registry cannot be reached"
    site_begin
}

setup() {
    [ -n "${SITE-}" ] || skip "npm's registry cannot be reached"
    wait_for 100 twilio_settled
    twilio_control '{"rules": [], "signing_key": null,
        "receipts": {"statuses": ["queued", "sent", "delivered"], "failures": [], "twice": false, "fields": {}}}'
}

teardown_file() {
    [ -z "${SITE-}" ] || twilio_end
    site_end
}

error_of() {
    shown "$1" '"\(.error.title): \(.error.detail)"'
}

# Sends one that this rule is for: meets ANSWER [PROGRAM]
meets() {
    twilio_control "{\"rules\": [{\"to\": \"447700900001\", \"answer\": $1}]}"
    sends "$(sms ".to = \"447700900001\" | ${2:-.}")"
}

@test "sent, delivered, read: each status has its event, in any order and twice" {
    twilio_control '{"receipts": {"statuses": ["sent", "delivered", "read"]}}'
    sends "$(sms '.from = "447700900009" | .text = "Hello & goodbye" | .ttl = 600')"
    reaches "$ID" read
    is form "{\"To\":\"+447700900000\",\"From\":\"+447700900009\",\"Body\":\"Hello & goodbye\",\"StatusCallback\":\"$BASE/api/v1/receipts/twilio/status?id=$ID\",\"ValidityPeriod\":\"600\"}" \
        "$(twilio_accepted "$ID")"
    is events 'requested submitted delivered read' "$(events "$ID")"
    is "who has it" "twilio $(jq -r --arg id "$ID" 'select(.id == $id).sid' "$TWILIO/accepted.jsonl")" "$(shown "$ID" '"\(.carrier) \(.carrier_id)"')"
    twilio_control '{"receipts": {"statuses": ["delivered", "sent", "accepted"], "twice": true}}'
    sends "$(sms)"
    reaches "$ID" delivered
    wait_for 100 twilio_settled
    [[ $(events "$ID") =~ ^'requested'(' submitted')?' delivered'$ ]]
    is answers 204 "$(jq -r .answer "$TWILIO/receipts.jsonl" | sort -u)"
    api GET "/api/v1/messages/$ID/receipts" "$ADMIN"
    is "a receipt" "$ID delivered" "$(field '.receipts[0].body | fromjson | "\(.id) \(.MessageStatus)"')"
}

@test "the time of delivery is believed if it is plausible" {
    twilio_control "{\"receipts\": {\"fields\": {\"RawDlrDoneDate\": \"$(date -u -d '-3 hours' +%y%m%d%H%M)\"}}}"
    sends "$(sms)"
    reaches "$ID" delivered
    is now true "$(shown "$ID" '(now - (.delivered_at[:19] + "Z" | fromdate)) < 60')"
}

@test "failed and undelivered are the end, with words for the code" {
    twilio_control '{"receipts": {"failures": [{"to_suffix": "61", "status": "failed", "code": "30007", "message": "Filtered."},
        {"to_suffix": "62", "status": "undelivered", "code": "30006"}]}}'
    sends "$(sms '.to = "447700900061"')"
    reaches "$ID" rejected
    is error '30007: Filtered.' "$(error_of "$ID")"
    sends "$(sms '.to = "447700900062"')"
    reaches "$ID" undeliverable
    api GET "/api/v1/stats/messages/$ID" "$ADMIN"
    is words not_mobile "$(field .error_reason)"
}

@test "a word as from is the messaging service's; WhatsApp, images and templates have their fields" {
    sends "$(sms '.from = "Shop"')"
    reaches "$ID" delivered
    is service "null $TWILIO_SERVICE" "$(twilio_accepted "$ID" '"\(.From) \(.MessagingServiceSid)"' | jq -r .)"
    sends '{"channel":"whatsapp","to":"447700900000","from":"447700900009","text":"Hello"}'
    reaches "$ID" delivered
    is whatsapp 'whatsapp:+447700900000 whatsapp:+447700900009' "$(twilio_accepted "$ID" '"\(.To) \(.From)"' | jq -r .)"
    sends '{"channel":"mms","to":"447700900000","from":"447700900009","image":{"url":"https://a.example/1.png","caption":"Look"}}'
    reaches "$ID" delivered
    is image 'https://a.example/1.png Look' "$(twilio_accepted "$ID" '"\(.MediaUrl) \(.Body)"' | jq -r .)"
    sends '{"channel":"whatsapp","to":"447700900000","from":"447700900009","video":{"url":"https://a.example/1.mp4"}}'
    reaches "$ID" delivered
    is video https://a.example/1.mp4 "$(twilio_accepted "$ID" .MediaUrl | jq -r .)"
    sends '{"channel":"mms","to":"447700900000","from":"447700900009","content":[{"type":"image","url":"https://a.example/2.png","caption":"Both"},
        {"type":"vcard","url":"https://a.example/2.vcf"}]}'
    reaches "$ID" delivered
    is files 'https://a.example/2.png https://a.example/2.vcf Both' "$(twilio_accepted "$ID" '"\(.MediaUrl) \(.Body)"' | jq -r .)"
    [[ $(shown "$ID" .carrier_id) == MM* ]]
    sends '{"channel":"whatsapp","to":"447700900000","from":"447700900009","template":{"name":"HX00000000000000000000000000000003","parameters":["Ann"]},
        "whatsapp":{"locale":"en"}}'
    reaches "$ID" delivered
    is template 'HX00000000000000000000000000000003 {"1":"Ann"}' "$(twilio_accepted "$ID" '"\(.ContentSid) \(.ContentVariables)"' | jq -r .)"
}

@test "what Twilio cannot carry is refused at once, and says why" {
    local what message
    while IFS='|' read -r what message; do
        post /api/v1/messages "$message" "$ADMIN"
        is "$what" "422 carrier_unfit" "$status $(field .code)"
        [[ $(field .detail) == "The carrier cannot send this: $what. "* ]]
        post '/api/v1/messages?dry_run=yes' "$message" "$ADMIN"
        is "$what, tried" "422 carrier_unfit" "$status $(field .code)"
    done <<END
Twilio is asked for sms, mms and whatsapp alone|{"channel":"viber_service","to":"447700900000","from":"Shop","text":"Hello"}
Twilio has no failover|$(sms '.failover = [{channel: "whatsapp", to: "447700900000", from: "447700900009", text: "Hi"}]')
Twilio takes at most 1,600 characters of text|$(sms '.text = "a" * 1601')
END
    run curt message send --channel viber_service --to 447700900000 --from Shop --text Hello
    [ "$status" -ne 0 ]
    [[ $output == *"Twilio is asked for sms, mms and whatsapp alone"* ]]
    message='{"name":"cards","channel":"rcs","from":"Shop","card":{"title":"T","text":"Hi {name}","media_url":"https://a.example/1.png"}}'
    post /api/v1/campaigns "$message" "$ADMIN"
    is campaign "422 carrier_unfit" "$status $(field .code)"
    post '/api/v1/campaigns?dry_run=yes' "$message" "$ADMIN"
    is "campaign, tried" "422 carrier_unfit" "$status $(field .code)"
    api GET /api/v1/campaigns/cards "$ADMIN"
    is "not there" 404 "$status"
    post '/api/v1/campaigns?dry_run=yes' '{"name":"cards","channel":"whatsapp","from":"447700900009","template":{"name":"{sid}"},
        "whatsapp":{"locale":"en"},"recipients":[{"to":"447700900000","sid":"HX00000000000000000000000000000003"}]}' "$ADMIN"
    is "what its fields say is not known yet: $body" 200 "$status"
}

@test "400: the message is refused; 21610 stops the number" {
    meets '{"status": 400, "code": 21211, "message": "It is invalid."}'
    reaches "$ID" failed
    is error '21211: It is invalid.' "$(error_of "$ID")"
    twilio_control '{"rules": [{"to": "447700900071", "answer": {"status": 400, "code": 21610, "message": "Unsubscribed."}}]}'
    sends "$(sms '.to = "447700900071"')"
    reaches "$ID" failed
    is_stopped 447700900071 carrier
    post /api/v1/messages "$(sms '.to = "447700900071"')" "$ADMIN"
    is suppressed '422 suppressed' "$status $(field .code)"
}

@test "401: messages wait, and go once; 429: as long as it says; 503: again" {
    local answer
    for answer in '{"status": 401, "code": 20003, "message": "Authenticate"}' \
        '{"status": 429, "code": 20429, "message": "Too many", "retry_after": 1}' '{"status": 503, "code": 20503, "message": "Later"}'; do
        twilio_control "{\"rules\": [{\"to\": \"447700900001\", \"next\": 1, \"answer\": $answer}]}"
        sends "$(sms '.to = "447700900001"')"
        reaches "$ID" delivered 300
        is "$answer" '1 2' "$(twilio_times "$ID")"
        is attempts "$([[ $answer == *401* ]] && echo 0 || echo 1)" "$(shown "$ID" .attempts)"
    done
}

@test "what may have been taken is unknown, and not sent again" {
    local answer id
    for answer in '"refuse"' '"plain500"' '{"status": 500, "code": 20500, "message": "Oh"}'; do
        meets "$answer"
        id=$ID
        reaches "$id" unknown
        twilio_control '{"rules": []}'
        sends "$(sms)"
        reaches "$ID" delivered 300
        is "$answer" '0 1' "$(twilio_times "$id")"
        is status unknown "$(shown "$id" .status)"
    done
    meets '"cut"'
    reaches "$ID" delivered # a receipt says so
    is "taken once" '1 1' "$(twilio_times "$ID")"
    twilio_control '{"rules": []}'
    sends "$(sms)"
    reaches "$ID" delivered 300
    meets '"garbage"'
    reaches "$ID" delivered
    is "its id" "$(jq -r --arg id "$ID" 'select(.id == $id).sid' "$TWILIO/accepted.jsonl")" "$(shown "$ID" .carrier_id)"
}

@test "npm's twilio takes the stand-in's signatures, and curt takes npm's, of both forms" {
    local key line
    for key in null '{"name": "new", "secret": "a shared key"}'; do
        twilio_control "{\"signing_key\": $key}"
        sends "$(sms '.text = "Ä & é"')"
        reaches "$ID" delivered
        wait_for 100 twilio_settled
        line=$(tail -n 1 "$TWILIO/receipts.jsonl")
        is "$key" true "$(twilio_sdk valid "$([ "$key" = null ] && echo 'an auth token' || echo 'a shared key')" \
            "$(jq -r '.headers."X-Twilio-Signature"' <<<"$line")" "$(jq -r .url <<<"$line")" "$(jq -c .form <<<"$line")" \
            "$([ "$key" = null ] && echo HMAC_SHA1 || echo HMAC_SHA256)")"
    done
    twilio_calls "/api/v1/receipts/twilio/status?id=$ID" '{"MessageSid": "SM9", "MessageStatus": "read", "A": "b c+é", "_": ""}'
    is "$body" 204 "$status"
    is sha1 read "$(shown "$ID" .status)"
    api GET "/api/v1/messages/$ID/receipts" "$ADMIN"
    line=$(field '.receipts | length')
    twilio_calls "/api/v1/receipts/twilio/status?id=$ID" '{"MessageSid": "SM9", "MessageStatus": "read", "A": "b c+é", "_": ""}'
    is "the same again" 204 "$status"
    api GET "/api/v1/messages/$ID/receipts" "$ADMIN"
    is "kept once" "$line" "$(field '.receipts | length')"
    sends "$(sms)"
    reaches "$ID" delivered
    twilio_calls "/api/v1/receipts/twilio/status?id=$ID" '{"MessageSid": "SM9", "MessageStatus": "read"}' 'a shared key' HMAC_SHA256
    is "$body" 204 "$status"
    is sha256 read "$(shown "$ID" .status)"
}

@test "a callback as JSON is signed by its digest" {
    local json url
    sends "$(sms)"
    reaches "$ID" delivered
    json="{\"MessageSid\":\"SM9\",\"MessageStatus\":\"read\"}"
    url="/api/v1/receipts/twilio/status?id=$ID&bodySHA256=$(printf %s "$json" | sha256sum | cut -d ' ' -f 1)"
    api POST "$url" '' -H 'Content-Type: application/json' -H "X-Twilio-Signature: $(twilio_sdk sign 'an auth token' "$BASE$url" '{}')" --data-binary "$json "
    is "another body" 401 "$status"
    api POST "$url" '' -H 'Content-Type: application/json' -H "X-Twilio-Signature: $(twilio_sdk sign 'an auth token' "$BASE$url" '{}')" --data-binary "$json"
    is "$body" 204 "$status"
    is status read "$(shown "$ID" .status)"
}

@test "what nobody has signed, or somebody else, is not believed" {
    local path form='{"MessageSid": "SM9", "MessageStatus": "read"}'
    sends "$(sms)"
    reaches "$ID" delivered
    path="/api/v1/receipts/twilio/status?id=$ID"
    twilio_calls "$path" "$form" 'another token'
    is "another token" '401 token_invalid' "$status $(field .code)"
    twilio_calls "$path" "$form" 'another key' HMAC_SHA256
    is "another key" 401 "$status"
    twilio_calls "$path" "$form" x HMAC_SHA256
    is "the key of another name" 401 "$status"
    api POST "$path" '' --data-binary 'MessageSid=SM9&MessageStatus=read'
    is unsigned '401 token_invalid' "$status $(field .code)"
    api POST "$path" '' -H "X-Twilio-Signature: $(twilio_sdk sign 'an auth token' "$BASE$path" "$form")" --data-binary 'MessageSid=SM8&MessageStatus=read'
    is "another body" 401 "$status"
    api POST "$path&more" '' -H "X-Twilio-Signature: $(twilio_sdk sign 'an auth token' "$BASE$path" "$form")" --data-binary 'MessageSid=SM9&MessageStatus=read'
    is "another URL" 401 "$status"
    is status delivered "$(shown "$ID" .status)"
    twilio_calls "$path" '{"MessageStatus": "read", "MessageSid": ""}'
    is "our id is enough" 204 "$status"
    twilio_calls /api/v1/receipts/twilio/status '{"MessageStatus": "read"}'
    is "no id" '422 missing_field' "$status $(field .code)"
    twilio_calls /api/v1/receipts/twilio/status "$(jq -nc '{MessageSid: "SM9", A: ("a" * 33000)}')"
    is "too long" 413 "$status"
    twilio_calls /api/v1/receipts/twilio/status '{"MessageSid": "SM9", "MessageStatus": "new"}'
    is "a new status is kept" 200 "$status"
}

@test "what somebody writes is received once; STOP and START are the carrier's word" {
    local inbound=/api/v1/receipts/twilio/inbound
    twilio_control '{"inbound": {"From": "+447700900051", "To": "+447700900009", "Body": "Thanks\nall", "NumMedia": "0"}}'
    wait_for 100 twilio_settled
    is event '447700900009 sms Thanks' "$(curt event list --json | jq -r 'select(."detail-type" == "message.received" and
        .detail.from == "447700900051") | .detail | "\(.to) \(.channel) \(.text[:6])"')"
    twilio_calls $inbound '{"MessageSid": "SMa", "From": "+447700900052", "To": "+447700900009", "Body": "Arrêt", "OptOutType": "STOP"}'
    is "$body" 204 "$status"
    is_stopped 447700900052 reply
    twilio_calls $inbound '{"MessageSid": "SMb", "From": "+447700900052", "To": "+447700900009", "Body": "Encore", "OptOutType": "START"}'
    is_stopped 447700900052 ''
    twilio_calls $inbound '{"MessageSid": "SMa", "From": "+447700900052", "To": "+447700900009", "Body": "Arrêt", "OptOutType": "STOP"}'
    is "the same again" 204 "$status"
    is_stopped 447700900052 ''
    is "taken once" 2 "$(curt event list --json | jq -c 'select(.detail.from == "447700900052")' | wc -l)"
    twilio_calls $inbound '{"MessageSid": "SMc", "From": "whatsapp:+447700900053", "To": "whatsapp:+447700900009", "Body": "Stop."}'
    is_stopped 447700900053 reply
    is whatsapp 'whatsapp stop' "$(curt event list --json | jq -r 'select(.detail.from == "447700900053") | .detail | "\(.channel) \(.keyword)"')"
}

@test "the stand-in is as strict as the description" {
    local code fields
    while read -r code fields; do
        # shellcheck disable=SC2086
        is "$fields" "$code" "$(curl -s -u "$TWILIO_ACCOUNT:an auth token" ${fields//\~/ } \
            "$TWILIO_URL/2010-04-01/Accounts/$TWILIO_ACCOUNT/Messages.json" | jq -r '.code // .status')"
    done <<'END'
queued -d To=%2B447700900000 -d From=%2B447700900009 -d Body=x -d ValidityPeriod=36000
21604 -d From=%2B447700900009 -d Body=x
21211 -d To=447700900000 -d From=%2B447700900009 -d Body=x
21603 -d To=%2B447700900000 -d Body=x
21603 -d To=%2B447700900000 -d From=x -d MessagingServiceSid=MG1 -d Body=x
21701 -d To=%2B447700900000 -d MessagingServiceSid=MG1 -d Body=x
21212 -d To=%2B447700900000 -d From=more+than+eleven -d Body=x
21910 -d To=whatsapp%3A%2B447700900000 -d From=%2B447700900009 -d Body=x
21602 -d To=%2B447700900000 -d From=x
21619 -d To=%2B447700900000 -d From=x -d Body=x -d ContentSid=HX00000000000000000000000000000003
21631 -d To=%2B447700900000 -d From=x -d Body=x -d ValidityPeriod=36001
20001 -d To=%2B447700900000 -d From=x -d Body=x -d MaxPrice=1
20003 -u~other:token -d To=%2B447700900000
END
}
