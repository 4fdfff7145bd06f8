# A person is forgotten: nothing of him is in any table, and the totals stay.
load ../site.bash
load standin.bash

setup_file() {
    site_begin
}

teardown_file() {
    standin_end
    site_end
}

# All that the administrator can ask the store for.
everything() {
    curt event list --json --limit 100000
    curt message list --json --limit 100000
    curt dead list --json
    curt suppressions list --json
}

funnel() {
    counted
    api GET /api/v1/stats/campaigns/spring/funnel "$ADMIN"
    field 'del(.as_of, .series)'
}

clicks() {
    api GET /api/v1/stats/campaigns/spring "$ADMIN"
    field '{clicks, visitors, bots, previews}'
}

@test "forget: messages, links, receipts, events, answers kept; counts stay" {
    local he=447700900111 she=447700900222 code other before
    control '{"receipts": {"statuses": ["submitted", "delivered"], "usage": {"currency": "EUR", "price": "0.0333"}}}'
    sends "$(sms '.to = "447700900222" | .campaign = "spring" | .text = "Hers: https://example.com/hers"')"
    reaches "$ID" delivered
    hers=$ID other=$(shown "$ID" '.links[0].code')
    sends "$(sms '.to = "447700900111" | .campaign = "spring" | .client_ref = "his" | .text = "His: https://example.com/his"')" \
        "$ADMIN" -H 'Idempotency-Key: his'
    reaches "$ID" delivered
    code=$(shown "$ID" '.links[0].code')
    curl -s -o /dev/null -A "$IPHONE" "$BASE/$code"
    curl -s -o /dev/null -A 'WhatsApp/2.23.20.0' "$BASE/$code"
    curl -s -o /dev/null -A "$IPHONE" "$BASE/$other"
    control "$(jq -nc --arg from "$he" '{inbound: {from: $from, text: "Stop"}}')"
    wait_for 100 settled
    before=$(funnel) clicks_before=$(clicks)
    is clicked 2 "$(jq .clicked <<<"$before")"
    everything >"$SITE/before"
    grep -q "$he" "$SITE/before"

    curt forget "+$he" --json >"$SITE/told"
    is messages 1 "$(jq .messages "$SITE/told")"
    is links 1 "$(jq .links "$SITE/told")"
    is answers 1 "$(jq .idempotency_answers "$SITE/told")"
    is receipts true "$(jq '.receipts >= 2' "$SITE/told")"
    is suppressed true "$(jq .was_suppressed "$SITE/told")"
    is "clicks in the spool" '' "$(grep -ls iPhone "$SITE"/store/spool/*.clicks)"

    everything >"$SITE/after"
    ! grep -qE "$he|$ID|$code|\"his\"" "$SITE/after"
    grep -q "$hers" "$SITE/after"
    api GET "/api/v1/messages/$ID" "$ADMIN"
    is message 404 "$status"
    is link 404 "$(curl -s -o /dev/null -w '%{http_code}' "$BASE/$code")"
    is hers 301 "$(curl -s -o /dev/null -w '%{http_code}' -A 'curl/8' "$BASE/$other")"
    is funnel "$before" "$(funnel)"
    is people "$(jq -c '{clicks, visitors}' <<<"$clicks_before")" "$(clicks | jq -c '{clicks, visitors}')"
    post /api/v1/messages "$(sms '.to = "447700900111"')"
    refused 422 '#/to' # he said stop, and that is not forgotten
}

@test "a message that would have gone to him in another's place goes too" {
    sends "$(sms '.to = "447700900555" | .text = "About \"to\":\"447700900777\"" | .failover = [{channel: "rcs", to: "447700900666", from: "curt", text: "Hello"}]')"
    reaches "$ID" delivered
    is messages 0 "$(curt forget 447700900777 --json | jq .messages)"
    is messages 1 "$(curt forget 447700900666 --json | jq .messages)"
    api GET "/api/v1/messages/$ID" "$ADMIN"
    is message 404 "$status"
}

@test "a message that waits when it is forgotten counts as failed" {
    control '{"rules": [{"to": "447700900555", "answer": 503}]}'
    sends "$(sms '.to = "447700900555" | .campaign = "gone"')"
    counted
    curt forget 447700900555 --json >"$SITE/told"
    control '{"rules": []}'
    is messages 1 "$(jq .messages "$SITE/told")"
    counted
    api GET /api/v1/stats/campaigns/gone/funnel "$ADMIN"
    is funnel '1 0 1 0 forgotten' "$(field '"\(.messages) \(.submitted) \(.failed) \(.waiting) \(.by_error[0].value)"')"
}

@test "a recipient who waits is left out of his campaign" {
    post /api/v1/campaigns "$(jq -nc '{name: "waits", template: "Hello {name}", from: "curt", channel: "sms",
        recipients: [{to: "447700900333", name: "A"}, {to: "447700900444", name: "B"}]}')"
    is "$body" 201 "$status"
    curt forget 447700900333 --json >"$SITE/told"
    is recipients 1 "$(jq .recipients "$SITE/told")"
    api POST /api/v1/campaigns/waits/start "$ADMIN"
    wait_for 100 sh -c "curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/campaigns/waits' | jq -e '.state == \"done\"'"
    is sent 447700900444 "$(jq -r 'select(.body.text | startswith("Hello ")) | .body.to' "$STANDIN/accepted.jsonl" | paste -sd ,)"
}

@test "a number that is part of a longer one is another's" {
    local sent
    sent=$(sms '.to = "447700900888"')
    sends "$sent" "$ADMIN" -H 'Idempotency-Key: longer'
    reaches "$ID" delivered
    is "forgotten" '0 0' "$(curt forget 77009008 --json | jq -r '"\(.receipts) \(.idempotency_answers)"')"
    local first=$ID
    sends "$sent" "$ADMIN" -H 'Idempotency-Key: longer'
    is "the same message" "$first" "$ID"
}

@test "what is no number, and one that nobody knows" {
    run curt forget nobody
    is status 1 "$status"
    [[ $output == *"must be a number with its country code"* ]]
    is messages 0 "$(curt forget 447700900999 --json | jq .messages)"
}
