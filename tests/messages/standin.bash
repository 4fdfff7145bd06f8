# standin.bash: a site that sends through the carrier's stand-in (tests/carrier/standin.js). Load it behind site.bash;
# site_begin then starts both, and sets
#     STANDIN   the stand-in's directory, inside the site        STANDIN_PID
#
# Export CURT_VONAGE_RATE, CURT_VONAGE_TIMEOUT, ... before site_begin for others than these: 0 and 15s. What the stand-in
# is to begin with besides goes into STANDIN_SETTINGS, as JSON. standin_end stops it; site_end takes its files away.

# Before anything of the site runs.
site_prepare() {
    standin_prepare
}

# The keys, the stand-in, and settings that lead to it.
standin_prepare() {
    STANDIN=$SITE/standin
    local port
    port=$(free_port)
    mkdir "$STANDIN"
    openssl genrsa -out "$SITE/etc/private.pem" 2048 2>/dev/null
    openssl rsa -in "$SITE/etc/private.pem" -pubout -out "$STANDIN/public.pem" 2>/dev/null
    chmod 600 "$SITE/etc/private.pem"
    [ "$(id -u)" -ne 0 ] || chown www-data:www-data "$SITE/etc/private.pem"
    jq -n --rawfile key "$STANDIN/public.pem" --arg base "$BASE" --argjson port "$port" --argjson more "${STANDIN_SETTINGS:-{\}}" \
        '{port: $port, public_key: $key, application_id: "app-1", api_key: "key", signature_secret: "a signature secret",
        callbacks: {status: "\($base)/api/v1/receipts/vonage/status", inbound: "\($base)/api/v1/receipts/vonage/inbound"}}
        * $more' >"$STANDIN/settings.json"
    touch "$STANDIN/accepted.jsonl" "$STANDIN/requests.jsonl" "$STANDIN/receipts.jsonl"
    STANDIN_URL=http://127.0.0.1:$port
    export CURT_MESSAGES_CARRIER=${CURT_MESSAGES_CARRIER:-vonage} CURT_VONAGE_BASE_URL=$STANDIN_URL
    export CURT_VONAGE_APPLICATION_ID=app-1 CURT_VONAGE_PRIVATE_KEY=$SITE/etc/private.pem CURT_VONAGE_API_KEY=key
    export CURT_VONAGE_SIGNATURE_SECRET='a signature secret' CURT_VONAGE_RATE=${CURT_VONAGE_RATE:-0}
    export CURT_LINKS_CREATES_PER_MINUTE=${CURT_LINKS_CREATES_PER_MINUTE:-0}
    export STANDIN STANDIN_URL STANDIN_PID
    standin_begin
}

standin_begin() {
    rm -f "$STANDIN/port"
    node "$TOP/tests/carrier/standin.js" "$STANDIN" >>"$SITE/standin.log" 2>&1 3>&- &
    STANDIN_PID=$!
    wait_for 100 test -s "$STANDIN/port"
}

standin_gone() {
    ! kill -0 "$1" 2>/dev/null
}

# Stops it, or another one: standin_end [PID]
standin_end() {
    local pid=${1-$STANDIN_PID}
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    wait_for 100 standin_gone "$pid"
}

# Changes the stand-in's settings.
control() {
    curl -s -f -o /dev/null --data-binary "$1" "$STANDIN_URL/control"
}

# Has the stand-in called back with all that it had to say?
settled() {
    [ "$(curl -s "$STANDIN_URL/control" | picks .receipts.pending)" = 0 ]
}

# A message as JSON, an SMS changed by a jq program: sms [PROGRAM]
sms() {
    jq -nc '{channel: "sms", to: "447700900000", from: "curt", text: "Hello"} | '"${1:-.}"
}

# Sends one, which must be taken, and sets ID: sends JSON [KEY] [curl's arguments]
sends() {
    post /api/v1/messages "$1" "${2-$ADMIN}" "${@:3}"
    is "$1: $body" 202 "$status"
    ID=$(field .id)
}

# What the message has now, by a jq program: shown ID PROGRAM
shown() {
    curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/messages/$1" | picks "$2"
}

has_status() {
    [ "$(shown "$1" .status)" = "$2" ]
}

# Waits until the message has this status, at most so many tenths of a second: reaches ID STATUS [TENTHS]
reaches() {
    wait_for "${3:-100}" has_status "$1" "$2" || {
        echo "$1 does not become $2: $(shown "$1" '{status, error, attempts}')" >&2
        return 1
    }
}

# Why nothing more is sent to somebody, '' if it is: stopped NUMBER
stopped() {
    curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/suppressions/$1" | jq -r '.reason // empty'
}

is_stopped() {
    [ "$(stopped "$1")" = "$2" ]
}

# The body of the message as the stand-in took it, by a jq program: accepted ID [PROGRAM]
accepted() {
    jq -c --arg id "$1" "select(.client_ref == \$id) | .body | ${2:-.}" "$STANDIN/accepted.jsonl"
}

accepted_times() {
    jq -c --arg id "$1" 'select(.client_ref == $id)' "$STANDIN/accepted.jsonl" | wc -l
}

asked_times() {
    jq -c --arg id "$1" 'select(.client_ref == $id)' "$STANDIN/requests.jsonl" | wc -l
}

# The types of a message's events, in the log's order: events ID
events() {
    curt event list --json | jq -r --arg id "$1" 'select(.detail.message == $id and (."detail-type" | startswith("message."))) |
        ."detail-type" | sub("message."; "")' | paste -sd ' '
}

base64url() {
    base64 -w 0 | tr '+/' '-_' | tr -d '='
}

# A token that signs a body as the carrier does: token BODY [IAT] [JTI] [SECRET]
token() {
    local head claims
    head=$(printf '%s' '{"alg":"HS256","typ":"JWT"}' | base64url)
    claims=$(jq -nc --arg hash "$(printf '%s' "$1" | sha256sum | cut -d ' ' -f 1)" --argjson iat "${2:-$(date +%s)}" \
        --arg jti "${3:-$(cat /proc/sys/kernel/random/uuid)}" '{iat: $iat, jti: $jti, iss: "Vonage", payload_hash: $hash, api_key: "key"}' | base64url)
    printf '%s.%s.%s' "$head" "$claims" \
        "$(printf '%s.%s' "$head" "$claims" | openssl dgst -sha256 -hmac "${4:-a signature secret}" -binary | base64url)"
}

# Calls back with a body, signed: calls status|inbound BODY [TOKEN]
calls() {
    api POST "/api/v1/receipts/vonage/$1" "${3-$(token "$2")}" -H 'Content-Type: application/json' --data-binary "$2"
}

# A receipt as JSON, changed by a jq program: receipt UUID [PROGRAM]
receipt() {
    jq -nc --arg uuid "$1" --arg now "$(date -u +%FT%TZ)" '{message_uuid: $uuid, to: "447700900000", from: "curt",
        channel: "sms", timestamp: $now, status: "delivered"} | '"${2:-.}"
}
