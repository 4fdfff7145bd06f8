# Opening links: GET /{code} as a visitor, a cache, a browser that looks ahead.
load ../site.bash

# The rules for User-Agent texts are elsewhere: links lead there, as some installations have it.
site_prepare() {
    mkdir "$SITE/rules"
    mv "$SITE"/etc/{regexes,user-agents}.yaml "$SITE/rules/"
    ln -s ../rules/regexes.yaml ../rules/user-agents.yaml "$SITE/etc/"
}

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1
    export CURT_LINKS_FIRST_MAX_AGE=10m
    site_begin
}

teardown_file() {
    site_end
}

visit() {
    local path=$1
    shift
    api GET "$path" '' -A "$FIREFOX" "$@"
}

@test "a link opens with its status and exactly its URL" {
    for code in 301 302 307 308; do
        post /api/v1/links "{\"url\":\"https://example.com/p?a=1&b=%20#f\",\"status\":$code}"
        is created 201 "$status"
        visit "/$(field .code)"
        is status $code "$status"
        is location "https://example.com/p?a=1&b=%20#f" "$(header Location)"
        is cache "private, no-store" "$(header Cache-Control)"
        is robots noindex "$(header X-Robots-Tag)"
    done
}

@test "a request line in absolute form is taken, and nothing varies by what was sent" {
    post /api/v1/links '{"url":"https://example.com/","alias":"absolute","track":"first","forward_query":true}'
    for target in "http://127.0.0.1:$PORT/absolute" "HTTP://127.0.0.1:$PORT/absolute." "https://127.0.0.1:$PORT/absolute?"; do
        visit / --request-target "$target"
        is "$target" "301 https://example.com/" "$status $(header Location)"
        is vary "" "$(header Vary)"
    done
    visit / --request-target "http://127.0.0.1:$PORT/absolute?a=/b"
    is location "https://example.com/?a=/b" "$(header Location)"
    for target in "http://127.0.0.1:$PORT" "http://127.0.0.1:$PORT?x"; do
        visit / --request-target "$target"
        [ "$status" = 200 ] || [ "$SERVER $status" = "lighttpd 400" ] # lighttpd wants a path
    done
    api GET / "$ADMIN" --request-target "http://127.0.0.1:$PORT/api/v1/links/absolute"
    is "an API" 200 "$status"
    visit / --request-target "http://127.0.0.1:$PORT/api/v1/nothing"
    is nothing 404 "$status"
    is vary "" "$(header Vary)"
}

@test "HEAD answers the same and is not counted" {
    post /api/v1/links '{"url":"https://example.com/","alias":"head"}'
    api HEAD /head ''
    is status 301 "$status"
    is location "https://example.com/" "$(header Location)"
    visit /head
    counted
    api GET /api/v1/stats/links/head
    is clicks 1 "$(field .clicks)"
}

@test "an unknown code is 404, other methods are 405 with Allow" {
    visit /nothing-here
    is status 404 "$status"
    is type application/problem+json "$(header Content-Type)"
    visit /a/b/c
    is status 404 "$status"
    visit "/$(printf 'a%.0s' $(seq 70))"
    is status 404 "$status"
    visit "/a%00b"
    [ "$status" = 400 ] || [ "$status" = 404 ] # Apache does not even ask us
    for method in POST PUT DELETE PATCH OPTIONS; do
        api $method /nothing-here ''
        is "$method" 405 "$status"
        is allow "GET, HEAD" "$(header Allow)"
    done
}

@test "what a telephone adds to a link opens it, and is counted" {
    local tail opened=0
    post /api/v1/links '{"url":"https://example.com/","alias":"tail"}'
    for tail in _ __ - _. . ')' , '!' '"' %20 / '/?x=1' ';' : "'" '>' '%5d' %7D '*' '~' %60 %22. ').' '/.' //  %2F %2f. '!?x=1' \
        $'\u3002' %E3%80%82 $'\u2026' $'\u201d' %E2%80%9D. %C2%A0 %E2%80%8B $'\uff0c\u7136\u540e' '%E2%80%99s' "'s" '&utm_source=x' \
        %3Futm_source=x '&quot;' %3Cbr%3E; do
        visit "/tail$tail"
        is "/tail$tail" 301 "$status"
        opened=$((opened + 1))
    done
    for tail in /more .html .php a %20a /a. '/..%2fx'; do
        visit "/tail$tail" --path-as-is
        is "/tail$tail" 404 "$status"
    done
    counted
    api GET /api/v1/stats/links/tail
    is clicks "$opened" "$(field .clicks)"
}

@test "a browser gets a page, and the operator can replace it" {
    visit /nothing-here -H 'Accept: text/html,*/*'
    is status 404 "$status"
    is type "text/html; charset=utf-8" "$(header Content-Type)"
    [[ $body == *viewport* ]]
    [[ $body == *"There is no such link."* ]]
}

@test "expired, disabled, used up are 410; not yet valid is 404" {
    post /api/v1/links '{"url":"https://example.com/","alias":"short","ttl":1}'
    post /api/v1/links '{"url":"https://example.com/","alias":"off"}'
    post /api/v1/links '{"url":"https://example.com/","alias":"later","valid_from":"2100-01-01T00:00:00Z"}'
    post /api/v1/links '{"url":"https://example.com/","alias":"twice","max_clicks":2}'
    visit /later
    is later 404 "$status"
    api POST /api/v1/links/off/disable
    visit /off
    is off 410 "$status"
    api POST /api/v1/links/off/enable
    visit /off
    is "on again" 301 "$status"
    visit /twice
    visit /twice
    is second 301 "$status"
    visit /twice
    is third 410 "$status"
    sleep 1.1
    visit /short
    is expired 410 "$status"
}

@test "previews and HEAD take no click of a link with a limit, and see when it is used up" {
    local agent
    post /api/v1/links '{"url":"https://example.com/","alias":"last","max_clicks":1}'
    for agent in 'WhatsApp/2.23.20.0' 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)' \
        'TelegramBot (like TwitterBot)'; do
        api GET /last '' -A "$agent"
        is "$agent" "301 https://example.com/" "$status $(header Location)"
        api HEAD /last ''
        is HEAD 301 "$status"
    done
    visit /last
    is person 301 "$status"
    visit /last
    is "used up" 410 "$status"
    api GET /last '' -A 'WhatsApp/2.23.20.0'
    is preview 410 "$status"
    api HEAD /last ''
    is HEAD 410 "$status"
    counted
    api GET /api/v1/stats/links/last
    is clicks "1 3" "$(field '"\(.clicks) \(.previews)"')"
}

@test "max_clicks holds exactly under concurrency" {
    post /api/v1/links '{"url":"https://example.com/","alias":"fifty","max_clicks":50}'
    opened=$(seq 300 | xargs -P 16 -I{} curl -s -o /dev/null -w '%{http_code}\n' "$BASE/fifty" | grep -c 301)
    is opened 50 "$opened"
}

@test "looking ahead is recorded as such, not as a click" {
    post /api/v1/links '{"url":"https://example.com/","alias":"ahead"}'
    for purpose in prefetch 'prefetch;prerender' 'prefetch;anonymous-client-ip'; do
        visit /ahead -H "Sec-Purpose: $purpose" -H 'Purpose: prefetch'
        is "asked again on the click" "503 no-store" "$status $(header Cache-Control)"
        is location '' "$(header Location)"
    done
    visit /ahead -H 'Accept: text/html' -H 'Sec-Purpose: prefetch'
    is "a browser too" "503 no-store" "$status $(header Cache-Control)"
    visit /ahead -H 'Purpose: prefetch'
    is "old browsers keep no answer" 301 "$status"
    visit /ahead -H 'X-Moz: prefetch'
    counted
    api GET /api/v1/stats/links/ahead
    is clicks 0 "$(field .clicks)"
    is prefetches 6 "$(field .prefetches)"
    post /api/v1/links '{"url":"https://example.com/","alias":"once","max_clicks":1}'
    visit /once -H 'Sec-Purpose: prefetch'
    is "no way round a limit" 503 "$status"
    visit /once
    is "still there" 301 "$status"
}

@test "track first lets caches answer, until the link expires" {
    post /api/v1/links '{"url":"https://example.com/","alias":"first","track":"first"}'
    visit /first
    is cache "public, max-age=600" "$(header Cache-Control)"
    post /api/v1/links '{"url":"https://example.com/","alias":"brief","track":"first","ttl":100}'
    visit /brief
    age=$(header Cache-Control)
    age=${age#public, max-age=}
    [ "$age" -ge 95 ] && [ "$age" -le 100 ]
}

@test "the query goes along where it is wanted, before the fragment" {
    post /api/v1/links '{"url":"https://example.com/p?a=1#f","alias":"along","forward_query":true}'
    visit '/along?utm=x&y=2'
    is location "https://example.com/p?a=1&utm=x&y=2#f" "$(header Location)"
    post /api/v1/links '{"url":"https://example.com/p","alias":"along2","forward_query":true}'
    visit '/along2?z'
    is location "https://example.com/p?z" "$(header Location)"
    visit $'/along2?a=\xc3\xa4&b=%c3%a4&c=\xe4|"<'
    is "raw bytes" 'https://example.com/p?a=%C3%A4&b=%c3%a4&c=%E4|"<' "$(header Location)"
    post /api/v1/links '{"url":"https://example.com/p?#f","alias":"along3","forward_query":true}'
    visit '/along3?z'
    is "an empty query" "https://example.com/p?z#f" "$(header Location)"
    visit '/along2?a=%0d%0aSet-Cookie:x=y'
    is "no header of its own" "" "$(header Set-Cookie)"
    post /api/v1/links '{"url":"https://example.com/p","alias":"alone"}'
    visit '/alone?z'
    is location "https://example.com/p" "$(header Location)"
}

@test "the event has what was sent, with the address made anonymous" {
    post /api/v1/links '{"url":"https://example.com/","alias":"event","tags":["t1"],"campaign":"c1"}'
    visit '/event?q=1' -H 'Referer: https://news.example/x' -H 'Accept-Language: de-AT,de;q=0.9' \
        -H 'X-Forwarded-For: 9.9.9.9, 203.0.113.77'
    counted
    event=$(curt event list --json | tail -n 1)
    is type link.clicked "$(jq -r '.["detail-type"]' <<<"$event")"
    is source urlshortener "$(jq -r .source <<<"$event")"
    is code event "$(jq -r .detail.code <<<"$event")"
    is referrer https://news.example/x "$(jq -r .detail.referrer <<<"$event")"
    is agent "$FIREFOX" "$(jq -r .detail.user_agent <<<"$event")"
    is language 'de-AT,de;q=0.9' "$(jq -r .detail.language <<<"$event")"
    is query q=1 "$(jq -r .detail.query <<<"$event")"
    is ip 203.0.113.0 "$(jq -r .detail.ip <<<"$event")"
    is campaign c1 "$(jq -r .detail.campaign <<<"$event")"
    jq -e '.id | test("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")' <<<"$event"
    visit /event -H 'X-Forwarded-For: 2001:db8:1:2:3::4'
    counted
    is ipv6 2001:db8:1:: "$(curt event list --json | tail -n 1 | jq -r .detail.ip)"
}

@test "robots.txt is there, and lets links be fetched" {
    api GET /robots.txt ''
    is status 200 "$status"
    [[ $body == *"Disallow: /api/"* ]]
}
