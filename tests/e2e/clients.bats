# etc/openapi.yaml as the tools read it that people have: linters, and generators of clients in TypeScript and Python.
load ../site.bash

setup_file() {
    [ "${SERVER:-lighttpd}" = lighttpd ] && command -v npm >/dev/null || return 0
    "$TOP/tests/npm" --locked "$TOP/tests/clients" "$BUILD/clients" || return 0
    export CLIENTS=$BUILD/clients
    export PATH=$PATH:$CLIENTS/node_modules/.bin CURT_MESSAGES_CARRIER=console CURT_LINKS_CLICK_ID=curt_id
    site_begin
}

setup() {
    [ "${SERVER:-lighttpd}" = lighttpd ] || skip "one server is enough"
    [ -n "${CLIENTS-}" ] || skip "npm or its registry cannot be reached"
}

teardown_file() {
    [ -z "${SITE-}" ] || site_end
}

@test "redocly has no warnings" {
    run env REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true redocly lint "$TOP/etc/openapi.yaml" --extends=recommended --format=json
    is "$output" 0 "$status"
    is warnings '0 0' "$(sed -n '/^{/,/^}/p' <<<"$output" | jq -r '.totals | "\(.errors) \(.warnings)"')"
}

@test "spectral has none either" {
    echo 'extends: ["spectral:oas"]' >"$BATS_TEST_TMPDIR/spectral.yaml"
    run spectral lint "$TOP/etc/openapi.yaml" --ruleset "$BATS_TEST_TMPDIR/spectral.yaml" --fail-severity=hint
    is "$output" 0 "$status"
}

@test "a client in TypeScript that is generated makes links, sends messages and a campaign, reports, and knows problems" {
    openapi-typescript "$TOP/etc/openapi.yaml" -o "$CLIENTS/api.d.ts" >"$BATS_TEST_TMPDIR/generated" 2>&1 || is generated '' "$(cat "$BATS_TEST_TMPDIR/generated")"
    run tsc -p "$CLIENTS"
    is "$output" 0 "$status"
    run node "$CLIENTS/client.js" "$BASE" "$CREATOR"
    is "$output" "links, problems, messages, a campaign, a conversion, an event" "${lines[-1]}"
}

@test "one in Python does the same" {
    cd "$CLIENTS"
    openapi-down-convert --input "$TOP/etc/openapi.yaml" --output openapi30.json
    jq -f generator.jq openapi30.json >generated.json
    rm -rf python
    run openapi-generator generate -g python --additional-properties packageName=curt_api -i generated.json -o python
    is "$output" 0 "$status"
    run /usr/bin/python3 client.py python "$BASE" "$CREATOR"
    is "$output" "links, problems, messages, a campaign, a conversion, an event" "${lines[-1]}"
}
