# The master is cut off while it sends messages and calls webhooks: it stops both, the new master goes on, and no message is sent
# twice. Each host has a carrier's stand-in and a receiver of its own, so that what it sends can be told from what others send.
# The carrier takes its time, so that some answers come when they cannot be written down.
load ../hosts.bash
load network.bash

DEAD_AFTER=1500 ACK_WAIT=5000
MESSAGES=60

setup() {
    network_begin
    CARRIER=$(free_port) HOOK=$(free_port)
    hosts_begin
}

teardown() {
    [ -z "${STANDINS-}" ] || kill $STANDINS 2>/dev/null || true
    hosts_tell
    hosts_end
    network_end
}

HOSTS_MORE=host_sends

host_sends() {
    local directory=$SITE/standin
    mkdir "$directory"
    openssl genrsa -out "$SITE/etc/private.pem" 2048 2>/dev/null
    chmod 600 "$SITE/etc/private.pem"
    openssl rsa -in "$SITE/etc/private.pem" -pubout -out "$directory/public.pem" 2>/dev/null
    jq -n --rawfile key "$directory/public.pem" --arg base "http://127.0.0.1:$PORT" --argjson port "$CARRIER" \
        '{port: $port, public_key: $key, application_id: "app-1", api_key: "key", signature_secret: "a signature secret",
        rules: [{answer: "slow", ms: 700}], callbacks: {status: "\($base)/api/v1/receipts/vonage/status"}}' >"$directory/settings.json"
    : >"$directory/accepted.jsonl"
    : >"$directory/webhooks"
    cat <<-END
		[messages]
		carrier = vonage
		[vonage]
		base_url = http://127.0.0.1:$CARRIER
		application_id = app-1
		private_key = $SITE/etc/private.pem
		api_key = key
		signature_secret = a signature secret
		rate = 4
		[bus]
		allow_networks = 127.0.0.0/8
	END
}

receivers_begin() {
    local host within
    for host in $HOSTS; do
        within=(nsenter "--net=/run/netns/$NETWORK$host")
        "${within[@]}" node "$TOP/tests/carrier/standin.js" "$CLUSTER/$host/standin" 3>&- 2>>"$CLUSTER/standin.log" &
        STANDINS+="$! "
        "${within[@]}" "$TOP/tests/bus/receiver" "$HOOK" "$CLUSTER/$host/standin/webhooks" 3>&- &
        STANDINS+="$! "
    done
}

accepted_by() {
    wc -l <"$CLUSTER/$1/standin/accepted.jsonl"
}

called_by() {
    wc -l <"$CLUSTER/$1/standin/webhooks"
}

host_ended() {
    ! pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)" >/dev/null
}

# How many are in any of these statuses: in_status STATUS...
in_status() {
    curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/messages?limit=200" |
        jq '[.messages[] | select(.status | IN($ARGS.positional[]))] | length' --args "$@"
}

has_begun() {
    [ "$(accepted_by "$1")" -ge 5 ] && [ "$(called_by "$1")" -ge 1 ]
}

# Each has its end: with the carrier, or not known.
is_over() {
    [ "$(in_status sent submitted delivered unknown)" = "$MESSAGES" ]
}

@test "a master that is cut off sends nothing and can be stopped; the new one goes on" {
    local i old new sent called
    receivers_begin
    old=$(master)
    host_is "$old"
    creates '{"url":"https://example.com/","alias":"kept"}'
    curt rule add clicks '{"source":["urlshortener"],"detail-type":["link.clicked"]}' >/dev/null
    curt target add clicks --rule clicks --url "http://127.0.0.1:$HOOK/ok" >/dev/null
    # Several at a time, so that many still wait when the cable is cut; 503 is tried again.
    seq 10 $((MESSAGES + 9)) | "${AS_CLIENT[@]}" xargs -P 6 -I @ /usr/bin/curl -sS -f --retry 20 -o /dev/null \
        -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' -H 'Idempotency-Key: message-@' \
        --data '{"channel":"sms","to":"4477009000@","from":"curt","text":"Hello"}' "$BASE/api/v1/messages"
    curl -s -o /dev/null -A "$FIREFOX" "$BASE/kept"
    wait_for 100 has_begun "$old"

    network_is "cut $old"
    sleep 3
    sent=$(accepted_by "$old") called=$(called_by "$old")
    for i in $(seq 20); do
        curl -s -o /dev/null -A "$FIREFOX" "$BASE/kept"
    done
    sleep 3
    is "messages sent" "$sent" "$(accepted_by "$old")"
    is "webhooks called" "$called" "$(called_by "$old")"
    [ "$sent" -lt "$MESSAGES" ]
    # shellcheck disable=SC2086
    new=$(master ${HOSTS/$old/})
    goes_on() {
        [ "$(accepted_by "$new")" -ge 5 ]
    }
    wait_for 100 goes_on

    # Nothing keeps it from being stopped, though it tries to reach the others.
    host_stop "$old"
    wait_for 60 host_ended "$old"
    network_is
    host_start "$old"
    wait_for 300 hosts_are_joined
    host_is "$new"
    wait_for 200 is_over
    is "sent twice" "" "$(jq -r .client_ref "$CLUSTER"/*/standin/accepted.jsonl | sort | uniq -d)"
    # One is not known for each that was under way, 4 a second.
    [ "$(in_status unknown)" -le 20 ]
    called_for_all() {
        [ "$(cat "$CLUSTER"/*/standin/webhooks | jq -r '.body | fromjson | .id' | sort -u | wc -l)" = 21 ]
    }
    wait_for 100 called_for_all
}
