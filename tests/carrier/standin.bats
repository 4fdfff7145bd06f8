# The stand-in for the carrier: that it is as strict as the carrier, and calls back, so that other tests can rely on it.
load ../site.bash

setup() {
    DIR=$(mktemp -d "${SITES:-/tmp}/curt-test.XXXXXX")
    HOOK=$(free_port)
    "$TOP/tests/bus/receiver" "$HOOK" "$DIR/got" 3>&- &
    RECEIVER=$!
    openssl genrsa -out "$DIR/private.pem" 2048 2>/dev/null
    openssl rsa -in "$DIR/private.pem" -pubout -out "$DIR/public.pem" 2>/dev/null
    jq -n --rawfile key "$DIR/public.pem" --arg hook "http://127.0.0.1:$HOOK" '{public_key: $key, application_id: "app",
        api_key: "key", api_secret: "secret", signature_secret: "signature",
        callbacks: {status: "\($hook)/ok", inbound: "\($hook)/ok"}}' >"$DIR/settings.json"
    node "$TOP/tests/carrier/standin.js" "$DIR" 3>&- &
    STANDIN=$!
    wait_for 50 test -s "$DIR/port"
    URL=http://127.0.0.1:$(cat "$DIR/port")
    wait_for 50 curl -s -o /dev/null "http://127.0.0.1:$HOOK/"
}

teardown() {
    kill "$STANDIN" "$RECEIVER" 2>/dev/null
    wait "$STANDIN" "$RECEIVER" 2>/dev/null
    rm -rf "$DIR"
}

MESSAGE='{"channel":"sms","message_type":"text","to":"447700900000","from":"curt","text":"Hello","client_ref":"m-1"}'

# Sends a message, perhaps changed by a jq program; the answer is in $body and $status: message [PROGRAM] [curl options]
message() {
    local program=${1:-.}
    shift || true
    [ $# -gt 0 ] || set -- -u key:secret
    body=$(jq -c "$program" <<<"$MESSAGE" |
        curl -s -w '\n%{http_code}' "$@" -H 'Content-Type: application/json' --data-binary @- "$URL/v1/messages") || true
    status=${body##*$'\n'} body=${body%$'\n'*}
}

control() {
    curl -s -f -o /dev/null --data-binary "$1" "$URL/control"
}

settled() {
    [ "$(curl -s "$URL/control" | jq .receipts.pending)" = 0 ]
}

# A token of the application, with claims changed by a jq program.
bearer() {
    node -e '
        const crypto = require("crypto"), now = Math.floor(Date.now() / 1000);
        const claims = { application_id: "app", iat: now, exp: now + 900, jti: crypto.randomUUID() };
        Object.assign(claims, eval(`(${process.argv[2]})`));
        const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
        const signed = part({ alg: "RS256", typ: "JWT" }) + "." + part(claims);
        const key = require("fs").readFileSync(process.argv[1]);
        console.log(signed + "." + crypto.sign("sha256", Buffer.from(signed), key).toString("base64url"));
    ' "$DIR/private.pem" "${1:-{\}}"
}

@test "a message is accepted, and written down before it is answered" {
    message
    [ "$status" = 202 ]
    [ "$(jq -r .uuid "$DIR/accepted.jsonl")" = "$(jq -r .message_uuid <<<"$body")" ]
    [ "$(jq -r .body.text "$DIR/accepted.jsonl")" = Hello ]
}

@test "who does not show who he is gets 401" {
    message . -u key:wrong
    [ "$status" = 401 ]
    message . -H 'X-None: 1'
    [ "$status" = 401 ]
    message . -H "Authorization: Bearer $(bearer)"
    [ "$status" = 202 ]
    message . -H 'Authorization: Basic a2V5OnNlY3JldA==' -H "Authorization: Bearer $(bearer)"
    [ "$status" = 401 ]
    for claims in '{application_id: "other"}' '{iat: now + 60}' '{exp: now - 1}' '{exp: now + 86401}' '{jti: "x"}'; do
        message . -H "Authorization: Bearer $(bearer "$claims")"
        [ "$status" = 401 ]
    done
    [ "$(wc -l <"$DIR/accepted.jsonl")" = 1 ]
}

@test "what the reference does not allow gets 422 with the name" {
    while read -r name program; do
        message "$program"
        [ "$status" = 422 ] || { echo "$program: $status"; false; }
        [ "$(jq -r '.invalid_parameters[0].name' <<<"$body")" = "$name" ] || { echo "$program: $body"; false; }
    done <<'END'
to .to = "+447700900000"
to .to = 447700900000
to .to = "123456"
to del(.to)
from .from = ""
text .text = ("ä" * 3201)
text del(.text)
channel .channel = "pigeon"
message_type .message_type = "image"
ttl .ttl = 19
ttl .ttl = "60"
ttl .channel = "whatsapp" | .ttl = 60
client_ref .client_ref = ("x" * 101)
webhook_url .webhook_url = "http://a.example/"
sms .sms = {encoding_type: "utf"}
whatsapp .whatsapp = {policy: "deterministic", locale: "en"}
unknown .unknown = 1
whatsapp .channel = "whatsapp" | .message_type = "template" | .template = {name: "t"} | del(.text)
viber_service .channel = "viber_service" | .viber_service = {ttl: 10}
failover .failover = []
failover[0].text .failover = [{channel: "sms", message_type: "text", to: "447700900000", from: "curt"}]
END
    for program in '.text = ("ä" * 3200)' '.ttl = 604800 | .sms = {encoding_type: "auto"} | .webhook_version = "v1"' \
        '.channel = "messenger" | .to = "somebody" | .messenger = {category: "response"}' \
        '.failover = [{channel: "mms", message_type: "image", to: "447700900000", from: "447700900001", image: {url: "https://a.example/b.png"}}]'; do
        message "$program"
        [ "$status" = 202 ] || { echo "$body"; false; }
    done
}

@test "rules and the rate decide about answers" {
    control '{"rules":[{"to":"44770090001","answer":402},{"next":1,"answer":"plain500"},{"next":1,"answer":"cut"},
        {"next":1,"answer":"refuse"},{"next":1,"answer":"garbage"}]}'
    for wanted in 500 000 000 202 202; do
        message
        [ "$status" = "$wanted" ]
    done
    message '.to = "447700900012"'
    [ "$status" = 402 ]
    [ "$(wc -l <"$DIR/accepted.jsonl")" = 3 ]
    control '{"rate":1}'
    for _ in 1 2 3 4 5 6; do
        message
        [ "$status" != 429 ] || break
    done
    [ "$status" = 429 ]
}

@test "receipts are signed and tried again, and false ones are told apart" {
    echo 500 >"$DIR/got.switch"
    control "{\"callbacks\":{\"status\":\"http://127.0.0.1:$HOOK/switch\"},\"receipts\":{\"statuses\":[\"submitted\",\"read\"],
        \"order\":\"reversed\",\"wrong_hash\":1,\"old\":1,\"replay\":1,\"unsigned\":1,\"twice\":true,
        \"failures\":[{\"to_suffix\":\"99\",\"status\":\"rejected\",\"code\":1240}]}}"
    message
    message '.to = "447700900099"'
    wait_for 50 test -s "$DIR/receipts.jsonl"
    echo ok >"$DIR/got.switch"
    wait_for 100 settled
    # What was unsigned and not taken came again with a signature.
    [ "$(jq -sc 'map(select(.answer == 204) | if .kind == "unsigned" then .kind = "good" else . end) |
        group_by(.kind) | map({(.[0].kind): length}) | add' "$DIR/receipts.jsonl")" = \
        '{"good":9,"old":3,"replay":3,"wrong-hash":3}' ]
    [ "$(jq -sc 'map(select(.kind == "unsigned" and .answer == 500)) | length > 0' "$DIR/receipts.jsonl")" = true ]
    jq -r 'select(.path == "/switch") | .headers.authorization // empty' "$DIR/got" | grep -q '^Bearer eyJ'
    jq -r .body "$DIR/got" | jq -r 'select(.error.title == "1240") | .status' | grep -q rejected
    control '{"inbound":{"text":"STOP"}}'
    wait_for 50 settled
    [ "$(tail -n 1 "$DIR/got" | jq -r .body | jq -r .sms.keyword)" = STOP ]
}
