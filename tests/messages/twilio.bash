# twilio.bash: a site that sends through the stand-in for Twilio (tests/carrier/twilio.js), and has the one for Vonage as
# well. Load it behind standin.bash; site_begin then starts all, and sets
#     TWILIO   the stand-in's directory, inside the site        TWILIO_PID
#
# twilio_end stops it, and the other.
TWILIO_ACCOUNT=AC00000000000000000000000000000001
TWILIO_SERVICE=MG00000000000000000000000000000002

site_prepare() {
    standin_prepare
    twilio_prepare
}

twilio_prepare() {
    TWILIO=$SITE/twilio
    local port
    port=$(free_port)
    mkdir "$TWILIO"
    jq -n --arg base "$BASE" --arg account "$TWILIO_ACCOUNT" --arg service "$TWILIO_SERVICE" --argjson port "$port" '{port: $port,
        account_sid: $account, auth_token: "an auth token", services: [$service],
        callbacks: {inbound: "\($base)/api/v1/receipts/twilio/inbound"}}' >"$TWILIO/settings.json"
    touch "$TWILIO/accepted.jsonl" "$TWILIO/requests.jsonl" "$TWILIO/receipts.jsonl"
    TWILIO_URL=http://127.0.0.1:$port
    export CURT_TWILIO_BASE_URL=$TWILIO_URL CURT_TWILIO_ACCOUNT_SID=$TWILIO_ACCOUNT CURT_TWILIO_AUTH_TOKEN='an auth token'
    export CURT_TWILIO_MESSAGING_SERVICE=$TWILIO_SERVICE CURT_TWILIO_SIGNING_KEYS='old=x, new=a shared key' CURT_TWILIO_RATE=0
    node "$TOP/tests/carrier/twilio.js" "$TWILIO" >>"$SITE/twilio.log" 2>&1 3>&- &
    TWILIO_PID=$!
    export TWILIO TWILIO_URL TWILIO_PID
    wait_for 100 test -s "$TWILIO/port"
}

twilio_end() {
    standin_end
    standin_end "$TWILIO_PID"
}

# Changes the stand-in's settings.
twilio_control() {
    curl -s -f -o /dev/null --data-binary "$1" "$TWILIO_URL/control"
}

# Has it called back with all that it had to say?
twilio_settled() {
    [ "$(curl -s "$TWILIO_URL/control" | picks .pending)" = 0 ]
}

# The form of the message as the stand-in took it, by a jq program: twilio_accepted ID [PROGRAM]
twilio_accepted() {
    jq -c --arg id "$1" "select(.id == \$id) | .form | ${2:-.}" "$TWILIO/accepted.jsonl"
}

# How often it was taken, and asked for: twilio_times ID
twilio_times() {
    printf '%s %s' "$(jq -c --arg id "$1" 'select(.id == $id)' "$TWILIO/accepted.jsonl" | wc -l)" \
        "$(jq -c --arg id "id=$1" 'select(.form.StatusCallback // "" | endswith($id))' "$TWILIO/requests.jsonl" | wc -l)"
}

# What npm's twilio says of a signature: prints the one of a form, or whether one is valid.
#     twilio_sdk sign KEY URL JSON [ALGORITHM]        twilio_sdk valid KEY SIGNATURE URL JSON [ALGORITHM]
twilio_sdk() {
    node -e '
        const sdk = require(process.argv[1] + "/node_modules/twilio/lib/webhooks/webhooks.js");
        const [, , what, ...rest] = process.argv;
        const json = what === "sign" ? 2 : 3;
        rest[json] = JSON.parse(rest[json]);
        console.log(what === "sign" ? sdk.getExpectedTwilioSignature(...rest) : sdk.validateRequest(...rest));
    ' "$BUILD" "$@"
}

# Calls back with the fields of a JSON object, signed by npm's twilio:
#     twilio_calls PATH JSON [KEY [ALGORITHM [curl's arguments]]]
twilio_calls() {
    local signature settings=()
    signature=$(twilio_sdk sign "${3:-an auth token}" "$BASE$1" "$2" "${4:-HMAC_SHA1}")
    [ "${4:-HMAC_SHA1}" = HMAC_SHA1 ] || settings=(-H "X-Twilio-Webhooks-Signature-Settings: key=new,algorithm=$4")
    api POST "$1" '' -H "X-Twilio-Signature: $signature" "${settings[@]}" "${@:5}" \
        -H 'Content-Type: application/x-www-form-urlencoded' --data-binary "$(jq -r 'to_entries | map("\(.key)=\(.value | @uri)") | join("&")' <<<"$2")"
}
