# A store that is moved as curt-deploy(7) says: what was created, counted and is waiting is there too.
load ../site.bash

teardown() {
    site_end
}

@test "links open, and counts and what waits are the same, in a copy in another place" {
    local before after
    site_begin
    creates '{"url":"https://example.com/","alias":"parcel"}'
    seen_by_three
    counted
    curt rule add clicks '{"detail-type":["link.clicked"]}'
    curt target add shop --rule clicks --path "$SITE/run/shop.jsonl"
    counted
    before=$(all_of_it)
    site_stop
    (cd "$SITE/store" && tar -cf - .) | (mkdir -m 700 "$SITE/moved" && cd "$SITE/moved" && tar -xf -)
    [ "$(id -u)" -ne 0 ] || chown -R www-data:www-data "$SITE/moved"
    rm -rf "$SITE/store"
    sed -i "s|^home = .*|home = $SITE/moved|" "$SITE/etc/curt.conf"
    ln -s moved "$SITE/store" # where site_end looks for memory
    [[ $(curt upgrade) == *"nothing to do" ]]
    "site_serve_$SERVER" >>"$SITE/server.log" 2>&1
    site_keep_relay
    wait_for 150 site_up
    after=$(all_of_it)
    is "after the move" "$before" "$after"
    seen_by_three
    counted
    api GET /api/v1/stats/links/parcel
    is clicks 6 "$(field .clicks)"
    wait_for 100 sh -c "[ \$(wc -l <'$SITE/run/shop.jsonl') -eq 3 ]"
}

seen_by_three() {
    local n
    for n in 1 2 3; do
        api GET /parcel '' -A "$FIREFOX"
        is "$body" 301 "$status"
    done
}

all_of_it() {
    api GET /api/v1/stats/links/parcel
    field '[.clicks, .visitors, .first_click, .last_click]'
    api GET /api/v1/links
    field .
    curt key list --json
    curt event list --json
}

site_stop() {
    # shellcheck disable=SC2086
    kill "$RELAY_PID" "$SERVER_PID" $PROGRAMS_PID
    wait_for 100 site_ended
    is "programs that have the store open" "" "$(ls "$SITE/store/users")"
}
