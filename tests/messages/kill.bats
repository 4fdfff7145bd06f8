# curt-relay and receipt.fcgi die again and again while a campaign goes out: nobody gets it twice, and of everybody it is
# known what became of it, or that it is not known.
#   RECIPIENTS=10000 bats tests/messages/kill.bats
load ../site.bash
load standin.bash

RECIPIENTS=${RECIPIENTS:-1000}

# What curt-relay prints is kept.
eval "keep_relay() $(declare -f site_keep_relay | tail -n +2)"
site_keep_relay() {
    keep_relay >>"$SITE/printed"
}

teardown() {
    standin_end
    site_end
}

# The campaign that goes out to them all: 200 a second, so that it takes a while.
begins() {
    post /api/v1/campaigns '{"name":"all","channel":"sms","from":"curt","template":"Hello {name}: https://example.com/","rate":200}'
    is "$body" 201 "$status"
    awk -v n="$RECIPIENTS" 'BEGIN { print "to,name"; for (i = 0; i < n; i++) printf "4477%08d,Name %d\n", i, i }' >"$SITE/recipients"
    api POST /api/v1/campaigns/all/recipients "$ADMIN" -H 'Content-Type: text/csv' --data-binary "@$SITE/recipients" --max-time 120
    is added "200 $RECIPIENTS" "$status $(field .added)"
    api POST /api/v1/campaigns/all/start
    is start 200 "$status"
}

is_done() {
    curl -s -m 5 -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/campaigns/all" | jq -e '.state == "done"'
}

# Every 300 ms one of the two dies, until the campaign is through, at most so many times; sets KILLED.
kills() {
    local most=$1 pid
    KILLED=0
    for _ in $(seq $((2 * most))); do
        sleep 0.3
        pid=$(pgrep -f "^$SITE/(sbin/curt-relay|cgi-bin/receipt\.fcgi)" | shuf -n 1)
        [ -n "$pid" ] || continue
        kill -KILL "$pid" 2>/dev/null || continue
        KILLED=$((KILLED + 1))
        [ "$KILLED" -lt "$most" ] || break
        [ $((KILLED % 10)) -ne 0 ] || ! is_done >/dev/null || break
    done
    wait_for 300 site_up
    wait_for 1200 is_done
}

# A page of the list. Who opens the store after the last death makes all others start again, so that one may fail.
page() {
    api GET "/api/v1/messages?campaign=all&limit=200${1:+&cursor=$1}" && [ "$status" = 200 ]
}

# Every message of the campaign, a line of JSON each.
messages() {
    local cursor=''
    for _ in $(seq $((RECIPIENTS / 200 + 2))); do
        wait_for 100 page "$cursor"
        field '.messages[] | tojson'
        cursor=$(field '.next // ""')
        [ -n "$cursor" ] || return 0
    done
}

# Fails if a line of the first file is in the second, or not in it: none_of, all_of FILE FILE (sorted)
none_of() {
    is "lines of $1 in $2" '' "$(comm -12 "$1" "$2" | head -n 3)"
}

all_of() {
    is "lines of $1 not in $2" '' "$(comm -23 "$1" "$2" | head -n 3)"
}

with_status() {
    jq -r --arg status "$1" 'select(.status == $status) | .id' "$SITE/messages" | sort
}

# How many messages of the list have one of these statuses.
number() {
    jq -r .status "$SITE/messages" | grep -cE "^($1)\$" || true
}

has_funnel() {
    api GET /api/v1/stats/campaigns/all/funnel && [ "$status" = 200 ]
}

# Does the funnel say what the list of messages says?
adds_up() {
    counted
    wait_for 100 has_funnel
    is funnel "$RECIPIENTS $(number 'submitted|delivered|read|rejected|undeliverable') $(number 'delivered|read') $(number rejected) $(number failed) $(number unknown) 0" \
        "$(field '"\(.messages) \(.submitted) \(.delivered) \(.rejected) \(.failed) \(.unknown) \(.waiting)"')"
    is "all of it" "$RECIPIENTS" "$(field '.waiting + .submitted + .failed + .unknown')"
}

@test "$RECIPIENTS recipients through Vonage's API" {
    STANDIN_SETTINGS='{"receipts": {"order": "shuffled", "failures": [{"probability": 0.05, "status": "rejected", "code": "1330"}]}}'
    site_begin
    begins
    kills $((RECIPIENTS / 10))
    wait_for 3000 settled
    messages >"$SITE/messages"
    jq -r .status "$SITE/messages" | sort | uniq -c | awk '{ print $2, $1 }' | paste -sd , >"$SITE/statuses"
    echo "# $KILLED kills; $(wc -l <"$STANDIN/accepted.jsonl") accepted; $(cat "$SITE/statuses")" >&3
    is "dropped receipts" 0 "$(curl -s "$STANDIN_URL/control" | jq .receipts.dropped)"
    jq -r .client_ref "$STANDIN/accepted.jsonl" | sort >"$SITE/accepted"
    jq -r .client_ref "$STANDIN/requests.jsonl" | sort >"$SITE/asked"
    is "asked or accepted twice" '' "$(uniq -d "$SITE/accepted")$(uniq -d "$SITE/asked")"
    jq -r .id "$SITE/messages" | sort >"$SITE/ids"
    is messages "$RECIPIENTS" "$(uniq "$SITE/ids" | wc -l)"
    is recipients "$RECIPIENTS" "$(jq -r .to "$SITE/messages" | sort -u | wc -l)"
    all_of "$SITE/accepted" "$SITE/ids"
    # What is not unknown was accepted, and is what its receipts say.
    with_status unknown >"$SITE/unknown"
    none_of "$SITE/unknown" "$SITE/accepted"
    is "each is one or the other" "$RECIPIENTS" $(($(wc -l <"$SITE/unknown") + $(wc -l <"$SITE/accepted")))
    with_status rejected >"$SITE/rejected"
    with_status delivered >"$SITE/delivered"
    jq -r 'select(.status == "rejected" and .answer == 204) | .client_ref' "$STANDIN/receipts.jsonl" | sort -u >"$SITE/said-rejected"
    diff "$SITE/said-rejected" "$SITE/rejected"
    comm -23 "$SITE/accepted" "$SITE/rejected" | diff - "$SITE/delivered"
    # Each move forward was published once, whatever died.
    as_site "$SITE/sbin/curt" event list --json | jq -r 'select(."detail-type" | startswith("message.")) |
        .detail.message + " " + ."detail-type"' | sort >"$SITE/events"
    is "published twice" '' "$(uniq -d "$SITE/events" | head -n 3)"
    is requested "$RECIPIENTS" "$(grep -c 'message\.requested$' "$SITE/events")"
    is delivered "$(wc -l <"$SITE/delivered")" "$(grep -c 'message\.delivered$' "$SITE/events")"
    adds_up
}

@test "$RECIPIENTS recipients through the console" {
    export CURT_MESSAGES_CARRIER=console
    site_begin
    begins
    kills $((RECIPIENTS / 10))
    messages >"$SITE/messages"
    sed -nE 's/^sms to .* \(id ([0-9a-f-]{36})\)$/\1/p' "$SITE/printed" | sort >"$SITE/ids-printed"
    with_status unknown >"$SITE/unknown"
    with_status submitted >"$SITE/submitted"
    echo "# $KILLED kills; $(wc -l <"$SITE/ids-printed") printed, $(wc -l <"$SITE/submitted") submitted, $(wc -l <"$SITE/unknown") unknown" >&3
    is "printed twice" '' "$(uniq -d "$SITE/ids-printed")"
    is "submitted or unknown" "$RECIPIENTS" $(($(wc -l <"$SITE/submitted") + $(wc -l <"$SITE/unknown")))
    all_of "$SITE/submitted" "$SITE/ids-printed"
    is recipients "$RECIPIENTS" "$(jq -r .to "$SITE/messages" | sort -u | wc -l)"
    adds_up
}
