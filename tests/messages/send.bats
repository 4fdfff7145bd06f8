# Messages over the API: what is sent, what is said of it, what is refused.
load ../site.bash
load standin.bash

setup_file() {
    site_begin
}

teardown_file() {
    standin_end
    site_end
}

# A message's text with its links, in the order of the answer's list, as <0>, <1>, ...
numbered() {
    field 'reduce (.links | to_entries[]) as $link (.text; split($link.value.short_url) | join("<\($link.key)>"))'
}

# Sends an SMS of this text and compares: shortens TEXT WANTED URL...
shortens() {
    local wanted=$2 text
    text=$(jq -Rs . <<<"$1" | sed 's/\\n"$/"/')
    sends "$(sms ".text = $text")"
    is "$1" "$wanted" "$(numbered)"
    shift 2
    is links "$*" "$(field '[.links[].url] | join(" ")')"
}

# A problem with the message of this JSON: wrong POINTER JSON
wrong() {
    post /api/v1/messages "$2"
    echo "${2:0:300}" # shown if it goes wrong
    refused 422 "$1"
}

@test "each channel is taken by the carrier, as curt said that it would be sent" {
    local message view
    while read -r message; do
        sends "$message"
        view=$(field '{channel, to, from, message_type, text, image, vcard, audio, video, file, content, card, carousel, template,
            sticker, reaction, custom, suggestions, context, trusted_recipient, sms, rcs, whatsapp, viber_service, messenger,
            ttl} | with_entries(select(.value != null)) | tojson')
        is "status and type" "requested $(field .message_type)" "$(field '.status + " " + .message_type')"
        reaches "$ID" delivered
        is "$message" "$(jq -cS . <<<"$view")" "$(accepted "$ID" 'del(.client_ref, .webhook_version)' | jq -cS .)"
        is "the form of receipts" v1 "$(accepted "$ID" .webhook_version | jq -r .)"
        is "what was given is there" true "$(jq -n --argjson given "$message" --argjson sent "$(accepted "$ID")" '
            $sent | contains($given | del(.ttl | select($given.channel | IN("whatsapp", "viber_service", "messenger"))))')"
    done <<'END'
{"channel":"sms","to":"447700900000","from":"447700900001","text":"Hello"}
{"channel":"sms","to":"447700900000","from":"curt","text":"Hello","message_type":"text","ttl":60,"sms":{"encoding_type":"text"}}
{"channel":"sms","to":"447700900000","from":"curt","text":"Hello","sms":{"encoding_type":"unicode"}}
{"channel":"sms","to":"447700900000","from":"curt","text":"Hallo 😀","sms":{"encoding_type":"auto"}}
{"channel":"mms","to":"447700900000","from":"447700900001","text":"Hello"}
{"channel":"mms","to":"447700900000","from":"447700900001","ttl":300,"image":{"url":"https://203.0.114.1/a.png","caption":"A"}}
{"channel":"rcs","to":"447700900000","from":"Shop","text":"Hello","ttl":20}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","text":"Hello","ttl":100}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","template":{"name":"order","parameters":["a","b"]},"whatsapp":{"locale":"en_GB"}}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","template":{"name":"order"},"whatsapp":{"policy":"deterministic","locale":"de"}}
{"channel":"viber_service","to":"447700900000","from":"shop","text":"Hello","ttl":30,"viber_service":{"category":"promotion"}}
{"channel":"viber_service","to":"447700900000","from":"shop","text":"Hello"}
{"channel":"sms","to":"447700900000","from":"curt","text":"Hello","trusted_recipient":true,"sms":{"entity_id":"1101456324675322134","content_id":"1107457532145798767","pool_id":"pool-1"}}
{"channel":"mms","to":"447700900000","from":"447700900001","vcard":{"url":"https://203.0.114.1/a.vcf"}}
{"channel":"mms","to":"447700900000","from":"447700900001","file":{"url":"https://203.0.114.1/a.pdf","caption":"A"}}
{"channel":"mms","to":"447700900000","from":"447700900001","audio":{"url":"https://203.0.114.1/a.mp3"}}
{"channel":"mms","to":"447700900000","from":"447700900001","content":[{"type":"image","url":"https://203.0.114.1/a.png"},{"type":"video","url":"https://203.0.114.1/a.mp4"}]}
{"channel":"rcs","to":"447700900000","from":"Shop","video":{"url":"https://203.0.114.1/a.mp4"},"rcs":{"category":"promotion"}}
{"channel":"rcs","to":"447700900000","from":"Shop","text":"Hello","suggestions":[{"type":"reply","text":"Yes","postback_data":"y"},{"type":"share_location","text":"Here","postback_data":"h"},{"type":"view_location","text":"Map","postback_data":"m","latitude":"51.5","longitude":"-0.12","pin_label":"Shop"},{"type":"create_calendar_event","text":"Save","postback_data":"s","start_time":"2026-12-24T18:00:00Z","end_time":"2026-12-24T19:00:00Z","title":"Delivery"}]}
{"channel":"rcs","to":"447700900000","from":"Shop","carousel":[{"title":"A","text":"a","media_url":"https://203.0.114.1/a.png"},{"title":"B","text":"b","media_url":"https://203.0.114.1/b.png","media_height":"SHORT"}],"rcs":{"card_width":"SMALL"}}
{"channel":"rcs","to":"447700900000","from":"Shop","custom":{"contentMessage":{"text":"Hello"}}}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","text":"Hello","context":{"message_uuid":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","video":{"url":"https://203.0.114.1/a.mp4","caption":"A"}}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","sticker":{"url":"https://203.0.114.1/a.webp"}}
{"channel":"whatsapp","to":"447700900000","from":"447700900001","reaction":{"action":"react","emoji":"👍"},"context":{"message_uuid":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}}
{"channel":"viber_service","to":"447700900000","from":"shop","video":{"url":"https://203.0.114.1/a.mp4","thumb_url":"https://203.0.114.1/a.png"},"viber_service":{"duration":60,"file_size":5}}
{"channel":"messenger","to":"4477-id","from":"page","text":"Hello","messenger":{"category":"update"}}
{"channel":"messenger","to":"4477-id","from":"page","text":"Hello","messenger":{"category":"message_tag","tag":"ACCOUNT_UPDATE"}}
END
}

# Opens each link of the message, as its recipient would by a tap, and counts: taps URL...
taps() {
    is links "$*" "$(field '[.links[].url] | join(" ")')"
    local short before=$body
    for short in $(field '.links[].code'); do
        api GET "/$short" '' -A "$FIREFOX"
        is "$short" 301 "$status"
    done
    counted
    api GET "/api/v1/stats/messages/$ID"
    is clicks "$#" "$(field .clicks)"
    body=$before
}

@test "what can be tapped is shortened and counts: suggestions, cards, Viber's action, custom objects; media is not" {
    local reply='"text":"Go","postback_data":"p"'
    sends '{"channel":"rcs","to":"447700900000","from":"Shop","text":"Look","suggestions":[
        {"type":"open_url",'"$reply"',"url":"https://example.com/a"},
        {"type":"open_url_in_webview",'"$reply"',"url":"https://example.com/b","view_mode":"HALF"},
        {"type":"dial",'"$reply"',"phone_number":"+447700900000","fallback_url":"https://example.com/c"}]}'
    taps https://example.com/a https://example.com/b https://example.com/c
    sends '{"channel":"rcs","to":"447700900000","from":"Shop","card":{"title":"A","text":"See https://example.com/d.",
        "media_url":"https://203.0.114.1/a.png","suggestions":[{"type":"open_url",'"$reply"',"url":"https://example.com/e"}]}}'
    taps https://example.com/d https://example.com/e
    reaches "$ID" delivered
    is media https://203.0.114.1/a.png "$(accepted "$ID" .card.media_url | jq -r .)"
    is suggestion "$(field '.links[1].short_url')" "$(accepted "$ID" '.card.suggestions[0].url' | jq -r .)"
    sends '{"channel":"viber_service","to":"447700900000","from":"shop","text":"Hello",
        "viber_service":{"action":{"url":"https://example.com/f","text":"Open"}}}'
    taps https://example.com/f
    sends '{"channel":"whatsapp","to":"447700900000","from":"447700900001","custom":{"type":"interactive","interactive":{
        "type":"cta_url","body":{"text":"At https://example.com/g"},"action":{"name":"cta_url","parameters":{
        "display_text":"Open","url":"https://example.com/h"}}}}}'
    taps https://example.com/g https://example.com/h
}

@test "a failover may be of any length" {
    sends "$(sms '.failover = [range(12) | {channel: "sms", to: "447700900000", from: "curt", text: "https://example.com/\(.)"}]')"
    is links 12 "$(field '.links | length')"
    reaches "$ID" delivered
    is failover 12 "$(accepted "$ID" '.failover | length')"
}

@test "what takes a message's place when it fails is sent along" {
    sends "$(sms '.ttl = 60 | .failover = [{channel: "mms", to: "+44 7700 900000", from: "447700900001",
        image: {url: "https://203.0.114.1/a.png", caption: "at https://example.com/caption"}},
        {channel: "viber_service", to: "447700900000", from: "shop", text: "Viber https://example.com/viber", ttl: 60}]')"
    reaches "$ID" delivered
    is channels '["sms","mms","viber_service"]' "$(accepted "$ID" '[.channel, .failover[].channel]')"
    is references "[\"$ID\"]" "$(accepted "$ID" '[.client_ref, .failover[].client_ref] | unique')"
    is to '["447700900000"]' "$(accepted "$ID" '[.to, .failover[].to] | unique')"
    is links "https://example.com/caption https://example.com/viber" "$(field '[.links[].url] | join(" ")')"
    is caption "at $(field '.links[0].short_url')" "$(accepted "$ID" '.failover[0].image.caption' | jq -r .)"
    is viber "Viber $(field '.links[1].short_url')" "$(accepted "$ID" '.failover[1].text' | jq -r .)"
    is "viber's ttl" 60 "$(accepted "$ID" '.failover[1].viber_service.ttl')"
}

@test "links are found as a person sees them" {
    shortens 'See https://example.com/a.' 'See <0>.' https://example.com/a
    shortens '(https://example.com/b) [https://example.com/c] https://example.com/d_(e)!' '(<0>) [<1>] <2>!' \
        https://example.com/b https://example.com/c 'https://example.com/d_(e)'
    shortens '"https://example.com/q", “https://example.com/r” <https://example.com/s>' '"<0>", “<1>” <<2>>' \
        https://example.com/q https://example.com/r https://example.com/s
    shortens 'http://example.com/p and HTTPS://example.com/p; xhttp://example.com/no, ftp://example.com/no' \
        '<0> and <1>; xhttp://example.com/no, ftp://example.com/no' http://example.com/p https://example.com/p
    shortens 'https://example.com/x https://example.com/x.' '<0> <0>.' https://example.com/x
    shortens "already $BASE/abc here" "already $BASE/abc here"
    shortens "$(printf 'lines\nhttps://example.com/1\nhttps://example.com/2…')" "$(printf 'lines\n<0>\n<1>…')" \
        https://example.com/1 https://example.com/2
}

@test "a template's parameters have links too" {
    sends '{"channel":"whatsapp","to":"447700900000","from":"447700900001","whatsapp":{"locale":"en"},
        "template":{"name":"order","parameters":["Anna","track at https://example.com/t."]}}'
    is parameter "track at $(field '.links[0].short_url')." "$(field '.template.parameters[1]')"
}

@test "each recipient has links of its own, which know whose they are" {
    local first
    sends "$(sms '.text = "https://example.com/one" | .campaign = "spring" | .ttl = 3600 | .client_ref = "order-1"')"
    first=$(field '.links[0].code')
    is "reference" order-1 "$(field .client_ref)"
    is "the carrier gets the id" "$ID" "$(reaches "$ID" delivered && accepted "$ID" .client_ref | jq -r .)"
    api GET "/api/v1/links/$first"
    is "the link's message and campaign" "$ID spring https://example.com/one every" \
        "$(field '"\(.message) \(.campaign) \(.url) \(.track)"')"
    is "it expires with the message" 3600 "$(field '(.expires_at[:19] + "Z" | fromdate) - (.created_at[:19] + "Z" | fromdate)')"
    sends "$(sms '.text = "https://example.com/one" | .to = "447700900002"')"
    [ "$(field '.links[0].code')" != "$first" ]
    api GET "/api/v1/links/$(field '.links[0].code')"
    is "no ttl, no end" null "$(field .expires_at)"
}

@test "tracking: every, first, none" {
    local track
    for track in every first; do
        sends "$(sms ".text = \"https://example.com/t\" | .track = \"$track\"")"
        api GET "/api/v1/links/$(field '.links[0].code')"
        is track "$track" "$(field .track)"
    done
    sends "$(sms '.text = "https://example.com/t" | .track = "none"')"
    is "no links" "https://example.com/t []" "$(field '"\(.text) \(.links)"')"
    reaches "$ID" delivered
    is sent https://example.com/t "$(accepted "$ID" .text | jq -r .)"
}

@test "an open counts for the campaign, and says of which message" {
    sends "$(sms '.text = "https://example.com/opened" | .campaign = "opens"')"
    api GET "/$(field '.links[0].code')" '' -A "$FIREFOX"
    is "$body" 301 "$status"
    counted
    api GET /api/v1/stats/campaigns/opens
    is clicks 1 "$(field .clicks)"
    is event "$ID opens" "$(curt event list --json | jq -r --arg id "$ID" 'select(."detail-type" == "link.clicked" and
        .detail.message == $id) | "\(.detail.message) \(.detail.campaign)"')"
}

@test "segments are counted of the text as it is sent" {
    sends "$(sms '.text = "a" * 160')"
    is one 'GSM-7 1 160 []' "$(field '"\(.segments.encoding) \(.segments.count) \(.segments.units) \(.warnings)"')"
    sends "$(sms '.text = "a" * 161')"
    is two 'GSM-7 2' "$(field '"\(.segments.encoding) \(.segments.count)"')"
    sends "$(sms '.text = "a" * 100 + " https://example.com/" + "b" * 1000')"
    is "a long link is short" 1 "$(field .segments.count)"
    sends "$(sms '.text = "a" * 100 + "→"')"
    is "one character" 'UCS-2 2' "$(field '"\(.segments.encoding) \(.segments.count)"')"
    [[ $(field '.warnings[0]') == *'(→)'*'in 2 segments; without, it takes 1' ]]
    sends "$(sms '.text = "Hello" | .sms = {encoding_type: "unicode"}')"
    is unicode 'UCS-2 []' "$(field '"\(.segments.encoding) \(.warnings)"')"
    sends '{"channel":"rcs","to":"447700900000","from":"Shop","text":"Hello"}'
    is "not of others" null "$(field .segments)"
}

@test "what is not as its channel has it is refused, and leaves nothing behind" {
    local before pointer program
    sends "$(sms)"
    reaches "$ID" delivered
    wait_for 100 settled
    before=$(curt event list | wc -l)
    while read -r pointer program; do
        wrong "$pointer" "$(sms "$program")"
    done <<'END'
#/channel del(.channel)
#/channel .channel = "pigeon"
#/channel .channel = 1
#/to del(.to)
#/to .to = "123"
#/to .to = "0447700900000"
#/to .to = "44770090000x"
#/to .to = "4477009000001234"
#/to .to = 447700900000
#/from del(.from)
#/from .from = "more than eleven"
#/from .from = ""
#/text del(.text)
#/text .text = ""
#/text .text = "a" * 3201
#/text .text = "https://example.com/x " + "a" * 3190
#/text .text = ([range(51)] | map("https://example.com/\(.)") | join(" "))
#/ttl .ttl = 19
#/ttl .ttl = 604801
#/ttl .ttl = "60"
#/ttl .ttl = 60.5
#/message_type .message_type = "image"
#/image .image = {url: "https://203.0.114.1/a.png"}
#/sms/encoding_type .sms = {encoding_type: "utf-8"}
#/sms/encoding_type .sms = {encoding_type: "text"} | .text = "→"
#/sms/other .sms = {other: 1}
#/sms .sms = []
#/whatsapp .whatsapp = {}
#/colour .colour = "red"
#/a~1b~0 ."a/b~" = 1
#/track .track = "always"
#/campaign .campaign = "x" * 65
#/client_ref .client_ref = "x" * 101
#/webhook .webhook = "http://example.com/"
#/webhook .webhook = "no address"
#/text .channel = "mms" | .from = "447700900001" | del(.text)
#/text .channel = "mms" | .from = "447700900001" | .image = {url: "https://203.0.114.1/"}
#/ttl .channel = "mms" | .from = "447700900001" | .ttl = 299
#/image/url .channel = "mms" | del(.text) | .image = {}
#/image/url .channel = "mms" | del(.text) | .image = {url: "ftp://example.com/"}
#/image/caption .channel = "mms" | del(.text) | .image = {url: "https://203.0.114.1/", caption: ("a" * 3001)}
#/image/name .channel = "mms" | del(.text) | .image = {url: "https://203.0.114.1/", name: "a"}
#/text .channel = "rcs" | .text = "a" * 3073
#/ttl .channel = "rcs" | .ttl = 259201
#/from .channel = "rcs" | .from = "a" * 51
#/text .channel = "whatsapp" | .from = "447700900001" | .text = "a" * 4097
#/from .channel = "whatsapp"
#/whatsapp/locale .channel = "whatsapp" | .from = "447700900001" | del(.text) | .template = {name: "t"}
#/whatsapp/policy .channel = "whatsapp" | .from = "447700900001" | .whatsapp = {policy: "any"}
#/template/name .channel = "whatsapp" | .from = "447700900001" | del(.text) | .template = {}
#/template/parameters .channel = "whatsapp" | .from = "447700900001" | del(.text) | .template = {name: "t", parameters: [1]}
#/text .channel = "whatsapp" | .from = "447700900001" | .template = {name: "t"}
#/text .channel = "viber_service" | .text = "a" * 1001
#/ttl .channel = "viber_service" | .ttl = 29
#/viber_service/category .channel = "viber_service" | .viber_service = {category: "fun"}
#/text .channel = "messenger" | .text = "a" * 641
#/to .channel = "messenger" | .to = "a" * 51
#/to .channel = "messenger" | .to = "a b"
#/messenger/tag .channel = "messenger" | .messenger = {category: "message_tag"}
#/messenger/tag .channel = "messenger" | .messenger = {category: "response", tag: "T"}
#/failover .failover = []
#/failover .failover = {}
#/failover/0 .failover = [1]
#/failover/0/channel .failover = [{}]
#/failover/0/to .failover = [{channel: "sms", from: "curt", text: "x"}]
#/failover/1/text .failover = [{channel: "sms", to, from, text}, {channel: "sms", to, from, text: ("a" * 3201)}]
#/failover/0/track .failover = [{channel: "sms", to, from, text, track: "none"}]
#/failover/0/sms/encoding_type .failover = [{channel: "sms", to, from, text: "→", sms: {encoding_type: "text"}}]
END
    for program in '[]' '"text"' 1 null; do
        post /api/v1/messages "$program"
        is "$program" "422" "$status"
    done
    is "no event" "$before" "$(curt event list | wc -l)"
    is "no request to the carrier" 0 "$(jq -c 'select(.outcome != "accepted")' "$STANDIN/requests.jsonl" | wc -l)"
}

@test "what the channels just take" {
    local program
    while read -r program; do
        sends "$(sms "$program")"
        reaches "$ID" delivered
    done <<'END'
.text = "a" * 3200
.text = "ä" * 3200
.text = "https://example.com/" + "x" * 1000 + " " + "a" * 3150
.ttl = 20
.ttl = 604800
.from = "elevenchars"
.to = "1234567"
.to = "123456789012345"
.channel = "mms" | .ttl = 259200
.channel = "rcs" | .text = "a" * 3072
.channel = "whatsapp" | .from = "447700900001" | .text = "a" * 4096
.channel = "viber_service" | .text = "a" * 1000 | .ttl = 259200
.channel = "messenger" | .text = "a" * 640
.text = ([range(50)] | map("https://example.com/\(.)") | join(" "))
.client_ref = "x" * 100 | .campaign = "x" * 64
END
}

@test "the same Idempotency-Key gets the same answer, and one message" {
    local first key=again-1
    sends "$(sms '.text = "https://example.com/once"')" "$CREATOR" -H "Idempotency-Key: $key"
    first=$body
    [ "$(header Location)" = "$BASE/api/v1/messages/$ID" ]
    sends "$(sms '.text = "https://example.com/once"')" "$CREATOR" -H "Idempotency-Key: $key"
    is answer "$first" "$body"
    [ "$(header Location)" = "$BASE/api/v1/messages/$ID" ]
    post /api/v1/messages "$(sms '.text = "other"')" "$CREATOR" -H "Idempotency-Key: $key"
    refused 422 ''
    reaches "$ID" delivered
    is asked 1 "$(asked_times "$ID")"
    is messages 1 "$(curt event list --json | jq -c --arg url https://example.com/once \
        'select(."detail-type" == "link.created" and .detail.url == $url)' | wc -l)"
    sends "$(sms '.text = "https://example.com/once"')" "$OTHER" -H "Idempotency-Key: $key"
    [ "$ID" != "$(jq -r .id <<<"$first")" ]
    post /api/v1/messages "$(sms)" "$CREATOR" -H "Idempotency-Key: $(printf 'x%.0s' $(seq 256))"
    is "too long" 400 "$status"
}

@test "numbers in the forms that people write" {
    local number
    while read -r number; do
        sends "$(sms ".to = \"$number\"")"
        is "$number" 447700900000 "$(field .to)"
        reaches "$ID" delivered
        is "$number" '"447700900000"' "$(accepted "$ID" .to)"
    done <<'END'
447700900000
+44 7700 900000
+44 (0) 7700 900000
+44-7700-900.000
 (44) 7700/900000
END
    sends "$(sms '.from = "+44 7700 900001"')"
    is from 447700900001 "$(field .from)"
}

@test "numbers are masked for all but administrators" {
    local id masked='44770*****42'
    sends "$(sms '.to = "447700900042" | .failover = [{channel: "sms", to, from, text}]')" "$CREATOR"
    is "creator's answer" "$masked $masked" "$(field '"\(.to) \(.failover[0].to)"')"
    id=$ID
    api GET "/api/v1/messages/$id" "$CREATOR"
    is creator "$masked $masked" "$(field '"\(.to) \(.failover[0].to)"')"
    api GET "/api/v1/messages/$id" "$READER"
    is reader "$masked $masked" "$(field '"\(.to) \(.failover[0].to)"')"
    api GET /api/v1/messages "$READER"
    is "reader's list" "$masked" "$(field ".messages[] | select(.id == \"$id\") | .to")"
    api GET "/api/v1/messages?to=447700900042" "$READER"
    is "a reader looks for a number" "403 role_too_low" "$status $(field .code)"
    api GET "/api/v1/messages?to=447700900042" "$CREATOR"
    is "its creator does" "$masked" "$(field '.messages[0].to')"
    api GET "/api/v1/messages/$id"
    is admin "447700900042 447700900042" "$(field '"\(.to) \(.failover[0].to)"')"
}

@test "a message belongs to who made it" {
    sends "$(sms '.campaign = "mine"')" "$CREATOR"
    api GET "/api/v1/messages/$ID" "$OTHER"
    is other 404 "$status"
    api POST "/api/v1/messages/$ID/resend" "$OTHER"
    is "other's resend" 404 "$status"
    api GET '/api/v1/messages?campaign=mine' "$OTHER"
    is "other's list" '[]' "$(field .messages)"
    api GET '/api/v1/messages?campaign=mine' "$READER"
    is "reader's list" "$ID" "$(field '.messages[].id')"
    api GET "/api/v1/messages/$ID" "$READER"
    is reader 200 "$status"
    api GET "/api/v1/messages/00000000-0000-0000-0000-000000000000"
    is none 404 "$status"
    api GET /api/v1/messages/nonsense
    is nonsense 404 "$status"
    api GET "/api/v1/messages/$ID/other"
    is "another address" 404 "$status"
}

# Follows a list of two a page to its end, three pages at most: pages QUERY
pages() {
    local cursor='' page listed=''
    for page in 1 2 3; do
        api GET "/api/v1/messages?$1&limit=2${cursor:+&cursor=$cursor}"
        is "$body" 200 "$status"
        cursor=$(field '.next // ""')
        listed="$listed $(field '[.messages[].id] | join(" ")')"
    done
    printf '%s\n' "${listed# }"
}

@test "the list: newest first, of a campaign oldest first, by pages, with filters" {
    local i first='' last=''
    for i in 1 2 3 4 5; do
        sends "$(sms ".campaign = \"listed\" | .to = \"44770090010$i\"")"
        first="$first $ID" last="$ID $last"
        reaches "$ID" delivered
    done
    is "of the campaign" "${first# }" "$(pages campaign=listed)"
    [[ $(pages '') == "${last% } "* ]]
    api GET '/api/v1/messages?to=447700900103'
    is "by number" "447700900103" "$(field '[.messages[].to] | unique | join(" ")')"
    api GET '/api/v1/messages?campaign=listed&status=delivered'
    is "by status" 5 "$(field '.messages | length')"
    api GET '/api/v1/messages?campaign=listed&status=failed'
    is "none failed" 0 "$(field '.messages | length')"
    api GET '/api/v1/messages?campaign=listed&to=447700900104'
    is "by both" 1 "$(field '.messages | length')"
    for i in limit=0 limit=201 limit=x status=lost cursor=x "campaign=$(printf 'x%.0s' $(seq 65))"; do
        api GET "/api/v1/messages?$i"
        refused 400 "${i%%=*}"
    done
}

@test "who may not, and what cannot be read" {
    post /api/v1/messages "$(sms)" ''
    is "no key" 401 "$status"
    [[ $(header WWW-Authenticate) == Bearer* ]]
    post /api/v1/messages "$(sms)" curt_1_nonsense
    is "no such key" 401 "$status"
    post /api/v1/messages "$(sms)" "$READER"
    is reader 403 "$status"
    api GET /api/v1/messages ''
    is "no key for the list" 401 "$status"
    api GET /api/v1/suppressions "$CREATOR"
    is "stops are the administrator's" 403 "$status"
    api PUT /api/v1/messages
    is method '405 GET, HEAD, POST' "$status $(header Allow)"
    api DELETE /api/v1/messages/00000000-0000-0000-0000-000000000000
    is method '405 GET, HEAD, PATCH' "$status $(header Allow)"
    api GET /api/v1/messages/00000000-0000-0000-0000-000000000000/resend
    is method '405 POST' "$status $(header Allow)"
    api POST /api/v1/messages "$ADMIN" -H 'Content-Type: text/plain' --data-binary "$(sms)"
    is type 415 "$status"
    post /api/v1/messages '{'
    is json 400 "$status"
    sms '.text = "a" * 140000' >"$BATS_TEST_TMPDIR/long"
    post /api/v1/messages "@$BATS_TEST_TMPDIR/long"
    is size 413 "$status"
}

@test "the list of those that get nothing more" {
    local cursor
    post /api/v1/suppressions '{"number":"+44 7700 900200"}'
    is "put on" "201 447700900200 admin" "$status $(field '"\(.number) \(.reason)"')"
    post /api/v1/suppressions '{"number":"447700900200"}'
    is "again" 200 "$status"
    post /api/v1/suppressions '{"number":"447700900201"}'
    post /api/v1/suppressions '{"number":"none"}'
    refused 422 '#/number'
    post /api/v1/messages "$(sms '.to = "+44 7700 900200"')"
    refused 422 '#/to'
    post /api/v1/messages "$(sms '.failover = [{channel: "sms", to: "447700900201", from, text}]')"
    refused 422 '#/failover/0/to'
    api GET '/api/v1/suppressions?limit=1'
    cursor=$(field .next)
    api GET "/api/v1/suppressions?limit=1&cursor=$cursor"
    is "the second" "1 null" "$(field '"\(.suppressions | length) \(.next)"')"
    api DELETE /api/v1/suppressions/447700900200
    is "taken off" 204 "$status"
    api GET /api/v1/suppressions/447700900200
    is gone 404 "$status"
    api DELETE /api/v1/suppressions/447700900200
    is "gone already" 404 "$status"
    sends "$(sms '.to = "447700900200"')"
}

@test "curt message list: to a number as people write it, whatever else is asked for" {
    local one
    sends "$(sms '.to = "447700900071"')"
    one=$ID
    sends "$(sms '.to = "447700900072"')"
    is "of a number" "$one" "$(curt message list --json --to '+44 7700 900071' | jq -r .id)"
    is "of no campaign" '' "$(curt message list --json --to 447700900071 --campaign none | jq -r .id)"
    is "unknown" '' "$(curt message list --json --to 447700900071 --status unknown | jq -r .id)"
}
