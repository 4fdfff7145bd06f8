# A message names a webhook: what becomes of it is told there, by a rule and a target as any other.
load ../site.bash
load standin.bash

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    receiver_begin
}

teardown_file() {
    receiver_end
    standin_end
    site_end
}

# The types that came to a path about a message, in the order in which they came.
told() {
    jq -r --arg path "/ok/$1" --arg id "$2" 'select(.path == $path) | .body | fromjson | select(.detail.message == $id) |
        ."detail-type" | sub("message."; "")' "$GOT" | sort | paste -sd ' '
}

is_told() {
    [ "$(told "$1" "$2")" = "$3" ]
}

@test "its events get there, signed with the secret that was shown once" {
    local first second request signed
    sends "$(sms ".webhook = \"http://127.0.0.1:$HOOK/ok/mine\"")" "$CREATOR"
    first=$ID secret=$(field .webhook_secret)
    [[ $secret == whsec_* ]]
    sends "$(sms ".webhook = \"http://127.0.0.1:$HOOK/ok/mine\"")" "$CREATOR"
    second=$ID
    is 'the secret' null "$(field .webhook_secret)"
    sends "$(sms)" "$CREATOR" # of this one nobody is told
    other=$ID
    wait_for 100 is_told mine "$first" 'delivered requested submitted'
    wait_for 100 is_told mine "$second" 'delivered requested submitted'
    is other '' "$(told mine "$other")"
    request=$(jq -c --arg path /ok/mine 'select(.path == $path)' "$GOT" | head -n 1)
    signed=$(jq -j '.headers | ."webhook-id" + "." + ."webhook-timestamp" + "."' <<<"$request"; jq -j .body <<<"$request")
    is signature "v1,$(printf '%s' "$signed" | openssl dgst -sha256 -mac HMAC \
        -macopt "hexkey:$(base64 -d <<<"${secret#whsec_}" | od -An -v -tx1 | tr -d ' \n')" -binary | base64)" \
        "$(jq -r '.headers."webhook-signature"' <<<"$request")"
    is rules 1 "$(curt rule list --json | jq -s '[.[] | select(.name | startswith("webhook-"))] | length')"
}

@test "one that may not be reached is refused, and nothing is sent" {
    for url in http://example.com/ ftp://example.com/ nonsense https://user:word@example.com/; do
        post /api/v1/messages "$(sms ".webhook = \"$url\"")"
        refused 422 '#/webhook'
    done
}

@test "the events are as their schemas say" {
    wait_for 100 settled
    control '{"inbound": {"from": "447700900777", "text": "Hello"}}'
    control '{"rules": [{"next": 1, "answer": 422}, {"next": 1, "answer": "cut"}], "receipts": {"statuses": []}}'
    sends "$(sms '.client_ref = "one" | .campaign = "c"')"
    reaches "$ID" failed
    sends "$(sms)"
    reaches "$ID" unknown
    calls status "$(receipt 00000000-0000-4000-8000-000000000001 ".client_ref = \"$ID\" | .usage = {currency: \"EUR\", price: \"0.03\"}")"
    is "$body" 204 "$status"
    calls status "$(receipt 00000000-0000-4000-8000-000000000001 ".client_ref = \"$ID\" | .status = \"read\"")"
    is "$body" 204 "$status"
    sends "$(sms)"
    reaches "$ID" submitted
    calls status "$(receipt 00000000-0000-4000-8000-000000000002 \
        ".client_ref = \"$ID\" | .status = \"undeliverable\" | .error = {title: \"1330\", detail: \"Unknown\"}")"
    calls status "$(receipt 00000000-0000-4000-8000-000000000002 ".client_ref = \"$ID\" | .usage = {currency: \"EUR\", price: \"0.03\"}")"
    wait_for 100 settled
    curt event list --json --limit 10000 >"$SITE/events.json"
    is types 'message.delivered message.failed message.priced message.read message.received message.requested message.submitted message.undeliverable message.unknown' \
        "$(jq -r '."detail-type" | select(startswith("message."))' "$SITE/events.json" | sort -u | paste -sd ' ')"
    /usr/bin/python3 "$TOP/tests/bus/schemas.py" "$TOP/etc/schemas" <"$SITE/events.json"
}
