# A person with a browser: a headless Chromium, driven through chromedriver by the WebDriver protocol, on loopback only.
load ../site.bash

CHROME='Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'

setup_file() {
    site_begin
    mkdir "$BATS_FILE_TMPDIR/target"
    echo '<!DOCTYPE html><title>The target</title><h1>Here it is</h1>' >"$BATS_FILE_TMPDIR/target/page.html"
    TARGET_PORT=$(free_port)
    /usr/bin/python3 -m http.server --bind 127.0.0.1 --directory "$BATS_FILE_TMPDIR/target" "$TARGET_PORT" \
        >"$BATS_FILE_TMPDIR/target.log" 2>&1 3>&- &
    TARGET_PID=$!
    DRIVER=http://127.0.0.1:$(free_port)
    HOME=$BATS_FILE_TMPDIR chromedriver --port="${DRIVER##*:}" --log-path="$BATS_FILE_TMPDIR/driver.log" >/dev/null 2>&1 3>&- &
    DRIVER_PID=$!
    export TARGET_PORT TARGET_PID DRIVER DRIVER_PID SESSION
    wait_for 100 curl -sf "$DRIVER/status"
    wait_for 100 curl -sf "http://localhost:$TARGET_PORT/page.html"
    SESSION=$(drive POST /session "$(jq -n --arg dir "$BATS_FILE_TMPDIR/profile" --arg agent "$CHROME" '{
        capabilities: {alwaysMatch: {browserName: "chrome", timeouts: {implicit: 5000, pageLoad: 30000},
        "goog:chromeOptions": {binary: "/usr/bin/chromium", args: ["--headless", "--no-sandbox",
            "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--user-data-dir=\($dir)", "--user-agent=\($agent)"]}}}}')" | jq -r .value.sessionId)
    [ "$SESSION" != null ]
}

teardown_file() {
    drive DELETE "/session/$SESSION" >/dev/null || true
    kill "$DRIVER_PID" "$TARGET_PID" || true
    wait_for 50 browser_ended || pkill -KILL -f "$BATS_FILE_TMPDIR/profile"
    site_end
}

browser_ended() {
    ! pgrep -f "$BATS_FILE_TMPDIR/(profile|target)"
}

# drive METHOD PATH [JSON]
drive() {
    curl -s -m 60 -X "$1" "$DRIVER$2" ${3+-H 'Content-Type: application/json' -d "$3"}
}

# In the browser: browser METHOD PATH [JSON] prints what it says; fails with the message if it is an error.
browser() {
    local answer
    answer=$(drive "$1" "/session/$SESSION$2" "${@:3}")
    jq -e '.value | (type == "object" and has("error")) | not' <<<"$answer" >/dev/null || {
        jq -r '.value.message' <<<"$answer" >&2
        return 1
    }
    jq -r .value <<<"$answer"
}

go() {
    browser POST /url "$(jq -n --arg url "$1" '{url: $url}')" >/dev/null
}

# element CSS: its id
element() {
    browser POST /element "$(jq -n --arg css "$1" '{using: "css selector", value: $css}')" | jq -r '.[]'
}

types() {
    browser POST "/element/$(element "$1")/value" "$(jq -n --arg text "$2" '{text: $text}')" >/dev/null
}

clicks() {
    browser POST "/element/$(element "$1")/click" '{}' >/dev/null
}

# What a script of ours returns.
script() {
    browser POST /execute/sync "$(jq -n --arg script "return $1" '{script: $script, args: []}')"
}

@test "somebody signs in, shortens a long address, opens it, and is counted" {
    local target="http://localhost:$TARGET_PORT/page.html?a=long%20address&b=$(printf '%300s' '' | tr ' ' x)" short
    go "$BASE/"
    is where "$BASE/ui/" "$(browser GET /url)"
    types '#key' "$CREATOR"
    clicks button
    is heading 'Create a short link' "$(browser GET "/element/$(element h1)/text")"
    types '#url' "$target"
    clicks 'form[action="/ui/links"] button'
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

@test "who mistypes sees why, with the address still there" {
    go "$BASE/ui/"
    types '#url' 'https://user:pass@example.com/'
    clicks 'form[action="/ui/links"] button'
    [[ $(browser GET "/element/$(element .error)/text") == *'user name or password'* ]]
    is typed https://user:pass@example.com/ "$(browser GET "/element/$(element '#url')/property/value")"
}

@test "somebody signs out, and is out" {
    go "$BASE/ui/"
    clicks 'header button'
    browser GET "/element/$(element '#key')/name"
    go "$BASE/ui/"
    browser GET "/element/$(element '#key')/name"
}

@test "the pages fit a telephone" {
    local at name
    types '#key' "$CREATOR"
    clicks button
    browser POST /goog/cdp/execute '{"cmd": "Emulation.setDeviceMetricsOverride",
        "params": {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true}}'
    creates "{\"url\":\"https://example.com/$(printf '%300s' '' | tr ' ' x)\",\"alias\":\"gone\"}" "$CREATOR"
    api POST /api/v1/links/gone/disable
    while read -r name at; do
        go "$BASE$at"
        [ "$name" != form ] || clicks summary
        browser GET /screenshot | base64 -d >"$BATS_TEST_TMPDIR/$name.png"
        is "$name is as wide as the telephone" 360 "$(script document.documentElement.scrollWidth)"
        is "$name is large enough to read" true "$(script 'parseFloat(getComputedStyle(document.body).fontSize) >= 16')"
    done <<END
404 /no-such-link
410 /gone
form /ui/
made /ui/links/gone
END
}
