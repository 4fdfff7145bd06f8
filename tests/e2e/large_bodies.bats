# large_bodies.bats: a body of very many small values is refused at once, and takes no memory that others would miss.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

# Megabytes that the largest process of this program has taken at the most.
peak() {
    grep -h VmHWM $(pgrep -f "$SITE/cgi-bin/$1" | sed 's|.*|/proc/&/status|') | awk '{ if ($2 > most) most = $2 } END { print int(most / 1024) }'
}

# A body: repeat WHAT TIMES BEFORE AFTER
repeat() {
    python3 -c 'import sys; what, times, before, after = sys.argv[1:]; print(before + ",".join([what] * int(times)) + after, end="")' \
        "$1" "$2" "$3" "$4" >"$BATS_TEST_TMPDIR/body"
}

# Sends it with a creator's key: refused by STATUS and takes under 100 MB more.
refuses() {
    local program=$1 path=$2 wanted=$3 type=${4-application/json} before
    before=$(peak "$program")
    api POST "/api/v1/$path" "$ADMIN" -H "Content-Type: $type" --data-binary "@$BATS_TEST_TMPDIR/body"
    [[ " $wanted " == *" $status "* ]] || is "$path" "$wanted" "$status"
    [ $(($(peak "$program") - before)) -lt 100 ] || is "$path: megabytes" "under $((before + 100))" "$(peak "$program")"
}

@test "millions of empty objects, arrays, numbers and names are refused" {
    local what
    for what in '{}' '[]' '1' '""' 'null' '{"a":{}}' '[[]]'; do
        repeat "$what" 2000000 '[' ']'
        refuses shorten.fcgi links '400 413'
        repeat "$what" 60000 '{"source":"s","detail-type":"t","detail":{"a":[' ']}}'
        refuses bus.fcgi events '400 413 201 422'
        repeat "$what" 30000 '{"channel":"sms","to":[' ']}'
        refuses send.fcgi messages '400 413 422'
    done
    repeat 'url=x' 100000 '' ''
    tr ',' '&' <"$BATS_TEST_TMPDIR/body" >"$BATS_TEST_TMPDIR/form" && mv "$BATS_TEST_TMPDIR/form" "$BATS_TEST_TMPDIR/body"
    refuses shorten.fcgi links 413 application/x-www-form-urlencoded
    api GET /api/v1/links
    is "others go on" 200 "$status"
}

@test "what is wrong with JSON is said with its place" {
    api POST /api/v1/links "$ADMIN" --json '{"url":"https://example.com/",}'
    is trailing 400 "$status"
    [[ $(field .detail) == "The body is not valid JSON: line 1, column 31: "* ]]
    api POST /api/v1/links "$ADMIN" --json "$(printf '{"url":"\xff"}')"
    [[ $(field .detail) == *"line 1, column 9: a text that is not UTF-8."* ]]
}
