# Conversions: what came of a click or a message, counted once.
load ../site.bash
load standin.bash

setup_file() {
    export CURT_LINKS_CLICK_ID=curt_id
    site_begin
}

teardown_file() {
    standin_end
    site_end
}

# Where a code leads, as Location has it: opened PATH [curl's arguments]
opened() {
    curl -s -o /dev/null -A "$FIREFOX" -w '%{redirect_url}' "${@:2}" "$BASE/$1"
}

# The id in a Location.
id_of() {
    sed -n 's/.*[?&]curt_id=\([^&#]*\).*/\1/p' <<<"$1"
}

# Reports one, by a jq program over {}: converts WANTED PROGRAM [KEY]
converts() {
    post /api/v1/conversions "$(jq -nc "{} | $2")" "${3-$ADMIN}"
    is "$2: $body" "$1" "$status"
}

# What was counted: counts PATH
counts() {
    counted
    api GET "/api/v1/stats/$1"
    field '"\(.conversions.count)\([.conversions.values[] | " \(.amount) \(.currency) of \(.count)"] | join(""))"'
}

@test "a click has an id at the site that it leads to, before the fragment and beside other parameters" {
    local first
    creates '{"url":"https://example.com/a","alias":"plain"}'
    creates '{"url":"https://example.com/a?x=1#part","alias":"query"}'
    creates '{"url":"https://example.com/","alias":"forwards","forward_query":true}'
    creates '{"url":"https://example.com/","alias":"first","track":"first"}'
    creates '{"url":"https://example.com/a?curt_id=OLD.plain#part","alias":"copied"}'
    creates '{"url":"https://example.com/a?x=1&curt_id=OLD.plain&y=&curt_ids=b","alias":"among"}'
    first=$(opened plain)
    [[ $first =~ ^https://example.com/a\?curt_id=[A-Za-z0-9_-]{32}\.plain$ ]]
    [ "$first" != "$(opened plain)" ]
    [[ $(opened query) =~ ^https://example.com/a\?x=1\&curt_id=[A-Za-z0-9_-]{32}\.query#part$ ]]
    [[ $(opened copied) =~ ^https://example.com/a\?curt_id=[A-Za-z0-9_-]{32}\.copied#part$ ]]
    [[ $(opened among) =~ ^https://example.com/a\?x=1\&y=\&curt_ids=b\&curt_id=[A-Za-z0-9_-]{32}\.among$ ]]
    [[ $(opened 'forwards?utm=a') =~ ^https://example.com/\?utm=a\&curt_id= ]]
    [[ $(opened 'forwards?curt_id=x&utm=a&curt%5Fid=y&&curt_ids=b') =~ ^https://example.com/\?utm=a\&\&curt_ids=b\&curt_id=[^\&]*\.forwards$ ]]
    [[ $(opened 'forwards?curt_id=x') =~ ^https://example.com/\?curt_id=[^\&]*\.forwards$ ]]
    is "not cached" "private, no-store" "$(curl -s -o /dev/null -D - -A "$FIREFOX" "$BASE/first" | tr -d '\r' | sed -n 's/^cache-control: //Ip')"
    is "HEAD is no click" https://example.com/a "$(opened plain -I)"
}

@test "a conversion of a click counts once: for its link, its campaign and all" {
    local id other of
    creates '{"url":"https://example.com/","alias":"shop","campaign":"sale","tags":["spring"]}'
    id=$(id_of "$(opened shop)")
    other=$(id_of "$(opened shop)")
    converts 201 ".click_id = \"$id\" | .id = \"order-1\" | .value = 19.90 | .currency = \"EUR\""
    is answer "purchase order-1 19.90 EUR shop sale spring" "$(field '"\(.name) \(.id) \(.value) \(.currency) \(.code) \(.campaign) \(.tags[0])"')"
    converts 200 ".click_id = \"$id\" | .id = \"order-1\" | .value = 19.90 | .currency = \"EUR\""
    converts 201 ".click_id = \"$id\" | .id = \"order-2\" | .value = \"0.10\" | .currency = \"EUR\""
    converts 201 ".click_id = \"$other\" | .value = 5 | .currency = \"USD\""
    converts 201 ".click_id = \"$other\" | .name = \"newsletter\""
    is link "4 20.00 EUR of 2 5.00 USD of 1" "$(counts links/shop)"
    is campaign "4 20.00 EUR of 2 5.00 USD of 1" "$(counts campaigns/sale)"
    is all "4 20.00 EUR of 2 5.00 USD of 1" "$(counts '')"
    for of in stats stats/links/shop stats/campaigns/sale stats/campaigns/sale/funnel; do
        api GET "/api/v1/$of?format=csv&table=conversions"
        is "$of" $'currency,amount,conversions\r\nEUR,20.00,2\r\nUSD,5.00,1\r\n,,1\r\n' "$body"
    done
    api GET '/api/v1/stats/tags/spring?format=csv&table=conversions'
    is "of a tag" "400 table" "$status $(field .pointer)"
    is event "order-1 $id" "$(curt event list --json | jq -r 'select(."detail-type" == "conversion.reported" and .detail.id == "order-1") |
        "\(.detail.id) \(.detail.click_id)"')"
}

@test "in CSV, what has a currency that is not shown is not without one" {
    local id one
    creates '{"url":"https://example.com/","alias":"world"}'
    id=$(id_of "$(opened world)")
    for one in X{A..Q}{A,B}; do
        converts 201 ".click_id = \"$id\" | .id = \"$one\" | .value = 1 | .currency = \"$one\""
    done
    counted
    api GET '/api/v1/stats/links/world?format=csv&table=conversions'
    is "$body" "33 0" "$(grep -c '' <<<"${body%$'\n'}") $(grep -c '^,' <<<"$body")"
}

@test "a conversion of a message counts in the funnel, whichever of its links was opened" {
    local message first second
    sends "$(sms '.text = "https://example.com/1 https://example.com/2" | .campaign = "parcels"')"
    message=$ID
    reaches "$message" delivered
    first=$(id_of "$(opened "$(field '.links[0].code')")")
    second=$(id_of "$(opened "$(field '.links[1].code')")")
    converts 201 ".click_id = \"$first\" | .id = \"7\" | .value = 3 | .currency = \"EUR\""
    is message "$message" "$(field .message)"
    converts 200 ".click_id = \"$second\" | .id = \"7\" | .value = 3 | .currency = \"EUR\""
    converts 200 ".message = \"$message\" | .id = \"7\""
    converts 201 ".message = \"$message\" | .id = \"8\" | .value = 4 | .currency = \"EUR\""
    sends "$(sms '.campaign = "parcels"')"
    reaches "$ID" delivered
    is funnel "2 7.00 EUR of 2" "$(counts campaigns/parcels/funnel)"
    api GET /api/v1/stats/campaigns/parcels/funnel
    is converted "2 1 1" "$(field '"\(.messages) \(.clicked) \(.converted)"')"
}

@test "what is no click, another's, or no value is refused" {
    local id forged program pointer
    creates '{"url":"https://example.com/","alias":"mine"}'
    id=$(id_of "$(opened mine)")
    forged="$(tr 'A-Za-z' 'N-ZA-Mn-za-m' <<<"${id:0:32}").mine"
    while IFS=: read -r pointer program; do
        converts 422 "$program"
        is "$program" "$pointer" "$(field .pointer)"
    done <<END
#/click_id:.
#/click_id:.click_id = "$id" | .message = "018f0000-0000-7000-8000-000000000000"
#/click_id:.click_id = "$forged"
#/click_id:.click_id = "${id%mine}other"
#/click_id:.click_id = "${id%.mine}"
#/click_id:.click_id = "x"
#/message:.message = "018f0000-0000-7000-8000-000000000000"
#/currency:.click_id = "$id" | .value = 1
#/currency:.click_id = "$id" | .currency = "EUR"
#/currency:.click_id = "$id" | .value = 1 | .currency = "eur"
#/value:.click_id = "$id" | .value = -1 | .currency = "EUR"
#/value:.click_id = "$id" | .value = "much" | .currency = "EUR"
#/value:.click_id = "$id" | .value = true | .currency = "EUR"
#/at:.click_id = "$id" | .at = "2020-01-01T00:00:00Z"
#/at:.click_id = "$id" | .at = "2099-01-01T00:00:00Z"
#/name:.click_id = "$id" | .name = ""
#/colour:.click_id = "$id" | .colour = "red"
END
    converts 422 ".click_id = \"$id\"" "$CREATOR" # the link is the administrator's
    converts 403 ".click_id = \"$id\"" "$READER"
    converts 201 ".click_id = \"$id\""
    api DELETE /api/v1/links/mine
    converts 422 ".click_id = \"$id\" | .id = \"later\""
}

@test "what is forgotten of a person takes its conversions along" {
    local id
    sends "$(sms '.to = "447700900171" | .text = "https://example.com/"')"
    id=$(id_of "$(opened "$(field '.links[0].code')")")
    converts 201 ".click_id = \"$id\" | .id = \"hers\""
    counted
    run curt forget 447700900171
    is "$output" 0 "$status"
    is "no event" "" "$(curt event list --json | jq -r 'select(.detail.id == "hers")')"
    converts 422 ".click_id = \"$id\" | .id = \"hers\""
}

@test "the manual shows the files as they are, and a server reports with one" {
    local file id
    for file in click-id.js report.sh; do
        manual_shows curt-send.8 "etc/conversions/$file"
    done
    creates '{"url":"https://example.com/","alias":"server"}'
    id=$(id_of "$(opened server)")
    run env CURT="$BASE" KEY="$ADMIN" "$TOP/etc/conversions/report.sh" "$id" order-9 12.50 EUR
    is "$output" "0 order-9" "$status $(jq -r .id <<<"$output")"
    run env CURT="$BASE" KEY="$ADMIN" "$TOP/etc/conversions/report.sh" nothing order-9 12.50 EUR
    [ "$status" -ne 0 ]
    run env CURT="$BASE" KEY="$ADMIN" "$TOP/etc/conversions/report.sh" "$id\", \"name\": \"forged" order-10 12.50 EUR
    [ "$status" -ne 0 ]
}
