# A browser that looks ahead: a page asks Chromium to prefetch or prerender a short link, and a person clicks it or does
# not. The page is of the link's site (127.0.0.1, another port) or of another one (localhost).
load driver.bash

setup_file() {
    site_begin
    driver_begin
}

teardown_file() {
    driver_end
    site_end
}

# page CODE HOW: a page with a link that looks ahead at it in one of the ways.
page() {
    local url=$BASE/$1 rules
    case $2 in
    link) rules="<link rel=prefetch href=\"$url\">" ;;
    *) rules="<script type=speculationrules>{\"$2\": [{\"urls\": [\"$url\"], \"eagerness\": \"immediate\"}]}</script>" ;;
    esac
    echo "<!DOCTYPE html><title>Ahead</title>$rules<p><a id=there href=\"$url\">there</a>" >"$TARGET/$1.html"
}

looked_ahead() {
    counted && api GET "/api/v1/stats/links/$1" && [ "$(field .prefetches)" -ge 1 ]
}

# looks_ahead CODE HOW HOST [FIELDS]: makes the link, goes to the page, and waits until the browser has looked ahead.
looks_ahead() {
    creates "{\"url\":\"http://localhost:$TARGET_PORT/page.html?$1\",\"alias\":\"$1\"${4-}}" "$CREATOR"
    page "$1" "$2"
    go "http://$3:$TARGET_PORT/$1.html"
    wait_for 100 looked_ahead "$1"
    sleep 1 # a browser that would ask again has done so
    counted
    api GET "/api/v1/stats/links/$1"
    is "no click yet" 0 "$(field .clicks)"
}

# What comes of the person's click.
arrives() {
    clicks '#there'
    is title 'The target' "$(browser GET /title)"
    is where "http://localhost:$TARGET_PORT/page.html?$1" "$(browser GET /url)"
    counted
    api GET "/api/v1/stats/links/$1"
    is counts '[1,1,0,0]' "$(field '[.clicks, .visitors, .bots, .previews] | tojson')"
}

@test "a click after a prefetch by speculation rules is counted once" {
    looks_ahead rules-here prefetch 127.0.0.1
    arrives rules-here
    looks_ahead rules-there prefetch localhost
    arrives rules-there
}

@test "a click after a prerender is counted once" {
    looks_ahead prerender-here prerender 127.0.0.1
    arrives prerender-here
    looks_ahead prerender-there prerender localhost
    arrives prerender-there
}

@test "a click after a prefetched link element is counted once" {
    looks_ahead element-here link 127.0.0.1
    arrives element-here
    looks_ahead element-there link localhost
    arrives element-there
}

@test "looking ahead does not use a link up" {
    looks_ahead last prefetch 127.0.0.1 ',"max_clicks":1'
    arrives last
}
