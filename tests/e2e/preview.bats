# preview.bats: /{code}+ shows where a link goes.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

@test "a + shows the target to anybody, counts as a preview, and takes nothing from a limit" {
    creates '{"url":"https://example.com/a?b=<c>&d","alias":"once","max_clicks":1}' "$CREATOR"
    for path in /once+ /once%2B; do
        api GET "$path" ''
        is "$path" '200 {"short_url":"'"$BASE"'/once","url":"https://example.com/a?b=<c>&d","has_redirect_rules":false}' \
            "$status $(field tojson)"
    done
    api GET /once+ '' -A "$FIREFOX" -H 'Accept: text/html'
    is page "200 noindex no-store" "$status $(header X-Robots-Tag) $(header Cache-Control)"
    [[ $body == *'<strong>example.com</strong>'*'https://example.com/a?b=&lt;c&gt;&amp;d'*"href=\"$BASE/once\""* ]]
    curl -s -o /dev/null -I "$BASE/once+"
    counted
    api GET /api/v1/stats/links/once
    is counts '[0,0,0,3]' "$(field '[.clicks, .visitors, .bots, .previews] | tojson')"
    api GET /once '' -A "$FIREFOX"
    is opens 301 "$status"
    api GET /once+ ''
    is "used up" 410 "$status"
}

@test "a + shows nothing of a link that does not open" {
    creates '{"url":"https://example.com/","alias":"later","valid_from":"2100-01-01T00:00:00Z"}' "$CREATOR"
    creates '{"url":"https://example.com/","alias":"off"}' "$CREATOR"
    post /api/v1/links/off/disable '' "$CREATOR"
    while read -r code expected; do
        api GET "/$code+" ''
        is "$code" "$expected" "$status"
        [[ $body != *example.com* ]]
    done <<END
later 404
off 410
nowhere 404
END
    api GET /+ ''
    is "no code" 404 "$status"
}
