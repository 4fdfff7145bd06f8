# reports.bats: anybody reports a link; administrators see it, and the log of events has it.
load ../site.bash

setup_file() {
    site_begin
    creates '{"url":"https://bad.example/","alias":"bad"}'
    creates '{"url":"https://bad.example/go","alias":"bad","domain":"go.example.com"}'
    creates '{"url":"https://bad.example/","alias":"a/b&c+d"}'
}

site_prepare() {
    echo '[domain go.example.com]' >>"$CURT_CONF"
}

teardown_file() {
    site_end
}

# reports LINK REASON TEXT
reports() {
    api POST /ui/report '' -H 'Accept: text/html' --data-urlencode "link=$1" --data-urlencode "reason=$2" --data-urlencode "text=$3"
}

# The newest report: last FILTER
last() {
    api GET /api/v1/reports
    field ".reports[-1] | $1"
}

@test "a link is reported on a page that works without JavaScript" {
    api GET "/ui/report?link=$BASE/bad" '' -H 'Accept: text/html'
    is form 200 "$status"
    [[ $body == *"value=\"$BASE/bad\""* && $body == *'data-text="report.phishing"'* ]]
    reports "$BASE/bad" phishing $'It asks for\r\nmy <card>.'
    is thanks 200 "$status"
    [[ $body == *'Thank you.'* && $body == *'action="/ui/report" hidden'* ]]
    is report "bad 127.0.0.1 $BASE/bad https://bad.example/ phishing
It asks for
my <card>." "$(last '"\(.code) \(.domain) \(.short_url) \(.url) \(.reason)\n\(.text)"')"
    api GET "/bad+" '' -H 'Accept: text/html'
    [[ $body == *'<form action="/ui/report">'* ]]
}

@test "of a domain, with any characters, and of a link that is no more" {
    reports http://GO.example.com/bad spam ''
    is domain "go.example.com bad https://bad.example/go null" "$(last '"\(.domain) \(.code) \(.url) \(.text)"')"
    reports "$BASE/a/b&c+d?utm=1" other ''
    is characters 'a/b&c+d' "$(last .code)"
    reports "$BASE/nothing" spam ''
    is missing 404 "$status"
    [[ $body == *'data-text="report.no_link"'* && $body == *aria-invalid* ]]
    reports "https://elsewhere.example/bad" spam ''
    is elsewhere 404 "$status"
    reports "bad" spam ''
    is "no URL" 404 "$status"
    api POST /ui/report '' --data "link=$BASE/nothing&reason=spam"
    is "a program" "404 application/problem+json" "$status $(header Content-Type)"
}

@test "a reason that there is not, and a text that is too long, are refused" {
    reports "$BASE/bad" nonsense ''
    is reason 422 "$status"
    reports "$BASE/bad" spam "$(printf '%1001s' '' | tr ' ' a)"
    is text 422 "$status"
    api POST /ui/report '' -H 'Accept: text/html' -H 'Sec-Fetch-Site: cross-site' --data "link=$BASE/bad&reason=spam"
    is "of another site" 403 "$status"
}

@test "the event tells who listens" {
    counted
    is event "bad https://bad.example/" "$(curt event list --json |
        jq -rs '[.[] | select(."detail-type" == "link.reported")][0].detail | "\(.code) \(.url)"')"
}

@test "administrators read reports and dismiss them" {
    local id
    api GET '/api/v1/reports?limit=1'
    id=$(field '.reports[0].id')
    is page "1 $id" "$(field '"\(.reports | length) \(.next)"')"
    api GET "/api/v1/reports?limit=1&cursor=$id"
    is "the next" $((id + 1)) "$(field '.reports[0].id')"
    api GET '/api/v1/reports?cursor=x'
    is cursor 400 "$status"
    api GET /api/v1/reports "$CREATOR"
    is creator 403 "$status"
    api DELETE "/api/v1/reports/$id"
    is dismissed 204 "$status"
    api DELETE "/api/v1/reports/$id"
    is again 404 "$status"
    api DELETE /api/v1/reports/x
    is "no number" 404 "$status"
    api GET /api/v1/reports
    is left true "$(field "all(.reports[]; .id != $id)")"
}

@test "an address reports ten links a minute" {
    local i
    for i in $(seq 11); do
        reports "$BASE/bad" spam "$i"
    done
    is "too often" 429 "$status"
    [[ $body == *'data-text="report.too_often"'* ]]
}
