# restore.bats: deleted links that are taken back, while that is possible.
load ../site.bash

setup_file() {
    export CURT_LINKS_GRACE=4s
    site_begin
}

teardown_file() {
    site_end
}

deletes() {
    api DELETE "/api/v1/links/$1" "${2-$CREATOR}"
    is "delete $1" 204 "$status"
}

restores() {
    post "/api/v1/links/$1/restore" '' "${2-$CREATOR}"
}

@test "a restored link is what it was, with its counts and the clicks that it has left" {
    local before
    creates '{"url":"https://example.com/r","alias":"back","title":"T","tags":["a"],"campaign":"c","max_clicks":3}' "$CREATOR"
    api GET /back '' -A "$FIREFOX"
    api GET /back '' -A "$FIREFOX"
    counted
    api GET /api/v1/links/back "$CREATOR"
    before=$(field 'del(.changed_at) | tojson')
    deletes back
    api GET /back ''
    is deleted 404 "$status"
    api GET '/api/v1/links?state=deleted' "$CREATOR"
    is listed '["back","deleted"]' "$(field '.links[0] | [.code, .state] | tojson')"
    restores back
    is restored 200 "$status"
    is same "$before" "$(field 'del(.changed_at) | tojson')"
    api GET '/api/v1/links?state=deleted' "$CREATOR"
    is "listed no more" 0 "$(field '.links | length')"
    api GET '/api/v1/links?campaign=c&tag=a&clicks=yes' "$CREATOR"
    is "listed again" '["back",2]' "$(field '.links[0] | [.code, .clicks] | tojson')"
    api GET /back '' -A "$FIREFOX"
    is "one is left" 301 "$status"
    api GET /back '' -A "$FIREFOX"
    is "used up" 410 "$status"
    restores back
    is twice 404 "$status"
}

@test "a code that is taken by now is not taken away" {
    creates '{"url":"https://example.com/1","alias":"again"}' "$CREATOR"
    deletes again
    creates '{"url":"https://example.com/2","alias":"again"}' "$OTHER"
    restores again
    is taken "409 alias_taken" "$status $(field .code)"
    deletes again "$OTHER"
    restores again
    is mine "200 https://example.com/1" "$status $(field .url)"
    deletes again
    restores again "$ADMIN"
    is "the last one" "https://example.com/1" "$(field .url)"
}

@test "nobody restores what is another's" {
    creates '{"url":"https://example.com/","alias":"theirs"}' "$CREATOR"
    deletes theirs
    for key in "$OTHER" ''; do
        restores theirs "$key"
        [[ $status == 40[14] ]]
    done
    restores theirs "$READER"
    is "a reader" 403 "$status"
    restores nowhere
    is nowhere 404 "$status"
    api GET '/api/v1/links?state=deleted' "$OTHER"
    is listed 0 "$(field '[.links[] | select(.code == "theirs")] | length')"
}

@test "after its time, it is gone with its counts" {
    creates '{"url":"https://example.com/","alias":"over"}' "$CREATOR"
    deletes over
    sleep 4.1
    restores over
    is over 404 "$status"
    api GET '/api/v1/links?state=deleted' "$CREATOR"
    is listed 0 "$(field '[.links[] | select(.code == "over")] | length')"
    CURT_LINKS_GRACE=4s as_site "$SITE/sbin/curt-sweep"
}
