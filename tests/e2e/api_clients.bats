# What clients of the API meet: its description, pages of other sites, versions of things, and answers to what is asked
# wrongly.
load ../site.bash

setup_file() {
    export CURT_WEB_CORS_ORIGINS='https://shop.example, http://127.0.0.1:3000' CURT_MESSAGES_CARRIER=console
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
}

teardown_file() {
    site_end
}

@test "the description of the API is there for everybody" {
    api GET /api/v1/openapi.yaml ''
    is "status and type" '200 application/yaml' "$status $(header Content-Type)"
    is same "$(md5sum <"$TOP/etc/openapi.yaml")" "$(printf '%s' "$body" | md5sum)"
    local etag
    etag=$(header ETag)
    api GET /api/v1/openapi.yaml '' -H "If-None-Match: $etag"
    is "once read" "304 $etag " "$status $(header ETag) $body"
    api HEAD /api/v1/openapi.yaml ''
    is HEAD 200 "$status"
}

@test "an address that there is not is named, with where the description is" {
    local path
    for path in /api/v1/nothing /api/v1/link /api/v2/links /api/v1/links/a/b/c /api/v1/rules/a/b /api/v1/messages/a/b/c \
        /api/v1/stats/nothing/at/all /api/v1/campaigns/a/b/c/d /api/v1/receipts/other /api/v1/keys/1/other /api/; do
        for method in GET POST DELETE; do
            api "$method" "$path"
            refused 404 ''
            is "$method $path" "There is nothing at $path; the API is described at $BASE/api/v1/openapi.yaml." "$(field .detail)"
        done
    done
}

@test "JSON without its type is told so" {
    local path
    for path in links messages campaigns suppressions keys rules targets events events/match replays; do
        api POST "/api/v1/$path" "$ADMIN" --data '{"url":"https://example.com/"}'
        refused 415 ''
        [[ $(field .detail) == *"Content-Type: application/json"* ]] || [[ $path == campaigns ]]
    done
    api POST /api/v1/links "$ADMIN" --data ' [{"url":"https://example.com/"}]'
    refused 415 ''
    api POST /api/v1/links "$ADMIN" --data 'url=https://example.com/'
    is "a form" 201 "$status"
    api POST /api/v1/rules "$ADMIN" -H 'Content-Type;' --data-binary '{}'
    [[ $(field .detail) == *"without a Content-Type"* ]]
}

@test "a parameter that is not known is refused, at each address" {
    local method path query asked=0
    while read -r method path; do
        path=$(sed -E 's/\{id\}/1/; s/\{[a-z]+\}/x/' <<<"$path")
        api "$method" "$path?nonsense=1" "$ADMIN"
        is "$method $path: $body" '400 invalid_parameter nonsense' "$status $(field .code) $(field .pointer)"
        asked=$((asked + 1))
    done < <(/usr/bin/python3 "$TOP/tests/openapi.py" methods "$TOP/etc/openapi.yaml" |
        awk '{ for (i = 2; i <= NF; i++) { gsub(",", "", $i); if ($i != "HEAD") print $i, $1 } }' |
        grep ' /api/' | grep -vE 'receipts/(vonage|twilio)|stats/health')
    [ "$asked" -gt 50 ]
    api GET '/api/v1/links?limit=1&campain=x&tag=y'
    is detail 'There is no parameter campain here; there are limit, cursor, tag, campaign, q, state, messages, sort, clicks and domain.' \
        "$(field .detail)"
    api GET '/api/v1/links/x?limit=1'
    is one 'There is no parameter limit here; there is domain.' "$(field .detail)"
    api GET '/api/v1/domains?limit=1'
    is none 'There is no parameter limit here; this address takes none.' "$(field .detail)"
    api GET '/api/v1/keys?&&'
    is "ampersands alone" 200 "$status"
    api GET '/api/v1/links?Limit=1'
    refused 400 Limit
    for query in 'limit=1&limit=2' 'limit=1&q=a&limit=1' 'limit&limit=1' 'q=a&&limit=1&limit='; do
        api GET "/api/v1/links?$query"
        refused 400 limit
        is twice 'The parameter limit is given twice.' "$(field .detail)"
    done
    api GET '/api/v1/links?q=limit&limit=1'
    is "a value that is a name" 200 "$status"
    api GET '/api/v1/links?nonsense=1' "curt_1_wrong"
    is "a wrong key comes first" 401 "$status"
}

@test "pages of the sites that are named may use the API, without cookies" {
    local origin
    for origin in https://shop.example http://127.0.0.1:3000; do
        api OPTIONS /api/v1/links '' -H "Origin: $origin" -H 'Access-Control-Request-Method: POST' \
            -H 'Access-Control-Request-Headers: authorization,content-type'
        is preflight "204 $origin Origin" "$status $(header Access-Control-Allow-Origin) $(header Vary)"
        [[ $(header Access-Control-Allow-Headers) == *Authorization*Idempotency-Key*If-Match* ]]
        [[ $(header Access-Control-Allow-Methods) == *PATCH* ]]
        is credentials '' "$(header Access-Control-Allow-Credentials)"
        api GET /api/v1/links "$READER" -H "Origin: $origin"
        is answer "200 $origin Origin" "$status $(header Access-Control-Allow-Origin) $(header Vary)"
        is credentials '' "$(header Access-Control-Allow-Credentials)"
        api GET /api/v1/messages curt_1_wrong -H "Origin: $origin"
        is "a problem too" "401 $origin" "$status $(header Access-Control-Allow-Origin)"
        api GET /api/v1/rules "$ADMIN" -H "Origin: $origin"
        [[ $(header Access-Control-Expose-Headers) == *ETag*Location* ]]
    done
    for origin in https://shop.example.evil https://shop.exampl http://shop.example https://SHOP.example https://shop.example:444 null ''; do
        api OPTIONS /api/v1/links '' -H "Origin: $origin" -H 'Access-Control-Request-Method: POST'
        is "$origin" '' "$(header Access-Control-Allow-Origin)$(header Access-Control-Allow-Methods)"
        api GET /api/v1/links "$READER" -H "Origin: $origin"
        is "$origin" '200 Origin ' "$status $(header Vary) $(header Access-Control-Allow-Origin)"
    done
    api GET / '' -H 'Origin: https://shop.example'
    is "nothing but the API" '' "$(header Access-Control-Allow-Origin)"
    api OPTIONS /api/v1/links ''
    is "no preflight" 405 "$status"
}

# versioned PATH [PATCH]: its ETag is kept, 304 when it is the same, and 412 for a change of another version.
versioned() {
    local path=$1 patch=${2-} etag
    api GET "$path"
    etag=$(header ETag)
    [[ $etag =~ ^\"[0-9a-f]{16}-[0-9a-f]{16}\"$ ]] || is "$path" an-etag "$etag"
    api GET "$path" "$ADMIN" -H "If-None-Match: $etag"
    is "$path" '304' "$status$body"
    api GET "$path" "$ADMIN" -H "If-None-Match: \"x\", W/$etag"
    is "$path, one of a list" 304 "$status"
    api GET "$path" "$ADMIN" -H 'If-None-Match: "0000000000000000-0000000000000000"'
    is "$path, another" "200 $etag" "$status $(header ETag)"
    api DELETE "$path" "$ADMIN" -H 'If-Match: "0000000000000000-0000000000000000"'
    refused 412 ''
    is code version_mismatch "$(field .code)"
    [ -n "$patch" ] || return 0
    api PATCH "$path" "$ADMIN" -H "If-Match: W/$etag" --json "$patch"
    refused 412 ''
    api PATCH "$path" "$ADMIN" -H "If-Match: $etag" --json "$patch"
    is "$body" 200 "$status"
    [ "$(header ETag)" != "$etag" ]
    api PATCH "$path" "$ADMIN" -H "If-Match: $etag" --json "$patch"
    refused 412 ''
    api PATCH "$path" "$ADMIN" -H 'If-Match: *' --json "$patch"
    is any 200 "$status"
    api GET "$path" "$ADMIN" -H "If-None-Match: $etag"
    is "read again" 200 "$status"
}

@test "rules, targets and campaigns have versions" {
    local etag
    post /api/v1/rules '{"name":"r","pattern":{"source":["x"]}}'
    is "$body" 201 "$status"
    versioned /api/v1/rules/r '{"enabled":false}'
    post /api/v1/targets '{"name":"t","rule":"r","type":"webhook","url":"http://127.0.0.1:9/"}'
    is "$body" 201 "$status"
    versioned /api/v1/targets/t '{"timeout":7}'
    post /api/v1/campaigns '{"name":"c","channel":"sms","from":"Shop","template":"x"}'
    versioned /api/v1/campaigns/c
    api GET /api/v1/campaigns/c
    etag=$(header ETag)
    post /api/v1/campaigns/c/recipients '[{"to":"447700900001"}]'
    api GET /api/v1/campaigns/c "$ADMIN" -H "If-None-Match: $etag"
    is "its counts are in the answer" 200 "$status"
    api DELETE /api/v1/campaigns/c "$ADMIN" -H "If-Match: $etag"
    is "but not in what a change is of" 204 "$status"
    for path in targets/t rules/r; do
        api GET "/api/v1/$path"
        api DELETE "/api/v1/$path" "$ADMIN" -H "If-Match: \"x\", $(header ETag)"
        is "$path" 204 "$status"
    done
}

@test "a campaign that is started without recipients says so" {
    post /api/v1/campaigns '{"name":"nobody","channel":"sms","from":"Shop","template":"x"}'
    is "a draft" null "$(field .warning)"
    post /api/v1/campaigns/nobody/start ''
    [[ "$status $(field .warning)" == "200 The campaign has no recipients"* ]]
    post /api/v1/campaigns '{"name":"none","channel":"sms","from":"Shop","template":"x","start":true}'
    [[ "$status $(field .warning)" == "201 The campaign has no recipients"* ]]
    post /api/v1/campaigns '{"name":"one","channel":"sms","from":"Shop","template":"x","start":true,"recipients":[{"to":"447700900001"}]}'
    is one '201 null' "$status $(field .warning)"
}
