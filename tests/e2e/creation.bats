# Making links through the API: each field and its bounds, one link, a form, a batch.
load ../site.bash

LINKS=/api/v1/links

setup_file() {
    export CURT_LINKS_RESERVED='sale, Private'
    site_begin
}

teardown_file() {
    site_end
}

# A JSON string of so many letters.
letters() {
    printf '"%*s"' "$1" '' | tr ' ' "${2:-a}"
}

# Makes a batch of the lines of standard input, "POINTER FIELDS", each with a URL; compares what is wrong with each
# (POINTER ok: nothing) with what is wanted.
try_all() {
    local lines
    lines=$(cat)
    post $LINKS "$(cut -d' ' -f2- <<<"$lines" | jq -cs 'map({url: "https://example.com/"} + .)')"
    is batch 207 "$status"
    sed -E 's/^ok .*/201 ok/; s/^(#[^ ]*) .*/422 \1/' <<<"$lines" >"$BATS_TEST_TMPDIR/wanted"
    field '.[] | "\(.status) \(.problem.pointer // "ok")"' >"$BATS_TEST_TMPDIR/got"
    cut -c1-100 <<<"$lines" >"$BATS_TEST_TMPDIR/sent"
    diff <(cd "$BATS_TEST_TMPDIR" && paste -d' ' wanted sent) <(cd "$BATS_TEST_TMPDIR" && paste -d' ' got sent)
}

@test "a link has what was asked for, and reads the same" {
    local expires=2100-01-01T12:00:00.500+02:00
    creates "{\"url\":\"https://example.com/p\",\"alias\":\"All_-9\",\"expires_at\":\"$expires\",\"max_clicks\":7,
        \"valid_from\":\"2020-01-01T00:00:00Z\",\"status\":308,\"track\":\"first\",\"title\":\"Ein Täßchen\",
        \"tags\":[\"b\",\"a\",\"b\"],\"campaign\":\"c\",\"forward_query\":true}" "$CREATOR"
    is location "$BASE$LINKS/All_-9" "$(header Location)"
    made=$(jq -S . <<<"$body")
    jq -e --arg base "$BASE" '{code, short_url, url, state, status, track, forward_query, disabled, title, tags, campaign,
        max_clicks, valid_from, expires_at} == {code: "All_-9", short_url: ($base + "/All_-9"), url: "https://example.com/p",
        state: "live", status: 308, track: "first", forward_query: true, disabled: false, title: "Ein Täßchen",
        tags: ["b", "a"], campaign: "c", max_clicks: 7, valid_from: "2020-01-01T00:00:00.000Z",
        expires_at: "2100-01-01T10:00:00.500Z"} and .created_at == .changed_at' <<<"$body"
    api GET $LINKS/All_-9 "$CREATOR"
    is "read again" "$made" "$(jq -S . <<<"$body")"
    creates '{"url":"https://example.com/"}'
    [[ $(field .code) =~ ^[A-Za-z0-9]{7}$ ]]
    is defaults '[301,"every",false,null,[],null,null,null,null]' \
        "$(field '[.status, .track, .forward_query, .title, .tags, .campaign, .max_clicks, .valid_from, .expires_at] | tojson')"
}

@test "a form makes the same link" {
    api POST $LINKS "$ADMIN" --data-urlencode 'url=https://example.com/a b' --data alias=
    refused 422 '#/url'
    api POST $LINKS "$ADMIN" --data 'url=https%3A%2F%2Fexample.com%2F&alias=form&ttl=60' \
        --data 'status=302&title=a+%C3%A4&tags=x,+y&max_clicks=2&forward_query=on&campaign='
    is status 201 "$status"
    is link '["form",302,"a ä",["x","y"],2,true,null]' \
        "$(field '[.code, .status, .title, .tags, .max_clicks, .forward_query, .campaign] | tojson')"
    api POST $LINKS "$ADMIN" --data 'url=https://example.com/&ttl=1x'
    refused 422 '#/ttl'
    api POST $LINKS "$ADMIN" --data 'url=https://example.com/%00'
    refused 400 ''
}

@test "each field has its bounds" {
    try_all <<END
ok {"ttl":1}
ok {"ttl":3162240000}
#/ttl {"ttl":0}
#/ttl {"ttl":-1}
#/ttl {"ttl":3162240001}
#/ttl {"ttl":1.5}
#/ttl {"ttl":"60"}
#/ttl {"ttl":true}
ok {"max_clicks":1}
ok {"max_clicks":1000000000000}
#/max_clicks {"max_clicks":0}
#/max_clicks {"max_clicks":1000000000001}
#/max_clicks {"max_clicks":[1]}
ok {"status":307}
#/status {"status":300}
#/status {"status":303}
#/status {"status":309}
#/status {"status":"301"}
ok {"track":"every"}
#/track {"track":"never"}
#/track {"track":1}
ok {"title":$(letters 256)}
ok {"title":$(letters 128 a | sed 's/a/ä/g')}
ok {"title":""}
#/title {"title":$(letters 257)}
#/title {"title":$(letters 129 a | sed 's/a/ä/g')}
#/title {"title":"two\nlines"}
#/title {"title":7}
ok {"tags":[]}
ok {"tags":["1","2","3","4","5","6","7","8","9",$(letters 64)]}
#/tags {"tags":["1","2","3","4","5","6","7","8","9","10","11"]}
#/tags {"tags":[""]}
#/tags {"tags":[$(letters 65)]}
#/tags {"tags":["\u0007"]}
#/tags {"tags":[1]}
#/tags {"tags":"one"}
ok {"campaign":$(letters 64)}
#/campaign {"campaign":$(letters 65)}
#/campaign {"campaign":""}
#/campaign {"campaign":"\t"}
ok {"forward_query":false}
#/forward_query {"forward_query":"true"}
#/forward_query {"forward_query":1}
ok {"expired_url":"https://example.com/over"}
ok {"expired_url":null}
#/expired_url {"expired_url":""}
#/expired_url {"expired_url":"over"}
#/expired_url {"expired_url":"javascript:alert(1)"}
#/expired_url {"expired_url":"$BASE/over"}
#/reuse {"reuse":"yes"}
ok {"expires_at":"2100-02-28T23:59:59.999Z"}
#/expires_at {"expires_at":"2020-01-01T00:00:00Z"}
#/expires_at {"expires_at":"2100-02-29T00:00:00Z"}
#/expires_at {"expires_at":"2100-01-01T24:00:00Z"}
#/expires_at {"expires_at":"2100-01-01T00:00:00"}
#/expires_at {"expires_at":"2100-01-01T00:00:00+2:00"}
#/expires_at {"expires_at":"tomorrow"}
#/expires_at {"expires_at":4102444800}
ok {"valid_from":"2000-01-01t00:00:00z"}
#/valid_from {"valid_from":""}
#/valid_from {"valid_from":"2100-01-01T00:00:00Z","expires_at":"2100-01-01T00:00:00Z"}
#/valid_from {"valid_from":"2100-01-01T00:00:00Z","ttl":60}
#/ttl {"ttl":60,"expires_at":"2100-01-01T00:00:00Z"}
#/reuse {"alias":"again","reuse":true}
#/url {"url":null}
#/url {"url":7}
#/url {"url":""}
ok {"alias":null,"ttl":null,"title":null,"tags":null,"reuse":null}
END
}

@test "an unknown field is refused by its name" {
    local long
    post $LINKS '{"url":"https://example.com/","color":"red"}'
    refused 422 '#/color'
    [[ $(field .detail) == *color* ]]
    post $LINKS '{"url":"https://example.com/","Alias":null}'
    refused 422 '#/Alias'
    post $LINKS '{"url":"https://example.com/","disabled":true}'
    refused 422 '#/disabled'
    post $LINKS '{"url\u0000x":"https://example.com/"}'
    [[ $status =~ ^(400|422)$ ]] || is "a name that goes on behind a NUL" 422 "$status"
    post $LINKS '{"a/b~c":1}' # RFC 6901, section 3
    refused 422 '#/a~1b~0c'
    for long in $(letters 63) $(letters 62) $(letters 61); do
        post $LINKS "{\"${long//\"/}€\":1}"
        is status 422 "$status"
        iconv -f UTF-8 -t UTF-8 <<<"$body"
    done
}

@test "an alias is 1 to 255 bytes of a path, not reserved, and nobody else's" {
    try_all <<END
ok {"alias":"1"}
ok {"alias":$(letters 255)}
ok {"alias":"a b"}
ok {"alias":"a/b"}
ok {"alias":"ä"}
ok {"alias":"Case"}
ok {"alias":"cASE"}
#/alias {"alias":""}
#/alias {"alias":$(letters 256)}
#/alias {"alias":"a\\nb"}
#/alias {"alias":"a/"}
#/alias {"alias":"a/../b"}
#/alias {"alias":"api/b"}
#/alias {"alias":7}
#/alias {"alias":"api"}
#/alias {"alias":"UI"}
#/alias {"alias":"metrics"}
#/alias {"alias":"SALE"}
#/alias {"alias":"private"}
END
    post $LINKS '{"url":"https://example.com/2","alias":"Case"}' "$OTHER"
    refused 409 '#/alias'
    api GET /Case ''
    is "still the first" https://example.com/ "$(header Location)"
}

@test "reuse gives back the same owner's link, if it does just what is asked for" {
    local first fields
    creates '{"url":"https://example.com/same","title":"first"}' "$CREATOR"
    first=$(field .code)
    post $LINKS '{"url":"https://example.com/same","reuse":true,"title":"second"}' "$CREATOR"
    is "status and code" "200 $first" "$status $(field .code)"
    creates '{"url":"https://example.com/same","reuse":true}' "$OTHER"
    creates '{"url":"https://example.com/same"}' "$CREATOR"
    for fields in '"status":302' '"ttl":60' '"max_clicks":5' '"track":"first"' '"forward_query":true' '"campaign":"c"' '"expired_url":"https://example.com/over"' \
        '"valid_from":"2100-01-01T00:00:00Z"'; do
        creates "{\"url\":\"https://example.com/same\",\"reuse\":true,$fields}" "$CREATOR"
    done
    creates '{"url":"https://example.com/off"}' "$CREATOR"
    api POST $LINKS/"$(field .code)"/disable "$CREATOR"
    creates '{"url":"https://example.com/off","reuse":true}' "$CREATOR"
}

@test "a batch makes 1,000 links, one by one in order, and 1,001 not at all" {
    local many='[range($n) | {url: "https://example.com/\(.)", campaign: $name}]'
    post $LINKS "$(jq -nc --argjson n 1000 --arg name array "$many")"
    is status 207 "$status"
    is "each in its place" 1000 "$(field '[to_entries[] | select(.value.status == 201 and
        .value.link.url == "https://example.com/\(.key)") | .value.link.code] | unique | length')"
    api POST $LINKS "$ADMIN" -H 'Content-Type: application/x-ndjson' --data-binary @- \
        <<<"$(jq -nc --argjson n 1000 --arg name lines "$many | .[]")"
    is "status and type" "207 application/x-ndjson" "$status $(header Content-Type)"
    is "lines of 201" 1000 "$(jq -r .status <<<"$body" | grep -c 201)"
    post $LINKS "$(jq -nc --argjson n 1001 --arg name over "$many")"
    refused 413 ''
    api POST $LINKS "$ADMIN" -H 'Content-Type: application/x-ndjson' --data-binary @- \
        <<<"$(jq -nc --argjson n 1001 --arg name over "$many | .[]")"
    refused 413 ''
    api GET "$LINKS?campaign=over"
    is "of 1,001" 0 "$(field '.links | length')"
    post $LINKS '[]'
    refused 422 ''
}

@test "what is wrong with one of a batch stops no other" {
    api POST $LINKS "$ADMIN" -H 'Content-Type: application/x-ndjson; charset=utf-8' --data-binary \
        '{"url":"https://example.com/","alias":"line1"}

{"url":
{"url":"https://example.com/","alias":"line1"}
[]
{"url":"ftp://example.com/"}
 {"url":"https://example.com/","alias":"line6"}'
    is status 207 "$status"
    is statuses "201 400 409 422 422 201" "$(jq -r .status <<<"$body" | paste -sd' ')"
    is pointers "#/alias # #/url" "$(jq -r '.problem.pointer // empty' <<<"$body" | paste -sd' ')"
    api GET /line6 ''
    is opens 301 "$status"
}

@test "a body that is no JSON is 400, of another type 415, over 16 MB 413" {
    local json padded=$BATS_TEST_TMPDIR/padded
    for json in '' '{' '{"url":"https://example.com/"} x' "{'url':'x'}" '{"url":"https://example.com/",}' \
        "$(letters 100000 '[' | tr -d '"')" $'{"url":"https://example.com/\xff"}'; do
        post $LINKS "$json"
        refused 400 ''
    done
    printf '{"url":"https://example.com/\0"}' >"$padded"
    post $LINKS "@$padded"
    refused 400 ''
    post $LINKS '{"url":"https://example.com/\u0000"}'
    [[ $status =~ ^(400|422)$ ]] || is "a value with a NUL" 422 "$status"
    post $LINKS 7
    refused 422 '#'
    api POST $LINKS "$ADMIN" -H 'Content-Type: text/plain' --data-binary '{"url":"https://example.com/"}'
    refused 415 ''
    api POST $LINKS "$ADMIN" -H 'Content-Type: application/jsonp' --data-binary '{"url":"https://example.com/"}'
    refused 415 ''
    api POST $LINKS "$ADMIN" -H 'Content-Type: application/json; charset=utf-8' -H 'Transfer-Encoding: chunked' \
        --data-binary '{"url":"https://example.com/"}'
    is "in chunks" 201 "$status"
    printf '%-16777216s' '{"url":"https://example.com/"}' >"$padded"
    post $LINKS "@$padded"
    is "16 MB" 201 "$status"
    printf ' ' >>"$padded"
    post $LINKS "@$padded"
    refused 413 ''
    head -c 30000000 /dev/zero >>"$padded"
    post $LINKS "@$padded"
    is "more yet" 413 "$status"
}

