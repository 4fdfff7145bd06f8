# etc/openapi.yaml says what the API is: the file is held against its standard, and real answers against the file.
# bus_api.bats and messages_api.bats do so for the event bus and for messages.
load ../site.bash
load answers.bash
shopt -s extglob

site_prepare() {
    printf '[domain apps.example.com]\nios_apps = ABCDE12345.com.example.app\nandroid_apps = com.example.app/%s\n' \
        00:07:0E:15:1C:23:2A:31:38:3F:46:4D:54:5B:62:69:70:77:7E:85:8C:93:9A:A1:A8:AF:B6:BD:C4:CB:D2:D9 >>"$CURT_CONF"
}

setup_file() {
    export CURT_LINKS_CREATES_PER_MINUTE=300
    export CURT_STATS_MAX_LAG=1s CURT_QUOTAS_TAGS=40
    site_begin
}

teardown_file() {
    site_end
}

creates() {
    sends "$1" POST /api/v1/links application/json "${@:2}"
}

@test "the file is OpenAPI 3.1" {
    openapi check "$OPENAPI"
}

# The rows of the route tables: "METHOD /path", without the pages and what hosts of a cluster say to each other, which are no
# API, and AWS's, which is described elsewhere; a {name*} is a {name}.
routes() {
    sed -nE 's/^ *\{HTTP_([A-Z]+), "([^"]*)", .*/\1 \2/p' "$TOP"/cgi-bin/*/*.c | sed 's/\*}/}/' |
        grep -vE ' /(ui(/.*)?|aws/?|api/v1/hosts/.*)?$' | sort
}

@test "the file has what the route tables have, and nothing else but the short links" {
    openapi methods "$OPENAPI" | grep -v '^/{code}+\? ' | while read -r path allow; do
        for method in ${allow//,/}; do
            [ "$method" = HEAD ] || echo "$method $path"
        done
    done | sort >"$BATS_TEST_TMPDIR/file"
    routes | diff "$BATS_TEST_TMPDIR/file" -
    [ "$(routes | wc -l)" -gt 50 ]
}

@test "every problem code is in the file, in the manual, and where its type leads" {
    KEY='' asks 200 GET /api/v1/problems
    conforms
    field '.problems[].code' | sort >"$BATS_TEST_TMPDIR/codes"
    grep -cE '^    \[ERROR_[A-Z_]+\] =' "$TOP/lib/http/problem_type.c" | diff - <(wc -l <"$BATS_TEST_TMPDIR/codes")
    sed -n 's/^\.It Cm \([a-z_]*\) Pq .*/\1/p' "$TOP/man/curt-errors.7" | sort | diff "$BATS_TEST_TMPDIR/codes" -
    /usr/bin/python3 -c 'import sys, yaml
print("\n".join(sorted(yaml.safe_load(open(sys.argv[1]))["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])))' \
        "$OPENAPI" | diff "$BATS_TEST_TMPDIR/codes" -
    api GET /api/v1/problems '' -H 'Accept: text/html'
    is page "200 text/html; charset=utf-8" "$status $(header Content-Type)"
    [[ $body == *'<dt id="alias_taken">'* ]]
    creates 422 '{"url":"ftp://example.com/"}'
    is problem "url_scheme $BASE/api/v1/problems#url_scheme" "$(field '"\(.code) \(.type)"')"
}

@test "what is not OpenAPI 3.1 is found" {
    local change
    for change in 's/operationId: readLink$/operationId: listLinks/' 's/^    Label:/    Name2:/' '0,/minimum: 1/s//minimun: 1/' \
        '0,/type: string/s//type: text/' '0,/additionalProperties: false/s///' \
        '0,/{type: object, additionalProperties: true/s//{type: object/' 's/"413":/"400":/' 's/\[Ab3xY9z/["a\/\/b"/'; do
        sed "$change" "$OPENAPI" >"$BATS_TEST_TMPDIR/changed.yaml"
        run openapi check "$BATS_TEST_TMPDIR/changed.yaml"
        is "$change" 1 "$status"
    done
}

@test "what is not in the file is found" {
    asks 200 GET /api/v1/links
    conforms
    sed -i 's/"next":/"extra":1,"next":/' "$BATS_TEST_TMPDIR/000.body"
    run openapi answers "$OPENAPI" "$BATS_TEST_TMPDIR"
    is "a field more" 1 "$status"
    sed -i 's/200/418/' "$BATS_TEST_TMPDIR/000.call"
    run openapi answers "$OPENAPI" "$BATS_TEST_TMPDIR"
    is "a status more" 1 "$status"
}

@test "createLinks: one" {
    creates 201 '{"url":"https://example.com/","alias":"taken"}'
    creates 201 '{"url":"https://bücher.example/ä?x=y","ttl":60,"valid_from":"2020-01-01T00:00:00+02:00","max_clicks":1,
        "status":308,"track":"first","title":"T","tags":["a","b"],"campaign":"c","forward_query":true,"reuse":false,"expired_url":"https://example.com/ä","password":"p"}'
    creates 201 '{"url":"https://example.com/","expires_at":"2100-01-01T00:00:00Z","alias":null,"title":null}'
    sends 201 POST /api/v1/links application/x-www-form-urlencoded \
        'url=https://example.com/f&ttl=60&max_clicks=3&status=307&forward_query=on&tags=a,b&alias=&reuse=0'
    creates 201 '{"url":"https://example.com/r","reuse":true}'
    creates 200 '{"url":"https://example.com/r","reuse":true}'
    creates 409 '{"url":"https://example.com/","alias":"taken"}'
    creates 422 '{"url":"https://example.com/","color":"red"}'
    creates 422 '[]'
    creates 400 '{'
    sends 415 POST /api/v1/links text/plain x
    KEY='' creates 401 '{"url":"https://example.com/"}'
    KEY=$READER creates 403 '{"url":"https://example.com/"}'
    conforms
}

@test "createLinks: again" {
    creates 201 '{"url":"https://example.com/"}' -H 'Idempotency-Key: k1'
    creates 201 '{"url":"https://example.com/"}' -H 'Idempotency-Key: k1'
    creates 422 '{"url":"https://example.com/x"}' -H 'Idempotency-Key: k1'
    creates 400 '{"url":"https://example.com/"}' -H "Idempotency-Key: $(bytes 256)"
    conforms
}

@test "createLinks: a dry run" {
    local at='/api/v1/links?dry_run=yes'
    sends 204 POST "$at" application/json '{"url":"https://example.com/","alias":"dry"}'
    asks 404 GET /api/v1/links/dry
    creates 201 '{"url":"https://example.com/","alias":"dry"}' -H 'Idempotency-Key: dry'
    sends 409 POST "$at" application/json '{"url":"https://example.com/","alias":"dry"}'
    KEY=$OTHER sends 409 POST "$at" application/json '{"url":"https://example.com/","alias":"dry"}'
    sends 422 POST "$at" application/json '{"url":"ftp://example.com/"}'
    sends 415 POST "$at" text/plain '{"url":"https://example.com/"}'
    sends 400 POST '/api/v1/links?dry_run=perhaps' application/json '{"url":"https://example.com/"}'
    KEY=$READER sends 403 POST "$at" application/json '{"url":"https://example.com/"}'
    conforms
}

@test "listKeys, createKey, revokeKey" {
    local json=application/json id key
    sends 201 POST /api/v1/keys $json '{"name":"shop","role":"reader"}'
    id=$(field .id)
    key=$(field .key)
    KEY=$key asks 200 GET /api/v1/links
    KEY=$key asks 403 GET /api/v1/keys
    asks 200 GET /api/v1/keys
    is shop "$id" "$(field '.keys[] | select(.name == "shop") | .id')"
    asks 204 DELETE "/api/v1/keys/$id"
    asks 200 GET /api/v1/keys
    asks 404 DELETE /api/v1/keys/99999
    asks 409 DELETE /api/v1/keys/1
    sends 201 POST /api/v1/keys $json '{"name":"brief","role":"creator","scopes":["links"],"expires_at":"2100-01-01T00:00:00Z"}'
    id=$(field .id)
    key=$(field .key)
    KEY=$key asks 200 GET /api/v1/links
    for path in stats messages rules keys config; do
        KEY=$key asks 403 GET "/api/v1/$path"
    done
    is code role_too_low "$(field .code)"
    KEY=$key asks 403 GET /api/v1/stats
    is code scope_missing "$(field .code)"
    KEY=$key asks 200 GET /api/v1/session
    is scopes '["links"]' "$(field '.scopes | tojson')"
    asks 200 POST "/api/v1/keys/$id/rotate?overlap=5"
    KEY=$(field .key)
    export KEY
    asks 200 GET /api/v1/links
    KEY=$key asks 200 GET /api/v1/links
    sleep 5.1
    KEY=$key asks 401 GET /api/v1/links
    asks 200 GET /api/v1/links
    unset KEY
    asks 200 POST "/api/v1/keys/$id/rotate"
    sends 201 POST /api/v1/keys $json '{"name":"guest","role":"admin","expires_at":"2100-01-01T00:00:00Z"}'
    key=$(field .key)
    KEY=$key sends 201 POST /api/v1/keys $json '{"name":"guest","role":"admin","expires_at":"2100-01-01T00:00:00Z"}'
    for sent in '{"name":"stays","role":"admin"}' '{"name":"stays","role":"reader","expires_at":"2100-01-01T00:00:01Z"}'; do
        KEY=$key sends 403 POST /api/v1/keys $json "$sent"
        is pointer '#/expires_at' "$(field .pointer)"
    done
    KEY=$key asks 403 POST /api/v1/keys/1/rotate
    sends 201 POST /api/v1/keys $json '{"name":"keeper","role":"admin","scopes":["admin","stats"]}'
    key=$(field .key)
    KEY=$key sends 201 POST /api/v1/keys $json '{"name":"less","role":"admin","scopes":["stats"]}'
    KEY=$key asks 204 DELETE "/api/v1/keys/$(field .id)"
    for sent in '{"name":"more","role":"admin"}' '{"name":"more","role":"admin","scopes":["stats","links"]}'; do
        KEY=$key sends 403 POST /api/v1/keys $json "$sent"
    done
    for path in 1 "$id"; do
        KEY=$key asks 403 POST "/api/v1/keys/$path/rotate"
        KEY=$key asks 403 DELETE "/api/v1/keys/$path"
    done
    asks 400 POST "/api/v1/keys/$id/rotate?overlap=0"
    asks 404 POST /api/v1/keys/99999/rotate
    KEY='' asks 401 POST "/api/v1/keys/$id/rotate"
    KEY=$CREATOR asks 403 POST "/api/v1/keys/$id/rotate"
    asks 200 GET /api/v1/keys
    is "last used" "$(date -u +%F)" "$(field ".keys[] | select(.id == $id) | .last_used_on")"
    sends 201 POST /api/v1/keys $json '{"name":"signer","role":"creator","aws":true}'
    is access "curt_$(field .id)" "$(field .aws_access_key_id)"
    secret=$(field .aws_secret_access_key)
    asks 200 POST "/api/v1/keys/$(field .id)/rotate"
    [[ $(field .aws_secret_access_key) =~ ^[0-9a-f]{64}$ && $(field .aws_secret_access_key) != "$secret" ]]
    sends 422 POST /api/v1/keys $json '{"name":"x","role":"reader","aws":"yes"}'
    for sent in '{"name":"x","role":"reader","scopes":["all"]}' '{"name":"x","role":"reader","scopes":"links"}' \
        '{"name":"x","role":"reader","scopes":[1]}' '{"name":"x","role":"reader","expires_at":"2001-01-01T00:00:00Z"}' \
        '{"name":"x","role":"reader","expires_at":"soon"}'; do
        sends 422 POST /api/v1/keys $json "$sent"
    done
    for sent in '{"name":"","role":"reader"}' '{"name":"x","role":"root"}' '{"name":"x"}' '{"name":"x","role":"admin","id":1}' '[]'; do
        sends 422 POST /api/v1/keys $json "$sent"
    done
    sends 400 POST /api/v1/keys $json '{'
    sends 413 POST /api/v1/keys $json "\"$(bytes 5000)\""
    sends 415 POST /api/v1/keys text/plain x
    for call in 'GET /api/v1/keys' 'DELETE /api/v1/keys/2' 'GET /api/v1/config'; do
        KEY='' asks 401 $call
        KEY=$CREATOR asks 403 $call
    done
    KEY=$CREATOR sends 403 POST /api/v1/keys $json '{"name":"x","role":"admin"}'
    KEY='' sends 401 POST /api/v1/keys $json '{"name":"x","role":"admin"}'
    conforms
}

@test "readConfig" {
    asks 200 GET /api/v1/config
    is "from where" environment "$(field '.["stats.max_lag"].origin')"
    conforms
}

@test "listDomains" {
    asks 200 GET /api/v1/domains
    is "the default one" "127.0.0.1 true" "$(field '.domains[0] | "\(.name) \(.default)"')"
    KEY='' asks 401 GET /api/v1/domains
    asks 400 GET /api/v1/domains?x=1
    conforms
}

@test "importLinks" {
    local type=application/octet-stream file=$'code,url,clicks\nbrought,https://example.com/b,7\n=bad,nonsense,1\n'
    sends 200 POST '/api/v1/imports?source=csv&dry_run=yes' $type "$file"
    is "a dry run" 'true 1 1 2' "$(field '"\(.dry_run) \(.counts.imported) \(.counts.refused) \(.rows | length)"')"
    asks 404 GET /api/v1/links/brought
    sends 200 POST '/api/v1/imports?source=csv' $type "$file"
    is outcomes 'imported refused' "$(field '[.rows[].outcome] | join(" ")')"
    asks 200 GET /api/v1/links/brought
    is clicks 7 "$(field .imported_clicks)"
    sends 200 POST '/api/v1/imports?source=csv&conflict=rename&tz=Europe/Berlin' $type "$file"
    is again same "$(field '.rows[0].outcome')"
    sends 200 POST '/api/v1/imports?source=yourls' $type "INSERT INTO yourls_url (keyword,url) VALUES ('cut','https://example.com/'),('x"
    is "cut short" 'imported the dump is cut short' "$(field '"\(.rows[0].outcome) \(.error[:21])"')"
    sends 422 POST '/api/v1/imports?source=dub' $type "$file"
    sends 400 POST '/api/v1/imports?source=nobody' $type "$file"
    sends 400 POST '/api/v1/imports?source=csv&conflict=x' $type "$file"
    sends 400 POST '/api/v1/imports?source=csv&domain=not.configured.example' $type "$file"
    sends 400 POST '/api/v1/imports?source=csv&tz=Nowhere' $type "$file"
    sends 400 POST '/api/v1/imports?source=csv' $type ''
    head -c 16777217 /dev/zero >"$BATS_TEST_TMPDIR/long"
    sends 413 POST '/api/v1/imports?source=csv' $type "@$BATS_TEST_TMPDIR/long"
    KEY='' sends 401 POST '/api/v1/imports?source=csv' $type "$file"
    KEY=$CREATOR sends 403 POST '/api/v1/imports?source=csv' $type "$file"
    conforms
}

@test "readSession" {
    asks 200 GET /api/v1/session
    KEY='' asks 401 GET /api/v1/session
    conforms
}

@test "createLinks: many" {
    local items='{"url":"https://example.com/1"} {"url":"https://example.com/1","reuse":true} {"alias":"x"}
        {"url":"https://example.com/","alias":"many"} {"url":"https://example.com/","alias":"many"}'
    creates 207 "$(jq -cs . <<<"$items")"
    is statuses "201 200 422 201 409" "$(field '[.[].status] | join(" ")')"
    sends 207 POST /api/v1/links application/x-ndjson "$(jq -c . <<<"$items")"
    sends 207 POST /api/v1/links application/jsonl '{"url":"https://example.com/"}'
    creates 413 "[$(bytes 2000 1 | sed 's/../1,/g')1]"
    conforms
}

@test "createLinks: too many" {
    local sent
    sent="[$(bytes 299 x | sed 's|x|{"url":"https://example.com/"},|g'){}]"
    KEY=$OTHER creates 207 "$sent"
    KEY=$OTHER creates 429 "$sent"
    conforms
}

@test "readQrCode" {
    creates 201 '{"url":"https://example.com/","alias":"qr-code"}'
    asks 200 GET /api/v1/links/qr-code/qr
    asks 200 GET '/api/v1/links/qr-code/qr?format=svg'
    asks 400 GET '/api/v1/links/qr-code/qr?format=gif'
    asks 400 GET '/api/v1/links/qr-code/qr?format=png&scale=33'
    asks 404 GET /api/v1/links/nowhere/qr
    KEY=$OTHER asks 404 GET /api/v1/links/qr-code/qr
    KEY='' asks 401 GET /api/v1/links/qr-code/qr
    conforms
}

@test "restoreLink" {
    creates 201 '{"url":"https://example.com/","alias":"restored"}'
    asks 204 DELETE /api/v1/links/restored
    asks 200 GET '/api/v1/links?state=deleted'
    asks 400 GET '/api/v1/links?state=deleted&cursor=x'
    asks 200 POST /api/v1/links/restored/restore
    asks 404 POST /api/v1/links/restored/restore
    asks 204 DELETE /api/v1/links/restored
    creates 201 '{"url":"https://example.com/","alias":"restored"}'
    asks 409 POST /api/v1/links/restored/restore
    KEY=$READER asks 403 POST /api/v1/links/restored/restore
    KEY='' asks 401 POST /api/v1/links/restored/restore
    conforms
}

@test "listLinks" {
    creates 201 '{"url":"https://example.com/list","tags":["listed"],"campaign":"lists"}'
    creates 201 '{"url":"https://example.com/list","tags":["listed"]}'
    asks 200 GET /api/v1/links
    asks 200 GET '/api/v1/links?limit=1&tag=listed'
    asks 200 GET "/api/v1/links?limit=200&tag=listed&campaign=lists&q=EXAMPLE&cursor=$(field .next)"
    asks 200 GET '/api/v1/links?clicks=yes&state=live&messages=none'
    asks 200 GET '/api/v1/links?sort=clicks'
    asks 400 GET '/api/v1/links?sort=clicks&cursor=x'
    asks 400 GET '/api/v1/links?limit=0'
    KEY=curt_1_no asks 401 GET /api/v1/links
    conforms
}

@test "readLink, changeLink, deleteLink" {
    local at=/api/v1/links/changing json=application/json merge=application/merge-patch+json
    creates 201 '{"url":"https://example.com/","alias":"changing","title":"T","ttl":60}'
    asks 200 GET $at
    sends 200 PATCH $at $merge '{"title":null,"ttl":null,"tags":["x"],"status":302,"disabled":true}' -H "If-Match: $(header ETag)"
    sends 200 PATCH $at $json '{"url":"https://example.com/2","expires_at":"2100-01-01T00:00:00Z","disabled":false,
        "valid_from":"2000-01-01T00:00:00Z","max_clicks":2,"track":"first","campaign":"c","forward_query":true,"expired_url":"https://example.com/over"}'
    sends 200 PATCH $at $merge '{"expired_url":null,"password":"p"}'
    sends 400 PATCH $at $json '{'
    sends 412 PATCH $at $json '{}' -H 'If-Match: "0-0"'
    sends 413 PATCH $at $json "{\"title\":\"$(bytes 65536)\"}"
    sends 415 PATCH $at text/plain '{}'
    sends 422 PATCH $at $json '{"alias":"other"}'
    sends 404 PATCH /api/v1/links/nowhere $json '{}'
    KEY=$OTHER creates 201 '{"url":"https://example.com/","alias":"tagged"}'
    for n in 1 2 3 4; do
        KEY=$OTHER creates 201 "$(jq -nc --arg n $n '{url: "https://example.com/", tags: [range(10) | "\($n)-\(.)"]}')"
    done
    KEY=$OTHER sends 409 PATCH /api/v1/links/tagged $json '{"tags":["one more"]}'
    KEY=$READER sends 403 PATCH $at $json '{}'
    KEY='' sends 401 PATCH $at $json '{}'
    KEY=$CREATOR asks 404 GET $at
    KEY='' asks 401 GET $at
    KEY='' asks 401 DELETE $at
    KEY=$READER asks 403 DELETE $at
    asks 412 DELETE $at -H 'If-Match: "0-0"'
    asks 204 DELETE $at -H 'If-Match: *'
    asks 404 DELETE $at
    conforms
}

@test "disableLink, enableLink" {
    local what
    creates 201 '{"url":"https://example.com/","alias":"switch"}'
    for what in disable enable; do
        asks 200 POST /api/v1/links/switch/$what -H 'If-Match: *'
        asks 412 POST /api/v1/links/switch/$what -H 'If-Match: "0-0"'
        asks 404 POST /api/v1/links/nowhere/$what
        KEY='' asks 401 POST /api/v1/links/switch/$what
        KEY=$READER asks 403 POST /api/v1/links/switch/$what
    done
    conforms
}

@test "openLink, lookAtLink" {
    local code method
    for code in 301 302 307 308; do
        creates 201 "{\"url\":\"https://example.com/?a#b\",\"alias\":\"to$code\",\"status\":$code,\"forward_query\":true}"
        KEY='' asks $code GET "/to$code?q=1"
        KEY='' asks $code HEAD "/to$code"
    done
    KEY='' asks 503 GET /to301 -H 'Sec-Purpose: prefetch'
    creates 201 '{"url":"https://example.com/","alias":"locked","password":"p"}'
    KEY='' asks 401 GET /locked
    KEY='' asks 401 HEAD /locked
    creates 201 '{"url":"https://example.com/","alias":"card","preview_title":"T","preview_description":"D","preview_image":"https://example.com/a.png"}'
    KEY='' asks 200 GET /card -A WhatsApp/2.23.20.0
    creates 201 '{"url":"https://example.com/","alias":"edge","track":"first","max_clicks":1}'
    KEY='' asks 503 GET /edge -H 'Sec-Purpose: prefetch'
    KEY='' asks 301 GET /edge
    for method in GET HEAD; do
        KEY='' asks 410 $method /edge
        KEY='' asks 404 $method /nowhere
    done
    KEY='' asks 410 GET /edge -H 'Accept: text/html'
    sends 200 PATCH /api/v1/links/edge application/json '{"expired_url":"https://example.com/over"}'
    for method in GET HEAD; do
        KEY='' asks 302 $method /edge
    done
    conforms
}

@test "listBlocklist, addBlocklistEntry, removeBlocklistEntry" {
    local at=/api/v1/blocklist
    sends 201 POST $at application/json '{"entry":"evil.example","reason":"phishing"}'
    sends 200 POST $at application/json '{"entry":"https://evil.example/","reason":null}'
    sends 422 POST $at application/json '{"entry":"com"}'
    sends 422 POST /api/v1/links application/json '{"url":"https://evil.example/"}'
    sends 400 POST $at application/json '{'
    sends 413 POST $at application/json "{\"entry\":\"$(bytes 17000)\"}"
    sends 415 POST $at text/plain '{"entry":"evil.example"}'
    asks 200 GET $at
    asks 400 GET "$at?limit=0"
    for key in '' nonsense; do
        KEY=$key asks 401 GET $at
        KEY=$key sends 401 POST $at application/json '{"entry":"evil.example"}'
        KEY=$key asks 401 DELETE $at/evil.example
    done
    KEY=$CREATOR asks 403 GET $at
    KEY=$CREATOR sends 403 POST $at application/json '{"entry":"evil.example"}'
    KEY=$CREATOR asks 403 DELETE $at/evil.example
    asks 204 DELETE $at/evil.example
    asks 404 DELETE $at/evil.example
    asks 400 DELETE "$at/evil.example?nonsense=1"
    conforms
}

@test "listReports, dismissReport" {
    local at=/api/v1/reports key
    creates 201 '{"url":"https://example.com/","alias":"reported"}'
    api POST /ui/report '' --data "link=$BASE/reported&reason=other&text=T"
    asks 200 GET $at
    asks 400 GET "$at?limit=0"
    for key in '' nonsense; do
        KEY=$key asks 401 GET $at
        KEY=$key asks 401 DELETE $at/1
    done
    KEY=$CREATOR asks 403 GET $at
    KEY=$CREATOR asks 403 DELETE $at/1
    asks 204 DELETE $at/1
    asks 404 DELETE $at/1
    asks 400 DELETE "$at/1?nonsense=1"
    conforms
}

@test "readIosApps, readAndroidApps" {
    local file
    for file in apple-app-site-association assetlinks.json; do
        KEY='' asks 200 GET "/.well-known/$file" -H 'Host: apps.example.com'
        KEY='' asks 404 GET "/.well-known/$file"
    done
    conforms
}

@test "previewLink" {
    creates 201 '{"url":"https://example.com/seen","alias":"vault","password":"p"}'
    KEY='' asks 401 GET /vault+
    creates 201 '{"url":"https://example.com/seen","alias":"seen"}'
    KEY='' asks 200 GET /seen+
    KEY='' asks 200 GET /seen+ -H 'Accept: text/html'
    KEY='' asks 404 GET /nowhere+
    asks 200 POST /api/v1/links/seen/disable
    KEY='' asks 410 GET /seen+
    conforms
}

@test "readStats and the others" {
    local of year=from=2026-01-01T00:00:00Z\&to=2026-12-31T23:59:59%2B01:00
    creates 201 '{"url":"https://example.com/","alias":"counted","tags":["news/daily"],"campaign":"spring sale"}'
    KEY='' asks 301 GET /counted -A "$FIREFOX" -H 'Referer: https://news.example/' -H 'Accept-Language: de'
    KEY='' asks 301 GET /counted -A 'WhatsApp/2.23.20.0'
    counted
    for of in '' /links/counted /campaigns/spring%20sale /tags/news%2Fdaily /tags/unheard-of; do
        asks 200 GET "/api/v1/stats$of"
        asks 200 GET "/api/v1/stats$of?unit=hour&tz=Asia/Kathmandu&top=200"
        asks 200 GET "/api/v1/stats$of?unit=month&$year"
        asks 200 GET "/api/v1/stats$of?format=csv&table=breakdown"
        asks 200 GET "/api/v1/stats$of?unit=day" -H 'Accept: text/csv'
        [[ $(header Curt-As-Of-Event) -gt 0 && $(header Curt-As-Of-Time) == 20* ]]
        asks 400 GET "/api/v1/stats$of?top=0"
        KEY='' asks 401 GET "/api/v1/stats$of"
    done
    asks 404 GET /api/v1/stats/links/nowhere
    asks 404 GET "/api/v1/stats/campaigns/$(bytes 65)"
    asks 404 GET "/api/v1/stats/tags/$(bytes 65)"
    conforms
}

@test "readLatestOpens, readBusiest, readAttention" {
    local etag
    creates 201 '{"url":"https://example.com/","alias":"new-here","campaign":"fresh"}'
    asks 200 GET /api/v1/stats/links/new-here/latest
    is nothing '"0" 0' "$(header ETag) $(field '.opens | length')"
    asks 304 GET /api/v1/stats/links/new-here/latest -H 'If-None-Match: "0"'
    curl -s -o /dev/null -A "$FIREFOX" "$BASE/new-here"
    curl -s -o /dev/null -A curl/8.0 "$BASE/new-here"
    counted
    asks 200 GET /api/v1/stats/links/new-here/latest -H 'If-None-Match: "0"'
    etag=$(header ETag)
    is opens 'bot person' "$(field '[.opens[].by] | join(" ")')"
    asks 304 GET /api/v1/stats/links/new-here/latest -H "If-None-Match: $etag"
    asks 304 HEAD /api/v1/stats/links/new-here/latest -H "If-None-Match: \"7\", W/$etag"
    asks 404 GET /api/v1/stats/links/nowhere/latest
    KEY='' asks 401 GET /api/v1/stats/links/new-here/latest
    asks 200 GET '/api/v1/stats/busiest?days=1&limit=100'
    is clicks 1 "$(field '.links[] | select(.code == "new-here").clicks')"
    is clicks 1 "$(field '.campaigns[] | select(.name == "fresh").clicks')"
    asks 400 GET '/api/v1/stats/busiest?days=61'
    asks 400 GET '/api/v1/stats/busiest?limit=0'
    KEY='' asks 401 GET /api/v1/stats/busiest
    KEY='' asks 404 GET /never-was
    counted
    asks 200 GET '/api/v1/stats/missed?days=1&limit=1000'
    asks 400 GET '/api/v1/stats/missed?days=61'
    asks 400 GET '/api/v1/stats/missed?domain=%20'
    KEY='' asks 401 GET /api/v1/stats/missed
    KEY=$CREATOR asks 403 GET /api/v1/stats/missed
    asks 200 GET /api/v1/stats/attention
    is letters 0 "$(field .dead_letters)"
    KEY=$CREATOR asks 403 GET /api/v1/stats/attention
    KEY=$READER asks 403 GET /api/v1/stats/attention
    KEY='' asks 401 GET /api/v1/stats/attention
    asks 200 GET '/api/v1/stats/links/new-here?unit=day&week=yes'
    is week '7 24 1' "$(field '.week | "\(length) \(.[0] | length) \(map(add) | add)"')"
    asks 200 GET '/api/v1/stats?unit=day&format=csv&table=week'
    asks 400 GET '/api/v1/stats/links/new-here?week=yes'
    asks 400 GET '/api/v1/stats/links/new-here?unit=day&week=maybe'
    conforms
}

@test "readFunnel, readCampaignFunnel" {
    local at table campaign year=from=2026-01-01T00:00:00Z\&to=2026-12-31T23:59:59Z
    for campaign in heard-of a/b; do # of a link
        KEY=$ADMIN asks 201 POST /api/v1/links -H "Content-Type: application/json" --data-binary "{\"url\":\"https://example.com/\",\"campaign\":\"$campaign\"}"
        KEY=$CREATOR asks 201 POST /api/v1/links -H "Content-Type: application/json" --data-binary "{\"url\":\"https://example.com/\",\"campaign\":\"$campaign\"}"
    done
    for at in messages campaigns/heard-of/funnel campaigns/a%2Fb/funnel; do
        at=/api/v1/stats/$at
        asks 200 GET "$at"
        is empty '0 0 null null 0' "$(field '"\(.messages) \(.waiting) \(.delivery_rate) \(.click_through_rate) \(.by_channel | length)"')"
        asks 200 GET "$at?unit=month&tz=Asia/Kathmandu&$year"
        is points 13 "$(field '.series.points | length')"
        for table in totals channels errors cost; do
            asks 200 GET "$at?format=csv&table=$table"
        done
        asks 200 GET "$at?unit=day" -H 'Accept: text/csv'
        is points 31 "$(wc -l <<<"${body%$'\n'}")"
        asks 400 GET "$at?format=csv&table=series"
        asks 400 GET "$at?table=breakdown"
        KEY=$CREATOR asks 200 GET "$at"
        KEY='' asks 401 GET "$at"
    done
    is campaign a/b "$(KEY=$ADMIN && api GET /api/v1/stats/campaigns/a%2Fb/funnel && field .campaign)"
    asks 404 GET "/api/v1/stats/campaigns/$(bytes 65)/funnel"
    asks 404 GET /api/v1/stats/campaigns/unheard-of/funnel
    conforms
}

@test "readTimeline" {
    sends 202 POST /api/v1/messages application/json '{"channel":"sms","to":"447700900000","from":"curt","text":"Hello"}'
    asks 200 GET "/api/v1/stats/messages/$(field .id)"
    is first requested "$(field '.timeline[0].what')"
    asks 404 GET /api/v1/stats/messages/018f0000-0000-7000-8000-000000000000
    asks 404 GET /api/v1/stats/messages/none
    KEY='' asks 401 GET /api/v1/stats/messages/018f0000-0000-7000-8000-000000000000
    conforms
}

@test "readRecipients" {
    local at=/api/v1/stats/campaigns/unheard-of/recipients
    asks 200 GET $at
    is rows 'to,id,status,submitted,delivered,read,clicks,first_click,error' "${body%$'\r\n'}"
    asks 200 GET "$at?clicked=yes"
    asks 200 HEAD "$at?clicked=no"
    asks 400 GET "$at?clicked=maybe"
    KEY='' asks 401 GET $at
    asks 404 GET "/api/v1/stats/campaigns/$(bytes 65)/recipients"
    conforms
}

@test "readMetrics" {
    asks 200 GET /metrics
    asks 200 HEAD /metrics
    KEY='' asks 401 GET /metrics
    conforms
}

@test "other methods are 405, and Allow has those of the file" {
    local path allow
    openapi methods "$OPENAPI" >"$BATS_TEST_TMPDIR/methods"
    while read -r path allow; do
        path=${path//\{id\}/018f0000-0000-7000-8000-000000000000}
        path=${path//\{number\}/447700900000}
        path=${path//\{*([a-z])\}/x}
        api PUT "$path"
        is "$path" "405 $allow" "$status $(header Allow)"
        is problem 405 "$(field .status)"
    done <"$BATS_TEST_TMPDIR/methods"
}

@test "readHealth, also when nothing counts" {
    counted
    KEY='' asks 200 GET /api/v1/openapi.yaml
    KEY='' asks 304 GET /api/v1/openapi.yaml -H "If-None-Match: $(header ETag)"
    KEY='' asks 200 GET /api/v1/stats/health
    is status ok "$(field .status)"
    kill "$RELAY_PID"
    relay_is_gone() { ! pgrep -f "^$SITE/sbin/curt-relay" >/dev/null; }
    wait_for 100 relay_is_gone
    KEY='' asks 404 GET /nowhere
    creates 201 '{"url":"https://example.com/","alias":"late"}'
    KEY='' asks 301 GET /late
    sleep 1.1
    KEY='' asks 503 GET /api/v1/stats/health
    is status late "$(field .status)"
    conforms
}

@test "a parameter that is not known is refused, and said so in the file" {
    refuses_parameters links stats admin monitor
    conforms
}

@test "a key of another scope is refused" {
    refuses_scope bus 'api/v1/(links|stats|keys|config)|metrics'
}

# A store that cannot be had ends its program, and so cannot be asked for here.
@test "every answer of the file was seen, but for those of a store that is away or full" {
    all_seen links stats admin monitor open
}
