# The example of curt-aws(7): a handler written for EventBridge and a rule with a consumer, with only the endpoint changed.
load aws.bash

setup_file() {
    aws_begin
}

teardown_file() {
    site_end
}

setup() {
    [ -n "${CLIENT-}" ] || skip "npm or its registry cannot be reached"
}

@test "the manual shows the files as they are" {
    for file in handler.mjs rule.mjs consumer.mjs; do
        manual_shows curt-aws.7 "etc/aws/$file"
    done
}

@test "the manual has each operation, and no other" {
    sed -nE 's/^    \{"([A-Za-z]+)", ROLE_.*/\1/p' "$TOP/cgi-bin/bus/aws.c" | sort >"$BATS_TEST_TMPDIR/table"
    sed -n '/^\.Sh OPERATIONS/,/^\.Sh WHAT/s/^\.It Cm //p' "$TOP/man/curt-aws.7" | sed 's/ , /\n/g' | sort | diff "$BATS_TEST_TMPDIR/table" -
    [ "$(wc -l <"$BATS_TEST_TMPDIR/table")" -gt 30 ]
}

@test "a click that the handler publishes reaches the consumer" {
    cp "$TOP"/etc/aws/*.mjs "$CLIENT"
    PORT=$(free_port)
    PORT=$PORT KEY=hush node "$CLIENT/consumer.mjs" >"$BATS_TEST_TMPDIR/clicks" 3>&- &
    consumer=$!
    wait_for 100 curl -s -o /dev/null "http://127.0.0.1:$PORT/"
    cut_short "$PORT" 'X-Api-Key: hush' # which does not stop it
    node "$CLIENT/rule.mjs" "http://127.0.0.1:$PORT/clicks" hush
    sleep 0.5 # a rule takes effect within that
    run node -e 'import(process.argv[1]).then(async ({ handler }) => {
        const ask = code => handler({ pathParameters: { code } });
        console.log(JSON.stringify([await ask("spring"), await ask("none")]));
    })' "$CLIENT/handler.mjs"
    is "$output" '[{"statusCode":302,"headers":{"Location":"https://shop.example/spring"}},{"statusCode":404}]' "${lines[-1]}"
    wait_for 200 grep -q . "$BATS_TEST_TMPDIR/clicks"
    kill "$consumer"
    [[ $(<"$BATS_TEST_TMPDIR/clicks") =~ ^[0-9a-f-]{36}\ spring\ 20[0-9-]{8}T[0-9:.]{12}Z$ ]]
    is target "http://127.0.0.1:$PORT/clicks" "$(curt target show consumer --json | picks .url)"
}
