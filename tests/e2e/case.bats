# [links] ignore_case: refused where codes would collide, then kept by all programs at once.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

visit() {
    api GET "$1" '' -A "$FIREFOX"
}

@test "a store whose codes would collide refuses it, and goes on as before" {
    creates '{"url":"https://example.com/1","alias":"Twice"}'
    creates '{"url":"https://example.com/2","alias":"tWICE"}'
    CURT_LINKS_IGNORE_CASE=yes run curt key list
    is status 1 "$status"
    [[ $output == *"[links] ignore_case: the codes "*"differ only in case"* ]]
    run sh -c "CURT_LINKS_IGNORE_CASE=yes $SITE_CURT rule list"
    is status 1 "$status"
    visit /Twice
    is one "301 https://example.com/1" "$status $(header Location)"
    visit /tWICE
    is other "301 https://example.com/2" "$status $(header Location)"
    visit /twice
    is neither 404 "$status"
}

@test "then codes open in any case, old ones and new ones, and are counted as what they are" {
    api DELETE /api/v1/links/tWICE
    is deleted 204 "$status"
    CURT_LINKS_IGNORE_CASE=yes curt key list >/dev/null
    for code in Twice twice TWICE twice. ; do
        visit "/$code"
        is "$code" "301 https://example.com/1" "$status $(header Location)"
    done
    creates '{"url":"https://example.com/3","alias":"Poster"}'
    is alias Poster "$(field .code)"
    visit /POSTER
    is poster 301 "$status"
    post /api/v1/links '{"url":"https://example.com/4","alias":"poster"}'
    refused 409 '#/alias'
    for _ in 1 2 3 4 5; do
        creates '{"url":"https://example.com/5"}'
        [[ $(field .code) =~ ^[a-hjkmnp-z2-9]{7}$ ]]
    done
    visit "/$(field .code | tr a-z A-Z)"
    is drawn 301 "$status"
    counted
    api GET /api/v1/stats/links/TWICE
    is clicks "Twice 5" "$(field '"\(.code) \(.clicks)"')"
    api GET /api/v1/links/POSTER
    is code Poster "$(field .code)"
    api DELETE /api/v1/links/pOSTER
    is deleted 204 "$status"
    visit /Poster
    is gone 404 "$status"
    api GET /Poster "" -H "Accept: text/html"
    [[ $body == *"exactly as you received it"* && $body != *case-sensitive* ]]
}

@test "without it, curt-relay makes the store regard case again when it starts" {
    visit /twice
    is before 301 "$status"
    pkill -TERM -P "$RELAY_PID" curt-relay
    wait_for 100 sh -c "[ \$(curl -s -o /dev/null -w '%{http_code}' '$BASE/twice') = 404 ]"
    visit /Twice
    is "as it is" 301 "$status"
}
