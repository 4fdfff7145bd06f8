# The example of curt-bus(8): a receiver of webhooks, which curt sends real events to.
load ../site.bash

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    HOOK=$(free_port)
    export HOOK EVENTS=$SITE/events NODE_PID=$SITE/node.pid
    curt rule add clicks '{"source":["shop"]}'
    FIRST=$(curt target add shop --rule clicks --url "http://127.0.0.1:$HOOK/" --timeout 1)
    export FIRST
    "$TOP/tests/npm" "$BUILD" standardwebhooks @stablelib/base64 fast-sha256 || export NO_LIBRARY=yes
    sleep 0.5 # a rule takes effect within that
}

teardown_file() {
    ends
    site_end
}

teardown() {
    ends
}

# Starts the receiver, with this secret: receives SECRET
receives() {
    : >"$EVENTS"
    PORT=$HOOK SECRET=$1 node "$TOP/etc/receiver/receiver.mjs" >"$EVENTS" 2>&1 3>&- &
    echo $! >"$NODE_PID"
    disown # its end is not to be told
    wait_for 100 curl -s -o /dev/null "http://127.0.0.1:$HOOK/"
}

ends() {
    [ ! -e "$NODE_PID" ] || kill -KILL "$(<"$NODE_PID")" 2>/dev/null || true
    rm -f "$NODE_PID"
}

# An event happens, of a code: clicked CODE
clicked() {
    post /api/v1/events "{\"source\":\"shop\",\"detail-type\":\"link.clicked\",\"detail\":{\"code\":\"$1\"}}"
    is "$body" 201 "$status"
}

# Waits until the receiver has handled an event of a code: handled CODE
handled() {
    wait_for 100 grep -q " $1\$" "$EVENTS"
}

@test "the manual shows the receiver as it is" {
    manual_shows curt-bus.8 etc/receiver/receiver.mjs
}

@test "an event is taken and handled" {
    receives "$FIRST"
    clicked spring
    handled spring
    is event "link.clicked spring" "$(cut -d ' ' -f 2- "$EVENTS")"
    wait_for 100 sh -c "[ \"\$($SITE_CURT target show shop --json | jq .delivered)\" = 1 ]"
}

@test "with another secret it is refused, and is a dead letter" {
    receives "whsec_$(printf 'another secret, another secret' | base64)"
    clicked refused
    wait_for 100 sh -c "$SITE_CURT dead list --target shop --json | grep -q ."
    is refused "401 Final" "$(curt dead list --target shop --json | jq -r '"\(.status) \(.EXHAUSTED_RETRY_CONDITION)"')"
    is handled "" "$(<"$EVENTS")"
    curt dead purge --target shop
}

@test "it takes what the public library takes, and nothing else" {
    [ -z "${NO_LIBRARY-}" ] || skip "npm's registry cannot be reached"
    receives "$FIRST"
    run node "$TOP/tests/bus/agree.js" "$BUILD" "$FIRST" "http://127.0.0.1:$HOOK/"
    is "$output" "5 taken, 15 refused" "${lines[-1]}"
    # The one that was signed once, however often it came, and the older one.
    is handled 2 "$(grep -c '^made link.clicked é$' "$EVENTS")"
}

@test "a request that is cut short, or has no end, does not stop it" {
    receives "$FIRST"
    cut_short "$HOOK"
    head -c 5000000 /dev/zero | curl -s -o /dev/null --max-time 5 --data-binary @- "http://127.0.0.1:$HOOK/" || true
    clicked after
    handled after
}

@test "what it handled while curt got no answer, and what is replayed, it does not handle again" {
    receives "$FIRST"
    clicked earlier
    handled earlier
    ends
    receives "$FIRST"
    clicked before
    handled before
    kill -STOP "$(<"$NODE_PID")"
    clicked slow
    wait_for 200 sh -c "$SITE_CURT dead list --target shop --json | grep -q ."
    is attempts 3 "$(curt dead list --target shop --json | jq .RETRY_ATTEMPTS)"
    kill -CONT "$(<"$NODE_PID")"
    handled slow
    run curt dead redrive --target shop
    is output "1 made due, 1 delivered, 0 failed" "$output"
    run curt replay --from 1h --rule clicks --name again --wait
    is "$output" 0 "$status"
    is handled "1 1" "$(grep -c ' before$' "$EVENTS") $(grep -c ' slow$' "$EVENTS")"
    handled earlier # this one does not know it
}

@test "while a secret is rotated, both are good, then the new one alone" {
    second=$(curt target rotate shop)
    sleep 0.5
    for secret in "$FIRST" "$second"; do
        receives "$secret"
        clicked rotated
        handled rotated
        ends
    done
    curt target change shop --old-secret null
    sleep 0.5
    receives "$second"
    clicked new
    handled new
    ends
    receives "$FIRST"
    clicked over
    wait_for 100 sh -c "$SITE_CURT dead list --target shop --json | grep -q ."
    is refused 401 "$(curt dead list --target shop --json | jq .status)"
    is handled "" "$(<"$EVENTS")"
}
