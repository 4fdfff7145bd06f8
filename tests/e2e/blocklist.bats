# blocklist.bats: what links may not lead to: none is made, and those that are there close, with the reason, until the list
# has it no more.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

teardown() {
    as_site "$SITE/sbin/curt" blocklist load - </dev/null >/dev/null
    curt blocklist list --json | jq -r .entry | while read -r entry; do
        curt blocklist remove "$entry"
    done
}

blocks() {
    post /api/v1/blocklist "{\"entry\":\"$1\",\"reason\":\"phishing\"}"
    is "$body" 201 "$status"
}

# Whether the link opens, and what it says of itself: opens CODE STATUS BLOCKED-BY
opens() {
    api GET "/$1" ''
    is "$1 opens" "$2" "$status"
    api GET "/api/v1/links/$1"
    is "$1 is blocked by" "$3" "$(field .blocked_by)"
}

@test "no link is made that leads there, by whichever URL" {
    local pointer sent
    blocks evil.example
    blocks https://example.com/bad/
    while read -r pointer sent; do
        post /api/v1/links "{\"url\":\"https://good.example/\",$sent}"
        refused 422 "$pointer"
        is code url_blocked "$(field .code)"
    done <<'END'
#/url "url":"http://www.EVIL.example./a"
#/url "url":"https://example.com/bad/a?b"
#/expired_url "expired_url":"https://evil.example/"
#/ios_url "ios_url":"https://evil.example/"
#/android_url "android_url":"https://evil.example/"
#/preview_image "preview_image":"https://evil.example/a.png"
#/redirect_rules "redirect_rules":[{"if":{"language":["de"]},"url":"https://good.example/de"},{"if":{"language":["en"]},"url":"https://evil.example/"}]
END
    is detail "redirect_rules leads to evil.example, which is on the blocklist." "$(field .detail)"
    post '/api/v1/links?dry_run=yes' '{"url":"https://evil.example/"}'
    refused 422 '#/url'
    post /api/v1/links '[{"url":"https://evil.example/"},{"url":"https://good.example/"}]'
    is "a batch" "422 201 #/url" "$(field '"\(.[0].status) \(.[1].status) \(.[0].problem.pointer)"')"
    api POST /api/v1/links "$ADMIN" --data 'url=https://evil.example/'
    is "a form" "422 url_blocked" "$status $(field .code)"
    run curt link add https://evil.example/
    is "curt: $output" 1 "$status"
    [[ $output == *"url leads to evil.example, which is on the blocklist." ]]
    creates '{"url":"https://notevil.example/"}'
    creates '{"url":"https://example.com/badly"}'
}

@test "a message with such a link is refused, and a campaign leaves it out" {
    blocks evil.example
    post /api/v1/messages '{"channel":"sms","from":"curt","to":"447700900001","text":"See https://evil.example/a"}'
    refused 422 '#/text'
    run curt message send --channel sms --from curt --to 447700900001 --text 'See https://evil.example/a'
    is "curt: $output" 1 "$status"
    [[ $output == *"is on the blocklist"* ]]
    post /api/v1/campaigns '{"name":"bad","channel":"sms","from":"curt","template":"See {url}"}'
    post /api/v1/campaigns/bad/recipients '[{"to":"447700900001","url":"https://evil.example/"},{"to":"447700900002","url":"https://good.example/"}]'
    api POST /api/v1/campaigns/bad/start
    left_out() {
        api GET /api/v1/campaigns/bad
        [ "$(field .invalid)" = 1 ]
    }
    wait_for 100 left_out || is "the campaign" "" "$body"
}

@test "links close when the list changes, and open again" {
    creates '{"url":"https://later.example/a","alias":"later"}'
    creates '{"url":"https://good.example/","alias":"good","expired_url":"https://sub.later.example/"}'
    creates '{"url":"https://other.example/","alias":"other"}'
    blocks later.example
    api POST /api/v1/links/other/disable
    api POST /api/v1/links/later/disable
    is "it can be changed before curt-sweep has run" "200 later.example" "$status $(field .blocked_by)"
    api POST /api/v1/links/later/enable
    api POST /api/v1/links/other/enable
    sweep
    opens later 410 later.example
    opens good 410 later.example
    opens other 301 null
    api GET '/api/v1/links?state=disabled'
    is "in the list" "good later" "$(field '[.links[].code] | sort | join(" ")')"
    api POST /api/v1/links/later/enable
    opens later 410 later.example
    api PATCH /api/v1/links/later "$ADMIN" -H 'Content-Type: application/json' --data '{"title":"Still closed"}'
    is "it can be changed" 200 "$status"
    api PATCH /api/v1/links/good "$ADMIN" -H 'Content-Type: application/json' --data '{"expired_url":null}'
    opens good 301 null
    api PATCH /api/v1/links/good "$ADMIN" -H 'Content-Type: application/json' --data '{"url":"https://later.example/"}'
    refused 422 '#/url'
    counted
    is "events of later" "link.created link.disabled link.changed link.changed link.changed" "$(curt event list --json |
        jq -rs '[.[] | select(.detail.code == "later" and (."detail-type" | startswith("link.") and . != "link.missed")) | ."detail-type"] | join(" ")')"
    is "events of good" "link.created link.disabled link.enabled" "$(curt event list --json |
        jq -rs '[.[] | select(.detail.code == "good" and (."detail-type" | . == "link.created" or . == "link.disabled" or . == "link.enabled")) | ."detail-type"] | join(" ")')"
    api DELETE /api/v1/blocklist/later.example
    is removed 204 "$status"
    sweep
    opens later 301 null
}

@test "curt blocklist: links are held against it at once, a file takes the place of the one before" {
    creates '{"url":"https://one.example/","alias":"one"}'
    creates '{"url":"https://two.example/a/b","alias":"two"}'
    is added "1 links closed, 0 opened again" "$(curt blocklist add one.example --reason phishing)"
    opens one 410 one.example
    printf '# hosts\n0.0.0.0 three.example\ntwo.example/a\nnonsense here\n' >"$BATS_TEST_TMPDIR/list"
    curt blocklist load - <"$BATS_TEST_TMPDIR/list" >"$BATS_TEST_TMPDIR/told" 2>"$BATS_TEST_TMPDIR/refused"
    is loaded "2 added, 0 kept, 0 removed, 1 lines refused
1 links closed, 0 opened again" "$(cat "$BATS_TEST_TMPDIR/told")"
    grep 'line 4 must be a host' "$BATS_TEST_TMPDIR/refused"
    opens two 410 two.example/a
    is list "one.example added phishing,three.example file null,two.example/a file null" \
        "$(curt blocklist list --json | jq -rs '[.[] | "\(.entry) \(.source) \(.reason)"] | join(",")')"
    is "as JSON" '{"added":0,"kept":0,"removed":2,"refused":0,"links_blocked":0,"links_unblocked":1}' "$(curt blocklist load - --json </dev/null | jq -c .)"
    opens two 301 null
    opens one 410 one.example
    run curt blocklist remove three.example
    is "not there" 1 "$status"
    curt blocklist remove https://one.example/
    opens one 301 null
    run curt blocklist add com
    is "a top-level domain: $output" 1 "$status"
    [[ $output == *"entry must not be a whole top-level domain." ]]
}

@test "a link that is imported comes closed" {
    curt blocklist add taken.example
    printf 'code,url\nbrought,https://www.taken.example/a\n' | curt import csv -
    opens brought 410 taken.example
}

@test "a link that was deleted meanwhile comes back closed" {
    creates '{"url":"https://gone.example/","alias":"gone"}'
    api DELETE /api/v1/links/gone
    curt blocklist add gone.example
    api POST /api/v1/links/gone/restore
    is "$body" 200 "$status"
    opens gone 410 gone.example
}

@test "the list is read page by page, by administrators" {
    local entry
    for entry in c.example a.example b.example/x; do
        blocks "$entry"
    done
    post /api/v1/blocklist '{"entry":"https://a.example"}'
    is "it is there" "200 phishing" "$status $(field .reason)"
    api GET '/api/v1/blocklist?limit=2'
    is first "a.example b.example/x" "$(field '[.blocklist[].entry] | join(" ")')"
    api GET "/api/v1/blocklist?limit=2&cursor=$(field '.next | @uri')"
    is second "c.example null" "$(field '[.blocklist[].entry, .next] | map(tostring) | join(" ")')"
    api GET '/api/v1/blocklist?limit=1&cursor=-'
    is "before all" "200 a.example" "$status $(field '.blocklist[0].entry')"
    api GET /api/v1/blocklist "$CREATOR"
    is creator 403 "$status"
    api DELETE /api/v1/blocklist/b.example%2Fx
    is "with a slash" 204 "$status"
    api DELETE /api/v1/blocklist/b.example/x
    is "it is gone" 404 "$status"
}

@test "what is no entry is refused" {
    local pointer sent
    while read -r pointer sent; do
        post /api/v1/blocklist "$sent"
        refused 422 "$pointer"
    done <<'END'
# []
#/entry {}
#/entry {"entry":""}
#/entry {"entry":7}
#/entry {"entry":"com"}
#/entry {"entry":"tel:1"}
#/reason {"entry":"a.example","reason":7}
#/reason {"entry":"a.example","reason":"a\nb"}
#/more {"entry":"a.example","more":1}
END
}
