# What one API key may have, so that none can take what all need.
load ../site.bash

setup_file() {
    export CURT_QUOTAS_WEBHOOKS=2 CURT_QUOTAS_CAMPAIGNS=3 CURT_QUOTAS_RECIPIENTS=250 CURT_QUOTAS_TAGS=4 CURT_QUOTAS_STORED=1
    export CURT_MESSAGES_CARRIER=console CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
}

teardown_file() {
    site_end
}

# Sends a message with a webhook: sends KEY URL
sends() {
    post /api/v1/messages "{\"channel\":\"sms\",\"to\":\"447700900001\",\"from\":\"Shop\",\"text\":\"x\",\"webhook\":\"$2\"}" "$1"
}

campaign() {
    post /api/v1/campaigns "{\"name\":\"$2\",\"channel\":\"sms\",\"from\":\"Shop\",\"template\":\"x\"}" "$1"
}

# A list of numbers, FIRST to LAST, for a campaign: adds KEY NAME FIRST LAST
adds() {
    (echo to; seq $((447700900000 + $3)) $((447700900000 + $4))) >"$BATS_TEST_TMPDIR/list.csv"
    api POST "/api/v1/campaigns/$2/recipients" "$1" -H 'Content-Type: text/csv' --data-binary "@$BATS_TEST_TMPDIR/list.csv"
}

exceeds() {
    refused 409 "${1-}"
    is code quota_exceeded "$(field .code)"
}

@test "an address has a secret for each owner, and each owner so many addresses" {
    local first
    sends "$CREATOR" http://127.0.0.1:9/same
    first=$(field .webhook_secret)
    [[ $first == whsec_* ]]
    sends "$OTHER" http://127.0.0.1:9/same
    [[ $(field .webhook_secret) == whsec_* ]]
    [ "$(field .webhook_secret)" != "$first" ]
    sends "$CREATOR" http://127.0.0.1:9/same
    is "shown again" null "$(field .webhook_secret)"
    api GET /api/v1/rules
    is owners 2 "$(field '[.rules[] | select(.name | startswith("webhook-")) | .pattern | fromjson | .detail.owner[0]] | unique | length')"
    sends "$CREATOR" http://127.0.0.1:9/second
    is second 202 "$status"
    sends "$CREATOR" http://127.0.0.1:9/third
    exceeds '#/webhook'
    [[ $(field .detail) == *"has 2 webhooks"*"rule webhook-"* ]]
    sends "$CREATOR" http://127.0.0.1:9/second
    is "what there is goes on" 202 "$status"
    sends "$OTHER" http://127.0.0.1:9/third
    is "another owner" 202 "$status"
    api GET /api/v1/rules
    rule=$(field '[.rules[] | select(.name | startswith("webhook-")) | select(.pattern | fromjson | .detail.webhook[0] == "http://127.0.0.1:9/second") | .name][0]')
    api DELETE "/api/v1/targets/$rule"
    api DELETE "/api/v1/rules/$rule"
    is removed 204 "$status"
    sends "$CREATOR" http://127.0.0.1:9/third
    is "room at once" 202 "$status"
}

@test "so many campaigns, and room as soon as one is deleted" {
    local name
    for name in a b c; do
        campaign "$CREATOR" "$name"
        is "$name" 201 "$status"
    done
    campaign "$CREATOR" d
    exceeds
    api POST '/api/v1/campaigns?name=d&template=x&from=Shop&channel=sms' "$CREATOR" -H 'Content-Type: text/csv' --data-binary 'to'
    exceeds
    campaign "$OTHER" d
    is "another owner" 201 "$status"
    campaign "$CREATOR" a
    is "a name that is taken, where none fits" 409 "$status"
    api DELETE /api/v1/campaigns/c "$CREATOR"
    is removed 204 "$status"
    campaign "$CREATOR" e
    is "room at once" 201 "$status"
}

@test "so many recipients wait, in all campaigns together" {
    adds "$CREATOR" a 1 150
    is "$body" 200 "$status"
    adds "$CREATOR" b 1 150
    exceeds
    is "what came before is in" 100 "$(field .added)"
    [[ $(field .detail) == *"cancel a campaign"* ]]
    adds "$OTHER" d 1 250
    is "another owner" 200 "$status"
    post /api/v1/campaigns/a/cancel ''  "$CREATOR"
    is cancelled 200 "$status"
    adds "$CREATOR" b 1 150
    is "room at once" '200 50 100' "$status $(field '"\(.added) \(.duplicates)"')"
}

@test "so many different tags, and room as soon as the last link with one is gone" {
    local code
    creates '{"url":"https://example.com/1","tags":["a","bb"]}' "$CREATOR"
    creates '{"url":"https://example.com/2","tags":["bb","ccc","dddd"]}' "$CREATOR"
    code=$(field .code)
    creates '{"url":"https://example.com/3","tags":["a","bb","ccc","dddd"]}' "$CREATOR"
    post /api/v1/links '{"url":"https://example.com/4","tags":["a","e"]}' "$CREATOR"
    exceeds '#/tags'
    post /api/v1/links '[{"url":"https://example.com/5","tags":["e"]},{"url":"https://example.com/6","tags":["a"]}]' "$CREATOR"
    is "in a batch" '409 201' "$(field '[.[].status] | join(" ")')"
    creates '{"url":"https://example.com/7","tags":["e","f"]}' "$OTHER"
    post /api/v1/links '{"url":"https://example.com/8"}' "$CREATOR"
    api PATCH "/api/v1/links/$(field .code)" "$CREATOR" --json '{"tags":["g"]}'
    exceeds '#/tags'
    api GET '/api/v1/links?tag=dddd' "$CREATOR"
    for code in $(field '.links[].code'); do
        api DELETE "/api/v1/links/$code" "$CREATOR"
    done
    creates '{"url":"https://example.com/9","tags":["e"]}' "$CREATOR"
    creates '{"url":"https://example.com/10","tags":["dddd"]}' "$CREATOR"
    post /api/v1/links '{"url":"https://example.com/11","tags":["ccc"]}' "$CREATOR"
    exceeds '#/tags'
}

@test "messages take so much of the store, of each owner" {
    local key i text
    key=$(site_key wordy creator)
    text=$(head -c 950 /dev/zero | tr '\0' a)
    for i in $(seq 1300); do
        printf '{"channel":"sms","to":"447700900001","from":"Shop","text":"%s"}' "$text" |
            curl -s -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
                --data-binary @- "$BASE/api/v1/messages"
    done | sort | uniq -c >"$BATS_TEST_TMPDIR/answers"
    cat "$BATS_TEST_TMPDIR/answers" >&2
    awk '$2 == 409 { found = 1 } END { exit !found }' "$BATS_TEST_TMPDIR/answers"
    [ "$(awk '$2 == 202 { print $1 }' "$BATS_TEST_TMPDIR/answers")" -gt 300 ]
    sends "$key" http://127.0.0.1:9/same
    exceeds
    [[ $(field .detail) == *"[quotas] stored"* ]]
    campaign "$key" wordy
    adds "$key" wordy 1 2
    exceeds
    adds "$ADMIN" wordy 1 2 # they would be the owner's
    exceeds
    sends "$OTHER" http://127.0.0.1:9/same
    is "another owner" 202 "$status"
}
