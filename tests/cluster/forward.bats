# Any host of a cluster takes any request: what writes is passed to the master, with the client's address.
load ../aws/aws.bash
load hosts.bash
load proof.bash
load ../messages/standin.bash

HOST='Host: s.example'

setup_file() {
    export CURT_VONAGE_SIGNATURE_SECRET='a signature secret' CURT_VONAGE_API_KEY=key
    hosts_begin
}

teardown() {
    hosts_tell
}

teardown_file() {
    hosts_end
}

setup() {
    wait_for 100 hosts_are_joined
    MASTER=$(master)
    REPLICA=$(replica)
    host_is "$REPLICA"
}

# A command in a loop, since a replica has what the master wrote a moment later.
soon() {
    wait_for 50 "$@"
}

opens() {
    is status "$2" "$(curl -s -o /dev/null -w '%{http_code}' -H "$HOST" -A "$FIREFOX" "http://127.0.1.$1:$PORT/$3")"
}

log_of() {
    cat "$CLUSTER/$1/programs.log"
}

@test "what a replica is asked to write is written by the master, and answered as by it" {
    post /api/v1/links '{"url":"https://example.com/","alias":"spring"}' "$CREATOR" -H "$HOST"
    is "$body" 201 "$status"
    is location http://s.example/api/v1/links/spring "$(header Location)"
    is types 1 "$(grep -ci '^content-type:' <<<"$headers")"
    is lengths 1 "$(grep -ci '^content-length:' <<<"$headers")"
    opens "$MASTER" 301 spring
    for host in $HOSTS; do
        soon opens "$host" 301 spring
    done
}

@test "methods, versions, refusals and large bodies" {
    post /api/v1/links '{"url":"javascript:alert(1)"}' "$CREATOR" -H "$HOST"
    is refusal '422 url_scheme' "$status $(field .code)"
    post /api/v1/links '{"url":"https://example.com/","alias":"müller"}' "$CREATOR" -H "$HOST"
    is "$body" 201 "$status"
    api PATCH /api/v1/links/m%C3%BCller "$CREATOR" -H "$HOST" -H 'Content-Type: application/json' --data '{"tags":["a"]}'
    is "$body" 200 "$status"
    local version
    version=$(header ETag)
    api PATCH /api/v1/links/m%C3%BCller "$CREATOR" -H "$HOST" -H 'Content-Type: application/json' -H 'If-Match: "0"' --data '{"tags":[]}'
    is old 412 "$status"
    api PATCH /api/v1/links/m%C3%BCller "$CREATOR" -H "$HOST" -H 'Content-Type: application/json' -H "If-Match: $version" \
        --data '{"tags":[]}'
    is current 200 "$status"
    api DELETE /api/v1/links/m%C3%BCller "$READER" -H "$HOST"
    is reader '403 role_too_low' "$status $(field .code)"
    api DELETE /api/v1/links/m%C3%BCller "$CREATOR" -H "$HOST"
    is "$body" 204 "$status"
    api POST /api/v1/links "$CREATOR" -H "$HOST" -H 'Content-Type: text/csv' --data x
    is type 415 "$status"
    jq -nc '[range(1000) | {url: ("https://example.com/" + ("x" * 1500) + "/\(.)")}]' >"$BATS_TEST_TMPDIR/batch"
    post /api/v1/links "@$BATS_TEST_TMPDIR/batch" "$CREATOR" -H "$HOST"
    is batch '207 1000' "$status $(jq length <<<"$body")"
}

@test "what AWS's clients sign for a replica is verified by the master" {
    host_is "$MASTER"
    local event='{"Entries":[{"Source":"signed","DetailType":"test","Detail":"{}"}]}' host
    aws_signer signer --role creator
    for host in $HOSTS; do
        host_is "$host"
        signs PutEvents "$event"
        is "$host: $body" '200 taken 0' "$answer $(field .FailedEntryCount)"
        signs PutEvents "$event" path=/
        is "$host: $body" '403 InvalidSignatureException' "$answer"
    done
    host_is "$MASTER"
    is events 3 "$(curt event list --json | grep -c '"source":"signed"')"
}

@test "the same Idempotency-Key at three hosts makes one link" {
    local host codes=()
    for host in $HOSTS; do
        host_is "$host"
        post /api/v1/links '{"url":"https://example.com/once"}' "$CREATOR" -H "$HOST" -H 'Idempotency-Key: once'
        is "$body" 201 "$status"
        codes+=("$(field .code)")
    done
    is codes "${codes[0]} ${codes[0]} ${codes[0]}" "${codes[*]}"
}

@test "a callback's signature is over what arrives" {
    local body='{ "message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",  "to":"447700900000","from":"curt", "channel":"sms",'
    body+="\"timestamp\":\"$(date -u +%FT%TZ)\", \"status\":\"delivered\", \"note\":\"ü\" }"
    insists calls status "$body"
    is "$body" 204 "$status"
    calls status "$body" "$(token "$body.")"
    is other 401 "$status"
}

@test "the master knows the client, and believes nobody else who names one" {
    api POST /api/v1/links curt_wrong -H "$HOST" --interface 127.0.9.1
    is wrong 401 "$status"
    log_of "$MASTER" | grep -q 'failed sign-in from 127.0.9.1$'
    api GET /api/v1/session curt_wrong -H "$HOST" --interface 127.0.9.2
    is wrong 401 "$status"
    log_of "$MASTER" | grep -q 'failed sign-in from 127.0.9.2$'
    host_is "$MASTER"
    api POST /api/v1/links curt_wrong -H "$HOST" --interface 127.0.9.3 -H 'Curt-Client: 127.0.9.4' \
        -H "Curt-Forwarded: $(proof POST /api/v1/links 127.0.9.4 'another secret of 32 characters..')"
    api POST /api/v1/links curt_wrong -H "$HOST" --interface 127.0.9.3 -H 'Curt-Client: 127.0.9.4' \
        -H "Curt-Forwarded: $(proof POST /api/v1/links 127.0.9.5)"
    is forged "2 0" "$(log_of "$MASTER" | grep -c 'from 127.0.9.3$') $(log_of "$MASTER" | grep -c 'from 127.0.9.4$')"
    api POST /api/v1/links curt_wrong -H "$HOST" --interface 127.0.9.3 -H 'Curt-Client: 127.0.9.4' \
        -H "Curt-Forwarded: $(proof POST /api/v1/links 127.0.9.4)"
    is true 1 "$(log_of "$MASTER" | grep -c 'from 127.0.9.4$')"
    host_is "$REPLICA" # what a client says in a host's name goes no further
    api POST /api/v1/links curt_wrong -H "$HOST" --interface 127.0.9.6 -H 'Curt-Client: 127.0.9.7' -H 'X-Forwarded-For: 127.0.9.7' \
        -H "Curt-Forwarded: $(proof POST /api/v1/links 127.0.9.8)"
    is passed 1 "$(log_of "$MASTER" | grep -c 'from 127.0.9.6$')"
}

@test "what was passed on is not passed on again" {
    post /api/v1/links '{"url":"https://example.com/"}' "$CREATOR" -H "$HOST" -H 'Curt-Client: 127.0.9.4' \
        -H "Curt-Forwarded: $(proof POST /api/v1/links 127.0.9.4)"
    is answer '503 store_unavailable 1' "$status $(field .code) $(header Retry-After)"
}

@test "what hosts say to each other, nobody has a replica say for them" {
    local path
    for path in /api/v1/hosts/host-2/standby /api/v1/hosts/host-2/clicks /api/v1/%68osts/host-2/clicks /api/v1/hosts/host-2/clicks/; do
        api POST "$path" '' -H "$HOST" --data x --path-as-is
        is "$path" '404 not_found' "$status $(field .code)"
    done
}

@test "a link with a limit opens so many times, wherever" {
    local host
    post /api/v1/links '{"url":"https://example.com/","alias":"two","max_clicks":2}' "$CREATOR" -H "$HOST"
    is "$body" 201 "$status"
    opens "$REPLICA" 301 two
    opens "$MASTER" 301 two
    for host in $HOSTS; do
        opens "$host" 410 two
    done
}

@test "a link that a replica has not heard of is asked for at the master" {
    local relay
    relay=$(pgrep -f "$CLUSTER/$REPLICA/sbin/curt-relay")
    # Not while it is inside of the store, where it would hold up the others.
    stands_still() {
        kill -STOP "$relay"
        [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' -H "$HOST" "http://127.0.1.$REPLICA:$PORT/unheard")" = 404 ] || {
            kill -CONT "$relay"
            sleep 1
            return 1
        }
    }
    wait_for 10 stands_still
    host_is "$MASTER"
    post /api/v1/links '{"url":"https://example.com/","alias":"unheard"}' "$CREATOR" -H "$HOST"
    local made=$status first
    first=$(curl -s -o /dev/null -w '%{http_code}' -H "$HOST" "http://127.0.1.$REPLICA:$PORT/unheard")
    kill -CONT "$relay"
    is made 201 "$made"
    is first 301 "$first"
    opens "$REPLICA" 404 nobodys
}

@test "a sign-in at one host holds at the others at once" {
    local cookie host
    cookie=$(curl -s -D - -o /dev/null -H "$HOST" --data-urlencode "key=$CREATOR" "$BASE/ui/sign-in" | grep -oi 'curt_session=[^;]*')
    [ -n "$cookie" ]
    for host in $HOSTS; do
        is "host $host" 200 "$(curl -s -o /dev/null -w '%{http_code}' -H "$HOST" -H "Cookie: $cookie" "http://127.0.1.$host:$PORT/api/v1/session")"
    done
}

@test "what is used at a replica alone is noted" {
    local key
    key=$(host_is "$MASTER" && site_key reading reader)
    soon sh -c "curl -sf -o /dev/null -H 'Authorization: Bearer $key' '$BASE/api/v1/session'"
    host_is "$MASTER"
    is used "$(date -u +%F)" "$(curt key list --json | jq -r 'select(.name == "reading").last_used_on')"
}

@test "each host says what it is" {
    api GET '/api/v1/stats/health?role=master' ''
    is replica '503 replica' "$status $(field .role)"
    api GET '/api/v1/stats/health?role=any' ''
    is any 200 "$status"
    api GET '/api/v1/stats/health?role=king' ''
    is unknown 400 "$status"
    api GET /metrics
    is metrics 'curt_cluster_role{role="replica"} 1' "$(grep '^curt_cluster_role.* 1$' <<<"$body")"
    host_is "$MASTER"
    api GET '/api/v1/stats/health?role=master' ''
    is master '200 master' "$status $(field .role)"
}

# Answers 410 to all, where the master's web server should be.
gone_for_all() {
    exec /usr/bin/python3 - "$(host_address "$MASTER")" "$PORT" 3>&- <<'END'
import http.server, sys
class Gone(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.send_error(410)
http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Gone).serve_forever()
END
}

@test "a master whose web server is down: 503, nothing promised" {
    local server
    server=$(pgrep -f "lighttpd .*$CLUSTER/$MASTER/etc")
    kill -STOP "$server" # it takes connections, and answers nothing
    post /api/v1/links '{"url":"https://example.com/","alias":"later"}' "$CREATOR" -H "$HOST" --max-time 15
    kill -CONT "$server"
    is silent '503 store_unavailable 1' "$status $(field .code) $(header Retry-After)"
    [[ $body == *Idempotency-Key* ]]
    kill "$server"
    sleep 0.5
    post /api/v1/links '{"url":"https://example.com/"}' "$CREATOR" -H "$HOST"
    is gone '503 1' "$status $(header Retry-After)"
    api POST /ui/sign-in '' -H "$HOST" -H 'Accept: text/html' --data "key=$CREATOR"
    is page '503 text/html; charset=utf-8' "$status $(header Content-Type)"
    opens "$REPLICA" 301 spring
    gone_for_all 2>"$BATS_TEST_TMPDIR/gone" & # whoever answers there: this alone removes no host
    server=$!
    sleep 3
    kill "$server"
    wait "$server" || true
    grep -q "host-$REPLICA/clicks.* 410" "$BATS_TEST_TMPDIR/gone"
    is role replica "$(host_role "$REPLICA")"
    host_is "$MASTER"
    as_site lighttpd -D -f "$SITE/etc/lighttpd.conf" >>"$SITE/server.log" 2>&1 3>&- &
    echo $! >>"$SITE/pids"
    wait_for 50 host_up "$MASTER"
}

@test "after a failover, the new master counts a link's limit, and the other one passes on" {
    local others host
    insists_made() {
        post /api/v1/links '{"url":"https://example.com/","alias":"after","max_clicks":3}' "$CREATOR" -H "$HOST" -H 'Idempotency-Key: after'
    }
    insists insists_made
    is "made: $body" 201 "$status"
    host_stop "$MASTER"
    others=${HOSTS/$MASTER/}
    # shellcheck disable=SC2086
    host_is "$(master $others)"
    insists api GET /after '' -H "$HOST" -A "$FIREFOX"
    is "at the new master: $body" 301 "$status"
    for host in $others; do
        host_is "$host"
        insists api GET /after '' -H "$HOST" -A "$FIREFOX"
        is "at host $host: $body" 301 "$status"
    done
    for host in $others; do
        opens "$host" 410 after
    done
    grep -h 'Operation not permitted' "$CLUSTER"/[0-9]/programs.log && false
    true
}
