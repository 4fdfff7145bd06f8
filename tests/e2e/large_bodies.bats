# large_bodies.bats: a body of very many small values is refused at once, and takes no memory that others would miss.
load ../aws/aws.bash

setup_file() {
    export CURT_VONAGE_SIGNATURE_SECRET='a signature secret' CURT_TWILIO_AUTH_TOKEN='a token' # so that callbacks are read
    site_begin
}

teardown_file() {
    site_end
}

@test "a hundred kinds of large bodies are answered soon and in little memory, at each address" {
    # A third of the kinds at each address, others at the next; with EACH=1, which takes a minute, all at each. Behind another
    # server the same programs read the same bodies: an eighth says whether they get there.
    [ "$SERVER" = lighttpd ] || export EACH=${EACH:-8}
    aws_signer aws --role admin
    run python3 "$TOP/tests/e2e/large_bodies.py" "$BASE" "$ADMIN" "$SITE"
    is "what is too much" "0 " "$status $output"
    api GET /api/v1/links
    is "others go on" 200 "$status"
}

@test "an address that reads a body is in the list of large_bodies.py" {
    local path
    sed -nE 's/^ *\{HTTP_(POST|PATCH|PUT), "([^"]+)".*/\2/p' "$TOP"/cgi-bin/*/*.c | sed 's/{[^}]*}/X/g; s|^/aws/$|/aws|' | sort -u >"$BATS_TEST_TMPDIR/routes"
    sed -nE 's/^ *\("[a-z]+", "(POST|PATCH|PUT)", "([^"?]+).*/\2/p' "$TOP/tests/e2e/large_bodies.py" |
        sed -E 's/%s|none|99/X/; s|^/api/v1/links/$|&X|' | sort -u >"$BATS_TEST_TMPDIR/known"
    # What takes no body is left out: it does the same as its neighbours; a file to import, which has a test below; and what
    # hosts of a cluster say to each other, which is read for nobody else.
    path=$(comm -23 "$BATS_TEST_TMPDIR/routes" "$BATS_TEST_TMPDIR/known" | grep -vE '/(enable|pause|resume|cancel|retry|imports|hosts/X/.*)$' || true)
    is "not in the list" "" "$path"
}

@test "an import by the API ends after 100,000 rows, and says so" {
    yes '1,x' | head -n 200000 | sed '1s/.*/code,url/' >"$BATS_TEST_TMPDIR/rows.csv"
    api POST '/api/v1/imports?source=csv&dry_run=yes' "$ADMIN" -H 'Content-Type: text/csv' --data-binary "@$BATS_TEST_TMPDIR/rows.csv" --max-time 60
    is "$body" "200 100000 1000" "$status $(field '"\(.counts.rows) \(.rows | length)"')"
    [[ $(field .error) == "The file has more than 100000 rows"* ]]
}

# What it is, 1,001 times: repeat BETWEEN WHAT
repeat() {
    python3 -c 'import sys; print(sys.argv[1].join([sys.argv[2]] * 1001), end="")' "$1" "$2"
}

@test "the 1,001st item is refused before any is read" {
    local form
    printf '[%s' "$(repeat , '{"url":"https://counted.example/",}')" >"$BATS_TEST_TMPDIR/array"
    repeat $'\n' '{"url":"https://counted.example/"}' >"$BATS_TEST_TMPDIR/lines"
    for form in 'json array' 'x-ndjson lines'; do
        api POST /api/v1/links "$ADMIN" -H "Content-Type: application/${form% *}" --data-binary "@$BATS_TEST_TMPDIR/${form#* }"
        refused 413 ''
        is code batch_too_large "$(field .code)"
    done
    api GET '/api/v1/links?q=counted'
    is "links made" 0 "$(field '.links | length')"
}

@test "what is wrong with JSON is said with its place" {
    api POST /api/v1/links "$ADMIN" --json '{"url":"https://example.com/",}'
    is trailing 400 "$status"
    [[ $(field .detail) == "The body is not valid JSON: line 1, column 31: "* ]]
    api POST /api/v1/links "$ADMIN" --json "$(printf '{"url":"\xff"}')"
    [[ $(field .detail) == *"line 1, column 9: a text that is not UTF-8."* ]]
}
