# curt pattern: what it prints for patterns that are right and wrong, and how it reads its lines.
load ../site.bash

pattern() {
    "$BUILD/sbin/curt" pattern "$@"
}

# A line of patterns and events, both given as JSON.
line() {
    jq -nc --arg pattern "$1" --arg event "$2" '{$pattern, $event}'
}

@test "check says that a pattern is valid, or where and why not" {
    run pattern check - <<<'{"source": ["urlshortener"]}'
    is output valid "$output"
    is status 0 "$status"
    run pattern check - <<<'{"detail": {"code": ["abc", {"prefix": 1}]}}'
    is output 'invalid: $.detail.code[1].prefix: expected a string, not a number' "$output"
    is status 1 "$status"
    run pattern check "$BATS_TEST_TMPDIR/none"
    is status 1 "$status"
    run pattern check
    is status 2 "$status"
}

@test "test answers a line with a line" {
    {
        line '{"a":[1]}' '{"a":1.0}'
        line '{"a":[1]}' '{"a":2}'
        line '{"a":1}' '{"a":1}'
        line '{"a":[1]}' '{"a":'
        line '{"a":[1]}' '[]'
        echo '{"pattern":{"a":[1]},"event":"{}"}'
        echo 'no JSON'
        printf '\xef\xbb\xbf'
        line $'\xef\xbb\xbf{"a":[1]}' $'\xef\xbb\xbf{"a":1}'
        printf '%s' "$(line '{"a":[1]}' '{"a":1}')" # without an end of line
    } >"$BATS_TEST_TMPDIR/lines"
    run pattern test "$BATS_TEST_TMPDIR/lines"
    is status 0 "$status"
    is 1 true "${lines[0]}"
    is 2 false "${lines[1]}"
    is 3 'invalid: $.a: expected an array of values or an object of fields, not a number' "${lines[2]}"
    is 4 'invalid: the event: line 1, column 6: unexpected end of data' "${lines[3]}"
    is 5 'invalid: the event is no object' "${lines[4]}"
    is 6 'invalid: a line is {"pattern": TEXT, "event": TEXT}' "${lines[5]}"
    is 7 'invalid: the line: line 1, column 2: unexpected character' "${lines[6]}"
    is 8 true "${lines[7]}"
    is 9 true "${lines[8]}"
    is lines 9 "${#lines[@]}"
}

@test "test answers before it waits for more" {
    coproc pattern test -
    local pid=$COPROC_PID
    line '{"a":[1]}' '{"a":1}' >&"${COPROC[1]}"
    read -r -t 10 answer <&"${COPROC[0]}"
    is answer true "$answer"
    line '{"a":[1]}' '{"a":2}' >&"${COPROC[1]}"
    read -r -t 10 answer <&"${COPROC[0]}"
    is answer false "$answer"
    eval "exec ${COPROC[1]}>&-"
    wait "$pid"
}

@test "test skips a line that is too long, and says so" {
    {
        head -c 9000000 /dev/zero | tr '\0' x
        echo
        line '{"a":[1]}' '{"a":1}'
    } >"$BATS_TEST_TMPDIR/lines"
    run pattern test "$BATS_TEST_TMPDIR/lines"
    is 1 'invalid: the line is longer than 8388607 bytes' "${lines[0]}"
    is 2 true "${lines[1]}"
    is lines 2 "${#lines[@]}"
}

@test "the public conformance cases hold, where they are at hand" {
    local check=$TOP/../shared/conformance/check-patterns
    [ -x "$check" ] || skip "they are not part of curt"
    run "$check" "$BUILD/sbin/curt" pattern test -
    echo "$output"
    is status 0 "$status"
}
