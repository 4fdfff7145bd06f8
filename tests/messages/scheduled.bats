# Messages and campaigns that are sent at a time: not before it, moved, cancelled, over a restart.
load ../site.bash
load standin.bash

setup_file() {
    site_begin
}

teardown_file() {
    standin_end
    site_end
}

# A time from now, with its milliseconds: in_time SECONDS
in_time() {
    date -u -d "@$(awk -v now="$EPOCHREALTIME" -v more="$1" 'BEGIN { printf "%.3f", now + more }')" +%Y-%m-%dT%H:%M:%S.%3NZ
}

# Sends one for a time from now: schedules SECONDS [PROGRAM]
schedules() {
    AT=$(in_time "$1")
    sends "$(sms ".send_at = \"$AT\" | ${2:-.}")"
    is send_at "$AT" "$(field .send_at)"
}

# Quiet hours that it is within now, by the clock of Britain and of no country far away.
quiet_in_london() {
    echo "$(TZ=Europe/London date -d '-1 hour' +%H:%M)-$(TZ=Europe/London date -d '+2 hours' +%H:%M)"
}

moves() {
    amend "/api/v1/$1" "{\"send_at\":$2}"
    is "$body" 200 "$status"
}

@test "a message goes when its time has come, and not before; its links live from then on" {
    local code
    schedules 6 '.text = "https://example.com/later" | .ttl = 3600'
    code=$(field '.links[0].code')
    api GET "/api/v1/links/$code"
    is "expires an hour later" "$(date -u -d "$AT + 3600 seconds" +%s)" "$(date -d "$(field .expires_at)" +%s)"
    sleep 1.5
    is "it waits" "requested 0" "$(shown "$ID" .status) $(asked_times "$ID")"
    reaches "$ID" delivered
    [[ $(shown "$ID" .submitted_at) > ${AT%.*} ]] # by the carrier's clock, in whole seconds
    is once 1 "$(accepted_times "$ID")"
}

@test "a message is moved, with its links, and goes at once when that is wanted" {
    local id code
    schedules 86400 '.text = "https://example.com/moved" | .ttl = 3600'
    id=$ID code=$(field '.links[0].code')
    moves "messages/$id" "\"$(in_time 172800)\""
    api GET "/api/v1/links/$code"
    is "two days and an hour" 176 "$((($(date -d "$(field .expires_at)" +%s) - $(date +%s) + 5) / 1000))"
    run curt message move "$id" "$(in_time 2592000)"
    is "$output" 0 "$status"
    is "not asked" 0 "$(asked_times "$id")"
    run curt message move "$id" now
    is "$output" 0 "$status"
    reaches "$id" delivered
    api GET "/api/v1/links/$code"
    is "an hour" 1 "$((($(date -d "$(field .expires_at)" +%s) - $(date +%s)) / 3500))"
    run curt message move "$id" now
    is "too late" "1 true" "$status $([[ $output == *"only a scheduled message"*delivered* ]] && echo true)"
}

@test "a message that waits is cancelled, and never sent; one that is sent is not" {
    local first
    schedules 5
    first=$ID
    api POST "/api/v1/messages/$first/cancel"
    is "$body" "200 failed" "$status $(field .status)"
    schedules 86400
    run curt message cancel "$ID"
    is "$output" 0 "$status"
    is cancelled "failed cancelled" "$(shown "$ID" '"\(.status) \(.error.title)"')"
    is events "requested failed" "$(events "$ID")"
    sends "$(sms)"
    reaches "$ID" delivered
    api POST "/api/v1/messages/$ID/cancel"
    is "$body" 409 "$status"
    run curt message cancel "$ID"
    is "$output" 1 "$status"
    sleep 5
    is "not asked" 0 "$(asked_times "$first")"
}

@test "what is scheduled waits while curt-relay is gone, and what came due meanwhile goes" {
    schedules 6
    kill -STOP "$RELAY_PID" # so that nothing is started again
    kill -KILL "$(pgrep -P "$RELAY_PID" -f "$SITE/sbin/curt-relay")"
    sleep 6.5
    is "it waits" requested "$(shown "$ID" .status)"
    kill -CONT "$RELAY_PID"
    reaches "$ID" delivered
    is once 1 "$(accepted_times "$ID")"
}

@test "a campaign begins at its time; it is moved, paused, resumed and cancelled before" {
    local list='[{"to":"447700900101","name":"A"},{"to":"447700900102","name":"B"}]'
    state() {
        api GET /api/v1/campaigns/later
        field .state
    }
    post /api/v1/campaigns "$(jq -nc --argjson list "$list" --arg at "$(in_time 86400)" '{name: "later", channel: "sms", from: "curt",
        template: "Hello {name}", recipients: $list, start: true, send_at: $at}')"
    is "$body" "201 scheduled null" "$status $(field '"\(.state) \(.started_at)"')"
    api POST /api/v1/campaigns/later/pause
    is paused paused "$(field .state)"
    api POST /api/v1/campaigns/later/resume
    is "scheduled again" scheduled "$(field .state)"
    run curt campaign move later "$(in_time 6)"
    is "$output" 0 "$status"
    sleep 1.5
    is "not yet" scheduled "$(state)"
    is_done() { [ "$(state)" = 'done' ]; }
    wait_for 100 is_done
    is sent 2 "$(jq -c 'select(.body.text | startswith("Hello "))' "$STANDIN/accepted.jsonl" | wc -l)"
    printf 'to,name\n447700900103,C\n' >"$BATS_TEST_TMPDIR/list.csv"
    chmod a+rx "$BATS_TEST_TMPDIR"
    run curt campaign send - --name cli --template 'Hi {name}' --from curt --send-at "$(in_time 86400)" <"$BATS_TEST_TMPDIR/list.csv"
    is "$output" "0 true" "$status $([[ $output == *"scheduled for "* ]] && echo true)"
    api POST /api/v1/campaigns/cli/cancel
    is cancelled cancelled "$(field .state)"
    amend /api/v1/campaigns/cli '{"send_at":null}'
    is "$body" 409 "$status"
}

@test "a campaign that was started before its time goes on when it is resumed" {
    post /api/v1/campaigns "$(jq -nc --arg at "$(in_time 86400)" '{name: "early", channel: "sms", from: "curt", rate: 1,
        template: "Early {name}", recipients: [range(30) | {to: "4477009003\(. + 10)", name: "A"}], start: true, send_at: $at}')"
    is "$body" "201 scheduled" "$status $(field .state)"
    api POST /api/v1/campaigns/early/start
    is "at once" running "$(field .state)"
    api POST /api/v1/campaigns/early/pause
    is paused paused "$(field .state)"
    api POST /api/v1/campaigns/early/resume
    is "not scheduled again" running "$(field .state)"
    api POST /api/v1/campaigns/early/cancel
    is cancelled cancelled "$(field .state)"
}

@test "a time that is over, too far, or none is refused" {
    local at
    for at in '"2020-01-01T00:00:00Z"' "\"$(in_time $((36 * 86400)))\"" '"tomorrow"' '"2026-12-24"' 5 true; do
        post /api/v1/messages "$(sms ".send_at = $at")"
        refused 422 '#/send_at'
    done
    post /api/v1/messages "$(sms '.failover = [{channel: "sms", to: "447700900000", from: "curt", text: "x", send_at: null}]')"
    refused 422 '#/failover/0/send_at'
    sends "$(sms ".send_at = \"$(in_time -5)\"")"
    is "at once" null "$(field .send_at)"
    reaches "$ID" delivered
}

@test "recipients who wait out their quiet hours take no rate of others" {
    local quiet
    quiet=$(quiet_in_london)
    post /api/v1/campaigns "$(jq -nc --arg quiet "$quiet" '{name: "paced", channel: "sms", from: "curt", template: "Hello", start: true, rate: 1,
        quiet_hours: $quiet, recipients: ([range(40) | {to: "4477009003\(. + 10)"}] + [{to: "819012345679"}])}')"
    is "$body" 201 "$status"
    gone() { api GET '/api/v1/messages?campaign=paced&status=delivered' "$ADMIN" && [ "$(field '.messages[0].to')" = 819012345679 ]; }
    wait_for 200 gone # long before the 40 s that the others would take
    api POST /api/v1/campaigns/paced/cancel "$ADMIN"
}

@test "in quiet hours, by the clock of their country, recipients wait; others do not" {
    local quiet
    quiet=$(quiet_in_london)
    post /api/v1/campaigns "$(jq -nc --arg quiet "$quiet" '{name: "night", channel: "sms", from: "curt", template: "Hello {name} https://example.com/night", ttl: 3600, start: true,
        quiet_hours: $quiet, recipients: [{to: "447700900201", name: "A"}, {to: "819012345678", name: "B"}, {to: "447700900202", name: "C"}]}')"
    is "$body" "201 $quiet" "$status $(field .quiet_hours)"
    statuses() {
        api GET '/api/v1/messages?campaign=night'
        [ "$(field '[.messages[].status] | sort | join(" ")')" = "$1" ]
    }
    wait_for 100 statuses "delivered requested requested"
    sleep 1
    statuses "delivered requested requested"
    is Japan 819012345678 "$(field '.messages[] | select(.status == "delivered") | .to')"
    api GET /api/v1/campaigns/night
    is state "running 0" "$(field '"\(.state) \(.waiting)"')"
    lives() { # how many hours the link of its message to somebody lives, and some seconds
        api GET '/api/v1/messages?campaign=night'
        api GET "/api/v1/messages/$(field ".messages[] | select(.to == \"$1\") | .id")"
        api GET "/api/v1/links/$(field '.links[0].code')"
        echo $((($(date -d "$(field .expires_at)" +%s) - EPOCHSECONDS + 60) / 3600))
    }
    api GET '/api/v1/messages?campaign=night'
    is "until that is over" "null ${quiet#*-} ${quiet#*-}" "$(field '[.messages[] | .send_at] | sort | .[]' |
        while read -r at; do [ "$at" = null ] && echo null || TZ=Europe/London date -d "$at" +%H:%M; done | paste -sd ' ')"
    is "an hour from when it was sent" 1 "$(lives 819012345678)"
    is "an hour from when it will be" 1 "$(($(lives 447700900202) >= 2))"
    api POST /api/v1/campaigns/night/cancel
    wait_for 100 statuses "delivered failed failed"
    post /api/v1/campaigns "$(jq -nc --arg quiet "$quiet" '{name: "chat", channel: "messenger", from: "1", template: "Hello", start: true,
        quiet_hours: $quiet, recipients: [{to: "447700900203"}]}')"
    is "$body" 201 "$status"
    goes() {
        api GET '/api/v1/messages?campaign=chat'
        [ "$(field '.messages[0].status')" = delivered ]
    }
    wait_for 100 goes # an id, which only looks like a number
    for quiet in 21:00 21:00-21:00 9-17 22:00-21:00 '21:00-08:00 Europe/London'; do
        post /api/v1/campaigns "$(jq -nc --arg quiet "$quiet" '{name: "none", channel: "sms", from: "curt", template: "Hello", quiet_hours: $quiet}')"
        refused 422 '#/quiet_hours'
    done
    for quiet in quiet_hours hours; do # what is no text is not left out
        post /api/v1/campaigns "$(jq -nc --arg field "$quiet" '{name: "none", channel: "sms", from: "curt", template: "Hello"} + {($field): ["21:00-08:00"]}')"
        refused 422 "#/$quiet"
    done
}
