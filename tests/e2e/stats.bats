# Numbers: what was opened, as the API shows it.
load ../site.bash

GOOGLEBOT='Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1
    export CURT_STATS_VALUES=10
    export CURT_STATS_METRICS_TOKEN=only-for-metrics
    site_begin
    post /api/v1/links '{"url":"https://example.com/1","alias":"one","campaign":"spring","tags":["news","mail"]}' "$CREATOR"
    post /api/v1/links '{"url":"https://example.com/2","alias":"two","campaign":"spring","tags":["news"]}' "$OTHER"
    post /api/v1/links '{"url":"https://example.com/3","alias":"idle"}' "$CREATOR"
    for i in 1 2 3; do
        seen one "$FIREFOX" 198.51.100.$i -H 'Referer: https://News.Example/today' -H 'Accept-Language: de-AT,de;q=0.9'
    done
    seen one "$FIREFOX" 198.51.100.1
    seen one "$IPHONE" 198.51.100.9 -H 'Accept-Language: en-GB'
    seen one "$GOOGLEBOT" 198.51.100.10
    seen one 'WhatsApp/2.23.20.0' 198.51.100.11
    seen one '' 198.51.100.12
    seen two "$IPHONE" 198.51.100.9
    counted
}

teardown_file() {
    site_end
}

# seen CODE AGENT ADDRESS [curl's arguments]
seen() {
    local code=$1 agent=$2 address=$3
    shift 3
    curl -s -o /dev/null -A "$agent" -H "X-Forwarded-For: $address" "$@" "$BASE/$code"
}

@test "a link's numbers: people, visitors, bots and previews apart" {
    api GET /api/v1/stats/links/one "$CREATOR"
    is status 200 "$status"
    is clicks 5 "$(field .clicks)"
    is visitors 4 "$(field .visitors)"
    is bots 2 "$(field .bots)"
    is previews 1 "$(field .previews)"
    [ "$(field .first_click)" \< "$(field .last_click)" ]
    is "as of" 12 "$(field .as_of.event)"
    jq -e '.as_of.time | test("^20[0-9-]+T[0-9:.]+Z$")' <<<"$body"
    api GET /api/v1/stats/links/idle "$CREATOR"
    is clicks 0 "$(field .clicks)"
    is first null "$(field .first_click)"
}

@test "broken down by referrer, browser, system, device, language and bot" {
    api GET /api/v1/stats/links/one "$CREATOR"
    is referrer 'news.example 3,direct 2' "$(field '[.breakdown.referrer[] | "\(.value) \(.clicks)"] | join(",")')"
    is browser 'Firefox 4,Mobile Safari 1' "$(field '[.breakdown.browser[] | "\(.value) \(.clicks)"] | join(",")')"
    is system 'Linux 4,iOS 1' "$(field '[.breakdown.system[] | "\(.value) \(.clicks)"] | join(",")')"
    is device 'desktop 4,phone 1' "$(field '[.breakdown.device[] | "\(.value) \(.clicks)"] | join(",")')"
    is language 'de 3,en 1,unknown 1' "$(field '[.breakdown.language[] | "\(.value) \(.clicks)"] | join(",")')"
    field '[.breakdown.bot[].value] | join(",")' | grep -q Googlebot
    api GET '/api/v1/stats/links/one?top=1' "$CREATOR"
    is "top 1" 1 "$(field '.breakdown.language | length')"
}

@test "per campaign, per tag, overall: each owner its own, admins all" {
    for who in "$CREATOR 5 4" "$OTHER 1 1" "$ADMIN 6 4" "$READER 6 4"; do
        set -- $who
        api GET /api/v1/stats/campaigns/spring "$1"
        is campaign "$2 $3" "$(field '"\(.clicks) \(.visitors)"')"
        api GET /api/v1/stats/tags/news "$1"
        is tag "$2 $3" "$(field '"\(.clicks) \(.visitors)"')"
        api GET /api/v1/stats "$1"
        is all "$2 $3" "$(field '"\(.clicks) \(.visitors)"')"
    done
    api GET /api/v1/stats/tags/mail "$OTHER"
    is "not mine" 0 "$(field .clicks)"
    api GET /api/v1/stats/links/one "$OTHER"
    is "not mine" 404 "$status"
}

@test "a series by hour, day and month in a named time zone" {
    for unit in hour:24 day:30 month:12; do
        api GET "/api/v1/stats/links/one?unit=${unit%:*}&tz=Asia/Kathmandu" "$CREATOR"
        is status 200 "$status"
        is points "${unit#*:}" "$(field '.series.points | length')"
        is sum '5 4 2 1' "$(field '[.series.points | map(.clicks, .visitors, .bots, .previews) | _nwise(4)] | transpose | map(add) | map(tostring) | join(" ")')"
        [[ $(field '.series.points[0].start') == *+05:45 ]]
    done
    api GET '/api/v1/stats/links/one?unit=day&from=2020-03-28T00:00:00%2B01:00&to=2020-03-31T00:00:00%2B02:00&tz=Europe/Berlin' "$CREATOR"
    is days '2020-03-28T00:00:00+01:00 2020-03-29T00:00:00+01:00 2020-03-30T00:00:00+02:00 2020-03-31T00:00:00+02:00' \
        "$(field '[.series.points[].start] | join(" ")')"
    is "nothing then" 0 "$(field '[.series.points[].clicks] | add')"
}

@test "a question that makes no sense is answered with what is wrong" {
    for query in unit=week 'unit=day&tz=Mars/Olympus' 'unit=day&tz=../etc/passwd' 'unit=day&from=yesterday' \
        'unit=hour&from=2000-01-01T00:00:00Z' 'unit=day&from=2030-01-01T00:00:00Z&to=2020-01-01T00:00:00Z' top=0 \
        top=201 format=xml 'format=csv&table=series'; do
        api GET "/api/v1/stats/links/one?$query" "$CREATOR"
        is "$query" 400 "$status"
        [ -n "$(field .pointer)" ]
    done
    api GET /api/v1/stats/links/nobody "$CREATOR"
    is unknown 404 "$status"
    api GET /api/v1/stats/links/one ''
    is "no key" 401 "$status"
    api POST /api/v1/stats "$CREATOR"
    is method 405 "$status"
}

@test "CSV, with what it is true up to in its headers" {
    api GET '/api/v1/stats/links/one?format=csv' "$CREATOR"
    is type "text/csv; charset=utf-8; header=present" "$(header Content-Type)"
    is name 'attachment; filename="stats-links-one.csv"' "$(header Content-Disposition)"
    is event 12 "$(header Curt-As-Of-Event)"
    is head 'clicks,visitors,bots,previews,prefetches,first_click,last_click' "$(head -n 1 <<<"$body" | tr -d '\r')"
    is row '5,4,2,1,0' "$(sed -n 2p <<<"$body" | cut -d, -f1-5)"
    api GET '/api/v1/stats/links/one?table=breakdown' "$CREATOR" -H 'Accept: text/csv'
    grep -q '^referrer,"news.example",3' <<<"$body"
    api GET '/api/v1/stats/links/one?format=csv&unit=month' "$CREATOR"
    is lines 13 "$(wc -l <<<"${body%$'\n'}")"
    api GET "/api/v1/stats/tags/a%22%3B%20b%5C%C3%A9%2F..$(printf '%100s' '' | tr ' ' x)?format=csv" "$CREATOR"
    is "a hostile name" 404 "$status"
    api GET '/api/v1/stats/tags/a%22;%5C%C3%A9%2F..?format=csv' "$CREATOR"
    is "a hostile name" '200 attachment; filename="stats-tags-a--------.csv"' "$status $(header Content-Disposition)"
}

@test "different values are bounded: the rest counts as (other)" {
    post /api/v1/links '{"url":"https://example.com/","alias":"many"}'
    for i in $(seq 15); do
        seen many "$FIREFOX" 198.51.100.1 -H "Referer: https://r$i.example/"
    done
    counted
    api GET '/api/v1/stats/links/many?top=200'
    is values 11 "$(field '.breakdown.referrer | length')"
    is other 5 "$(field '.breakdown.referrer[] | select(.value == "(other)").clicks')"
    is all 15 "$(field '[.breakdown.referrer[].clicks] | add')"
}

@test "health, and metrics with their own token or a key" {
    api GET /api/v1/stats/health ''
    is status 200 "$status"
    is health ok "$(field .status)"
    is store open "$(field .store)"
    is lag 0 "$(field .lag_events)"
    api GET /metrics ''
    is "no key" 401 "$status"
    api GET /metrics wrong
    is "wrong token" 401 "$status"
    api GET /metrics only-for-metrics
    is token 200 "$status"
    grep -qE '^curt_clicks_total [0-9]+$' <<<"$body"
    api GET /api/v1/stats only-for-metrics
    is "for nothing else" 401 "$status"
    api GET /metrics "$READER"
    is key 200 "$status"
}

@test "the numbers follow soon" {
    post /api/v1/links '{"url":"https://example.com/","alias":"soon"}'
    seen soon "$FIREFOX" 198.51.100.1
    is_counted() {
        api GET /api/v1/stats/links/soon
        [ "$(field .clicks)" = 1 ]
    }
    wait_for 50 is_counted
}

@test "a campaign whose name ends as a page does is told from the page" {
    api GET /api/v1/stats/campaigns/x%2Ffunnel
    is "its clicks" 'x/funnel 0' "$(field '"\(.campaign) \(.clicks)"')"
    post /api/v1/links '{"url":"https://example.com/","campaign":"x"}'
    api GET /api/v1/stats/campaigns/x/funnel
    is "the page" 'x null' "$(field '"\(.campaign) \(.clicks)"')"
    api GET /api/v1/stats/campaigns/x/y
    is "its clicks" 'x/y 0' "$(field '"\(.campaign) \(.clicks)"')"
}

@test "who opens a link that a phone was sent: its app, its owner, a product, a link in an app" {
    post /api/v1/links '{"url":"https://example.com/","alias":"sent"}' "$CREATOR"
    seen sent 'GoogleMessages/20.1 facebookexternalhit/1.1 Facebot Twitterbot/1.0' 198.51.100.20
    seen sent 'Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:24.0) Gecko/20100101 Firefox/24.0' 198.51.100.20
    seen sent 'Mozilla/5.0 (Linux; Android 7.0; M bot 54) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36' \
        198.51.100.20 -H 'Referer: android-app://com.slack/' -H 'Accept-Language: en_US'
    seen sent 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.0.0 Safari/537.36 GTmetrix' 198.51.100.21
    seen sent 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G100 Safari/604.1 MetaIAB Facebook' 198.51.100.22
    counted
    api GET /api/v1/stats/links/sent "$CREATOR"
    is counts '[2,2,1,2]' "$(field '[.clicks, .visitors, .bots, .previews] | tojson')"
    is browser 'Chrome Mobile,Facebook' "$(field '[.breakdown.browser[].value] | sort | join(",")')"
    is referrer 'com.slack,direct' "$(field '[.breakdown.referrer[].value] | sort | join(",")')"
    is language 'en,unknown' "$(field '[.breakdown.language[].value] | sort | join(",")')"
    is device 'phone 2' "$(field '[.breakdown.device[] | "\(.value) \(.clicks)"] | join(",")')"
}
