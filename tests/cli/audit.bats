# audit.bats: curt link audit: what links lead to is asked for, politely, and what is not there is said.
load ../site.bash

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    receiver_begin
}

teardown_file() {
    receiver_end
    site_end
}

# leads ALIAS PATH [MORE]: a link to the receiver, which answers as the path says.
leads() {
    creates "{\"url\":\"http://127.0.0.1:$HOOK/$2\",\"alias\":\"$1\",\"tags\":[\"audited\"]${3-}}"
}

@test "what is gone, fails or does not answer is listed, each URL once, and a host is asked once a second" {
    local began=$SECONDS
    leads fine ok
    leads moved 302
    leads gone 404 ',"expired_url":"http://127.0.0.1:'"$HOOK"'/410"'
    leads again 404
    leads down 503 ',"redirect_rules":[{"if":{"language":["de"]},"url":"http://127.0.0.2:1/"}]'
    leads over 404/over ',"ttl":1'
    leads closed 404/closed
    api POST /api/v1/links/closed/disable
    creates "{\"url\":\"http://127.0.0.1:$HOOK/404/untagged\"}"
    sleep 1.1
    run curt link audit --tag audited --rate 50
    is status 1 "$status"
    is told "failed 503 http://127.0.0.1:$HOOK/503
gone 404 http://127.0.0.1:$HOOK/404
gone 410 http://127.0.0.1:$HOOK/410" "$(awk '/^(gone|failed)/ { print $1, $2, $4 }' <<<"$output" | sort)"
    is "in all" "6 URLs of 5 links: 2 gone, 1 failed, 1 unreachable" "$(tail -n 1 <<<"$output")"
    [[ $output == *'unreachable    -  down                  http://127.0.0.2:1/ ('* ]]
    [ $((SECONDS - began)) -ge 4 ]
    is "who asks" "curt/$(as_site "$SITE/sbin/curt" --version | awk '{print $NF}') (link audit; +$BASE)" "$(jq -r '.headers["user-agent"]' "$GOT" | sort -u)"
}

@test "as JSON, and nothing is wrong with what is there" {
    creates "{\"url\":\"http://127.0.0.1:$HOOK/404/json\",\"alias\":\"json\",\"campaign\":\"json\"}"
    creates "{\"url\":\"http://127.0.0.1:$HOOK/ok/well\",\"alias\":\"well\",\"campaign\":\"well\"}"
    run curt link audit --campaign json --json
    is "$output" "1 json gone 404 null http://127.0.0.1:$HOOK/404/json" "$status $(jq -r '"\(.link) \(.result) \(.status) \(.error) \(.url)"' <<<"$output")"
    run curt link audit --campaign well --tag other
    is "both" "0 0 URLs of 0 links: 0 gone, 0 failed, 0 unreachable" "$status $output"
    run curt link audit --campaign well
    is well "0 1 URLs of 1 links: 0 gone, 0 failed, 0 unreachable" "$status $output"
}

@test "it ends when it is interrupted" {
    local audit i ended=0
    for i in $(seq 60); do
        creates "{\"url\":\"http://127.0.0.1:$HOOK/ok/$i\",\"alias\":\"long$i\",\"campaign\":\"long\"}"
    done
    "${AS_SITE[@]}" "$SITE/sbin/curt" link audit --campaign long >"$SITE/audit" 2>&1 3>&- &
    audit=$!
    wait_for 100 grep -q ok/60 "$GOT"
    pkill -TERM -f "^$SITE/sbin/curt link audit"
    wait_for 50 sh -c "! kill -0 $audit 2>/dev/null"
    wait "$audit" || ended=$?
    is "$(<"$SITE/audit")" 143 "$ended"
    grep -q 'interrupted; the rest was not asked for' "$SITE/audit"
}

@test "an address that is not public is not asked for unless the operator allows it" {
    creates "{\"url\":\"http://10.255.255.1/\",\"alias\":\"inside\",\"campaign\":\"inside\"}"
    run curt link audit --campaign inside
    is status 0 "$status"
    [[ $output == *"1 URLs were not asked for: their addresses are not public"* ]]
}
