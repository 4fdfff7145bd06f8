# What doc/asvs.md says of curt and no other test shows: answers' headers, methods, directories, what is logged.
load ../site.bash

setup_file() {
    export CURT_VONAGE_SIGNATURE_SECRET=signature-secret-of-a-test
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

@test "forged callbacks are logged, once a minute of each process" {
    local n
    for n in {1..40}; do
        api POST /api/v1/receipts/vonage/status a.b.c --json '{}'
        is "$n" 401 "$status"
    done
    n=$(logged | grep -c 'warning: refused a callback from 127.0.0.1: ')
    [ "$n" -ge 1 ] && [ "$n" -le 6 ]
}
