# Bodies that come slowly, without a length, or while the program is told to end.
load ../site.bash

setup_file() {
    export CURT_WORKERS_SHORTEN=1 CURT_WORKERS_SEND=1
    site_begin
}

teardown_file() {
    site_end
}

LINK='{"url":"https://example.com/"}'

@test "a body without a length is counted on its way" {
    post /api/v1/links "$LINK" "$ADMIN" -H 'Transfer-Encoding: chunked'
    is "$body" 201 "$status"
    post /api/v1/links "$LINK" "$ADMIN" -H 'Transfer-Encoding: chunked' -H 'Expect: 100-continue'
    is "$body" 201 "$status"
}

@test "slow uploads hold no program" {
    local i slow=()
    for i in 1 2 3 4 5 6; do
        (
            printf 'POST /api/v1/links HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n' "127.0.0.1:$PORT" "$ADMIN"
            printf 'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{'
            for _ in {1..40}; do
                sleep 0.5
                printf ' '
            done
        ) 3>&- 2>/dev/null >"/dev/tcp/127.0.0.1/$PORT" &
        slow+=($!)
    done
    sleep 1
    for i in 1 2 3 4 5; do
        post /api/v1/links "$LINK" "$ADMIN" --max-time 10
        is "$body" 201 "$status"
    done
    kill "${slow[@]}" 2>/dev/null || true
    wait "${slow[@]}" 2>/dev/null || true
}

@test "a program that is told to end in the middle of a body reads it to its end" {
    [ "$SERVER" != fcgid ] || skip "mod_fcgid's sockets have names of its own"
    is answer 201 "$(as_site "$TOP/tests/e2e/fastcgi.py" "$SITE/run/shorten.sock" pause 0.3 \
        "pkill -TERM -f ^$SITE/cgi-bin/shorten.fcgi")"
    wait_for 100 creates "$LINK"
}

@test "a body without a length that nobody counted is 411" {
    [ "$SERVER" != fcgid ] || skip "mod_fcgid's sockets have names of its own"
    is answer 411 "$(as_site "$TOP/tests/e2e/fastcgi.py" "$SITE/run/shorten.sock" endless)"
}

@test "a server that stops in the middle of a header holds a program for 10 seconds" {
    [ "$SERVER" != fcgid ] || skip "mod_fcgid's sockets have names of its own"
    local seconds
    seconds=$(as_site "$TOP/tests/e2e/fastcgi.py" "$SITE/run/shorten.sock" half)
    [ "$seconds" -ge 10 ] && [ "$seconds" -le 15 ] || is seconds 10 "$seconds"
    creates "$LINK"
}

@test "a server that takes nothing of an answer holds a program for 10 seconds too" {
    [ "$SERVER" != fcgid ] || skip "mod_fcgid's sockets have names of its own"
    local url seconds
    url=https://example.com/$(printf 'a%.0s' {1..1900})
    printf '[%s{"url":"%s"}]' "$(printf "{\"url\":\"$url\"},%.0s" {1..199})" "$url" >"$BATS_TEST_TMPDIR/links"
    post /api/v1/links "@$BATS_TEST_TMPDIR/links"
    is status 207 "$status"
    seconds=$(as_site "$TOP/tests/e2e/fastcgi.py" "$SITE/run/shorten.sock" deaf '/api/v1/links?limit=200')
    [ "$seconds" -ge 10 ] && [ "$seconds" -le 15 ] || is seconds 10 "$seconds"
    creates "$LINK"
}

@test "a program whose socket does not block waits for connections without work" {
    is answer 'idle 404 0' "$(as_site "$TOP/tests/e2e/fastcgi.py" "$SITE/run/lazy.sock" lazy "$SITE/cgi-bin/redirect.fcgi")"
}

@test "a program without a socket says who starts it" {
    run as_site "$SITE/cgi-bin/redirect.fcgi" </dev/null
    [[ $output == *'cannot accept connections: Socket operation on non-socket; a web server or curt-serve(8) starts'* ]]
}
