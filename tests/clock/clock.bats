# The clock is set by an hour, a second, or ten years, while everything runs: nothing that was answered is lost or counted
# twice, and nobody waits for a time that the clock has taken back.
load ../site.bash
load ../messages/standin.bash

# The programs' clock; the monotonic one goes on. The redirect's sandbox lets it read what is below etc/.
site_early() {
    echo "${CLOCK:-+0}" >"$SITE/etc/clock"
    chmod 644 "$SITE/etc/clock"
    AS_SITE+=(env "LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1)" "FAKETIME_TIMESTAMP_FILE=$SITE/etc/clock"
        DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1)
}

set_clock() {
    echo "$1" >"$SITE/etc/clock"
}

setup() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8 CURT_LINKS_CREATES_PER_MINUTE=20
    export FOUND=
}

teardown() {
    kill -CONT "$RECEIVER_PID" 2>/dev/null || true # else it does not end
    receiver_end
    standin_end
    site_end
}

expired_events() {
    curt event list --json | jq -r 'select(."detail-type" == "link.expired") | .detail.code' | sort | paste -sd ' '
}

# Clicks so many times, and waits until they are counted.
clicks() {
    for _ in $(seq "$1"); do
        api GET /kept '' -A "$FIREFOX"
        is click 301 "$status"
    done
    counted
}

# A series has as many clicks as the total, which has so many: adds_up CLICKS UNIT FROM TO
adds_up() {
    api GET "/api/v1/stats/links/kept?unit=$2&from=$3T00:00:00Z&to=$4T00:00:00Z"
    is "$body" 200 "$status"
    is clicks "$1" "$(field .clicks)"
    is "by $2" "$1" "$(field '[.series.points[].clicks] | add')"
}

ids_are_unique() {
    is "ids that came twice" '' "$(curt event list --json | jq -r .id | sort | uniq -d)"
}

got() {
    grep -q "$1" "$GOT"
}

# A target that has failed, and a message that the carrier did not take: both wait for another try.
waiting() {
    curt rule add clicks '{"detail-type":["link.clicked"]}'
    curt target add hook --rule clicks --url "http://127.0.0.1:$HOOK/ok" >/dev/null
    control '{"rules": [{"answer": 503, "next": 1}]}'
    sends "$(sms '.to = "447700900001"')"
}

@test "an hour forward and back, and a leap second" {
    site_begin
    receiver_begin
    kill -STOP "$RECEIVER_PID"
    creates '{"url":"https://example.com/","alias":"kept"}'
    creates '{"url":"https://example.com/","alias":"brief","ttl":60}'
    waiting
    clicks 2
    set_clock +1h
    clicks 2
    post /api/v1/links '{"url":"https://example.com/once"}' "$ADMIN" -H 'Idempotency-Key: "one"'
    is "$body" 201 "$status"
    FOUND=$(field .code)
    sweep
    is expired brief "$(expired_events)"
    set_clock +0
    clicks 2
    post /api/v1/links '{"url":"https://example.com/once"}' "$ADMIN" -H 'Idempotency-Key: "one"'
    is "the same link" "$FOUND" "$(field .code)"
    sweep
    is "expired once" brief "$(expired_events)"
    # As often as the key may: it waits no longer than the minute that it would have.
    for i in $(seq 18); do
        post /api/v1/links "{\"url\":\"https://example.com/$i\"}"
        is "$body" 201 "$status"
    done
    kill -CONT "$RECEIVER_PID"
    reaches "$ID" delivered 150
    arrived() { [ "$(jq -r '.headers."webhook-id"' "$GOT" | sort -u | wc -l)" -ge 6 ]; }
    wait_for 200 arrived
    set_clock -1
    clicks 2
    set_clock +0
    clicks 2
    adds_up 10 hour "$(date -ud '2 days ago' +%F)" "$(date -ud '2 days' +%F)"
    ids_are_unique
}

@test "ten years ahead at boot, and then right" {
    CLOCK=+3650d
    site_begin
    receiver_begin
    kill -STOP "$RECEIVER_PID"
    creates '{"url":"https://example.com/","alias":"kept"}'
    waiting
    clicks 2
    set_clock +0
    clicks 2
    kill -CONT "$RECEIVER_PID"
    reaches "$ID" delivered 150
    arrived() { [ "$(jq -r '.headers."webhook-id"' "$GOT" | sort -u | wc -l)" -ge 4 ]; }
    wait_for 200 arrived
    sends "$(sms '.to = "447700900002"')"
    reaches "$ID" delivered 150
    # What was still waiting when the relay ends, too.
    set_clock +3650d
    control '{"rules": [{"answer": 503, "next": 1}]}'
    sends "$(sms '.to = "447700900003"')"
    asked() { [ "$(asked_times "$ID")" -ge 1 ]; }
    wait_for 50 asked
    set_clock +0
    pkill -TERM -f "^$SITE/sbin/curt-relay"
    reaches "$ID" delivered 150
    adds_up 4 month 2000-01-01 2040-01-01
    ids_are_unique
}

@test "in 2001 at boot, and then right" {
    CLOCK=-9000d
    site_begin
    receiver_begin
    creates '{"url":"https://example.com/","alias":"kept"}'
    waiting
    clicks 2
    set_clock +0
    clicks 2
    reaches "$ID" delivered 150
    arrived() { [ "$(jq -r '.headers."webhook-id"' "$GOT" | sort -u | wc -l)" -ge 4 ]; }
    wait_for 200 arrived
    adds_up 4 month 2000-01-01 2040-01-01
    ids_are_unique
}
