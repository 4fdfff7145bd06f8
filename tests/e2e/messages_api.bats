# The API of messages: what it takes, what it refuses, what it counts, and that every answer is as etc/openapi.yaml says.
load ../site.bash
load answers.bash

setup_file() {
    export CURT_QUOTAS_WEBHOOKS=4 CURT_LINKS_CREATES_PER_MINUTE=120 CURT_MESSAGES_CARRIER=console CURT_STATS_MAX_LAG=5s
    export CURT_TWILIO_AUTH_TOKEN='a token that two know'
    export CURT_VONAGE_SIGNATURE_SECRET='a secret that two know' CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    lose_one
}

teardown_file() {
    site_end
}

# A message whose carrier does not answer until curt-relay dies, in UNKNOWN: a pipe that is full is such a console.
lose_one() {
    local pid
    kill "$RELAY_PID"
    wait "$RELAY_PID" || true
    mkfifo "$SITE/console"
    chmod 666 "$SITE/console"
    exec 7<>"$SITE/console"
    head -c 65536 /dev/zero >&7
    "${AS_SITE[@]}" "$SITE/sbin/curt-relay" >"$SITE/console" 2>>"$SITE/relay.log" 3>&- 7>&- &
    pid=$!
    post /api/v1/messages "$(sms)"
    UNKNOWN=$(field .id)
    export UNKNOWN
    wait_for 100 has_status "$UNKNOWN" sending
    kill -KILL "$pid"
    wait "$pid" || true
    exec 7>&-
    site_keep_relay
    export RELAY_PID
    wait_for 150 site_up
    wait_for 100 has_status "$UNKNOWN" unknown
}

# has_status ID STATUS
has_status() {
    [ "$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/messages/$1" | jq -r .status)" = "$2" ]
}

# has_state CAMPAIGN STATE
has_state() {
    [ "$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/campaigns/$1" | jq -r .state)" = "$2" ]
}

# posts STATUS PATH JSON; reads and removes STATUS PATH
posts() {
    sends "$1" POST "/api/v1/$2" application/json "${@:3}"
}

reads() {
    asks "$1" GET "/api/v1/$2" "${@:3}"
}

removes() {
    asks "$1" DELETE "/api/v1/$2"
}

# The last answer is a problem about this place: about POINTER
about() {
    refused "$status" "$1"
    [ -n "$(field .detail)" ]
}

# An SMS as JSON, changed by a jq program: sms [PROGRAM]
sms() {
    jq -nc '{channel: "sms", to: "+44 7700 900000", from: "curt", text: "Hello"} | '"${1:-.}"
}

# A campaign as JSON, changed by a jq program: campaign NAME [PROGRAM]
campaign() {
    jq -nc --arg name "$1" '{name: $name, channel: "sms", from: "curt", template: "Hi {name} https://example.com/{name}"} | '"${2:-.}"
}

base64url() {
    openssl base64 -A | tr '+/' '-_' | tr -d '='
}

# What the carrier shows with a body: token BODY [PROGRAM that changes the claims]
token() {
    local head claims
    head=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
    claims=$(jq -nc --arg hash "$(printf '%s' "$1" | sha256sum | cut -d ' ' -f 1)" --arg jti "$RANDOM-$RANDOM-$RANDOM" \
        --argjson now "$(date +%s)" '{iss: "Vonage", iat: $now, jti: $jti, payload_hash: $hash} | '"${2:-.}" | base64url)
    printf '%s.%s.%s' "$head" "$claims" "$(printf '%s.%s' "$head" "$claims" |
        openssl dgst -sha256 -hmac "$CURT_VONAGE_SIGNATURE_SECRET" -binary | base64url)"
}

# The carrier calls back, signed: calls STATUS status|inbound BODY [PROGRAM that changes the claims]
calls() {
    KEY=$(token "$3" "${4:-.}") sends "$1" POST "/api/v1/receipts/vonage/$2" application/json "$3"
}

# Twilio calls back with a form of fields, which need no encoding: twilio STATUS status|inbound QUERY FIELD...
twilio() {
    local path="/api/v1/receipts/twilio/$2$3" form
    form=$(IFS='&' && echo "${*:4}")
    sends "$1" POST "$path" application/x-www-form-urlencoded "$form" -H "X-Twilio-Signature: $(printf '%s' "$BASE$path" \
        "$(printf '%s\n' "${@:4}" | LC_ALL=C sort | tr -d '\n=')" |
        openssl dgst -sha1 -hmac "$CURT_TWILIO_AUTH_TOKEN" -binary | base64 -w0)"
}

# A receipt as JSON, changed by a jq program: receipt ID STATUS [PROGRAM]
receipt() {
    jq -nc --arg id "$1" --arg status "$2" --arg uuid "carrier-$1" --arg now "$(date -u +%FT%TZ)" '{message_uuid: $uuid,
        to: "447700900000", from: "curt", timestamp: $now, status: $status, channel: "sms", client_ref: $id} | '"${3:-.}"
}

# What somebody wrote, as JSON: text FROM TEXT [PROGRAM]
text() {
    receipt "$1-$2" x 'del(.status, .client_ref) | .from = "'"$1"'" | .message_type = "text" | .text = "'"$2"'" | '"${3:-.}"
}

# Each line of standard input is a pointer, and a jq program that makes bad what a command makes: refuses PATH COMMAND...
refuses() {
    local path=$1 pointer program
    shift
    while read -r pointer program; do
        posts 422 "$path" "$("$@" "$program")"
        about "$pointer"
    done
}

@test "a message of each channel is taken, shown and listed" {
    local sent id
    while read -r sent; do
        posts 202 messages "$sent"
        id=$(field .id)
        is location "$BASE/api/v1/messages/$id" "$(header Location)"
        reads 200 "messages/$id"
        is channel "$(jq -r .channel <<<"$sent")" "$(field .channel)"
        reads 200 "stats/messages/$id"
    done <<'END'
{"channel":"sms","to":"+44 7700 900000","from":"curt","text":"Hi https://example.com/a","ttl":60,"sms":{"encoding_type":"auto"},"track":"first","campaign":"each","client_ref":"r","message_type":"text","failover":null}
{"channel":"sms","to":"447700900000","from":"447700900001","text":"“Hi”","track":"none","sms":null}
{"channel":"mms","to":"12025550100","from":"12025550199","image":{"url":"https://example.com/a.png","caption":"https://example.com/b"},"ttl":300,"text":null}
{"channel":"mms","to":"12025550100","from":"12025550199","text":"Hi","image":null}
{"channel":"rcs","to":"447700900000","from":"agent","text":"Hi https://example.com/a https://example.com/a","ttl":20}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","text":"Hi","ttl":1,"whatsapp":{"policy":"deterministic"}}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","template":{"name":"a:b","parameters":["x","https://example.com/"]},"whatsapp":{"locale":"en_GB"},"message_type":"template"}
{"channel":"viber_service","to":"447700900000","from":"16273","text":"Hi","ttl":30,"viber_service":{"category":"promotion"}}
{"channel":"messenger","to":"somebody","from":"page","text":"Hi","messenger":{"category":"message_tag","tag":"CONFIRMED_EVENT_UPDATE"}}
{"channel":"messenger","to":"somebody","from":"page","text":"Hi","messenger":{"category":"update","tag":null},"failover":[{"channel":"sms","to":"+44 7700 900000","from":"curt","text":"Hi https://example.com/"},{"channel":"mms","to":"12025550100","from":"curt","image":{"url":"https://example.com/a.png"}}]}
END
    KEY=$READER reads 200 "messages/$id"
    is "a number" '44770*****00' "$(field '.failover[0].to')"
    [ "$(field .to)" != somebody ]
    KEY=$READER reads 200 'messages?campaign=each&limit=200'
    is masked 44770*****00 "$(field '[.messages[].to | select(startswith("44770"))][0]')"
    KEY=$READER reads 403 'messages?campaign=each&to=447700900000&limit=1'
    is pointer to "$(field .pointer)"
    reads 200 'messages?campaign=each&to=447700900000&limit=1'
    is messages '1 447700900000' "$(field '"\(.messages | length) \(.messages[0].to)"')"
    reads 200 'messages?limit=2'
    reads 200 "messages?limit=2&cursor=$(field .next)"
    is messages 2 "$(field '.messages | length')"
    KEY=$OTHER reads 200 messages
    is "of another key" 0 "$(field '.messages | length')"
    asks 200 HEAD /api/v1/messages
    conforms
}

@test "a message that is not valid is refused, with the place" {
    refuses messages sms <<'END'
# [.]
#/to del(.to)
#/to .to = 447700900000
#/to .to = "0123"
#/to .to = null
#/from .from = "twelve signs"
#/channel .channel = "fax"
#/text del(.text)
#/text .text = "x" * 3201
#/text .image = {url: "https://example.com/"} | .channel = "mms"
#/image/url .image = {url: "ftp://example.com/"} | .channel = "mms" | del(.text)
#/ttl .ttl = 19
#/ttl .ttl = 604801
#/ttl .ttl = "60"
#/track .track = "all"
#/color .color = "red"
#/sms/encoding_type .sms.encoding_type = "ascii"
#/sms/encoding_type .sms.encoding_type = "text" | .text = "“"
#/sms/more .sms.more = 1
#/whatsapp/locale .channel = "whatsapp" | .from = "447700900001" | .template = {name: "a"} | del(.text)
#/webhook .webhook = "ftp://192.0.2.1/"
#/failover .failover = []
#/failover/1/text .failover = [., del(.text)]
#/failover/0/failover .failover = [. + {failover: []}]
END
    posts 400 messages '{'
    about ''
    posts 400 messages "$(sms)" -H "Idempotency-Key: $(bytes 256)"
    about ''
    sms '.client_ref = "x" * 131072' >"$BATS_TEST_TMPDIR/long"
    posts 413 messages "@$BATS_TEST_TMPDIR/long"
    about ''
    sends 415 POST /api/v1/messages text/plain "$(sms)"
    about ''
    conforms
}

@test "a dry run shows what would be sent, names what makes it UCS-2, and stores nothing" {
    local before
    reads 200 'messages?limit=200'
    before=$(field '.messages | length')
    KEY=$CREATOR posts 200 'messages?dry_run=yes' \
        "$(sms '.to = "+44 7700 900061" | .text = "It’s ê 😀 ’ https://example.com/a/long/path https://example.com/b"')"
    is "what would be" 'true sms false UCS-2 2' "$(field '"\(.dry_run) \(.channel) \(.suppressed) \(.segments.encoding) \(.links | length)"')"
    is "the length" "$(field '.links[0].code | length')" "$(field '.links[1].code | length')"
    [[ $(field .text) == "It’s ê 😀 ’ $BASE/"*" $BASE/"* ]]
    is characters "U+2019 2 2 ',U+00EA 5 1 e,U+1F600 7 1 null" \
        "$(field '[.ucs2_characters[] | "\(.code_point) \(.position) \(.count) \(.replacement)"] | join(",")')"
    posts 200 'messages?dry_run=yes' "$(sms '.text = "plain"')"
    is "in GSM-7" '[] 1 5' "$(field '"\(.ucs2_characters) \(.segments.count) \(.segments.units)"')"
    posts 200 'messages?dry_run=yes' '{"channel":"mms","to":"12025550100","from":"12025550199","image":{"url":"https://example.com/a.png","caption":"https://example.com/b"}}'
    is "no SMS" 'null null 1' "$(field '"\(.segments) \(.ucs2_characters) \(.links | length)"')"
    posts 201 suppressions '{"number":"447700900062"}'
    posts 200 'messages?dry_run=yes' "$(sms '.to = "447700900062"')"
    is "opted out" true "$(field .suppressed)"
    posts 422 'messages?dry_run=yes' "$(sms '.to = "123"')"
    about '#/to'
    posts 422 'messages?dry_run=yes' "$(sms '.text = "é ê" | .sms = {encoding_type: "text"}')"
    about '#/sms/encoding_type'
    posts 400 'messages?dry_run=1' "$(sms)"
    about dry_run
    KEY=$READER posts 403 'messages?dry_run=yes' "$(sms)"
    reads 200 'messages?limit=200'
    is "nothing is stored" "$before" "$(field '.messages | length')"
    conforms
}

@test "the same request with an Idempotency-Key is one message; another is refused" {
    local id
    posts 202 messages "$(sms)" -H 'Idempotency-Key: m1'
    id=$(field .id)
    posts 202 messages "$(sms)" -H 'Idempotency-Key: m1'
    is id "$id" "$(field .id)"
    posts 422 messages "$(sms '.text = "other"')" -H 'Idempotency-Key: m1'
    about ''
    conforms
}

@test "a key that sends too much is told when to go on" {
    local many
    many=$(sms '.text = ([range(50) | "https://example.com/\(.)"] | join(" "))')
    KEY=$OTHER posts 202 messages "$many"
    is links 50 "$(field '.links | length')"
    KEY=$OTHER posts 202 messages "$many"
    KEY=$OTHER posts 429 messages "$many"
    about ''
    KEY=$OTHER posts 201 campaigns "$(campaign much "$(printf '.template = ([range(50) | "https://example.com/\(.)"] | join(" "))')")"
    KEY=$OTHER posts 429 campaigns/much/test '{"to":"447700900083"}'
    KEY=$OTHER removes 204 campaigns/much
    posts 422 messages "$(sms '.text = ([range(51) | "https://example.com/\(.)"] | join(" "))')"
    about '#/text'
    conforms
}

@test "a webhook's secret is told once" {
    posts 202 messages "$(sms '.webhook = "https://127.0.0.1:9/hook"')"
    [[ $(field .webhook_secret) == whsec_* ]]
    posts 202 messages "$(sms '.webhook = "https://127.0.0.1:9/hook"')"
    is secret null "$(field .webhook_secret)"
    KEY=$OTHER # another test's key has messages to send yet
    for path in 1 2 3 4; do
        posts 202 messages "$(sms ".webhook = \"https://127.0.0.1:9/$path\"")"
    done
    posts 409 messages "$(sms '.webhook = "https://127.0.0.1:9/5"')"
    is code quota_exceeded "$(field .code)"
    about '#/webhook'
    conforms
}

@test "what nobody knows of is sent again when somebody says so, and nothing else" {
    reads 200 'messages?status=unknown'
    is unknown "$UNKNOWN" "$(field '.messages[].id')"
    KEY=$READER asks 403 POST "/api/v1/messages/$UNKNOWN/resend"
    KEY=$OTHER asks 404 POST "/api/v1/messages/$UNKNOWN/resend"
    KEY='' asks 401 POST "/api/v1/messages/$UNKNOWN/resend"
    asks 202 POST "/api/v1/messages/$UNKNOWN/resend"
    is status requested "$(field .status)"
    wait_for 100 has_status "$UNKNOWN" submitted
    asks 409 POST "/api/v1/messages/$UNKNOWN/resend"
    asks 404 POST /api/v1/messages/018f0000-0000-7000-8000-000000000000/resend
    conforms
}

@test "how one message went: a person and a preview opened its link, and it was delivered" {
    local id code
    posts 202 messages "$(sms '.text = "Hi https://example.com/timeline" | .client_ref = "order-1"')"
    id=$(field .id) code=$(field '.links[0].code')
    is text "Hi $BASE/$code" "$(field .text)"
    wait_for 100 has_status "$id" submitted
    KEY='' asks 301 GET "/$code" -A 'WhatsApp/2.23.20.0'
    KEY='' asks 301 GET "/$code" -A "$FIREFOX"
    is location https://example.com/timeline "$(header Location)"
    calls 204 status "$(receipt "$id" delivered '.usage = {currency: "EUR", price: "0.0333"}')"
    counted
    reads 200 "stats/messages/$id"
    is timeline 'clicked person,clicked preview,delivered ,requested ,submitted ' \
        "$(field '[.timeline[] | "\(.what) \(.by // "")"] | sort | join(",")')"
    is numbers '1 0.0333 EUR 1 delivered order-1' \
        "$(field '"\(.clicks) \(.price) \(.currency) \(.receipts) \(.status) \(.client_ref)"')"
    is "by time" true "$(field '[.timeline[].at] | . == sort')"
    KEY=$READER reads 200 "stats/messages/$id"
    is number '44770*****00' "$(field .to)"
    KEY=$CREATOR reads 404 "stats/messages/$id"
    asks 200 GET "/api/v1/messages/$id/receipts"
    is receipts true "$(field '.receipts | length >= 1 and all(.[]; .body | fromjson | .message_uuid != null)')"
    KEY=$CREATOR asks 403 GET "/api/v1/messages/$id/receipts"
    KEY='' asks 401 GET "/api/v1/messages/$id/receipts"
    asks 404 GET /api/v1/messages/018f0000-0000-7000-8000-000000000000/receipts
    is command 1 "$(curt message receipts "$id" | grep -c '"delivered"')"
    conforms
}

@test "a campaign from its list to its numbers, which add up" {
    local ids list
    posts 201 suppressions '{"number":"+44 7700 900099"}'
    posts 201 campaigns "$(campaign spring '.rate = 10000 | .hours = null')"
    is "state, location" "draft $BASE/api/v1/campaigns/spring" "$(field .state) $(header Location)"
    list=$(printf 'to,name\n' && printf '4477009000%s,N%s\n' 01 1 02 2 03 3 04 4 05 5 99 6 01 1)
    sends 200 POST '/api/v1/campaigns/spring/recipients?dry_run=yes' text/csv "$list"
    is "what would be" 'true 7 7' "$(field '"\(.dry_run) \(.rows) \(.added)"')"
    sends 200 POST /api/v1/campaigns/spring/recipients text/csv "$list"
    is "what is" 'false 7 6 1 0' "$(field '"\(.dry_run) \(.rows) \(.added) \(.duplicates) \(.invalid)"')"
    asks 200 POST /api/v1/campaigns/spring/start
    wait_for 100 has_state spring 'done'
    reads 200 campaigns/spring
    is campaign '6 0 1 0' "$(field '"\(.recipients) \(.waiting) \(.suppressed) \(.invalid)"')"
    reads 200 'messages?campaign=spring'
    is messages 5 "$(field '.messages | length')"
    mapfile -t ids < <(field '.messages | sort_by(.to) | .[].id')
    calls 204 status "$(receipt "${ids[0]}" delivered '.usage = {currency: "EUR", price: "0.10"}')"
    calls 204 status "$(receipt "${ids[1]}" read '.usage = {currency: "EUR", price: "0.20"}')"
    calls 204 status "$(receipt "${ids[2]}" rejected '.error = {title: "1240", detail: "Illegal number"}')"
    calls 204 status "$(receipt "${ids[3]}" undeliverable '.error = {title: "1170", detail: "Invalid number"}')"
    reads 200 "messages/${ids[2]}"
    is error '1240' "$(field .error.title)"
    counted
    reads 200 stats/campaigns/spring/funnel
    is steps '[5,5,2,1,1,1,0,0,0,5]' "$(field '[.messages, .submitted, .delivered, .read, .rejected, .undeliverable, .failed,
        .unknown, .waiting, .segments] | tojson')"
    is "they add up" true "$(field '.messages == .submitted + .failed + .unknown + .waiting')"
    is "channels too" true "$(field '[.submitted, .delivered] == [([.by_channel[].submitted] | add), ([.by_channel[].delivered] | add)]')"
    is errors '1170 1 1240 1' "$(field '[.by_error | sort_by(.value)[] | "\(.value) \(.messages)"] | join(" ")')"
    is words 'bad_number The number is invalid' "$(field '.by_error[] | select(.value == "1170") | "\(.reason) \(.meaning)"')"
    reads 200 "stats/messages/${ids[3]}"
    is "words of one" 'bad_number The number is invalid' "$(field '"\(.error_reason) \(.error_meaning)"')"
    calls 204 inbound "$(text 447700900001 STOP)"
    counted
    reads 200 stats/campaigns/spring/funnel
    is stopped 1 "$(field .stopped)"
    is cost 'EUR 0.30 2' "$(field '.cost[] | "\(.currency) \(.amount) \(.messages)"')"
    reads 200 'stats/campaigns/spring/funnel?unit=hour'
    is "the series" '5 5' "$(field '"\([.series.points[].messages] | add) \([.series.points[].submitted] | add)"')"
    reads 200 'stats/messages?unit=day'
    reads 200 suppressions/447700900003
    is "who opted out" carrier "$(field .reason)"
    conforms
}

@test "the recipients of a campaign, who clicked and who did not" {
    local id code
    posts 201 campaigns "$(campaign clicks '.recipients = [{to: "447700900011", name: "A"}, {to: 447700900012, name: "B"}] | .start = true')"
    is intake '2 2' "$(field '"\(.import.rows) \(.import.added)"')"
    wait_for 100 has_state clicks 'done'
    reads 200 'messages?campaign=clicks&to=447700900011'
    id=$(field '.messages[0].id')
    reads 200 "messages/$id"
    code=$(field '.links[0].code')
    is url https://example.com/A "$(field '.links[0].url')"
    KEY='' asks 301 GET "/$code" -A "$FIREFOX"
    KEY='' asks 301 GET "/$code" -A "$IPHONE"
    counted
    reads 200 stats/campaigns/clicks/recipients
    is lines 3 "$(wc -l <<<"${body%$'\n'}")"
    reads 200 'stats/campaigns/clicks/recipients?clicked=yes'
    is lines 2 "$(wc -l <<<"${body%$'\n'}")"
    is row "\"447700900011\",$id,submitted,2" "$(sed -n 2p <<<"$body" | cut -d , -f 1-3,7)"
    is name 'attachment; filename="stats-campaigns-clicks-recipients-clicked.csv"' "$(header Content-Disposition)"
    reads 200 'stats/campaigns/clicks/recipients?clicked=no'
    is lines 2 "$(wc -l <<<"${body%$'\n'}")"
    is row '"447700900012",0' "$(sed -n 2p <<<"$body" | cut -d , -f 1,7)"
    KEY=$READER reads 200 'stats/campaigns/clicks/recipients?clicked=yes'
    is number '"44770*****11"' "$(sed -n 2p <<<"$body" | cut -d , -f 1)"
    reads 200 stats/campaigns/clicks/funnel
    is clicked '2 1' "$(field '"\(.messages) \(.clicked)"')"
    conforms
}

@test "who did not click, as a new campaign with their fields" {
    local code id
    posts 201 campaigns "$(campaign asked '.recipients = [{to: "447700900071", name: "A", city: "Ä"}, {to: "447700900072", name: "B"},
        {to: "447700900073", name: "C"}, {to: "447700900074", name: "D"}, {to: "447700900075", name: "E"}] | .start = true')"
    wait_for 100 has_state asked 'done'
    reads 200 'messages?campaign=asked'
    mapfile -t id < <(field '.messages | sort_by(.to) | .[].id')
    reads 200 "messages/${id[0]}"
    code=$(field '.links[0].code')
    curl -s -o /dev/null -A "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36" "$BASE/$code"
    calls 204 status "$(receipt "${id[1]}" undeliverable '.error = {title: "1170", detail: "x"}')"
    calls 204 inbound "$(text 447700900073 STOP)"
    counted
    posts 201 campaigns "$(campaign again '.template = "{name}, {to}: once more"')"
    posts 200 campaigns/again/recipients/copy '{"campaign":"asked","clicked":"no"}'
    is "who did not, was reached, and did not stop" '2 2 0 0 1 null' \
        "$(field '"\(.rows) \(.added) \(.duplicates) \(.invalid) \(.suppressed) \(.next)"')"
    is "with their fields" 'D, 447700900074: once more,E, 447700900075: once more' "$(field '[.preview[].text] | sort | join(",")')"
    posts 200 campaigns/again/recipients/copy '{"campaign":"asked","clicked":"no"}'
    is "once" '0 2' "$(field '"\(.added) \(.duplicates)"')"
    posts 200 campaigns/again/recipients/copy '{"campaign":"asked","clicked":"yes"}'
    is "who did" 'A, 447700900071: once more' "$(field '.preview[0].text')"
    posts 200 "campaigns/again/recipients/copy?cursor=$(printf '%s\n' "${id[@]}" | sort | tail -n 1)" '{"campaign":"asked","clicked":"no"}'
    is "after the last" '0 null' "$(field '"\(.rows) \(.next)"')"
    posts 201 campaigns "$(campaign fielded '.template = "{city}"')"
    posts 200 campaigns/fielded/recipients/copy '{"campaign":"asked","clicked":"no"}'
    is "what they do not have" '0 2' "$(field '"\(.added) \(.invalid)"')"
    KEY=$CREATOR posts 201 campaigns "$(campaign hers '.template = "x"')"
    KEY=$CREATOR posts 422 campaigns/hers/recipients/copy '{"campaign":"asked","clicked":"no"}'
    about '#/campaign'
    KEY=$CREATOR removes 204 campaigns/hers
    posts 422 campaigns/again/recipients/copy '{"campaign":"nothing","clicked":"no"}'
    about '#/campaign'
    posts 422 campaigns/again/recipients/copy '{"campaign":"asked","clicked":"maybe"}'
    about '#/clicked'
    posts 422 campaigns/again/recipients/copy '{"campaign":"asked","clicked":"no","x":1}'
    posts 400 'campaigns/again/recipients/copy?cursor=x' '{"campaign":"asked","clicked":"no"}'
    about cursor
    posts 404 campaigns/nothing/recipients/copy '{"campaign":"asked","clicked":"no"}'
    KEY='' posts 401 campaigns/again/recipients/copy '{}'
    KEY=$READER posts 403 campaigns/again/recipients/copy '{}'
    posts 413 campaigns/again/recipients/copy "\"$(bytes 5000)\""
    sends 415 POST /api/v1/campaigns/again/recipients/copy text/plain x
    asks 200 POST /api/v1/campaigns/again/cancel
    posts 409 campaigns/again/recipients/copy '{"campaign":"asked","clicked":"no"}'
    conforms
}

@test "a campaign's message to oneself is as the next recipient's, and counts as none of it" {
    posts 201 campaigns "$(campaign mine '.template = "Hi {name} at {to} https://example.com/{name}" | .recipients = [{to: "447700900081", name: "Ada"}]')"
    posts 202 campaigns/mine/test '{"to":"+44 7700 900082"}'
    is location "$BASE/api/v1/messages/$(field .id)" "$(header Location)"
    [[ $(field .text) == "Hi Ada at +44 7700 900082 $BASE/"* ]]
    is "of no campaign" 'null 447700900082 https://example.com/Ada' "$(field '"\(.campaign) \(.to) \(.links[0].url)"')"
    sends 202 POST /api/v1/campaigns/mine/test application/json '{"to":"447700900082"}' -H 'Idempotency-Key: a-test'
    reads 200 campaigns/mine
    is "nothing of it" '1 1' "$(field '"\(.recipients) \(.waiting)"')"
    posts 201 campaigns "$(campaign nobody)"
    posts 422 campaigns/nobody/test '{"to":"447700900082"}'
    about '#/text'
    posts 422 campaigns/mine/test '{"to":"1"}'
    about '#/to'
    posts 422 campaigns/mine/test '{"to":"447700900082","x":1}'
    posts 400 campaigns/mine/test '{'
    posts 404 campaigns/none/test '{"to":"447700900082"}'
    KEY=$CREATOR posts 404 campaigns/mine/test '{"to":"447700900082"}'
    KEY='' posts 401 campaigns/mine/test '{}'
    KEY=$READER posts 403 campaigns/mine/test '{}'
    posts 413 campaigns/mine/test "\"$(bytes 5000)\""
    sends 415 POST /api/v1/campaigns/mine/test text/plain x
    conforms
}

@test "lists in each form; what is faulty is told, and stops no other" {
    posts 201 campaigns "$(campaign lists)"
    posts 200 campaigns/lists/recipients \
        '[{"to":"447700900021","name":"A"},{"to":"12","name":"B"},{"to":"447700900022"},7,{"to":"447700900023","name":8}]'
    is intake '5 2 3' "$(field '"\(.rows) \(.added) \(.invalid)"')"
    is lines '2 3 4' "$(field '[.errors[].line] | join(" ")')"
    is pointers '#/to null' "$(field '"\(.errors[0].pointer) \(.errors[2].pointer)"')"
    sends 200 POST /api/v1/campaigns/lists/recipients application/x-ndjson \
        $'{"to":"447700900024","name":"A"}\n{"to":"447700900021","name":"A"}\n'
    is intake '2 1 1' "$(field '"\(.rows) \(.added) \(.duplicates)"')"
    KEY=$READER sends 403 POST /api/v1/campaigns/lists/recipients application/jsonl '{"to":"447700900025","name":"A"}'
    sends 200 POST /api/v1/campaigns/lists/recipients application/jsonl '{"to":"447700900025","name":"A"}'
    posts 422 campaigns/lists/recipients '[{"to":"447700900026","name":"A"},{"to":'
    is "what came before is in" 1 "$(field .added)"
    posts 422 campaigns/lists/recipients '[{"to":"447700900027","name":"A"},}'
    is "what came before is in" '1 2' "$(field '"\(.added) \(.errors[-1].line)"')"
    sends 422 POST /api/v1/campaigns/lists/recipients text/csv $'name,number\nA,447700900028\n'
    reads 200 campaigns/lists
    is recipients 6 "$(field .recipients)"
    posts 400 'campaigns/lists/recipients?dry_run=maybe' '[]'
    about dry_run
    sends 415 POST /api/v1/campaigns/lists/recipients text/plain x
    about ''
    head -c 16777217 /dev/zero >"$BATS_TEST_TMPDIR/long"
    sends 413 POST /api/v1/campaigns/lists/recipients text/csv "@$BATS_TEST_TMPDIR/long"
    KEY='' posts 401 campaigns/lists/recipients '[]'
    KEY=$CREATOR posts 404 campaigns/lists/recipients '[]'
    asks 200 POST /api/v1/campaigns/lists/cancel
    posts 409 campaigns/lists/recipients '[]'
    about ''
    conforms
}

@test "a campaign as JSON and as CSV, tried and made" {
    local query='channel=sms&from=curt&template=Hi+%7Bname%7D&rate=5&ttl=60&track=first&client_ref=r&hours=Mon-Sun+00:00-24:00+UTC'
    posts 200 'campaigns?dry_run=yes' "$(campaign tried '.recipients = [{to: "447700900031", name: "A"}]')"
    is "tried" 'null 1 Hi A' "$(field '"\(.created_at) \(.import.added) \(.import.preview[0].text[:4])"')"
    reads 404 campaigns/tried
    sends 200 POST "/api/v1/campaigns?dry_run=yes&name=tried&$query" text/csv $'to,name\n447700900031,A\n'
    is "tried" '1 Hi A' "$(field '"\(.added) \(.preview[0].text)"')"
    reads 404 campaigns/tried
    sends 201 POST "/api/v1/campaigns?name=made&$query" text/csv $'to,name\n447700900031,A\n'
    is Location "$BASE/api/v1/campaigns/made" "$(header Location)"
    reads 200 campaigns/made
    is made 'draft 5 60 1' "$(field '"\(.state) \(.rate) \(.message.ttl) \(.recipients)"')"
    sends 201 POST "/api/v1/campaigns?name=array&$query" application/json '[{"to":"447700900031","name":"A"},{"to":447700900032,"name":"B"}]'
    is array 2 "$(field .added)"
    sends 201 POST "/api/v1/campaigns?name=lines&$query" application/x-ndjson $'{"to":"447700900031","name":"A"}\n{"to":"x"}\n'
    is lines '1 1' "$(field '"\(.added) \(.invalid)"')"
    sends 409 POST "/api/v1/campaigns?name=made&$query" text/csv $'to,name\n447700900031,A\n'
    about '#/name'
    sends 422 POST "/api/v1/campaigns?name=none&channel=sms&from=curt" text/csv $'to,name\n'
    sends 422 POST "/api/v1/campaigns?name=other&$query" text/csv $'a,b\n'
    is "the first row" 1 "$(field '.errors[0].line')"
    posts 201 campaigns '{"name":"whatsapp","channel":"whatsapp","from":"447700900001","template":{"name":"a:b","parameters":["{name}"]},
        "whatsapp":{"locale":"en_GB"},"failover":[{"channel":"sms","to":"{to}","from":"curt","text":"Hi {name}"}],"start":false,
        "webhook":"https://127.0.0.1:9/campaigns","recipients":null}'
    [[ $(field .webhook_secret) == whsec_* ]]
    posts 409 campaigns "$(campaign made)"
    about '#/name'
    refuses campaigns campaign wrong <<'END'
#/name .name = "a b"
#/channel del(.channel)
#/from del(.from)
#/template .template = "Hi {"
#/text .text = "both"
#/to .to = "447700900000"
#/campaign .campaign = "c"
#/rate .rate = 0
#/rate .rate = 10001
#/hours .hours = "always"
#/start .start = "yes"
#/recipients .recipients = {}
#/recipients .recipients = [range(1001)]
#/color .color = "red"
#/failover/0/text .failover = [{channel: "sms", to: "{to}", from: "curt"}]
END
    reads 404 campaigns/wrong
    posts 400 campaigns '{'
    posts 400 'campaigns?dry_run=1' "$(campaign other)"
    about dry_run
    campaign long '.client_ref = "x" * 1048576' >"$BATS_TEST_TMPDIR/long"
    posts 413 campaigns "@$BATS_TEST_TMPDIR/long"
    sends 415 POST /api/v1/campaigns text/plain x
    conforms
}

@test "a campaign whose own recipients cannot be read is not made" {
    posts 422 campaigns "$(campaign deep '.recipients = [{to: "447700900032", name: "A"}, {to: "447700900033", name: {a: {b: {c: {}}}}}]')"
    about '#/recipients'
    reads 404 campaigns/deep
    conforms
}

# A time from now: in_time "2 days"
in_time() {
    date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ
}

# Sends WANTED to a path with PATCH: moves WANTED PATH BODY
moves() {
    sends "$1" PATCH "/api/v1/$2" application/json "$3"
}

@test "what is scheduled is moved and cancelled, until its time has come" {
    local id at
    posts 202 messages "$(sms ".send_at = \"$(in_time '2 days')\"")"
    id=$(field .id)
    is scheduled true "$(field '.send_at != null')"
    at=$(in_time '3 days')
    moves 200 "messages/$id" "{\"send_at\":\"$at\"}"
    is moved "${at%Z}.000Z" "$(field .send_at)"
    moves 422 "messages/$id" "{\"send_at\":\"$(in_time '36 days')\"}"
    about '#/send_at'
    moves 422 "messages/$id" '{}'
    moves 400 "messages/$id" '{'
    moves 413 "messages/$id" "{\"send_at\":\"$(printf '%5000s' x)\"}"
    sends 415 PATCH "/api/v1/messages/$id" text/csv x
    KEY=$READER moves 403 "messages/$id" '{"send_at":null}'
    KEY=$OTHER moves 404 "messages/$id" '{"send_at":null}'
    KEY='' moves 401 "messages/$id" '{"send_at":null}'
    KEY=$READER asks 403 POST "/api/v1/messages/$id/cancel"
    KEY=$OTHER asks 404 POST "/api/v1/messages/$id/cancel"
    KEY='' asks 401 POST "/api/v1/messages/$id/cancel"
    asks 400 POST "/api/v1/messages/$id/cancel?x=1"
    asks 200 POST "/api/v1/messages/$id/cancel"
    is cancelled "failed cancelled" "$(field '"\(.status) \(.error.title)"')"
    asks 409 POST "/api/v1/messages/$id/cancel"
    moves 409 "messages/$id" '{"send_at":null}'

    posts 201 campaigns "$(campaign later ".send_at = \"$(in_time '2 days')\" | .start = true | .recipients = [{to: \"447700900042\", name: \"A\"}]")"
    is state scheduled "$(field .state)"
    moves 200 campaigns/later "{\"send_at\":\"$at\"}"
    is moved "${at%Z}.000Z" "$(field .send_at)"
    moves 422 campaigns/later '{"send_at":"tomorrow"}'
    moves 400 campaigns/later '['
    moves 413 campaigns/later "{\"send_at\":\"$(printf '%5000s' x)\"}"
    sends 415 PATCH /api/v1/campaigns/later text/csv x
    KEY=$READER moves 403 campaigns/later '{"send_at":null}'
    KEY=$OTHER moves 404 campaigns/later '{"send_at":null}'
    KEY='' moves 401 campaigns/later '{"send_at":null}'
    moves 200 campaigns/later '{"send_at":null}'
    is state running "$(field .state)"
    wait_for 100 has_state later 'done'
    moves 409 campaigns/later '{"send_at":null}'
    conforms
}

@test "a message is revoked, and one that somebody wrote is marked as read" {
    local id read=inbound/a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
    posts 202 messages '{"channel":"rcs","to":"447700900000","from":"Shop","text":"Hello"}'
    id=$(field .id)
    wait_for 100 has_status "$id" submitted
    moves 200 "messages/$id" '{"status":"revoked"}'
    is revocation asked "$(field .revocation)"
    posts 202 messages '{"channel":"sms","to":"447700900000","from":"Shop","text":"Hello"}'
    id=$(field .id)
    wait_for 100 has_status "$id" submitted
    moves 409 "messages/$id" '{"status":"revoked"}'
    moves 204 "$read" '{"status":"read"}'
    moves 422 "$read" '{"status":"revoked"}'
    moves 404 inbound/none '{"status":"read"}'
    moves 400 "$read" '{'
    moves 413 "$read" "{\"status\":\"$(printf '%5000s' x)\"}"
    sends 415 PATCH "/api/v1/$read" text/csv x
    KEY=$READER moves 403 "$read" '{"status":"read"}'
    KEY='' moves 401 "$read" '{"status":"read"}'
    conforms
}

@test "a conversion is reported once, by whom it concerns" {
    local id
    posts 202 messages "$(sms)"
    id=$(field .id)
    posts 201 conversions "{\"message\":\"$id\",\"id\":\"order-1\",\"value\":19.9,\"currency\":\"EUR\"}"
    is value 19.90 "$(field .value)"
    posts 200 conversions "{\"message\":\"$id\",\"id\":\"order-1\"}"
    posts 422 conversions '{"click_id":"AZrD9pQwqV0Hk2mN4bXc7eRt1yUi3oPa.none"}'
    about '#/click_id'
    posts 400 conversions '{'
    posts 413 conversions "{\"id\":\"$(printf '%5000s' x)\"}"
    sends 415 POST /api/v1/conversions text/csv x
    KEY=$READER posts 403 conversions "{\"message\":\"$id\"}"
    KEY='' posts 401 conversions "{\"message\":\"$id\"}"
    conforms
}

@test "campaigns are listed, and done with as their state allows" {
    local deed
    posts 201 campaigns "$(campaign states)"
    for deed in pause resume; do asks 409 POST /api/v1/campaigns/states/$deed; done
    posts 200 campaigns/states/recipients '[{"to":"447700900041","name":"A"}]'
    asks 200 POST /api/v1/campaigns/states/start
    is started true "$(field '.started_at != null')"
    wait_for 100 has_state states 'done'
    for deed in start cancel; do asks 409 POST /api/v1/campaigns/states/$deed; done
    about ''
    asks 200 POST /api/v1/campaigns/states/retry
    is retried "0 null done" "$(field '"\(.retried) \(.next) \(.state)"')"
    asks 400 POST "/api/v1/campaigns/states/retry?cursor=x"
    removes 204 campaigns/states
    removes 404 campaigns/states
    posts 201 campaigns "$(campaign states '.rate = 1')"
    posts 200 campaigns/states/recipients "$(jq -nc '[range(30) | {to: "4477009001\(10 + .)", name: "A"}]')"
    asks 200 POST /api/v1/campaigns/states/start
    asks 200 POST /api/v1/campaigns/states/pause
    is state paused "$(field .state)"
    removes 409 campaigns/states
    asks 200 POST /api/v1/campaigns/states/resume
    is state running "$(field .state)"
    asks 200 POST /api/v1/campaigns/states/cancel
    is state cancelled "$(field .state)"
    asks 409 POST /api/v1/campaigns/states/retry
    reads 200 campaigns
    reads 200 'campaigns?limit=1'
    reads 200 "campaigns?limit=1&cursor=$(field .next)"
    is campaigns 1 "$(field '.campaigns | length')"
    KEY=$CREATOR reads 200 campaigns
    is "of another key" 0 "$(field '.campaigns | length')"
    KEY=$READER reads 200 campaigns/states
    reads 400 'campaigns?limit=0'
    about limit
    reads 400 'campaigns?cursor=a%20b'
    about cursor
    conforms
}

@test "without a key 401, with another role 403, and what is another's is not there" {
    local deed key wanted path id
    posts 201 campaigns "$(campaign guarded)"
    posts 202 messages "$(sms)"
    id=$(field .id)
    for key in '' curt_1_no "$READER"; do
        wanted=403
        [ "$key" = "$READER" ] || wanted=401
        export KEY=$key
        posts $wanted messages "$(sms)"
        posts $wanted campaigns "$(campaign other)"
        removes $wanted campaigns/guarded
        for deed in start pause resume cancel retry; do asks $wanted POST "/api/v1/campaigns/guarded/$deed"; done
        reads $wanted suppressions
        reads $wanted suppressions/447700900000
        posts $wanted suppressions '{}'
        removes $wanted suppressions/447700900000
        [ "$key" = "$READER" ] || for path in messages "messages/$id" campaigns campaigns/guarded; do reads 401 "$path"; done
    done
    export KEY=$CREATOR
    reads 403 suppressions
    reads 404 "messages/$id"
    reads 404 campaigns/guarded
    removes 404 campaigns/guarded
    for deed in start pause resume cancel retry; do asks 404 POST "/api/v1/campaigns/guarded/$deed"; done
    unset KEY
    reads 200 campaigns/guarded
    is state draft "$(field .state)"
    for path in 'messages?status=gone' 'messages?limit=201' 'messages?cursor=x' "messages?campaign=$(bytes 65)" "messages?to=$(bytes 161)"; do
        reads 400 "$path"
        about "$(sed 's/.*?//; s/=.*//' <<<"$path")"
    done
    for path in messages/x messages/018f0000-0000-7000-8000-000000000000 campaigns/x "campaigns/$(bytes 65)"; do
        reads 404 "$path"
        about ''
    done
    conforms
}

@test "the numbers that get nothing more" {
    posts 201 suppressions '{"number":"+44 7700 900051"}'
    is stop '447700900051 admin' "$(field '"\(.number) \(.reason)"')"
    posts 200 suppressions '{"number":"+44-7700-900051"}'
    reads 200 suppressions/%2B44%207700%20900051
    posts 422 messages "$(sms '.to = "447700900051"')"
    about '#/to'
    posts 422 messages "$(sms '.failover = [. + {to: "447700900051"}]')"
    about '#/failover/0/to'
    posts 201 suppressions '{"number":"447700900052"}'
    reads 200 'suppressions?limit=1'
    reads 200 "suppressions?limit=1&cursor=$(field .next)"
    is stops 1 "$(field '.suppressions | length')"
    reads 200 'suppressions?limit=1000'
    is next null "$(field .next)"
    removes 204 suppressions/447700900051
    removes 404 suppressions/447700900051
    reads 404 suppressions/447700900051
    reads 404 suppressions/nobody
    posts 202 messages "$(sms '.to = "447700900051"')"
    refuses suppressions jq -nc <<'END'
#/number {}
#/number []
#/number {number: 447700900051}
#/number {number: "12"}
#/number {number: "447700900051", reason: "admin"}
END
    posts 400 suppressions '{'
    posts 413 suppressions "{\"number\":\"$(bytes 4096)\"}"
    sends 415 POST /api/v1/suppressions text/plain 447700900051
    reads 400 'suppressions?limit=1001'
    about limit
    reads 400 'suppressions?cursor=x'
    about cursor
    conforms
}

@test "what the carrier calls back with, in both forms, and what can never be right" {
    local id kind
    posts 202 messages "$(sms)"
    id=$(field .id)
    wait_for 100 has_status "$id" submitted
    calls 204 status "$(receipt "$id" delivered 'del(.channel) | .to = {type: "sms", number: .to} | .from = {type: "sms", id: .from}')"
    reads 200 "messages/$id"
    is status delivered "$(field .status)"
    calls 204 status "$(receipt "$id" read '.destination = {network_code: "23410"} | .workflow = {items_number: "1", items_total: "1"}')"
    reads 200 "messages/$id"
    is status read "$(field .status)"
    calls 204 status "$(receipt nobody submitted)"
    calls 204 inbound "$(text 447700900061 stop)"
    reads 200 suppressions/447700900061
    is reason reply "$(field .reason)"
    calls 204 inbound "$(text 447700900061 START '.timestamp |= (fromdate + 1 | todate) | del(.channel) | .to = {type: "sms", number: .to} |
        .from = {type: "sms", number: .from} | .message = {content: {type: "text", text: .text}} | del(.text, .message_type)')"
    reads 404 suppressions/447700900061
    for kind in status inbound; do
        calls 422 $kind '[]'
        about '#'
        calls 400 $kind '{'
        about '#'
        calls 422 $kind "$(receipt "$id" read 'del(.message_uuid, .client_ref)')"
        about '#/message_uuid'
        calls 413 $kind "$(bytes 32769)"
        about ''
    done
    calls 200 status "$(receipt "$id" gone)"
    conforms
}

@test "only what the carrier has signed is taken, once" {
    local sent kind used
    for kind in status inbound; do
        sent=$(receipt "nobody-$kind" delivered)
        KEY='' sends 503 POST "/api/v1/receipts/vonage/$kind" application/json "$sent"
        is wait 5 "$(header Retry-After)"
        calls 401 $kind "$sent" '.payload_hash = "00"'
        calls 401 $kind "$sent" '.iat -= 86400'
        calls 401 $kind "$sent" '.iss = "Somebody"'
        KEY=$ADMIN sends 401 POST "/api/v1/receipts/vonage/$kind" application/json "$sent"
        used=$(token "$sent")
        KEY=$used sends 204 POST "/api/v1/receipts/vonage/$kind" application/json "$sent"
        KEY=$used sends 401 POST "/api/v1/receipts/vonage/$kind" application/json "$sent"
        printf '{"a\0":1}' >"$BATS_TEST_TMPDIR/nul"
        KEY=$used sends 400 POST "/api/v1/receipts/vonage/$kind" application/json "@$BATS_TEST_TMPDIR/nul"
        about ''
    done
    conforms
}

@test "what Twilio calls back with, signed" {
    local id kind
    posts 202 messages "$(sms)"
    id=$(field .id)
    wait_for 100 has_status "$id" submitted
    twilio 204 status "?id=$id" MessageSid=SM1 MessageStatus=delivered To=447700900000
    reads 200 "messages/$id"
    is status delivered "$(field .status)"
    twilio 204 inbound '' MessageSid=SM2 From=447700900062 To=447700900009 Body=Stop
    reads 200 suppressions/447700900062
    twilio 200 status "?id=$id" MessageSid=SM1 MessageStatus=gone
    for kind in status inbound; do
        twilio 422 $kind '' Body=x
        about '#/MessageSid'
        twilio 413 $kind '' "MessageSid=$(bytes 32769)"
        sends 401 POST "/api/v1/receipts/twilio/$kind" application/x-www-form-urlencoded MessageSid=SM3
        is challenge 'Twilio-Signature realm="curt"' "$(header WWW-Authenticate)"
        printf 'a\0=1' >"$BATS_TEST_TMPDIR/nul"
        sends 400 POST "/api/v1/receipts/twilio/$kind" application/x-www-form-urlencoded "@$BATS_TEST_TMPDIR/nul"
    done
    conforms
}

@test "a campaign has a version" {
    local etag
    posts 201 campaigns "$(campaign versioned)"
    reads 200 campaigns/versioned
    etag=$(header ETag)
    reads 304 campaigns/versioned -H "If-None-Match: $etag"
    asks 412 DELETE /api/v1/campaigns/versioned -H 'If-Match: "0"'
    asks 204 DELETE /api/v1/campaigns/versioned -H "If-Match: $etag"
    conforms
}

@test "a parameter that is not known is refused, and said so in the file" {
    refuses_parameters messages receipts
    conforms
}

@test "a key of another scope is refused" {
    refuses_scope stats 'api/v1/(messages|campaigns|suppressions)'
}

@test "every answer of the file about messages and receipts was seen, but for those of a store that is away or full" {
    all_seen messages receipts
}
