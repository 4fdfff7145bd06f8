# A link's life through the API: read, listed, changed, disabled, deleted, each by whom it may be.
load ../site.bash

LINKS=/api/v1/links

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

patch() {
    local code=$1 json=$2
    shift 2
    api PATCH $LINKS/"$code" "${KEY-$ADMIN}" -H 'Content-Type: application/merge-patch+json' --data-binary "$json" "$@"
}

visit() {
    api GET "/$1" '' -A "$FIREFOX"
}

@test "a change needs the link as it was read, and null takes away" {
    local first second clearable='[.title, .tags, .campaign, .expires_at, .max_clicks, .valid_from] | tojson'
    creates '{"url":"https://example.com/","alias":"change","title":"t","tags":["a"],"campaign":"c","ttl":60,"max_clicks":5,
        "valid_from":"2000-01-01T00:00:00Z"}'
    api GET $LINKS/change
    first=$(header ETag)
    patch change '{"url":"https://example.com/2","status":302}' -H "If-Match: $first"
    is changed "200 https://example.com/2 302 t" "$status $(field '"\(.url) \(.status) \(.title)"')"
    second=$(header ETag)
    patch change '{"status":307}' -H "If-Match: $first"
    refused 412 ''
    visit change
    is "opens at once" "302 https://example.com/2" "$status $(header Location)"
    patch change '{"title":null,"tags":null,"campaign":null,"ttl":null,"max_clicks":null,"valid_from":null}' \
        -H "If-Match: $second"
    is cleared '[null,[],null,null,null,null]' "$(field "$clearable")"
    api GET $LINKS/change
    is kept '[null,[],null,null,null,null]' "$(field "$clearable")"
    patch change '{"expires_at":"2100-01-01T00:00:00Z"}' -H 'If-Match: *'
    is any 200 "$status"
    second=$(header ETag)
    seq 8 | xargs -P 8 -I{} curl -s -o /dev/null -w '%{http_code}\n' -X PATCH -H "Authorization: Bearer $ADMIN" \
        -H 'Content-Type: application/json' -H "If-Match: $second" -d '{"title":"{}"}' \
        "$BASE$LINKS/change" >"$BATS_TEST_TMPDIR/codes"
    is "one of eight" "200 412" "$(sort -u "$BATS_TEST_TMPDIR/codes" | paste -sd' ')"
    is "one of eight" 1 "$(grep -c 200 "$BATS_TEST_TMPDIR/codes")"
}

@test "a change is checked as a link is" {
    creates '{"url":"https://example.com/","alias":"checked","ttl":60}'
    while read -r pointer json; do
        patch checked "$json"
        refused 422 "$pointer"
    done <<END
#/color {"color":"red"}
#/alias {"alias":"other"}
#/reuse {"reuse":true}
#/url {"url":null}
#/url {"url":"$BASE/x"}
#/status {"status":null}
#/disabled {"disabled":"yes"}
#/valid_from {"valid_from":"2100-01-01T00:00:00Z"}
#/ttl {"ttl":null,"expires_at":null}
# []
END
    patch checked '{'
    refused 400 ''
    api PATCH $LINKS/checked "$ADMIN" -H 'Content-Type: text/plain' --data-binary '{}'
    refused 415 ''
    api GET $LINKS/checked
    is "as it was" true "$(field '.created_at == .changed_at')"
}

@test "a link is disabled and enabled" {
    creates '{"url":"https://example.com/","alias":"onoff"}' "$CREATOR"
    for state in disabled disabled live live; do
        api POST $LINKS/onoff/"$([ $state = live ] && echo enable || echo disable)" "$CREATOR"
        is state "200 $state" "$status $(field .state)"
    done
    api POST $LINKS/onoff/disable "$CREATOR" -H 'If-Match: "1-1"'
    refused 412 ''
}

@test "a deleted link is gone, and whoever takes its code begins with nothing" {
    creates '{"url":"https://example.com/old","alias":"phoenix","max_clicks":2}' "$CREATOR"
    visit phoenix
    visit phoenix
    counted
    api GET /api/v1/stats/links/phoenix
    is "before" 2 "$(field .clicks)"
    api DELETE $LINKS/phoenix "$CREATOR" -H 'If-Match: "1-1"'
    refused 412 ''
    api DELETE $LINKS/phoenix "$CREATOR"
    is "deleted" 204 "$status"
    for path in $LINKS/phoenix /api/v1/stats/links/phoenix /phoenix; do
        api GET "$path"
        refused 404 ''
    done
    api DELETE $LINKS/phoenix "$CREATOR"
    refused 404 ''
    creates '{"url":"https://example.com/new","alias":"phoenix","max_clicks":1}' "$OTHER"
    api GET /api/v1/stats/links/phoenix
    is "taken again" '[0,0,null,null]' "$(field '[.clicks, .visitors, .first_click, .last_click] | tojson')"
    visit phoenix
    is "opens" "301 https://example.com/new" "$status $(header Location)"
    counted
    api GET /api/v1/stats/links/phoenix
    is "counts" 1 "$(field .clicks)"
}

@test "a list is walked page by page without loss or doubles, newest first" {
    local half='[range(60) | {url: "https://example.com/w.\(.)", tags: ["walk"], title: "W.\(. % 2)", campaign: "w\(. % 3)"}]'
    local at="$LINKS?tag=walk&limit=50" next wanted query
    post $LINKS "$(jq -nc "$half")"
    post $LINKS "$(jq -nc "$half")"
    api GET "$at"
    field '.links[]' >"$BATS_TEST_TMPDIR/walked"
    next=$(field .next)
    creates '{"url":"https://example.com/late","tags":["walk"]}' # comes before the page that we have
    for wanted in 50 20; do
        api GET "$at&cursor=$next"
        is page $wanted "$(field '.links | length')"
        next=$(field .next)
        field '.links[]' >>"$BATS_TEST_TMPDIR/walked"
    done
    is end null "$next"
    jq -es 'length == 120 and ([.[].code] | unique | length == 120) and [.[].created_at] == ([.[].created_at] | sort | reverse)' \
        "$BATS_TEST_TMPDIR/walked"
    while read -r wanted query; do
        api GET "$LINKS?limit=200&$query"
        is "$query" "$wanted" "$(field '.links | length')"
    done <<END
121 tag=walk
40 campaign=w1
40 campaign=w1&tag=walk
0 campaign=w1&tag=none
60 tag=walk&q=w.0
2 q=COM/W.59
24 campaign=w1&q=w.1&tag=walk
0 q=%25
END
    for query in limit=0 limit=201 limit=x limit= cursor=x cursor=1-; do
        api GET "$LINKS?$query"
        refused 400 "${query%%=*}"
    done
}

@test "a creator sees and changes its own links, an admin all; a reader sees all" {
    local key codes=$BATS_TEST_TMPDIR/codes
    creates '{"url":"https://example.com/","alias":"mine","tags":["owned"]}' "$CREATOR"
    creates '{"url":"https://example.com/","alias":"yours","tags":["owned"]}' "$OTHER"
    for key in "$CREATOR" "$OTHER" "$ADMIN" "$READER"; do
        api GET "$LINKS?tag=owned" "$key"
        field '[.links[].code] | join(" ")' >>"$codes"
    done
    is lists "mine,yours,yours mine,yours mine" "$(paste -sd, "$codes")"
    api GET $LINKS/yours "$CREATOR"
    refused 404 ''
    KEY=$CREATOR patch yours '{"title":"x"}'
    refused 404 ''
    api DELETE $LINKS/yours "$CREATOR"
    refused 404 ''
    api GET $LINKS/yours "$READER"
    is "a reader reads" 200 "$status"
    post $LINKS '{"url":"https://example.com/"}' "$READER"
    refused 403 ''
    KEY=$READER patch yours '{"title":"x"}'
    refused 403 ''
    api DELETE $LINKS/yours "$READER"
    refused 403 ''
    api POST $LINKS/yours/disable "$READER"
    refused 403 ''
    KEY=$ADMIN patch yours '{"title":"x"}'
    is "an admin changes" 200 "$status"
}

@test "a browser that comes to the API gets a page that says what is wrong" {
    local path
    for path in $LINKS /api/v1/stats /api/v1/stats/links/none; do
        api GET $path '' -H 'Accept: text/html,application/xhtml+xml,*/*;q=0.8'
        is "$path" 401 "$status"
        is type 'text/html; charset=utf-8' "$(header Content-Type)"
        [[ $body == *'Send an API key'* ]]
    done
    api GET $LINKS '' -H 'Accept: application/json, text/html'
    refused 401 ''
}

@test "no key, a wrong or a revoked one is 401" {
    local key id
    key=$(site_key gone creator)
    id=${key#curt_}
    creates '{"url":"https://example.com/","alias":"orphan"}' "$key"
    curt key revoke "${id%%_*}"
    for key in '' "$key" "${ADMIN%?}" "${ADMIN}x" "curt_1_" "curt_99_${ADMIN#curt_?_}" "${CREATOR/_2_/_1_}" secret; do
        api GET $LINKS "$key"
        refused 401 ''
        [[ $(header WWW-Authenticate) == 'Bearer realm="curt"'* ]]
        post $LINKS '{"url":"https://example.com/"}' "$key"
        refused 401 ''
    done
    api GET $LINKS '' -H "Authorization: Basic $(printf 'admin:%s' "$ADMIN" | base64 -w0)"
    refused 401 ''
    visit orphan
    is "its links go on" 301 "$status"
}
