# link_list.bats: GET /api/v1/links by state, by kind, and by clicks.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

@test "lists are by state, and with or without the links of messages" {
    creates '{"url":"https://example.com/","alias":"off","tags":["s"]}' "$CREATOR"
    creates '{"url":"https://example.com/","alias":"on","tags":["s"]}' "$CREATOR"
    post /api/v1/links/off/disable '' "$CREATOR"
    for state in live disabled; do
        api GET "/api/v1/links?tag=s&state=$state" "$CREATOR"
        is "$state" 1 "$(field '.links | length')"
        is "$state" "$state" "$(field '.links[0].state')"
    done
    post /api/v1/messages '{"channel":"sms","to":"447700900000","from":"Example","text":"https://example.com/m"}' "$CREATOR"
    api GET '/api/v1/links?messages=only' "$CREATOR"
    is only https://example.com/m "$(field '[.links[].url] | join(" ")')"
    api GET '/api/v1/links?messages=none&q=example.com/m' "$CREATOR"
    is none 0 "$(field '.links | length')"
    api GET '/api/v1/links?state=gone' "$CREATOR"
    is "no state" "400 state" "$status $(field .pointer)"
}

@test "lists by clicks have the most clicked first, a page at a time" {
    local cursor='' codes=''
    for code in few many none; do creates '{"url":"https://example.com/","alias":"'$code'"}' "$OTHER"; done
    api GET /few '' -A "$FIREFOX"
    for _ in 1 2 3; do api GET /many '' -A "$FIREFOX"; done
    counted
    for _ in 1 2 3; do
        api GET "/api/v1/links?sort=clicks&clicks=yes&limit=1${cursor:+&cursor=$cursor}" "$OTHER"
        codes+=" $(field '.links[0] | "\(.code)=\(.clicks)"')"
        cursor=$(field '.next // empty')
        [ -n "$cursor" ] || break
    done
    is order " many=3 few=1" "$codes"
}

@test "what is no cursor is refused, in every list" {
    local list cursor
    for list in sort=newest sort=clicks state=deleted; do
        for cursor in x -1 %205 +3 5- -5-5; do
            api GET "/api/v1/links?$list&cursor=$cursor" "$OTHER"
            is "$list $cursor" "400 cursor" "$status $(field .pointer)"
        done
    done
    for list in sort=clicks state=deleted; do
        api GET "/api/v1/links?$list&cursor=1--1x" "$OTHER"
        is "$list" "400 cursor" "$status $(field .pointer)"
    done
}
