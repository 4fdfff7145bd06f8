# How many links a key may make in a minute.
load ../site.bash

setup_file() {
    export CURT_LINKS_CREATES_PER_MINUTE=5
    site_begin
}

teardown_file() {
    site_end
}

# Fails unless the last answer says to wait so many seconds, at least and at most.
limited() {
    local wait
    refused 429 ''
    wait=$(header Retry-After)
    [[ $wait =~ ^[1-9][0-9]*$ ]]
    [ "$wait" -ge "$1" ] && [ "$wait" -le "$2" ]
}

@test "the sixth link in a minute is 429 with Retry-After, and is not made" {
    for n in 1 2 3 4 5; do
        creates '{"url":"https://example.com/","tags":["six"]}' "$CREATOR"
    done
    post /api/v1/links '{"url":"https://example.com/","tags":["six"]}' "$CREATOR"
    limited 1 12
    post /api/v1/links '[{"url":"https://example.com/"},{"url":"https://example.com/"},{"url":"https://example.com/"}]' "$CREATOR"
    limited 24 36
    api GET '/api/v1/links?tag=six'
    is links 5 "$(field '.links | length')"
}

@test "reading and changing go on, and so does every other key" {
    local code
    api GET '/api/v1/links?limit=1' "$CREATOR"
    is list 200 "$status"
    code=$(field '.links[0].code')
    for n in 1 2 3 4 5 6; do
        api PATCH "/api/v1/links/$code" "$CREATOR" -H 'Content-Type: application/json' --data-binary "{\"title\":\"$n\"}"
        is change 200 "$status"
    done
    creates '{"url":"https://example.com/"}' "$OTHER"
}

@test "a batch counts by its links: it is made whole or not at all" {
    local two='[{"url":"https://example.com/","tags":["two"]},{"url":"https://example.com/","tags":["two"]}]'
    post /api/v1/links "$two"
    is first 207 "$status"
    post /api/v1/links "$two"
    is second 207 "$status"
    post /api/v1/links "$two"
    limited 1 12
    creates '{"url":"https://example.com/"}'
    api GET '/api/v1/links?tag=two'
    is links 4 "$(field '.links | length')"
}

@test "a batch larger than a minute's worth takes the whole of it" {
    local key
    key=$(site_key large creator)
    post /api/v1/links "$(jq -nc '[range(20) | {url: "https://example.com/"}]')" "$key"
    is status 207 "$status"
    post /api/v1/links '{"url":"https://example.com/"}' "$key"
    limited 1 12
}

@test "the form says so too" {
    local key cookie
    key=$(site_key form creator)
    api POST /ui/sign-in '' --data "key=$key"
    cookie=$(header Set-Cookie)
    for n in 1 2 3 4 5; do
        api POST /ui/create '' -b "${cookie%%;*}" --data url=https://example.com/
        is made 303 "$status"
    done
    api POST /ui/create '' -b "${cookie%%;*}" --data url=https://example.com/typed
    is refused 429 "$status"
    [[ $body == *"Try again in "* && $body == *'value="https://example.com/typed"'* ]]
}
