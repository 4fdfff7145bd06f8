# What doc/asvs.md says of curt and no other test shows: answers' headers, methods, directories, what is logged.
load ../site.bash

setup_file() {
    export CURT_VONAGE_SIGNATURE_SECRET=signature-secret-of-a-test CURT_KEEP_IDLE=4s
    site_begin
    post /api/v1/links '{"url":"https://example.com/","alias":"here"}' "$CREATOR"
}

teardown_file() {
    site_end
}

# The lines that the programs have logged, wherever the web server has them.
logged() {
    cat "$SITE"/*.log
}

@test "sign-ins and what a key may not do are logged, without keys and without what was sent" {
    local key id
    key=$(site_key visible reader)
    id=${key#curt_}
    id=${id%%_*}
    api POST /ui/sign-in '' -H 'Accept: text/html' --data-urlencode "key=$key"
    is "sign in" 303 "$status"
    api GET /api/v1/suppressions/447700900123 "$key"
    is "the role" "403 role_too_low" "$status $(field .code)"
    key=$(as_site "$SITE/sbin/curt" key add limited --role admin --scope stats)
    api GET /api/v1/links/here "$key"
    is "the scope" "403 scope_missing" "$status $(field .code)"
    logged >"$BATS_TEST_TMPDIR/log"
    grep -qE "signed in with key $id from 127\.0\.0\.1$" "$BATS_TEST_TMPDIR/log"
    grep -qE "refused key $id: GET /api/v1/suppressions/\{number\}: role_too_low$" "$BATS_TEST_TMPDIR/log"
    grep -qE "refused key $((id + 1)): GET /api/v1/links/\{code\}: scope_missing$" "$BATS_TEST_TMPDIR/log"
    is "what must not be there" '' "$(grep -E "${key##*_}|447700900123" "$BATS_TEST_TMPDIR/log" || true)"
}

@test "a sign-in that is not used ends" {
    local cookie n
    api POST /ui/sign-in '' -H 'Accept: text/html' --data-urlencode "key=$READER"
    cookie=$(header Set-Cookie)
    for n in 1 2 3; do
        sleep 2
        api GET /api/v1/session '' -b "${cookie%%;*}"
        is "after 2 s" 200 "$status"
    done
    sleep 5
    api GET /api/v1/session '' -b "${cookie%%;*}"
    is "after 5 s" "401 key_invalid" "$status $(field .code)"
}

@test "a new store has no key" {
    as_site env "CURT_STORE_HOME=$SITE/new" "$SITE/sbin/curt" init >/dev/null
    is keys '' "$(as_site env "CURT_STORE_HOME=$SITE/new" "$SITE/sbin/curt" key list --json)"
    rm -rf "$(readlink "$SITE/new/memory")"
}

@test "forged callbacks are logged, once a minute of each process" {
    local n
    for n in {1..40}; do
        api POST /api/v1/receipts/vonage/status a.b.c --json '{}'
        is "$n" 401 "$status"
    done
    n=$(logged | grep -c 'warning: refused a callback from 127.0.0.1: ')
    [ "$n" -ge 1 ] && [ "$n" -le 6 ]
}

# What every answer with a body says of itself: which answers METHOD PATH [curl's arguments]
says_what_it_is() {
    local policy
    api "$1" "$2" "${KEY-$ADMIN}" "${@:3}"
    policy=$(header Content-Security-Policy)
    is "$1 $2: nosniff" nosniff "$(header X-Content-Type-Options)"
    for part in "default-src 'none'" "base-uri 'none'" "frame-ancestors 'none'"; do
        [[ $policy == *"$part"* ]] || is "$1 $2" "$part" "$policy"
    done
    [[ $policy != *unsafe* ]]
    policy=$(header Content-Type | tr '[:upper:]' '[:lower:]')
    case $status:$policy in
    200:text/*) [[ $policy == *"charset=utf-8"* ]] || is "$1 $2" charset "$policy" ;;
    *:application/*json) is "$1 $2: in no cache" no-store "$(header Cache-Control)" ;;
    *) [ -n "$policy" ] ;;
    esac
    [[ $status:$policy != 200:text/html* ]] || is "$1 $2" same-origin "$(header Referrer-Policy)"
}

@test "every answer with a body is of its type alone, runs nothing from elsewhere, and is in nobody's frame" {
    local path
    for path in /api/v1/{links,keys,config,session,rules,messages,campaigns,suppressions,problems,openapi.yaml,nothing} \
        /api/v1/stats/{health,links/here} '/api/v1/stats?format=csv' /api/v1/links/here/qr '/api/v1/links/here/qr?format=png' \
        /metrics /nothing /here+ /robots.txt /ui/ /ui/curt.css /ui/lib/api.js /ui/icon.svg /ui/nothing /ui/lib/; do
        says_what_it_is GET "$path"
        says_what_it_is GET "$path" -H 'Accept: text/html'
    done
    post /api/v1/campaigns '{"name":"policy","channel":"sms","from":"Policy","template":"Hi"}'
    says_what_it_is GET /api/v1/stats/campaigns/policy/recipients
    KEY='' says_what_it_is GET /api/v1/links
    says_what_it_is PATCH /api/v1/links/here
    for path in / /ui/sign-in; do
        says_what_it_is GET "$path" -H 'Accept: text/html'
    done
}

@test "TRACE echoes nothing, and no directory is listed" {
    local path
    for path in / /here /api/v1/links /ui/ /ui/lib/ /robots.txt; do
        api TRACE "$path" "$ADMIN" -H 'X-Probe: echoed'
        [[ $status == 4?? || $status == 501 ]] || is "$path" 405 "$status"
        [[ $body != *echoed* && $body != *"$ADMIN"* ]]
    done
    for path in /ui/lib/ /ui/lib /ui/link/lib/ /ui/links/lib/; do
        api GET "$path"
        [[ $status == 40[34] || $status == 301 ]] || is "$path" 404 "$status"
        [[ $body != *api.js* ]]
    done
    for path in /.git/config /.git/HEAD /ui/.git/config /etc/curt.conf /ui/%2e%2e/etc/curt.conf; do
        api GET "$path" '' --path-as-is
        [[ $status == 40[04] ]] || is "$path" 404 "$status"
    done
}
