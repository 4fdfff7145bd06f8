# The pages under /ui/: signing in, making a link, seeing it; with curl as the browser.
load ../site.bash

setup_file() {
    export CURT_WEB_BASE_URL=https://s.example.com
    site_begin
}

teardown_file() {
    site_end
}

# page METHOD PATH [curl's arguments]: as whoever is signed in, as a browser asks. $page is the answer on one line.
page() {
    local method=$1 path=$2
    shift 2
    api "$method" "$path" '' -A "$FIREFOX" -H 'Accept: text/html' -b "__Host-curt_session=${session-}" "$@"
    page=$(tr '\n' ' ' <<<"$body")
}

sign_in() {
    page POST /ui/sign-in --data-urlencode "key=$1"
    is "sign in" 303 "$status"
    session=$(header Set-Cookie)
    session=${session#__Host-curt_session=}
    session=${session%%;*}
}

# Sends the form: make [curl's arguments], "NAME=TEXT" each.
make() {
    local field data=()
    for field in "$@"; do
        data+=(--data-urlencode "$field")
    done
    page POST /ui/create -H "Origin: https://s.example.com" -H 'Sec-Fetch-Site: same-origin' "${data[@]}"
}

# Fails unless the page has this text, and no script but a file of ours.
has() {
    [[ $page == *"$1"* ]] || {
        printf 'no %s in: %s\n' "$1" "$page" >&2
        return 1
    }
    [[ $(sed -E 's,<script type="module" src="/ui/[a-z/_]+\.js"></script>,,' <<<"${page,,}") != *"<script"* ]]
}

@test "who is not signed in gets the form for it, and nothing else" {
    page GET /ui
    is "to the pages" "302 /ui/" "$status $(header Location)"
    page GET /ui/sign-in
    is status 200 "$status"
    has 'name="key"'
    has '<form method="post" action="/ui/sign-in">'
    make url=https://example.com/not-made
    is "to sign in" "303 /ui/sign-in?next=/ui/create" "$status $(header Location)"
    page GET /ui/created/x
    is "to sign in" "303 /ui/sign-in?next=/ui/create" "$status $(header Location)"
    api GET '/api/v1/links?q=not-made'
    is links 0 "$(field '.links | length')"
    page GET /ui/curt.css
    is "style" "200 text/css" "$status $(header Content-Type | cut -d';' -f1)"
}

@test "a wrong key is told so and signs nobody in" {
    local key
    for key in '' wrong "${CREATOR}x" "curt_1_' OR 1" '<script>'; do
        page POST /ui/sign-in --data-urlencode "key=$key"
        is "$key" 403 "$status"
        is cookie '' "$(header Set-Cookie)"
        has 'unknown or revoked'
    done
    session=$(printf '%43s' '' | tr ' ' A)
    page GET /ui/create
    is "to sign in" 303 "$status"
}

@test "a right key gets a cookie that no script and no other site can use" {
    local cookie
    sign_in "$CREATOR"
    is where /ui/ "$(header Location)"
    cookie="; $(header Set-Cookie);"
    [[ $session =~ ^[A-Za-z0-9]{32,}$ && $CREATOR != *"$session"* ]]
    for part in HttpOnly SameSite=Strict Path=/ Secure; do
        [[ $cookie == *"; $part;"* ]] || is "cookie with $part" "$part" "$cookie"
    done
    page GET /ui/create
    is status 200 "$status"
    has '<form id="create" method="post" action="/ui/create">'
    is cache no-store "$(header Cache-Control)"
    is sniffing nosniff "$(header X-Content-Type-Options)"
    [[ $(header Content-Security-Policy) == *"default-src 'none'"*"frame-ancestors 'none'"* ]]
    [[ $(header Content-Security-Policy) != *unsafe* ]]
    api GET /api/v1/session '' -b "__Host-curt_session=$session"
    is "who it is" '["creator","creator","https://s.example.com",604800]' "$(field '[.name, .role, .base_url, .undo_seconds] | tojson')"
}

@test "a post from another site is refused, and makes nothing" {
    local before after from
    sign_in "$CREATOR"
    before=$(api GET /api/v1/links && field '.links[0].code')
    for from in 'Origin: https://evil.example' 'Origin: null' 'Origin: https://s.example.com.evil.example' \
        'Origin: https://s.example.com:8443' 'Origin: http://s.example.com' 'Sec-Fetch-Site: cross-site' \
        'Sec-Fetch-Site: same-site' 'Sec-Fetch-Site: none'; do
        for path in create sign-in sign-out; do
            page POST /ui/$path -H "$from" --data-urlencode url=https://example.com/ --data-urlencode "key=$CREATOR"
            is "$path $from" 403 "$status"
            is cookie '' "$(header Set-Cookie)"
        done
    done
    page POST /ui/create -H 'Content-Type: text/plain' --data-binary url=https://example.com/
    is "not as a form sends it" 400 "$status"
    after=$(api GET /api/v1/links && field '.links[0].code')
    is "newest link" "$before" "$after"
    page GET /ui/create
    has 'action="/ui/create"' # still signed in
    page POST /ui/create -H "Origin: $BASE" --data-urlencode url=https://example.com/
    is "from where it was asked for" 303 "$status"
}

@test "a link is made, and the page shows it" {
    sign_in "$CREATOR"
    make 'url=https://example.com/long?a=1&b=ä' alias= title= campaign= tags= expires_at= max_clicks=
    is status 303 "$status"
    [[ $(header Location) =~ ^/ui/created/([A-Za-z0-9]{7})$ ]]
    code=${BASH_REMATCH[1]}
    page GET "$(header Location)"
    is status 200 "$status"
    has "href=\"https://s.example.com/$code\""
    has 'https://example.com/long?a=1&amp;b=%C3%A4'
    api GET "/$code" ''
    is "opens" "301 https://example.com/long?a=1&b=%C3%A4" "$status $(header Location)"
    make url=https://example.com/ alias=typed 'title=A title' campaign=spring 'tags=news, parcel ,' \
        expires_at=2100-01-31T12:30 max_clicks=3
    is where /ui/created/typed "$(header Location)"
    page GET /ui/created/typed
    has 'A title'
    has '2100-01-31T12:30:00.000Z'
    api GET /api/v1/links/typed "$CREATOR"
    is link '["A title","spring",["news","parcel"],"2100-01-31T12:30:00.000Z",3]' \
        "$(field '[.title, .campaign, .tags, .expires_at, .max_clicks] | tojson')"
}

@test "an error shows the form again, with what was typed" {
    local text
    sign_in "$CREATOR"
    make 'url=https://user:pass@example.com/a"b' alias=mine 'title=My <title>' 'campaign=c & d' 'tags=x, y' \
        expires_at=2100-01-31T12:30 max_clicks=7
    is status 422 "$status"
    has 'user name or password'
    for text in 'https://user:pass@example.com/a&quot;b' mine 'My &lt;title&gt;' 'c &amp; d' 'x, y' 2100-01-31T12:30 7; do
        has "value=\"$text\""
    done
    make url=https://example.com/typed alias=api
    is reserved 422 "$status"
    has 'value="https://example.com/typed"'
    creates '{"url":"https://example.com/","alias":"taken"}' "$OTHER"
    make url=https://example.com/typed alias=taken
    is taken 409 "$status"
    has 'value="taken"'
    make url=
    is empty 422 "$status"
    make url=https://example.com/ '<i>no such field=1'
    is "unknown field" 422 "$status"
    has '&lt;i&gt;no such field'
}

@test "an error stands at its field, and names it as the label does" {
    local given id sentence
    sign_in "$CREATOR"
    while IFS='|' read -r id given sentence; do
        make url=https://example.com/ "$id=$given"
        is "$id" 422 "$status"
        [[ $page =~ \<input\ id=\"$id\"[^\>]*aria-invalid=\"true\" ]]
        [[ $page =~ id=\"$id-error\"\ role=\"alert\"\>$sentence ]] || is "$id" "$sentence" "$page"
    done <<END
alias|a//b|Alias must
max_clicks|0|Click limit must
tags|$(printf '%70s' '' | tr ' ' x)|Tags
expires_at|2001-01-01T00:00|Expires must
title|$(printf '%300s' '' | tr ' ' x)|Title
campaign|$(printf '%70s' '' | tr ' ' x)|Campaign
END
}

@test "what people type is escaped, wherever it is shown" {
    local title='<script>alert("1")</script>&'"'" quoted='&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;'
    sign_in "$CREATOR"
    make "url=https://example.com/?<script>alert(\"1\")</script>&'" "title=$title"
    is status 303 "$status"
    page GET "$(header Location)"
    has "$quoted"
    is "title and URL" 2 "$(grep -oF "$quoted" <<<"$body" | wc -l)"
}

@test "signing out ends the session, and so does revoking the key" {
    local old key id
    sign_in "$CREATOR"
    page POST /ui/sign-out --data ''
    is "sign out" "303 /ui/sign-in" "$status $(header Location)"
    [[ $(header Set-Cookie) == "__Host-curt_session=;"*"Max-Age=0"* ]]
    page GET /ui/create
    is "to sign in" 303 "$status"
    make url=https://example.com/
    is where "/ui/sign-in?next=/ui/create" "$(header Location)"
    key=$(site_key brief creator)
    sign_in "$key"
    id=${key#curt_}
    curt key revoke "${id%%_*}"
    page GET /ui/create
    is "to sign in" 303 "$status"
    page POST /ui/sign-in --data-urlencode "key=$key"
    is "sign in again" 403 "$status"
}

@test "a new sign-in ends the one that it replaces, and a new text of the key ends those of the old one" {
    local key id old
    key=$(site_key rotated creator)
    id=${key#curt_}
    id=${id%%_*}
    sign_in "$key"
    old=$session
    sign_in "$key" # with the cookie of the first
    [ "$session" != "$old" ]
    page GET /ui/create
    is "the second" 200 "$status"
    session=$old
    page GET /ui/create
    is "the first" 303 "$status"
    sign_in "$key"
    api POST "/api/v1/keys/$id/rotate?overlap=3600" "$ADMIN"
    page GET /ui/create
    is "while both are good" 200 "$status"
    curt key rotate "$id" --overlap 0 >/dev/null
    page GET /ui/create
    is "when it is not" 303 "$status"
}

@test "a creator sees its own links only; a reader sees all and makes none" {
    creates '{"url":"https://example.com/","alias":"of-creator"}' "$CREATOR"
    sign_in "$OTHER"
    page GET /ui/created/of-creator
    is "of another" 404 "$status"
    has 'There is no such link.'
    for path in created/nowhere created/ created/a/b created/%3Cscript%3E; do
        page GET /ui/$path
        is "$path" 404 "$status"
    done
    sign_in "$READER"
    page GET /ui/created/of-creator
    is "a reader looks" 200 "$status"
    make url=https://example.com/
    is "a reader makes" 403 "$status"
    has 'not create them'
}

@test "a key whose scopes do not include links makes and sees none here either" {
    local key
    sign_in "$CREATOR"
    make url=https://example.com/ alias=of-scope
    for scope in stats links; do
        post /api/v1/keys '{"name":"'$scope'","role":"reader","scopes":["'$scope'"]}' "$ADMIN"
        key=$(field .key)
        sign_in "$key"
        for path in /ui/create /ui/created/of-scope; do
            page GET "$path"
            is "$scope $path" "$([ $scope = links ] && echo 200 || echo 403)" "$status"
        done
    done
    post /api/v1/keys '{"name":"no links","role":"creator","scopes":["messages","bus"]}' "$ADMIN"
    sign_in "$(field .key)"
    make url=https://example.com/ alias=out-of-scope
    is makes 403 "$status"
    api GET /api/v1/links/out-of-scope "$ADMIN"
    is "not made" 404 "$status"
}

@test "who signs in goes where they wanted to, if that is a page of ours" {
    local next
    while read -r next where; do
        page POST /ui/sign-in --data-urlencode "key=$CREATOR" --data-urlencode "next=$next"
        is "$next" "303 $where" "$status $(header Location)"
    done <<END
/ui/create /ui/create
/ui/link/?code=a%20b /ui/link/?code=a%20b
https://evil.example/ /ui/
//evil.example/ui/ /ui/
/api/v1/links /ui/
/ui/links/?q=a.b&tag=%2f /ui/links/?q=a.b&tag=%2f
/ui/../short /ui/
/ui/%2e%2e/short /ui/
/ui/.%2E/short /ui/
/ui/\\..\\short /ui/
/ui/\\evil.example /ui/
END
    page GET '/ui/sign-in?next=/ui/links/?tag=%22%3E%3Cscript%3E'
    has 'value="/ui/links/?tag=&quot;&gt;&lt;script&gt;"'
}

@test "who is signed in uses the API, but no other site does so for them" {
    local from
    sign_in "$CREATOR"
    api GET /api/v1/links '' -b "__Host-curt_session=$session"
    is reads 200 "$status"
    api POST /api/v1/links '' -b "__Host-curt_session=$session" -H "Origin: https://s.example.com" -H 'Sec-Fetch-Site: same-origin' \
        --json '{"url":"https://example.com/","alias":"by-cookie"}'
    is creates 201 "$status"
    for from in 'Origin: https://evil.example' 'Origin: null' 'Sec-Fetch-Site: cross-site' 'Sec-Fetch-Site: same-site'; do
        api DELETE /api/v1/links/by-cookie '' -b "__Host-curt_session=$session" -H "$from"
        is "$from" "403 cross_site" "$status $(field .code)"
    done
    api GET /api/v1/rules '' -b "__Host-curt_session=$session"
    is "not its role" 403 "$status"
    api DELETE /api/v1/links/by-cookie '' -b "__Host-curt_session=$session"
    is deletes 204 "$status"
    api GET /api/v1/links '' -b "__Host-curt_session=no-such"
    is "no session" "401 key_invalid" "$status $(field .code)"
}

@test "a page of the same host without TLS is another site" {
    local scheme
    sign_in "$CREATOR"
    for scheme in http:403 https:401; do
        api POST /api/v1/links '' -b "__Host-curt_session=no-such" -H 'Host: s.example.com' -H "Origin: ${scheme%:*}://s.example.com" \
            --json '{"url":"https://example.com/"}'
        is "$scheme" "${scheme#*:}" "$status"
    done
}

@test "the root shows what the operator wants" {
    page GET /
    is "a page" 200 "$status"
    [[ $page == *"Short links</h1>"* && $page != *sign-in* ]]
}

@test "static pages have their policy, and their types" {
    local path type
    while read -r path type; do
        page GET "$path"
        is "$path" "200 $type" "$status $(header Content-Type | tr -d ' ')"
        [[ $(header Content-Security-Policy) == "default-src 'none'; script-src 'self';"* ]]
        is cache no-cache "$(header Cache-Control)"
    done <<END
/ui/ text/html;charset=utf-8
/ui/curt.css text/css;charset=utf-8
/ui/lib/frame.js text/javascript;charset=utf-8
/ui/chart.js text/javascript;charset=utf-8
/ui/icon.svg image/svg+xml
END
    curl -s -o /dev/null -H 'Accept-Encoding: gzip' -D "$BATS_TEST_TMPDIR/head" "$BASE/ui/lib/texts.js"
    grep -qi '^content-encoding: gzip' "$BATS_TEST_TMPDIR/head"
    # A browser asks again with what it was told, and gets nothing new: Last-Modified, and the ETag if there is one.
    tr -d '\r' <"$BATS_TEST_TMPDIR/head" | sed -nE 's/^etag: /If-None-Match: /Ip; s/^last-modified: /If-Modified-Since: /Ip' >"$BATS_TEST_TMPDIR/known"
    is "not modified" 304 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Accept-Encoding: gzip' -H "@$BATS_TEST_TMPDIR/known" "$BASE/ui/lib/texts.js")"
    page GET /ui/no-such-page
    is missing 404 "$status"
    page GET /ui/lib/
    [ "$status" = 403 ] || is "no listing" 404 "$status"
}
