# What the carrier is asked about messages that it has: to revoke one, to mark one as read.
load ../site.bash
load standin.bash

setup_file() {
    site_begin
}

teardown_file() {
    standin_end
    site_end
}

RCS='{"channel":"rcs","to":"447700900000","from":"Shop","text":"Hello"}'

# How often the stand-in was asked: changed STATUS UUID [ANSWER]
changed() {
    jq -c --arg status "$1" --arg uuid "$2" --argjson answer "${3-200}" \
        'select(.status == $status and .uuid == $uuid and .answer == $answer)' "$STANDIN/updates.jsonl" | wc -l
}

revokes() {
    amend "/api/v1/messages/$ID" '{"status":"revoked"}' "${1-$ADMIN}"
}

is_revocation() {
    [ "$(shown "$ID" .revocation)" = "$1" ]
}

@test "an RCS message is revoked: asked once, told by an event" {
    sends "$RCS"
    reaches "$ID" delivered
    revokes
    is "$body" "200 asked" "$status $(field .revocation)"
    wait_for 100 is_revocation revoked
    is asked 1 "$(changed revoked "$(shown "$ID" .carrier_id)")"
    is when true "$(shown "$ID" '.revoked_at != null')"
    is event message.revoked "$(curt event list --json | jq -r --arg id "$ID" 'select(.detail.message == $id)."detail-type"' | tail -n 1)"
    revokes
    is "$body" 409 "$status"
    sends "$RCS"
    reaches "$ID" delivered
    run curt message revoke "$ID"
    is "$output" 0 "$status"
    wait_for 100 is_revocation revoked
}

@test "a carrier that refuses is told, one that is not well is asked again" {
    sends "$RCS"
    reaches "$ID" delivered
    control '{"updates": 422}'
    revokes
    wait_for 100 is_revocation refused
    is event "message.revoke_refused true" "$(curt event list --json | jq -r --arg id "$ID" 'select(.detail.message == $id) |
        "\(."detail-type") \(.detail.error != null)"' | tail -n 1)"
    is "the message has no error" "delivered null" "$(shown "$ID" '"\(.status) \(.error)"')"
    control '{"updates": 503}'
    revokes
    is "once more" 200 "$status"
    failed() { [ "$(changed revoked "$(shown "$ID" .carrier_id)" 503)" -ge 1 ]; }
    wait_for 100 failed
    is waits asked "$(shown "$ID" .revocation)"
    control '{"updates": 200}'
    wait_for 400 is_revocation revoked # after half a minute
}

@test "what cannot be revoked is not" {
    sends "$(sms)"
    reaches "$ID" delivered
    revokes
    is "$body" 409 "$status"
    sends "$RCS"
    reaches "$ID" delivered
    revokes "$READER"
    is "$body" 403 "$status"
    revokes "$OTHER"
    is "$body" 404 "$status"
    amend "/api/v1/messages/$ID" '{"status":"read"}'
    is "$body" 422 "$status"
}

@test "a message that somebody wrote is marked as read" {
    local id=a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
    amend "/api/v1/inbound/$id" '{"status":"read"}' "$CREATOR"
    is "$body" 204 "$status"
    marked() { [ "$(changed read "$1")" = 1 ]; }
    wait_for 100 marked "$id"
    run curt message read b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
    is "$output" 0 "$status"
    wait_for 100 marked b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
    run curt message read nothing
    is "$output" 1 "$status"
    amend "/api/v1/inbound/$id" '{"status":"delivered"}'
    is "$body" 422 "$status"
    amend /api/v1/inbound/nothing '{"status":"read"}'
    is "$body" 404 "$status"
    amend "/api/v1/inbound/$id" '{"status":"read"}' "$READER"
    is "$body" 403 "$status"
}
