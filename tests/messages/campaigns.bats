# Campaigns: one text for many, from their list to the last message.
load ../site.bash
load standin.bash

setup_file() {
    site_begin
}

setup() {
    control '{"rules": []}'
    CAMPAIGN=test-$BATS_TEST_NUMBER
}

teardown_file() {
    standin_end
    site_end
}

# A campaign as JSON, changed by a jq program: campaign [PROGRAM]
campaign() {
    jq -nc --arg name "$CAMPAIGN" '{name: $name, channel: "sms", from: "curt", template: "Hello {name}"} | '"${1:-.}"
}

# Makes one, which must do: makes [PROGRAM] [KEY]
makes() {
    post /api/v1/campaigns "$(campaign "${1:-.}")" "${2-$ADMIN}"
    is "$body" 201 "$status"
}

# Adds recipients, or only tries: adds TYPE LIST [QUERY] [curl's arguments]
adds() {
    api POST "/api/v1/campaigns/$CAMPAIGN/recipients${3-}" "$ADMIN" -H "Content-Type: $1" --data-binary "$2" "${@:4}"
}

# start, pause, ...: does DEED [STATE]
does() {
    api POST "/api/v1/campaigns/$CAMPAIGN/$1"
    is "$body" "200 ${2-running}" "$status $(field .state)"
}

# Recipients with numbers from 447700 followed by six digits: rows N [FROM]
rows() {
    awk -v n="$1" -v from="${2:-0}" 'BEGIN { print "to,name"; for (i = 0; i < n; i++) printf "447700%06d,Name %d\n", from + i, i }'
}

in_state() {
    curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/campaigns/$CAMPAIGN" | jq -e --arg state "$1" '.state == $state'
}

has_ended() {
    curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/campaigns/$CAMPAIGN" | jq -e '.ended_at != null'
}

# Messages of the campaign by status: "delivered 3,failed 2"
statuses() {
    local cursor=''
    for _ in $(seq 100); do
        api GET "/api/v1/messages?campaign=$CAMPAIGN&limit=200${cursor:+&cursor=$cursor}"
        field '.messages[].status' >>"$BATS_TEST_TMPDIR/statuses"
        cursor=$(field '.next // ""')
        [ -n "$cursor" ] || break
    done
    sort "$BATS_TEST_TMPDIR/statuses" | uniq -c | awk '{ print $2, $1 }' | paste -sd ,
    rm "$BATS_TEST_TMPDIR/statuses"
}

# How many of the numbers that begin so the stand-in has taken: taken PREFIX
taken() {
    jq -c --arg prefix "$1" 'select(.body.to | startswith($prefix))' "$STANDIN/accepted.jsonl" | wc -l
}

has_taken() {
    [ "$(taken "$1")" -ge "$2" ]
}

# Watches how much memory of its own (not the store's, which all share) a program has, of its processes the most, until
# the file is there; prints the most that was seen: watch NAME FILE
watch() {
    local pid most=0 now
    for _ in $(seq 3000); do
        for pid in $(pgrep -f "^$SITE/cgi-bin/$1"); do
            now=$(awk '/^RssAnon/ { print $2 }' "/proc/$pid/status")
            [ "$now" -le "$most" ] || most=$now
        done
        [ ! -e "$2" ] || break
        sleep 0.05
    done
    echo "$most"
}

@test "a campaign: made, filled, started, done" {
    makes '.template = "Hello {name}, see https://example.com/?who={name}" | .client_ref = "ref-{name}"' "$CREATOR"
    is made "draft 0 0 $BASE/api/v1/campaigns/$CAMPAIGN" "$(field '"\(.state) \(.recipients) \(.waiting)"') $(header Location)"
    adds text/csv "$(printf 'to,name\n+44 7700 100001,Anna\n447700100002,Bert & Ö\n')"
    is "$body" '200 2 2 0 0' "$status $(field '"\(.rows) \(.added) \(.duplicates) \(.invalid)"')"
    does start
    wait_for 100 in_state done
    wait_for 100 settled
    is statuses 'delivered 2' "$(statuses)"
    api GET "/api/v1/messages?to=447700100002"
    is message "$CAMPAIGN ref-Bert & Ö" "$(field '.messages[0] | "\(.campaign) \(.client_ref)"')"
    ID=$(field '.messages[0].id')
    is link 'https://example.com/?who=Bert%20%26%20%C3%96' "$(shown "$ID" '.links[0].url')"
    is text "Hello Bert & Ö, see $(shown "$ID" '.links[0].short_url')" "$(accepted "$ID" .text | jq -r .)"
    api GET "/api/v1/links/$(shown "$ID" '.links[0].code')"
    is "the link's" "$CAMPAIGN $ID" "$(field '"\(.campaign) \(.message)"')"
    api GET "/api/v1/campaigns/$CAMPAIGN" "$CREATOR"
    is campaign 'done 2 0 0 0' "$(field '"\(.state) \(.recipients) \(.waiting) \(.suppressed) \(.invalid)"')"
    is moments true "$(field '.created_at <= .started_at and .started_at <= .ended_at')"
}

@test "the address that a button opens, and the number of a failover, are each recipient's own" {
    makes '.channel = "viber_service" | del(.template) | .image = {url: "{picture}"} | .viber_service = {action: {url: "{link}", text: "Open"}} |
        .failover = [{channel: "sms", to: "{mobile}", from: "curt", text: "See {link}"}]'
    adds application/json '[{"to": "447700990000", "picture": "https://m.example/1.jpg", "link": "https://example.com/a?b=c", "mobile": "447700990001"}]'
    is "$body" 200 "$status"
    does start
    wait_for 100 has_ended
    jq -c --arg to 447700990000 'select(.body.to == $to).body' "$STANDIN/accepted.jsonl" >"$SITE/body"
    is body "https://m.example/1.jpg 447700990001 true" "$(jq -r '"\(.image.url) \(.failover[0].to) \(.failover[0].text == "See " + .viber_service.action.url)"' "$SITE/body")"
    is opens https://example.com/a?b=c "$(curl -s -o /dev/null -A "$FIREFOX" -w '%{redirect_url}' "$(jq -r .viber_service.action.url "$SITE/body")")"
    post /api/v1/campaigns "$(campaign '.name = "no-url" | .channel = "viber_service" | del(.template) | .image = {url: "https://m.example/{x}.jpg"} |
        .viber_service = {action: {url: "at {link}", text: "Open"}}')"
    is "$body" "422 #/viber_service/action/url" "$status $(field .pointer)"
}

@test "what is filled into a URL belongs to it, whatever it ends in" {
    local token got=''
    makes '.template = "点击https://example.com/t/{name}，or {name}."'
    adds text/csv "$(printf 'to,name\n'; i=0; for token in 'ab_' 'ab~' 'ab.' 'ab-' 'ab*' 'ab)' 'ab,'; do
        printf '44770012000%d,"%s"\n' $((i += 1)) "$token"
    done)"
    does start
    wait_for 100 in_state done
    wait_for 100 settled
    for i in 1 2 3 4 5 6 7; do
        api GET "/api/v1/messages?to=44770012000$i"
        got+=" $(shown "$(field '.messages[0].id')" '.links[0].url | sub(".*/"; "")')"
    done
    is tokens ' ab_ ab~ ab. ab- ab%2A ab%29 ab%2C' "$got"
}

@test "all in one call, and more recipients later" {
    makes '.start = true | .recipients = [{to: "447700110001", name: "A"}, {to: 447700110002, name: 2}, {to: "447700110001", name: "A"}]'
    is intake '3 2 1 0 2' "$(field '.import | "\(.rows) \(.added) \(.duplicates) \(.invalid) \(.segments - 1)"')"
    wait_for 100 in_state done
    adds application/json '[{"to": "447700110003", "name": "C"}]'
    is "$body" 200 "$status"
    wait_for 100 has_taken 44770011 3
    wait_for 100 in_state done
    is taken 3 "$(taken 44770011)"
}

@test "a dry run shows the first ten texts, and what is wrong by line, and keeps nothing" {
    local list before
    before=$(curt event list | wc -l)
    list=$({
        rows 12 120000
        printf '123,Short\n447700120100\n447700120101,"→ Arrow"\n447700120102,%s\n447700120103,X,more\n' "$(printf 'x%.0s' $(seq 200))"
    })
    api POST "/api/v1/campaigns?dry_run=yes&name=$CAMPAIGN&channel=sms&from=curt&template=Hi+%7Bname%7D%20https://example.com/" "$ADMIN" \
        -H 'Content-Type: text/csv' --data-binary "$list"
    is "$body" '200 true 17 14 3' "$status $(field '"\(.dry_run) \(.rows) \(.added) \(.invalid)"')"
    is lines '14 #/to,15 #/text,18 null' "$(field '[.errors[] | "\(.line) \(.pointer)"] | join(",")')"
    is preview 10 "$(field '.preview | length')"
    [[ $(field '.preview[0] | "\(.line) \(.to) \(.text)"') == "2 447700120000 Hi Name 0 $BASE/"* ]]
    is segments '{"encoding":"GSM-7","count":1}' "$(field '.preview[0].segments | {encoding, count} | tojson')"
    is "all segments" $((12 + 1 + 2)) "$(field .segments)"
    post "/api/v1/campaigns?dry_run=yes" "$(campaign '.recipients = [{to: "447700120000", name: "A"}]')" "$CREATOR"
    is "$body" '200 44770*****00' "$status $(field '.import.preview[0].to')"
    api GET "/api/v1/campaigns/$CAMPAIGN"
    is "not there" 404 "$status"
    makes
    adds text/csv "$list" '?dry_run=yes'
    is "$body" '200 14' "$status $(field .added)"
    api GET "/api/v1/campaigns/$CAMPAIGN"
    is "none added" 0 "$(field .recipients)"
    is "no event" "$before" "$(curt event list | wc -l)"
    adds text/csv "$list" '?dry_run=maybe'
    refused 400 dry_run
}

@test "lists in their forms" {
    makes '.text = "{name}: {what}" | del(.template)'
    adds text/csv "$(printf '\xef\xbb\xbfto;name;what\r\n447700130001;"Semi; colon";"a ""quote"""\r\n447700130002;"two\r\nlines";x\r\n')"
    is "$body" '200 2' "$status $(field .added)"
    is text 'Semi; colon: a "quote"' "$(field '.preview[0].text')"
    is text "$(printf 'two\r\nlines: x')" "$(field '.preview[1].text')"
    is line 3 "$(field '.preview[1].line')"
    adds 'text/csv; charset=utf-8' "$(printf ' name , to , what\nA,447700130003,"x"')"
    is "$body" '200 1' "$status $(field .added)"
    adds application/json ' [ {"to": "447700130004", "name": "N", "what": 1.5},
        {"to": "447700130005", "name": "[]{},\"", "what": true} ] '
    is "$body" '200 2' "$status $(field .added)"
    is texts 'N: 1.5|[]{},": true' "$(field '[.preview[].text] | join("|")')"
    adds application/x-ndjson "$(printf '{"to":"447700130006","name":"a","what":"b"}\n{"to":"447700130007","name":"c","what":"d"}\n')"
    is "$body" '200 2' "$status $(field .added)"
    adds application/x-ndjson "$(printf '{"to":"447700130008","name":"a","what":"b"}\n{"to":"447700130009","name":{"x":1}}\n{"to":"44770013')"
    is "cut off" '422 1 2' "$status $(field '"\(.added) \(.invalid)"')"
    is faults '2,3' "$(field '[.errors[].line] | join(",")')"
    adds application/x-ndjson "$(printf '\xef\xbb\xbf{"to":"447700130006","name":"a","what":"b"}\n')"
    is "after a mark" '200 0 1' "$status $(field '"\(.added) \(.duplicates)"')"
    adds application/json "$(printf '\xef\xbb\xbf[{"to":"447700130006","name":"a","what":"b"}]')"
    is "after a mark" '200 0 1' "$status $(field '"\(.added) \(.duplicates)"')"
    adds text/csv "$(printf 'name,number\nA,447700130010\n')"
    is "no to" '422 0 1' "$status $(field '"\(.added) \(.errors[0].line)"')"
    adds text/plain x
    is type 415 "$status"
    adds text/csv "$(printf 'to,name,what\n447700130011,\xff,x\n447700130012,a,x\n')"
    is "no UTF-8" '200 1 2' "$status $(field '"\(.added) \(.errors[0].line)"')"
    printf 'sep=;\r\nname;Mobile;what;;\r\nÖ;+44 07700 130013;x;;\r\n;;;;\r\n' | iconv -t UTF-16 >"$BATS_TEST_TMPDIR/utf16"
    adds 'text/csv; charset=utf-16' "@$BATS_TEST_TMPDIR/utf16" '?dry_run=yes'
    is "UTF-16" '200 1 Mobile 447700130013 Ö: x' "$status $(field '"\(.added) \(.to_column) \(.preview[0] | "\(.to) \(.text)")"')"
    adds text/csv "$(printf 'to,name,name\n447700130014,a,b\n')"
    is "a column twice" '422 the first row has two columns named name; rename one of them' "$status $(field '.errors[0].detail')"
    printf 'PK\3\4\24\0\6\0' >"$BATS_TEST_TMPDIR/xlsx"
    adds text/csv "@$BATS_TEST_TMPDIR/xlsx"
    is "a workbook" '422 this is a workbook (.xlsx), not CSV; save it as "CSV UTF-8"' "$status $(field '.errors[0].detail')"
    api GET "/api/v1/campaigns/$CAMPAIGN"
    is all 9 "$(field .recipients)"
}

@test "the same list twice adds nothing" {
    makes
    adds text/csv "$(rows 250 140000)"
    is "$body" '200 250 0' "$status $(field '"\(.added) \(.duplicates)"')"
    adds text/csv "$(rows 260 140000)"
    is "$body" '200 10 250' "$status $(field '"\(.added) \(.duplicates)"')"
    does start
    wait_for 200 in_state done
    adds text/csv "$(rows 260 140000)"
    is "$body" '200 0 260' "$status $(field '"\(.added) \(.duplicates)"')"
    wait_for 100 in_state done
    is taken 260 "$(taken 44770014)"
}

# As adds text/csv, and sets MOST to the most memory that send.fcgi had meanwhile.
adds_watched() {
    rm -f "$BATS_TEST_TMPDIR/over"
    watch send.fcgi "$BATS_TEST_TMPDIR/over" >"$BATS_TEST_TMPDIR/watched" 3>&- &
    adds text/csv "$@"
    touch "$BATS_TEST_TMPDIR/over"
    wait $!
    MOST=$(cat "$BATS_TEST_TMPDIR/watched")
}

@test "100,000 recipients in one call take no more memory than 1,000; 100,001 are too many" {
    [ -z "${ASAN_OPTIONS-}" ] || skip "the checks for addresses take memory of their own"
    local few
    makes
    rows 1000 100000 >"$BATS_TEST_TMPDIR/few"
    rows 100001 200000 >"$BATS_TEST_TMPDIR/many"
    sed '$d' "$BATS_TEST_TMPDIR/many" >"$BATS_TEST_TMPDIR/most"
    adds_watched "@$BATS_TEST_TMPDIR/few"
    is "$body" '200 1000' "$status $(field .added)"
    few=$MOST
    adds_watched "@$BATS_TEST_TMPDIR/most" '' --max-time 120
    is "$(field .errors)" '200 100000' "$status $(field .added)"
    echo "# memory of send.fcgi: $few KB with 1,000 recipients, $MOST KB with 100,000" >&3
    [ $((MOST - few)) -lt 2048 ]
    adds text/csv "@$BATS_TEST_TMPDIR/many" '?dry_run=yes'
    is "too many" '413 100000 100002' "$status $(field '"\(.added) \(.errors[-1].line)"')"
    api DELETE "/api/v1/campaigns/$CAMPAIGN"
    is "$body" 204 "$status"
}

@test "pause: nothing goes out; resume: the rest; each once" {
    local before
    makes '.rate = 50'
    adds text/csv "$(rows 150 150000)"
    does start
    wait_for 100 has_taken 44770015 20
    does pause paused
    sleep 1 # what was under way comes to its end
    before=$(taken 44770015)
    [ "$before" -lt 150 ]
    sleep 1.5 # at 50 a second, 75 would go
    is "while it is paused" "$before" "$(taken 44770015)"
    does resume
    wait_for 200 in_state done
    is "each once" '150 150' "$(taken 44770015) $(jq -r '.body.to | select(startswith("44770015"))' "$STANDIN/accepted.jsonl" | sort -u | wc -l)"
}

@test "cancel: what has not gone out does not" {
    local went
    makes '.rate = 50'
    adds text/csv "$(rows 500 160000)"
    does start
    wait_for 100 has_taken 44770016 20
    does cancel cancelled
    wait_for 100 has_ended
    went=$(taken 44770016)
    wait_for 100 settled
    is "no more" "$went" "$(taken 44770016)"
    [ "$went" -lt 500 ]
    [[ $(statuses) =~ ^"delivered $went,failed "[0-9]+$ ]]
    api GET "/api/v1/messages?campaign=$CAMPAIGN&status=failed&limit=1"
    is error cancelled "$(field '.messages[0].error.title')"
    adds text/csv "$(rows 1 169999)"
    is "takes no more" 409 "$status"
    for deed in start pause resume cancel; do
        api POST "/api/v1/campaigns/$CAMPAIGN/$deed"
        is "$deed" 409 "$status"
    done
}

@test "a message that waits for another try does not go when its campaign is cancelled" {
    control '{"rules": [{"to": "44770017", "next": 2, "answer": 429}]}'
    makes
    adds text/csv "$(rows 5 170000)"
    does start
    wait_for 100 sh -c "grep -c '\"to\":\"44770017' '$STANDIN/requests.jsonl' | grep -qx '[1-9]'"
    does cancel cancelled
    wait_for 100 has_ended
    control '{"rules": []}'
    sends "$(sms '.to = "447700900000"')"
    reaches "$ID" delivered 300
    is statuses "$(taken 44770017)" "$(statuses | grep -o 'delivered [0-9]*' | cut -d ' ' -f 2 || true)"
    is "failed" $((5 - $(taken 44770017))) "$(api GET "/api/v1/messages?campaign=$CAMPAIGN&status=failed"; field '.messages | length')"
}

@test "the rate is held" {
    local seconds
    makes '.rate = 40'
    adds text/csv "$(rows 160 180000)"
    does start
    wait_for 200 in_state done
    is taken 160 "$(taken 44770018)"
    seconds=$(jq -s '[.[] | select(.body.to | startswith("44770018")) | .at | (.[:19] + "Z" | fromdate) + (.[19:23] | tonumber)] |
        max - min' "$STANDIN/accepted.jsonl")
    echo "# 160 messages at 40 a second took $seconds s" >&3
    # The first go at once, the last after 159/40 s; a busy machine is slower, never faster, but for what it holds up before it
    # writes down when it came.
    is "not faster" 1 "$(awk "BEGIN { print ($seconds > 159 / 40 * 0.85) }")"
    is "at no time" true "$(jq -s '[.[] | select(.body.to | startswith("44770018")) | .at | (.[:19] + "Z" | fromdate) + (.[19:23] | tonumber)] |
        sort | . as $at | all(range(0; length); $at[.] - $at[0] >= (. - 20) / 40)' "$STANDIN/accepted.jsonl")"
}

@test "hours: what is closed now sends nothing" {
    local closed
    # An hour of tomorrow and the day after, as the clock is now.
    closed=$(LC_ALL=C date -u -d '+2 days' +'%a 10:00-11:00')
    makes ".hours = \"$closed\""
    is hours "$closed" "$(field .hours)"
    adds text/csv "$(rows 3 190000)"
    does start
    sends "$(sms)" # the relay has been round, more than once
    reaches "$ID" delivered
    sleep 1
    is "nothing goes" '0 running' "$(taken 44770019) $(api GET "/api/v1/campaigns/$CAMPAIGN"; field .state)"
    does cancel cancelled
    wait_for 100 has_ended
    CAMPAIGN=$CAMPAIGN-open
    makes '.hours = "Mon-Sun 00:00-24:00 Europe/Berlin"'
    adds text/csv "$(rows 3 190000)"
    does start
    wait_for 100 in_state done
    is "these go" 3 "$(taken 44770019)"
}

@test "who is on the list of those that get nothing more gets nothing" {
    post /api/v1/suppressions '{"number":"447700200001"}'
    makes
    adds text/csv "$(rows 4 200000)"
    does start
    wait_for 100 in_state done
    is taken 3 "$(taken 44770020)"
    is "not him" 0 "$(taken 447700200001)"
    api GET "/api/v1/campaigns/$CAMPAIGN"
    is stopped '4 1 0' "$(field '"\(.recipients) \(.suppressed) \(.waiting)"')"
}

@test "a campaign belongs to who made it" {
    local deed
    makes . "$CREATOR"
    post /api/v1/campaigns "$(campaign)" "$OTHER"
    refused 409 '#/name'
    api GET "/api/v1/campaigns/$CAMPAIGN" "$OTHER"
    is read 404 "$status"
    api GET /api/v1/campaigns "$OTHER"
    is list '[]' "$(field .campaigns)"
    for deed in start pause resume cancel; do
        api POST "/api/v1/campaigns/$CAMPAIGN/$deed" "$OTHER"
        is "$deed" 404 "$status"
    done
    api POST "/api/v1/campaigns/$CAMPAIGN/recipients" "$OTHER" -H 'Content-Type: text/csv' --data-binary "$(rows 1)"
    is recipients 404 "$status"
    api DELETE "/api/v1/campaigns/$CAMPAIGN" "$OTHER"
    is delete 404 "$status"
    api GET "/api/v1/campaigns/$CAMPAIGN" "$READER"
    is reader 200 "$status"
    api POST "/api/v1/campaigns/$CAMPAIGN/start" "$READER"
    is "reader's start" 403 "$status"
    api DELETE "/api/v1/campaigns/$CAMPAIGN" "$CREATOR"
    is "his own" 204 "$status"
}

@test "only one that is over, or never began, is deleted" {
    makes '.hours = "'"$(LC_ALL=C date -u -d '+2 days' +'%a 10:00-11:00')"'"'
    adds text/csv "$(rows 1200 210000)"
    does start
    api DELETE "/api/v1/campaigns/$CAMPAIGN"
    is running 409 "$status"
    does pause paused
    api DELETE "/api/v1/campaigns/$CAMPAIGN"
    is paused 409 "$status"
    does cancel cancelled
    wait_for 100 has_ended
    api DELETE "/api/v1/campaigns/$CAMPAIGN"
    is over 204 "$status"
    api GET "/api/v1/campaigns/$CAMPAIGN"
    is gone 404 "$status"
    makes # the name is free again, and nobody is in it
    adds text/csv "$(rows 1 210000)"
    is "$body" '200 1' "$status $(field .added)"
}

@test "what cannot be a campaign is refused" {
    local pointer program
    while read -r pointer program; do
        post /api/v1/campaigns "$(campaign "$program")"
        echo "$program" # shown if it goes wrong
        refused 422 "$pointer"
    done <<'END'
#/name .name = "a b"
#/name del(.name)
#/name .name = "x" * 65
#/to .to = "447700900000"
#/campaign .campaign = "other"
#/text .text = "x"
#/text del(.template)
#/template .template = "Hello {name"
#/template .template = "Hello }"
#/rate .rate = 0
#/rate .rate = "10"
#/hours .hours = "Mon 10-11"
#/hours .hours = "Mon 10:00-11:00 Nowhere/Town"
#/recipients .recipients = {}
#/recipients .recipients = [range(1001)]
#/start .start = "yes"
#/ttl .ttl = 1
#/from del(.from)
#/colour .colour = "red"
#/failover/0/text .failover = [{channel: "sms", from: "curt", to: "{to}"}]
END
    api GET "/api/v1/campaigns/$CAMPAIGN"
    is "not there" 404 "$status"
    api PUT "/api/v1/campaigns/$CAMPAIGN"
    is method '405 GET, HEAD, PATCH, DELETE' "$status $(header Allow)"
    api GET "/api/v1/campaigns/$CAMPAIGN/start"
    is method '405 POST' "$status $(header Allow)"
    api GET "/api/v1/campaigns/$CAMPAIGN/recipients"
    is method '405 POST' "$status $(header Allow)"
    api POST "/api/v1/campaigns/$CAMPAIGN/other"
    is address 404 "$status"
}

@test "the list, by pages" {
    local first
    CAMPAIGN=zz-1 makes
    CAMPAIGN=zz-2 makes
    api GET '/api/v1/campaigns?limit=1&cursor=zz-0'
    is first 'zz-1 zz-1' "$(field '"\(.campaigns[0].name) \(.next)"')"
    api GET '/api/v1/campaigns?limit=1&cursor=zz-1'
    is second 'zz-2 null' "$(field '"\(.campaigns[0].name) \(.next)"')"
    api GET '/api/v1/campaigns?cursor=a%20b'
    refused 400 cursor
}

@test "who follows a campaign sees its own recipients, whoever had its name before" {
    printf 'to\n447701900000\n447701900001\n447701900002\n' >"$SITE/again.csv"
    chmod a+r "$SITE/again.csv"
    is first '3 of 3 handed over, 0 failed, 0 unknown' "$(timeout 30 "${AS_SITE[@]}" "$SITE/sbin/curt" campaign send "$SITE/again.csv" \
        --template 'Hi' --from curt | tail -n 1)"
    curt campaign remove again
    printf 'Phone\n447701900003\n447701900004\n' >"$SITE/again.csv"
    run timeout 30 "${AS_SITE[@]}" "$SITE/sbin/curt" campaign send "$SITE/again.csv" --template 'Hi' --from curt
    is column 'recipients: column Phone' "${lines[0]}"
    is second '2 of 2 handed over, 0 failed, 0 unknown' "${lines[-1]}"
    counted
    api GET /api/v1/stats/campaigns/again/funnel
    is "both have its name" 5 "$(field .messages)"
    api GET /api/v1/stats/campaigns/never/funnel
    is "never was" 404 "$status"
}

@test "who follows a campaign that is cancelled is not kept waiting" {
    awk 'BEGIN { print "to,name"; for (i = 0; i < 300; i++) printf "4477018%05d,N\n", i }' >"$SITE/followed.csv"
    chmod a+r "$SITE/followed.csv"
    (wait_for 100 curt campaign show followed && sleep 1 && curt campaign cancel followed) >/dev/null 2>&1 3>&- &
    local status=0
    timeout 30 "${AS_SITE[@]}" "$SITE/sbin/curt" campaign send "$SITE/followed.csv" --template 'Hi {name}' --from curt \
        --rate 5 >"$SITE/told" || status=$?
    is "status of what was not sent whole" 1 "$status"
    grep -q '^[0-9]* of 300 handed over' "$SITE/told"
}
