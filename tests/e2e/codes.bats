# Codes of any characters: as each may be typed, sent, shown and opened, behind each web server. What another shortener had
# as the path of a link stays that.
load ../site.bash
bats_require_minimum_version 1.5.0

PAGE='Accept: text/html,application/xhtml+xml'

# alias; what its short URL has. Both forms of é, and a wide a, are links of their own.
CODES=(
    'v1.2' v1.2
    'news/2026/05' news/2026/05
    'code/s3cret' code/s3cret
    'a b' a%20b
    'a  b ' a%20%20b%20
    '100%' 100%25
    '%2F' %252F
    '%2e%2e' %252e%252e
    'what?' what%3F
    '?a=b&c' '%3Fa=b&c'
    'c#' c%23
    $'\U0001f389' %F0%9F%8E%89
    $'\u2764\ufe0f\u200d\U0001f525' %E2%9D%A4%EF%B8%8F%E2%80%8D%F0%9F%94%A5
    $'\u0448\u0430\u0440' %D1%88%D0%B0%D1%80
    $'\u05e9\u05dc\u05d5\u05dd' %D7%A9%D7%9C%D7%95%D7%9D
    $'caf\u00e9' caf%C3%A9
    $'cafe\u0301' cafe%CC%81
    'cafe' cafe
    $'\uff41' %EF%BD%81
    "it's" it%27s
    'say "hi"' say%20%22hi%22
    '<b>x</b>' %3Cb%3Ex%3C/b%3E
    'R&D' 'R&D'
    'a;b' a%3Bb
    'a,b=c' a,b=c
    'a' a
    'a+' a+
    'a.' a.
    'a/b' a/b
    'a/b.' a/b.
    'a/b+' a/b+
    'a\b' a%5Cb
    '=1+1' =1+1
    '@me' @me
    'x:y' x:y
    '$(id)' '$(id)'
    '...' ...
    '.hidden' .hidden
    '.htaccess' .htaccess
    'page.php' page.php
    '[x]{y}|^`' %5Bx%5D%7By%7D%7C%5E%60
    '-v' -v
    'file.inc' file.inc
    'file~' file~
    'disable' disable
    'a/disable' a/disable
    'apis/v1' apis/v1
)

# As in Debian's lighttpd.conf.
site_extra() {
    printf '%s\n' 'server.http-parseopts = ( "url-normalize-unreserved" => "enable", "url-normalize-required" => "enable",' \
        '"url-ctrls-reject" => "enable", "url-path-2f-decode" => "enable", "url-path-dotseg-remove" => "enable" )' \
        'url.access-deny = ( "~", ".inc" )' 'static-file.exclude-extensions = ( ".php" )'
}

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1
    export CURT_LINKS_GRACE=1h
    site_begin
}

teardown_file() {
    site_end
}

# A code as one part of a path of the API.
segment() {
    jq -rn --arg code "$1" '$code | @uri'
}

visit() {
    api GET "/$1" '' -A "$FIREFOX" --path-as-is "${@:2}"
}

# Calls it with each code of the table, its number, and the path of its short URL.
each_code() {
    local i
    for ((i = 0; i < ${#CODES[@]}; i += 2)); do
        "$1" "${CODES[i]}" "$((i / 2))" "${CODES[i + 1]}"
    done
}

makes() {
    creates "$(jq -cn --arg code "$1" --arg n "$2" '{url: "https://example.com/\($n)", alias: $code, title: "t\($n)"}')"
    is code "$1" "$(field .code)"
    is "short URL of $1" "$BASE/$3" "$(field .short_url)"
    is location "$BASE/api/v1/links $1" "$(header Location | sed 's|/[^/]*$||') $(decoded "$(header Location | sed 's|.*/||')")"
}

decoded() {
    python3 -c 'import sys, urllib.parse; print(urllib.parse.unquote(sys.argv[1]))' "$1"
}

opens_own() {
    visit "$3"
    is "$3 of $1" "301 https://example.com/$2" "$status $(header Location)"
    visit "$(segment "$1")" # all of it encoded, slashes too
    is "$(segment "$1")" "301 https://example.com/$2" "$status $(header Location)"
}

previews_own() {
    [ "$1" != a ] && [ "$1" != a/b ] || return 0 # a+ is a link of its own
    visit "$3+"
    is "$3+" "200 https://example.com/$2 $BASE/$3" "$status $(field '"\(.url) \(.short_url)"')"
    visit "$3+" -H "$PAGE"
    [[ $body == *"https://example.com/$2"* && $body != *'<b>x'* ]]
}

shows_own() {
    local at
    at=/api/v1/links/$(segment "$1")
    api GET "$at"
    is "$at" "200 $1 t$2" "$status $(field '"\(.code) \(.title)"')"
    api PATCH "$at" "$ADMIN" -H 'Content-Type: application/json' --data '{"title":"other"}'
    is changed "200 $1 other" "$status $(field '"\(.code) \(.title)"')"
    api GET "/api/v1/stats$(cut -c 8- <<<"$at")"
    is "clicks of $1" "200 2 $1" "$status $(field '"\(.clicks) \(.code)"')"
    is "curt link show $1" "$1" "$(curt link show --json -- "$1" | jq -r .code)"
    is "curt link show $BASE/$3" "$1" "$(curt link show "$BASE/$3" --json | jq -r .code)"
}

goes_and_comes() {
    local at
    at=/api/v1/links/$(segment "$1")
    api POST "$at/disable"
    is "$at/disable" 200 "$status"
    visit "$3"
    is disabled 410 "$status"
    api POST "$at/enable"
    is enabled 200 "$status"
    api DELETE "$at"
    is deleted 204 "$status"
    api POST "$at/restore"
    is restored "200 $1" "$status $(field .code)"
    visit "$3"
    is restored 301 "$status"
}

@test "any code is made, opened, previewed, shown, changed, counted, deleted and restored by its own name" {
    each_code makes
    each_code opens_own
    each_code previews_own
    counted
    each_code shows_own
    each_code goes_and_comes
    curt verify >/dev/null
}

# A list goes on after any of them, and says each of them as it is.
@test "lists, a search and events have them as they are" {
    local cursor='' found=() n=0
    while [ "$cursor" != null ] && [ $((n += 1)) -lt 100 ]; do
        api GET /api/v1/links "$ADMIN" -G --data limit=3 ${cursor:+--data-urlencode "cursor=$cursor"}
        is "$body" 200 "$status"
        mapfile -t -O ${#found[@]} found < <(field '.links[].code')
        cursor=$(field .next)
    done
    is 'all of them' "$(each_code only_code | LC_ALL=C sort)" "$(printf '%s\n' "${found[@]}" | LC_ALL=C sort)"
    api GET /api/v1/links "$ADMIN" -G --data-urlencode 'q=say "hi"'
    is found 'say "hi"' "$(field '.links[].code')"
    is 'codes of events' "$(each_code only_code | LC_ALL=C sort)" \
        "$(curt event list --limit 1000 --json | jq -r 'select(."detail-type" == "link.created").detail.code' | LC_ALL=C sort)"
    is 'listed by curt' "$(each_code only_code | LC_ALL=C sort)" "$(curt link list --json | jq -r .code | LC_ALL=C sort)"
}

only_code() {
    printf '%s\n' "$1"
}

@test "what a telephone adds to them opens them, and nothing that is not one of them" {
    local path
    for path in v1.2. 'v1.2)' v1.2/ 'news/2026/05/' 'news/2026/05!' '%F0%9F%8E%89.' '%F0%9F%8E%89%E2%80%9D' \
        '%D1%88%D0%B0%D1%80%E3%80%82' 'a..' 'v1.2-'; do
        visit "$path"
        is "$path" 301 "$status"
    done
    visit a..
    is 'a link without the mark' "https://example.com/$(number_of a)" "$(header Location)"
    for path in v1.3 v1 news/2026 news//2026/05 news/./2026/05 x/../v1.2 NEWS/2026/05 '%EF%BD%82' caf%C3%A8 \
        '%252f' a%0Ab .. %2e%2e wp-login.php .env; do
        visit "$path"
        [[ $status = 404 || $status = 400 ]] || { echo "$path: $status $(header Location)"; false; }
    done
}

number_of() {
    local i
    for ((i = 0; i < ${#CODES[@]}; i += 2)); do
        [ "${CODES[i]}" != "$1" ] || echo $((i / 2))
    done
}

@test "an alias that is none is refused with what it must be" {
    local alias
    for alias in '' / /a a/ a//b . .. ./a a/.. $'a\nb' $'\u0085' $'a\u007f' "$(printf 'x%.0s' $(seq 256))"; do
        post /api/v1/links "$(jq -cn --arg code "$alias" '{url: "https://example.com/", alias: $code}')"
        is "$alias" 422 "$status"
        is code 'invalid_alias #/alias' "$(field '"\(.code) \(.pointer)"')"
        [[ $(field .detail) == 'alias must be 1 to 255 bytes without control characters, and between slashes not empty'* ]]
    done
    for alias in api API/v1 ui/x robots.txt favicon.ico .well-known/assetlinks.json metrics/x; do
        post /api/v1/links "{\"url\":\"https://example.com/\",\"alias\":\"$alias\"}"
        is "$alias" '422 alias_reserved' "$status $(field .code)"
    done
    alias=$(printf '\U0001f389%.0s' $(seq 63))
    creates "{\"url\":\"https://example.com/longest\",\"alias\":\"$alias\",\"ttl\":3600}"
    visit "$(segment "$alias")"
    is longest '301 https://example.com/longest' "$status $(header Location)"
    for at in '' /qr '/qr?format=png'; do
        api GET "/api/v1/links/$(segment "$alias")$at"
        is "longest$at" 200 "$status"
    done
    counted
    api GET "/api/v1/stats/links/$(segment "$alias")"
    is clicks 1 "$(field .clicks)"
    api GET "/api/v1/stats/links/$(segment "$alias")/latest"
    is latest '200 1' "$status $(field '.opens | length')"
    api DELETE "/api/v1/links/$(segment "$alias")"
    is deleted 204 "$status"
}

# The cookie's path is that of the short URL, which is where the form sends the browser.
@test "a password opens them, and the form that made them shows them" {
    local alias at jar=$BATS_TEST_TMPDIR/jar
    for alias in "it's; <safe>/"$'\u00e9' 'p/q.' '\\evil.example'; do
        creates "$(jq -cn --arg code "$alias" '{url: "https://secret.example/", alias: $code, password: "sesame"}')"
        at=$(field .short_url)
        at=${at#"$BASE/"}
        visit "$at" -H "$PAGE"
        is locked 401 "$status"
        [[ $body =~ action=\"(/ui/open/[^\"]*)\" ]]
        rm -f "$jar"
        api POST "${BASH_REMATCH[1]//&amp;/&}" '' -H "$PAGE" -c "$jar" --data-urlencode password=sesame
        is "$body" "303 /$at" "$status $(header Location)"
        visit "$at" -b "$jar"
        is open '301 https://secret.example/' "$status $(header Location)"
        api DELETE "/api/v1/links/$(segment "$alias")"
    done
    api POST /ui/sign-in '' -c "$jar" -H 'Content-Type: application/x-www-form-urlencoded' --data-urlencode "key=$ADMIN"
    is "signed in" 303 "$status"
    alias="<i>&\"'/"$'\U0001f389'
    api POST /ui/create '' -b "$jar" -H "Origin: $BASE" --data url=https://example.com/form --data-urlencode "alias=$alias"
    is "$body" 303 "$status"
    at=$(header Location)
    is at /ui/created/%3Ci%3E\&%22%27%2F%F0%9F%8E%89 "$at"
    api GET "$at" '' -b "$jar"
    is created 200 "$status"
    [[ $body == *"$BASE/%3Ci%3E&amp;%22%27/%F0%9F%8E%89"* && $body != *'<i>&'* ]]
    api GET "/api/v1/links/$(segment "$alias")"
    is url https://example.com/form "$(field .url)"
    api DELETE "/api/v1/links/$(segment "$alias")"
}

@test "curt makes and changes them, and a copy of the store has them" {
    local alias
    for alias in 'from curt/%41?' $'\u00fc/x'; do
        is made "$BASE/" "$(curt link add https://example.com/curt --alias "$alias" | cut -c "1-$((${#BASE} + 1))")"
        curt link edit "$alias" --title kept
        curt link disable "$alias"
        curt link enable "$alias"
        curt link delete "$alias"
        curt link restore "$alias"
        is kept "$alias kept" "$(curt link show "$alias" --json | jq -r '"\(.code) \(.title)"')"
        curt stats link "$alias" >/dev/null
    done
    is "with its domain" $'\u00fc/x' "$(curt link show $'127.0.0.1/\u00fc/x' --json | jq -r .code)"
    run ! curt link add https://example.com/ --alias a//b
    [[ $output == *'alias must be 1 to 255 bytes'* ]]
    counted
    curt export "$SITE/all.jsonl" >/dev/null 2>&1
    as_site env CURT_STORE_HOME="$SITE/copy" "$SITE/sbin/curt" init >/dev/null
    as_site env CURT_STORE_HOME="$SITE/copy" "$SITE/sbin/curt" import "$SITE/all.jsonl" >/dev/null 2>&1
    is copied "$(curt link list --json | jq -cS . | sort)" \
        "$(as_site env CURT_STORE_HOME="$SITE/copy" "$SITE/sbin/curt" link list --json | jq -cS . | sort)"
    as_site env CURT_STORE_HOME="$SITE/copy" "$SITE/sbin/curt" verify >/dev/null
}

@test "a store that ignores case takes that of A to Z alone" {
    curt link delete a.
    CURT_LINKS_IGNORE_CASE=yes curt key list >/dev/null
    visit NEWS/2026/05
    is small "301 https://example.com/$(number_of news/2026/05)" "$status $(header Location)"
    creates $'{"url":"https://example.com/dot","alias":".Dot/\u00c9"}'
    visit .dot/%C3%89
    is dot '301 https://example.com/dot' "$status $(header Location)"
    visit .dot/%C3%A9
    is 'another letter' 404 "$status"
    curt verify >/dev/null
}
