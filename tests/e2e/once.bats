# Idempotency-Key: the same request gets the same answer, however often and however much at once it comes.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

# again KEY JSON [API-KEY [TYPE]]
again() {
    api POST /api/v1/links "${3-$ADMIN}" -H "Idempotency-Key: $1" -H "Content-Type: ${4:-application/json}" --data-binary "$2"
}

# How many links have this tag.
tagged() {
    api GET "/api/v1/links?limit=200&tag=$1"
    field '.links | length'
}

@test "the same key and body get the same answer, and make one link" {
    again one '{"url":"https://example.com/","tags":["one"]}'
    first="$status $(header Location) $body"
    [[ $first == "201 $BASE/api/v1/links/"* ]]
    again one '{"url":"https://example.com/","tags":["one"]}'
    is again "$first" "$status $(header Location) $body"
    api DELETE "/api/v1/links/$(field .code)"
    again one '{"url":"https://example.com/","tags":["one"]}'
    is "when it is deleted" "$first" "$status $(header Location) $body"
    is links 0 "$(tagged one)"
}

@test "the same key with another body or type is 422" {
    again other '{"url":"https://example.com/"}'
    is status 201 "$status"
    again other '{"url":"https://example.com/2"}'
    refused 422 ''
    [[ $(field .detail) == *Idempotency-Key* ]]
    again other '{"url":"https://example.com/"} '
    refused 422 ''
    again other '{"url":"https://example.com/"}' "$ADMIN" application/x-ndjson
    refused 422 ''
}

@test "each API key has its own" {
    again shared '{"url":"https://example.com/"}' "$CREATOR"
    first=$(field .code)
    again shared '{"url":"https://example.com/"}' "$OTHER"
    is status 201 "$status"
    [ "$first" != "$(field .code)" ]
    again shared '{"url":"https://example.com/other"}'
    is status 201 "$status"
}

@test "a batch gets its answer again too" {
    local batch='[{"url":"https://example.com/","tags":["batch"]},{"url":"no"},{"url":"https://example.com/","tags":["batch"]}]'
    again batch "$batch"
    first="$status $body"
    again batch "$batch"
    is again "$first" "$status $body"
    is statuses "201 422 201" "$(field '[.[].status] | join(" ")')"
    is links 2 "$(tagged batch)"
    jq -nc 'range(1000) | {url: "https://example.com/\(.)", tags: ["many"]}' >"$BATS_TEST_TMPDIR/lines"
    again lines "@$BATS_TEST_TMPDIR/lines" "$ADMIN" application/x-ndjson
    first="$status $body"
    again lines "@$BATS_TEST_TMPDIR/lines" "$ADMIN" application/x-ndjson
    is "1,000 lines again" "$(md5sum <<<"$first")" "$(md5sum <<<"$status $body")"
    is lines 1000 "$(wc -l <<<"${body%$'\n'}")"
}

@test "the longest answer that there is can be kept, and costs its rate once" {
    python3 - >"$BATS_TEST_TMPDIR/longest" <<'END'
import json
print(json.dumps([{"url": "https://example.com/" + "x" * 8160 + "%d" % n, "title": '"' * 256, "campaign": '"' * 64,
                   "tags": ['"' * 62 + "%d" % t for t in range(10)]} for n in range(1000)]))
END
    for time in 1 2 3 4 5 6 7; do # 6,000 a minute
        again longest "@$BATS_TEST_TMPDIR/longest" "$OTHER"
        is "time $time" 207 "$status"
        printf '%s' "$body" | md5sum >>"$BATS_TEST_TMPDIR/sums"
    done
    is statuses 1000 "$(field '[.[] | select(.status == 201)] | length')"
    is "different answers" 1 "$(sort -u "$BATS_TEST_TMPDIR/sums" | wc -l)"
}

@test "eight at once make one link, and eight batches one batch" {
    local body count
    for body in '{"url":"https://example.com/","tags":["eight"]}' \
        '[{"url":"https://example.com/","tags":["eights"]},{"url":"https://example.com/","tags":["eights"]}]'; do
        seq 8 | xargs -P 8 -I{} curl -s -o "$BATS_TEST_TMPDIR/{}" -H "Authorization: Bearer $CREATOR" \
            -H "Idempotency-Key: at once ${#body}" -H 'Content-Type: application/json' -d "$body" "$BASE/api/v1/links"
        count=$(sort -u <(for n in $(seq 8); do jq -c . "$BATS_TEST_TMPDIR/$n"; done) | wc -l)
        is answers 1 "$count"
    done
    is links 1 "$(tagged eight)"
    is links 2 "$(tagged eights)"
}

@test "what was refused before it was tried is not kept; a taken alias is" {
    again tried '{"url":"https://example.com/","color":"red"}'
    refused 422 '#/color'
    again tried '{"url":"https://example.com/","alias":"taken"}'
    is status 201 "$status"
    again late '{"url":"https://example.com/","alias":"taken"}'
    refused 409 '#/alias'
    api DELETE /api/v1/links/taken
    again late '{"url":"https://example.com/","alias":"taken"}'
    refused 409 '#/alias'
}

@test "a key has 1 to 255 characters" {
    local key
    key=$(printf '%255s' '' | tr ' ' k)
    again "$key" '{"url":"https://example.com/"}'
    is status 201 "$status"
    again "$key"k '{"url":"https://example.com/"}'
    refused 400 ''
}
