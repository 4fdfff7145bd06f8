# driver.bash: a headless Chromium, driven through chromedriver by the WebDriver protocol, on loopback only, and a server of
# pages for links to lead to: what is in $TARGET, at http://localhost:$TARGET_PORT and http://127.0.0.1:$TARGET_PORT.
#
# driver_begin, driver_end   start and stop both; for setup_file and teardown_file
. "$(dirname "${BASH_SOURCE[0]}")/../site.bash"

CHROME='Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'

driver_begin() {
    TARGET=$BATS_FILE_TMPDIR/target
    mkdir "$TARGET"
    echo '<!DOCTYPE html><title>The target</title><h1>Here it is</h1>' >"$TARGET/page.html"
    TARGET_PORT=$(free_port)
    /usr/bin/python3 -m http.server --bind 127.0.0.1 --directory "$TARGET" "$TARGET_PORT" \
        >"$BATS_FILE_TMPDIR/target.log" 2>&1 3>&- &
    TARGET_PID=$!
    DRIVER=http://127.0.0.1:$(free_port)
    HOME=$BATS_FILE_TMPDIR chromedriver --port="${DRIVER##*:}" --log-path="$BATS_FILE_TMPDIR/driver.log" >/dev/null 2>&1 3>&- &
    DRIVER_PID=$!
    export TARGET TARGET_PORT TARGET_PID DRIVER DRIVER_PID SESSION
    wait_for 100 curl -sf "$DRIVER/status"
    wait_for 100 curl -sf "http://localhost:$TARGET_PORT/page.html"
    SESSION=$(drive POST /session "$(jq -n --arg dir "$BATS_FILE_TMPDIR/profile" --arg agent "$CHROME" '{
        capabilities: {alwaysMatch: {browserName: "chrome", timeouts: {implicit: 5000, pageLoad: 30000},
        "goog:chromeOptions": {binary: "/usr/bin/chromium", args: ["--headless", "--no-sandbox",
            "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--user-data-dir=\($dir)", "--user-agent=\($agent)"]}}}}')" | jq -r .value.sessionId)
    [ "$SESSION" != null ]
}

driver_end() {
    drive DELETE "/session/$SESSION" >/dev/null || true
    kill "$DRIVER_PID" "$TARGET_PID" || true
    wait_for 50 browser_ended || pkill -KILL -f "$BATS_FILE_TMPDIR/profile"
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
