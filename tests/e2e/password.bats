# password.bats: links with a password: what opens them, what does not, and what is told to those who have none.
load ../site.bash

PAGE='Accept: text/html,application/xhtml+xml'

site_early() {
    printf '[domain go.example.com]\n' >>"$SITE/etc/curt.conf"
}

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1
    site_begin
}

teardown_file() {
    site_end
}

# What somebody types: tries CODE PASSWORD [CURL...]
tries() {
    api POST "/ui/open/$1" '' -H "$PAGE" --data-urlencode "password=$2" "${@:3}"
}

# Another address for each test, since each may try only so often.
setup() {
    JAR=$BATS_TEST_TMPDIR/jar
    FROM=(-H "X-Forwarded-For: 192.0.2.$BATS_TEST_NUMBER")
}

locked() {
    is "$1: $body" 401 "$status"
    is "$1: Location" '' "$(header Location)"
    [[ $body != *secret.example* ]]
}


kinds() {
    curt event list --json | jq -rs --arg code "$1" '[.[] | select(.detail.code == $code) | ."detail-type"] | join(" ")'
}

@test "a link with a password opens once it was given, and counts from then on" {
    creates '{"url":"https://secret.example/","alias":"vault","track":"first","forward_query":true,"password":"open sésame"}'
    is shown true "$(field .has_password)"
    [[ $body != *'"password"'* ]]
    local path agent
    for path in /vault '/vault?a=1' /vault+ /vault.; do
        api GET "$path" ''
        locked "$path"
        is code link_locked "$(field .code)"
        api HEAD "$path" ''
        locked "HEAD $path"
        api GET "$path" '' -H "$PAGE"
        locked "page $path"
        [[ $body == *'action="/ui/open/vault"'* ]]
        is cache 'private, no-store' "$(header Cache-Control)"
    done
    for agent in WhatsApp/2.23.20.0 'facebookexternalhit/1.1'; do
        api GET /vault '' -A "$agent"
        locked "$agent"
    done
    api GET /vault '' -H 'Sec-Purpose: prefetch'
    locked prefetch
    tries vault 'open sesame' "${FROM[@]}"
    locked wrong
    [[ $body == *'This password is wrong.'* && $(header Set-Cookie) == '' ]]
    cat "$SITE"/*.log | grep -E 'shorten\.fcgi\[[0-9]+\]: warning: failed password from 192\.0\.2\.1' # etc/fail2ban
    tries vault 'open sésame' "${FROM[@]}" -c "$JAR" --data-urlencode 'query=a=1&b=%C3%A4'
    is right '303 /vault?a=1&b=%C3%A4' "$status $(header Location)"
    [[ $(header Set-Cookie) =~ ^curt_link=[0-9a-f]{16}\.[0-9a-f]{64}\;\ Path=/vault\;\ Max-Age=43200\;\ HttpOnly\;\ SameSite=Lax$ ]]
    counted
    is 'nothing was counted' link.created "$(kinds vault)"
    api GET '/vault?a=1' '' -b "$JAR" -A "$FIREFOX"
    is opens '301 https://secret.example/?a=1' "$status $(header Location)"
    is cache 'private, no-store' "$(header Cache-Control)"
    api HEAD /vault '' -b "$JAR"
    is HEAD '301 https://secret.example/' "$status $(header Location)"
    api GET /vault+ '' -b "$JAR"
    locked '+'
    counted
    is 'one click' 'link.created link.clicked' "$(kinds vault)"
    is 'no event has it' 0 "$(curt event list --json | grep -c 'sésame' || true)"
    api GET /vault ''
    locked 'without the cookie'
}

@test "what was given is worth nothing for another link, after a change, or without the link's path" {
    local cookie code
    for code in one two; do
        creates "{\"url\":\"https://secret.example/$code\",\"alias\":\"$code\",\"password\":\"same\"}"
    done
    tries one same "${FROM[@]}"
    cookie=$(header Set-Cookie)
    cookie=${cookie%%;*}
    api GET /one '' -H "Cookie: $cookie"
    is opens 301 "$status"
    api GET /two '' -H "Cookie: $cookie"
    locked 'another link'
    api PATCH /api/v1/links/one "$ADMIN" -H 'Content-Type: application/json' --data '{"title":"T"}'
    api GET /one '' -H "Cookie: $cookie"
    is 'another change' 301 "$status"
    api PATCH /api/v1/links/one "$ADMIN" -H 'Content-Type: application/json' --data '{"password":"same"}'
    is changed '200 true' "$status $(field .has_password)"
    api GET /one '' -H "Cookie: $cookie"
    locked 'the password was set again'
    api PATCH /api/v1/links/one "$ADMIN" -H 'Content-Type: application/json' --data '{"password":null}'
    is removed '200 false' "$status $(field .has_password)"
    api GET /one ''
    is open '301 https://secret.example/one' "$status $(header Location)"
    for cookie in curt_link= curt_link=x "curt_link=$(printf '%081d' 0)" curt_link=7fffffffffffffff."$(printf '%064d' 0)"; do
        api GET /two '' -H "Cookie: $cookie"
        locked "$cookie"
    done
}

@test "passwords are tried so often from an address, right ones too" {
    creates '{"url":"https://secret.example/","alias":"guessed","password":"right"}'
    local n
    for n in {1..60}; do # there is one more every six seconds
        tries guessed "$([ $((n % 2)) = 0 ] && echo wrong || echo right)" -H 'X-Forwarded-For: 198.51.100.7'
        [ "$status" != 429 ] || break
        is "$n" "$([ $((n % 2)) = 0 ] && echo 401 || echo 303)" "$status"
    done
    [ "$n" -gt 10 ]
    is 'too often' '429 ' "$status $(header Set-Cookie)"
    [ "$(header Retry-After)" -ge 1 ] && [ "$(header Retry-After)" -le 6 ]
    [[ $body == *'Too many passwords'*'action="/ui/open/guessed"'* ]]
    for n in 1 2 3; do
        api POST /ui/open/guessed '' -d password=right -H 'X-Forwarded-For: 198.51.100.7'
        [ "$status" != 429 ] || break
    done
    is code too_many_guesses "$(field .code)"
    tries guessed right "${FROM[@]}"
    is 'another address' 303 "$status"
    api POST /ui/open/guessed '' -H 'Origin: https://other.example' -d password=right "${FROM[@]}"
    is 'another site' 403 "$status"
}

@test "a password goes with the domain, with a limit, with the end of a link, and with a copy of the store" {
    creates '{"url":"https://secret.example/go","alias":"vip","domain":"go.example.com","max_clicks":1,"password":"x",
        "redirect_rules":[{"if":{"query":{"r":true}},"url":"https://secret.example/ruled"}]}'
    tries vip x "${FROM[@]}"
    is 'not on this domain' '303 /vip ' "$status $(header Location) $(header Set-Cookie)"
    api GET /vip ''
    is 'not on this domain' 404 "$status"
    tries vip x "${FROM[@]}" -H 'Host: go.example.com' -H 'Origin: http://go.example.com'
    is right '303 /vip' "$status $(header Location)"
    local cookie
    cookie=$(header Set-Cookie)
    cookie=${cookie%%;*}
    api GET '/vip?r' '' -H 'Host: go.example.com'
    locked 'the click is not taken'
    api GET '/vip?r' '' -H 'Host: go.example.com' -H "Cookie: $cookie"
    is rule '301 https://secret.example/ruled' "$status $(header Location)"
    api GET /vip '' -H 'Host: go.example.com' -H "Cookie: $cookie"
    is 'used up' 410 "$status"
    tries vip wrong "${FROM[@]}" -H 'Host: go.example.com'
    is 'nothing to guess' '303 /vip' "$status $(header Location)"
    api GET /ui/open/vip ''
    is 'loaded again' '303 /vip' "$status $(header Location)"
    api GET '/ui/open/%2F%2Fother.example' ''
    is 'no other site' 404 "$status"
    tries none x "${FROM[@]}"
    is 'no such link' '303 /none' "$status $(header Location)"

    creates '{"url":"https://secret.example/","alias":"kept","password":"kept"}'
    api DELETE /api/v1/links/kept
    api POST /api/v1/links/kept/restore
    is restored true "$(field .has_password)"
    curt export "$SITE/store.jsonl" 2>/dev/null
    CURT_STORE_HOME=$SITE/copy curt init >/dev/null
    CURT_STORE_HOME=$SITE/copy curt import "$SITE/store.jsonl"
    is 'in the copy' true "$(CURT_STORE_HOME=$SITE/copy curt link show kept --json | jq .has_password)"
}

@test "a password is 1 to 128 bytes, is given to one link at a time, and no such link is reused" {
    local bad
    for bad in '""' 7 '"a\nb"' "\"$(printf '%0129d' 0)\""; do
        post /api/v1/links "{\"url\":\"https://secret.example/\",\"password\":$bad}"
        refused 422 '#/password'
    done
    creates "{\"url\":\"https://secret.example/r\",\"reuse\":true,\"password\":\"$(printf '%0128d' 0)\"}"
    creates '{"url":"https://secret.example/r","reuse":true}'
    creates '{"url":"https://secret.example/r","reuse":true,"password":"x"}'
    post /api/v1/links '[{"url":"https://secret.example/","password":"x"},{"url":"https://secret.example/"}]'
    is 'a batch' '422 201 #/password' "$(field '[.[0].status, .[1].status, .[0].problem.pointer] | join(" ")')"
    api POST /api/v1/links "$ADMIN" --data 'url=https://secret.example/&alias=form&password=formed'
    is form '201 true' "$status $(field .has_password)"
    tries form formed "${FROM[@]}"
    is form 303 "$status"
    echo typed | curt link add https://secret.example/ --alias cli --password -
    tries cli typed "${FROM[@]}"
    is cli 303 "$status"
    curt link edit cli --password null
    is cli false "$(curt link show cli --json | jq .has_password)"
}
