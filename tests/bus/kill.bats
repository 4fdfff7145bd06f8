# curt-relay dies again and again while it delivers: counts stay exact, every event arrives, duplicates have the same id.
#   KILLS=100 bats tests/bus/kill.bats
load ../site.bash

KILLS=${KILLS:-10}

setup() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    export CURT_CLICKS_ANONYMIZE=no
    site_begin
    receiver_begin
}

teardown() {
    receiver_end
    site_end
}

@test "$KILLS deaths of curt-relay during delivery" {
    as_site "$SITE/sbin/curt" rule add clicks '{"detail-type":["link.clicked"]}'
    as_site "$SITE/sbin/curt" target add hook --rule clicks --url "http://127.0.0.1:$HOOK/ok" >/dev/null
    creates '{"url":"https://example.com/","alias":"open"}'
    sleep 0.5
    for i in $(seq 4); do
        while [ ! -e "$SITE/enough" ]; do
            curl -s -o /dev/null -w '%{http_code}\n' -A "$FIREFOX" "$BASE/open" || true
            sleep 0.01
        done >"$SITE/answers.$i" 3>&- &
        clients[$i]=$!
    done
    killed=0
    for i in $(seq "$KILLS"); do
        sleep "0.$((RANDOM % 5 + 2))"
        pid=$(pgrep -P "$RELAY_PID" -f "$SITE/sbin/curt-relay" | head -n 1)
        [ -z "$pid" ] || { kill -KILL "$pid" && killed=$((killed + 1)); }
    done
    touch "$SITE/enough"
    wait "${clients[@]}"
    [ "$killed" -ge $((KILLS * 8 / 10)) ]
    wait_for 300 site_up
    counted
    wait_for 600 sh -c "$SITE_CURT target show hook --json | jq -e '.lag_events == 0'"
    answered=$(cat "$SITE"/answers.* | grep -c 301)
    as_site "$SITE/sbin/curt" dead redrive >/dev/null
    as_site "$SITE/sbin/curt" event list --json | jq -r 'select(."detail-type" == "link.clicked") | .id' | sort >"$SITE/log"
    jq -r '.headers."webhook-id"' "$GOT" | sort -u >"$SITE/arrived"
    logged=$(wc -l <"$SITE/log")
    echo "# $killed kills, $answered answered, $logged in the log, $(wc -l <"$GOT") requests" >&3
    [ "$answered" -gt 0 ]
    [ "$logged" -ge "$answered" ]
    diff "$SITE/log" "$SITE/arrived"
    api GET /api/v1/stats/links/open "$ADMIN"
    is clicks "$logged" "$(field .clicks)"
}
