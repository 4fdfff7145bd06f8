# A person with a browser.
load driver.bash

setup_file() {
    site_begin
    driver_begin
}

teardown_file() {
    driver_end
    site_end
}

@test "somebody signs in, shortens a long address, opens it, and is counted" {
    local target="http://localhost:$TARGET_PORT/page.html?a=long%20address&b=$(printf '%300s' '' | tr ' ' x)" short
    go "$BASE/ui/create"
    types '#key' "$CREATOR"
    clicks 'main button'
    element '#who' >/dev/null
    types '#url' "$target"
    clicks '#create button:not([type])'
    short=$(browser GET "/element/$(element '#short')/text")
    [[ $short =~ ^"$BASE"/[A-Za-z0-9]{7}$ ]]
    clicks '#short'
    is title 'The target' "$(browser GET /title)"
    is where "$target" "$(browser GET /url)"
    counted
    api GET "/api/v1/stats/links/${short##*/}"
    is counts '[1,1,0,0]' "$(field '[.clicks, .visitors, .bots, .previews] | tojson')"
    is browser '[{"value":"Chrome","clicks":1}]' "$(field '.breakdown.browser | tojson')"
    is system Linux "$(field '.breakdown.system[0].value')"
}

@test "a link made through the API opens" {
    creates "{\"url\":\"http://localhost:$TARGET_PORT/page.html#there\",\"alias\":\"by-api\",\"status\":302}" "$CREATOR"
    go "$BASE/by-api"
    is title 'The target' "$(browser GET /title)"
    is where "http://localhost:$TARGET_PORT/page.html#there" "$(browser GET /url)"
}

@test "the pages fit a telephone" {
    local at name
    browser POST /goog/cdp/execute '{"cmd": "Emulation.setDeviceMetricsOverride",
        "params": {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true}}'
    creates "{\"url\":\"https://example.com/$(printf '%300s' '' | tr ' ' x)\",\"alias\":\"gone\"}" "$CREATOR"
    api POST /api/v1/links/gone/disable
    while read -r name at; do
        go "$BASE$at"
        browser GET /screenshot | base64 -d >"$BATS_TEST_TMPDIR/$name.png"
        is "$name is as wide as the telephone" 360 "$(script document.documentElement.scrollWidth)"
        is "$name is large enough to read" true "$(script 'parseFloat(getComputedStyle(document.body).fontSize) >= 16')"
    done <<END
404 /no-such-link
410 /gone
root /
END
}
