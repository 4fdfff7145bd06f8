# What the carrier calls back with: receipts in any order, more than once, false ones, and what people write.
load ../site.bash
load standin.bash

setup_file() {
    site_begin
}

# The stand-in as it begins, and nothing on its way.
setup() {
    wait_for 100 settled
    control '{"rules": [], "receipts": {"statuses": ["submitted", "delivered", "read"], "order": "in order", "delay": 0,
        "twice": false, "form": "v1", "usage": null, "failures": [], "unsigned": 0, "wrong_hash": 0, "old": 0, "replay": 0}}'
    SEEN=$(wc -l <"$STANDIN/receipts.jsonl")
}

teardown_file() {
    standin_end
    site_end
}

# What the calls back of this test were answered: "KIND STATUS", each once.
answers() {
    tail -n +$((SEEN + 1)) "$STANDIN/receipts.jsonl" | jq -r '"\(.kind) \(.answer)"' | sort -u | paste -sd ,
}

# Somebody writes, which is taken: writes FROM TEXT [MEMBERS]
writes() {
    wait_for 100 settled
    control "$(jq -nc --arg from "$1" --arg text "$2" --argjson more "${3:-{\}}" '{inbound: ({from: $from, text: $text} + $more)}')"
    wait_for 100 settled
    is answer 204 "$(tail -n 1 "$STANDIN/receipts.jsonl" | jq -r .answer)"
}

# What was written by this number, in the log's order: TEXT, ...
received() {
    curt event list --json | jq -r --arg from "$1" 'select(."detail-type" == "message.received" and .detail.from == $from) | .detail.text' |
        paste -sd ,
}

@test "in order: each status has its event and its moment" {
    sends "$(sms)"
    reaches "$ID" read
    wait_for 100 settled
    is events 'requested submitted delivered read' "$(events "$ID")"
    is moments true "$(shown "$ID" '.requested_at <= .submitted_at and .requested_at[:18] <= .delivered_at[:18] and .delivered_at <= .read_at')"
    is answers 'good 204' "$(answers)"
}

@test "in any order, and twice: a status only moves forward" {
    local order i ids=()
    control '{"receipts": {"twice": true, "seed": 7}}'
    for order in "in order" reversed shuffled shuffled shuffled; do
        control "{\"receipts\": {\"order\": \"$order\"}}"
        sends "$(sms)"
        ids+=("$ID")
        reaches "$ID" read
        wait_for 100 settled
    done
    for i in "${ids[@]}"; do
        is "$i" read "$(shown "$i" .status)"
        is "$i has all moments" true "$(shown "$i" 'all(.submitted_at, .delivered_at, .read_at; . != null)')"
        [[ $(events "$i") =~ ^'requested'(' submitted')?(' delivered')?' read'$ ]]
    done
    is answers 'good 204' "$(answers)"
}

@test "a failure is the end, and only before delivery" {
    control '{"receipts": {"failures": [{"to_suffix": "61", "status": "rejected", "code": "1210", "detail": "Looks like spam."},
        {"to_suffix": "62", "status": "undeliverable", "code": "1360"}]}}'
    sends "$(sms '.to = "447700900061"')"
    reaches "$ID" rejected
    is error '1210: Looks like spam.' "$(shown "$ID" '"\(.error.title): \(.error.detail)"')"
    [ -n "$(shown "$ID" '.ended_at // empty')" ]
    is events rejected "$(events "$ID" | tr ' ' '\n' | tail -n 1)"
    sends "$(sms '.to = "447700900062"')"
    reaches "$ID" undeliverable
    is events 'requested submitted undeliverable' "$(events "$ID")"
    calls status "$(receipt "$(shown "$ID" .carrier_id)" '.status = "delivered"')"
    is "too late" '204 undeliverable' "$status $(shown "$ID" .status)"
    sends "$(sms)"
    reaches "$ID" read
    calls status "$(receipt "$(shown "$ID" .carrier_id)" '.status = "rejected" | .error = {title: "1330", detail: "x"}')"
    is "too late" '204 read null' "$status $(shown "$ID" '"\(.status) \(.error)"')"
}

@test "what takes a message's place is not its end" {
    control '{"receipts": {"statuses": ["submitted", "delivered"], "failures": [{"to_suffix": "71", "status": "rejected", "code": "1170"}]}}'
    sends "$(sms '.to = "447700900071" | .failover = [{channel: "sms", to: "447700900072", from, text}]')"
    reaches "$ID" delivered
    is events 'requested submitted delivered' "$(events "$ID")"
    sends "$(sms '.to = "447700900071" | .failover = [{channel: "sms", to: "447700900071", from, text}]')"
    reaches "$ID" rejected
    is error 1170 "$(shown "$ID" .error.title)"
}

@test "unsigned, false, old and used again: none of them is believed" {
    control '{"receipts": {"statuses": ["submitted", "delivered"], "unsigned": 1, "wrong_hash": 1, "old": 1, "replay": 1}}'
    sends "$(sms)"
    reaches "$ID" delivered
    wait_for 200 settled
    is answers 'good 204,old 401,replay 401,unsigned 503,wrong-hash 401' "$(answers)"
    is events 'requested submitted delivered' "$(events "$ID")"
    is error null "$(shown "$ID" .error)"
}

@test "tokens: one that is not the carrier's, now, for this body, once" {
    local sent now
    sends "$(sms)"
    reaches "$ID" read
    wait_for 100 settled
    now=$(date +%s) sent=$(receipt "$(shown "$ID" .carrier_id)")
    calls status "$sent" ''
    is unsigned '503 5' "$status $(header Retry-After)"
    calls status "$sent" nonsense
    is nonsense 401 "$status"
    calls status "$sent" "$(token "$sent" "$now" j-1 "another secret")"
    is "another secret" 401 "$status"
    calls status "$sent" "$(token "$sent " "$now" j-2)"
    is "another body" 401 "$status"
    calls status "$sent" "$(token "$sent" $((now - 400)) j-3)"
    is old 401 "$status"
    calls status "$sent" "$(token "$sent" $((now + 400)) j-4)"
    is "of the future" 401 "$status"
    calls status "$sent" "$(token "$sent" "$now" j-5)"
    is good 204 "$status"
    calls status "$sent" "$(token "$sent" "$now" j-5)"
    is again 401 "$status"
    calls inbound "$sent" "$(token "$sent" "$now" j-5)"
    is "again, elsewhere" 401 "$status"
}

@test "the older form" {
    control '{"receipts": {"form": "v0.1", "failures": [{"to_suffix": "81", "status": "rejected", "code": "1330", "detail": "Old."}],
        "usage": {"currency": "EUR", "price": "0.05"}}}'
    sends "$(sms)"
    reaches "$ID" read
    is price '0.05 EUR' "$(shown "$ID" '"\(.price.amount) \(.price.currency)"')"
    sends "$(sms '.to = "447700900081"')"
    reaches "$ID" rejected
    is error '1330: Old.' "$(shown "$ID" '"\(.error.title): \(.error.detail)"')"
    writes 447700900082 "An old hello" '{"form": "v0.1"}'
    is received "An old hello" "$(received 447700900082)"
}

@test "a body that can never be right is refused for good" {
    local pointer program sent
    while read -r pointer program; do
        sent=$(receipt uuid-1 "$program")
        calls status "$sent"
        echo "$sent" # shown if it goes wrong
        refused 422 "$pointer"
    done <<'END'
#/message_uuid del(.message_uuid)
#/message_uuid .message_uuid = ""
END
    for sent in '400 {' '422 []' '400 text' '422 "a"'; do
        calls status "${sent#* }"
        is "$sent" "${sent%% *}" "$status"
        calls inbound "${sent#* }"
        is "$sent" "${sent%% *}" "$status"
    done
    head -c 40000 /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/long"
    api POST /api/v1/receipts/vonage/status "$(token x)" --data-binary "@$BATS_TEST_TMPDIR/long"
    is long 413 "$status"
    api GET /api/v1/receipts/vonage/status ''
    is method '405 POST' "$status $(header Allow)"
    api POST /api/v1/receipts/vonage/other ''
    is address 404 "$status"
    api POST /api/v1/receipts ''
    is address 404 "$status"
}

@test "a receipt that comes before the answer, without our reference, waits for its message" {
    local uuid
    control '{"callbacks": {"status": ""}, "rules": [{"to": "447700900091", "answer": "slow", "ms": 12000}]}'
    sends "$(sms '.to = "447700900091"')"
    wait_for 50 grep -q "$ID" "$STANDIN/accepted.jsonl"
    control "{\"callbacks\": {\"status\": \"$BASE/api/v1/receipts/vonage/status\"}}"
    uuid=$(jq -r --arg id "$ID" 'select(.client_ref == $id) | .uuid' "$STANDIN/accepted.jsonl")
    calls status "$(receipt "$uuid" '.status = "delivered" | .usage = {currency: "EUR", price: "0.1"}')"
    is "$body" 204 "$status"
    calls status "$(receipt "$uuid" '.status = "submitted"')"
    is "$body" 204 "$status"
    is "not yet" sending "$(shown "$ID" .status)"
    reaches "$ID" delivered 250
    is price 0.1 "$(shown "$ID" .price.amount)"
    is events 'requested submitted delivered' "$(events "$ID")"
    calls status "$(receipt "$uuid" '.status = "read"')"
    is "and later by the carrier's id" '204 read' "$status $(shown "$ID" .status)"
}

@test "a receipt of a message that nobody knows is kept, and answered 204" {
    calls status "$(receipt 11111111-2222-4333-8444-555555555555)"
    is "$body" 204 "$status"
    calls status "$(receipt nobody '.client_ref = "order-17"')"
    is "$body" 204 "$status"
    calls status "$(receipt nobody '.client_ref = "00000000-0000-4000-8000-000000000000"')"
    is "$body" 204 "$status"
}

@test "the price and the network are taken, the first price for good" {
    control '{"receipts": {"usage": {"currency": "EUR", "price": "0.0333"}}}'
    sends "$(sms)"
    reaches "$ID" read
    is price '0.0333 EUR' "$(shown "$ID" '"\(.price.amount) \(.price.currency)"')"
    is event '0.0333 EUR 12345' "$(curt event list --json | jq -r --arg id "$ID" 'select(."detail-type" == "message.read" and
        .detail.message == $id) | .detail | "\(.price) \(.currency) \(.network)"')"
    calls status "$(receipt "$(shown "$ID" .carrier_id)" '.usage = {currency: "EUR", price: "7"}')"
    is "the first" '204 0.0333' "$status $(shown "$ID" .price.amount)"
    control '{"receipts": {"usage": null}}'
    sends "$(sms)"
    reaches "$ID" read
    wait_for 100 settled
    calls status "$(receipt "$(shown "$ID" .carrier_id)" '.usage = {currency: "EUR", price: "0.02"}')"
    is "later" '204 0.02' "$status $(shown "$ID" .price.amount)"
    is "an event of its own" 'requested submitted delivered read priced' "$(events "$ID")"
}

@test "1240: who opted out with the carrier gets nothing more" {
    control '{"receipts": {"failures": [{"to_suffix": "40", "status": "rejected", "code": "1240"}]}}'
    sends "$(sms '.to = "447700900040"')"
    reaches "$ID" rejected
    is list carrier "$(stopped 447700900040)"
    post /api/v1/messages "$(sms '.to = "+44 7700 900040"')"
    refused 422 '#/to'
    is asked 1 "$(jq -c 'select(.to == "447700900040")' "$STANDIN/requests.jsonl" | wc -l)"
}

@test "STOP puts a number on the list, START takes it off, but not what an administrator put there" {
    writes 447700900050 " stop. "
    is list reply "$(stopped 447700900050)"
    post /api/v1/messages "$(sms '.to = "447700900050"')"
    refused 422 '#/to'
    sleep 1.1 # the carrier's times are whole seconds
    writes 447700900050 "Start"
    is list '' "$(stopped 447700900050)"
    sends "$(sms '.to = "447700900050"')"
    writes 447700900050 "please stop it"
    is "not a word alone" '' "$(stopped 447700900050)"
    post /api/v1/suppressions '{"number":"447700900051"}'
    writes 447700900051 START
    is "the administrator's" admin "$(stopped 447700900051)"
    is received ' stop. ,Start,please stop it' "$(received 447700900050)"
}

@test "a STOP counts once, with the newest message that arrived" {
    local first campaign=stops-$RANDOM
    sends "$(sms ".to = \"447700900157\" | .campaign = \"$campaign\"")"
    first=$ID
    reaches "$first" read
    sends "$(sms ".to = \"447700900157\" | .campaign = \"$campaign\"")"
    reaches "$ID" read
    writes 447700900157 STOP
    writes 447700900157 STOP
    is "of the second" 'null string' "$(shown "$first" .stopped_at) $(shown "$ID" '.stopped_at | type')"
    is events 'requested submitted delivered read stopped' "$(events "$ID")"
    wait_for 100 counted_stops "$campaign" 1
    is timeline 1 "$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/stats/messages/$ID" |
        jq '[.timeline[] | select(.what == "stopped")] | length')"
    curt event list --json | jq -c 'select(."detail-type" == "message.stopped")' |
        /usr/bin/python3 "$TOP/tests/bus/schemas.py" "$TOP/etc/schemas"
}

# counted_stops CAMPAIGN COUNT
counted_stops() {
    [ "$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/stats/campaigns/$1/funnel" | jq .stopped)" = "$2" ]
}

# An inbound message of a WhatsApp user, changed by a jq program: inbound UUID [PROGRAM]
inbound() {
    receipt "$1" 'del(.status) | .channel = "whatsapp" | .to = "447700900001" | '"${2:-.}"
}

@test "a WhatsApp user without a number: receipts find the message, and a tap on STOP stops the number" {
    sends "$(sms '.channel = "whatsapp" | .to = "447700900055" | .from = "447700900001"')"
    reaches "$ID" read
    calls status "$(receipt "$(shown "$ID" .carrier_id)" 'del(.to, .from) | .status = "read" | .whatsapp = {recipient: {user_id: "GB.1349"}} |
        .profile = {name: "A", username: "a"}')"
    is "$body" 204 "$status"
    is kept 1 "$(curt message receipts "$ID" | grep -c GB.1349)"
    calls inbound "$(inbound in-1 '.from = "GB.1349" | .message_type = "button" | .button = {text: "Stop", payload: "x"}')"
    is "$body" 204 "$status"
    is "the number" reply "$(stopped 447700900055)"
    is "the id" reply "$(stopped GB.1349)"
    is event 'stop 447700900055 Stop' "$(curt event list --json | jq -r 'select(.detail.carrier_id == "in-1") |
        .detail | "\(.keyword) \(.from) \(.text)"')"
    post /api/v1/messages "$(sms '.channel = "whatsapp" | .to = "GB.1349" | .from = "447700900001"')"
    refused 422 '#/to'
    calls inbound "$(inbound in-2 'del(.from, .to) | .text = "Who am I?"')"
    is "$body" 204 "$status"
    calls inbound "$(inbound in-3 ".from = \"US.$(printf '7%.0s' $(seq 157))\" | .text = \"HELP\"")"
    is "$body" 204 "$status"
    is help help "$(curt event list --json | jq -r 'select(.detail.carrier_id == "in-3").detail.keyword')"
}

@test "a receipt is never lost over its status or its time" {
    local uuid at
    control '{"callbacks": {"status": ""}}'
    sends "$(sms '.to = "447700900056"')"
    reaches "$ID" submitted
    uuid=$(shown "$ID" .carrier_id)
    calls status "$(receipt "$uuid" '.status = "queued_at_operator"')"
    is "a status of tomorrow" '200 submitted' "$status $(shown "$ID" .status)"
    at=$(date -u -d '+35 days' +%FT%T+0000)
    calls status "$(receipt "$uuid" ".timestamp = \"$at\" | .usage = {currency: \"EUR\", price: 3.33e-2}")"
    is "35 days later" '204 delivered 0.0333' "$status $(shown "$ID" '"\(.status) \(.price.amount)"')"
    api GET "/api/v1/stats/messages/$ID" "$ADMIN"
    is "by the carrier" "${at%+0000}.000Z" "$(field '.timeline[] | select(.what == "delivered").at')"
    is "by us" true "$(field '.timeline[] | select(.what == "delivered") | (.received_at[:19] + "Z" | fromdate) - now | fabs < 60')"
    is event "${at%+0000}.000Z" "$(curt event list --json | jq -r --arg id "$ID" 'select(."detail-type" == "message.delivered" and
        .detail.message == $id).detail.carrier_at')"
    calls status "$(jq -nc --arg id "$ID" '{client_ref: $id, status: "read", timestamp: "soon"}')"
    is "by our id alone" '204 read' "$status $(shown "$ID" .status)"
    is "all are kept" 3 "$(curt message receipts "$ID" --json | wc -l)"
    control "{\"callbacks\": {\"status\": \"$BASE/api/v1/receipts/vonage/status\"}}"
}

@test "a message that waits while its recipient says STOP is not sent" {
    control '{"rules": [{"to": "447700900052", "next": 1, "answer": 429}]}'
    sends "$(sms '.to = "447700900052"')"
    wait_for 100 sh -c "grep -q '$ID' '$STANDIN/requests.jsonl'"
    writes 447700900052 STOP
    reaches "$ID" failed
    is error suppressed "$(shown "$ID" .error.title)"
    is asked 1 "$(asked_times "$ID")"
}

@test "what somebody writes is received once, though the carrier calls twice" {
    local members='{"message_uuid": "77777777-2222-4333-8444-555555555555", "to": "447700900001"}'
    writes 447700900053 'Where is my "parcel"? ✓' "$members"
    writes 447700900053 'Where is my "parcel"? ✓' "$members"
    is received 'Where is my "parcel"? ✓' "$(received 447700900053)"
    is detail 'sms 447700900001 77777777-2222-4333-8444-555555555555' "$(curt event list --json |
        jq -r 'select(.detail.from == "447700900053") | .detail | "\(.channel) \(.to) \(.carrier_id)"')"
    control '{"inbound": {"from": "447700900054", "text": "STOP", "kind": "wrong-hash"}}'
    wait_for 100 settled
    is "a false STOP" '' "$(stopped 447700900054)$(received 447700900054)"
}
