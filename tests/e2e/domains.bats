# domains.bats: several domains: what each answers, the same code on each, and who may use them.
bats_require_minimum_version 1.5.0
load ../site.bash

# $CONF are the sections of domains; what is in $SITE/shop is pages of a shop's own.
site_early() {
    cp -r "$TOP/www" "$SITE/shop"
    echo '<p>The shop: {{detail}}</p>' >"$SITE/shop/not-found.html"
    echo '<p>The root of the shop</p>' >"$SITE/shop/root.html"
    rm "$SITE/shop/gone.html" # one of [web] is shown then
    chmod -R a+rX "$SITE/shop"
    printf '%s\n' "${CONF//SITE/$SITE}" >>"$SITE/etc/curt.conf"
}

teardown() {
    site_end
}

# at HOST METHOD PATH [KEY] [curl's arguments]: api with that Host.
at() {
    local host=$1
    shift
    api "$1" "$2" "${3-}" -H "Host: $host" "${@:4}"
}

# The answer to GET PATH at HOST is STATUS and Location: opens HOST PATH 'STATUS LOCATION'
opens() {
    at "$1" GET "$2" ''
    is "$1$2: $body" "$3" "$status $(header Location)"
}

@test "each domain has its own root and its own answer to codes that are none" {
    CONF='[domain go.example.com]
root = https://example.com/shop
not_found = https://example.com/lost?from=go
[domain bücher.example]
root = 404
[domain pages.example.com]
pages = SITE/shop'
    site_begin
    opens go.example.com / '302 https://example.com/shop'
    opens "GO.Example.com:$PORT" / '302 https://example.com/shop'
    opens go.example.com. / '302 https://example.com/shop'
    opens go.example.com /nothing '302 https://example.com/lost?from=go'
    is caches no-store "$(header Cache-Control)"
    is robots noindex "$(header X-Robots-Tag)"
    opens go.example.com /nothing/at/all.html '302 https://example.com/lost?from=go'
    at go.example.com POST /nothing ''
    is 'only a visitor is sent away' 405 "$status"
    opens xn--bcher-kva.example / '404 '
    opens xn--bcher-kva.example /nothing '404 '
    at pages.example.com GET /nothing '' -H 'Accept: text/html'
    is 'own pages' '404 <p>The shop: There is no such link.</p>' "$status ${body%$'\n'}"
    at pages.example.com GET / '' -H 'Accept: text/html'
    is 'own pages' '200 <p>The root of the shop</p>' "$status ${body%$'\n'}"
    creates '{"url":"https://example.com/","alias":"over","domain":"pages.example.com"}'
    api POST "/api/v1/links/over/disable?domain=pages.example.com" "$ADMIN"
    at pages.example.com GET /over '' -H 'Accept: text/html'
    is 'a page that it does not have' 410 "$status"
    [[ $body == *'<html'* && $body == *"This link has been disabled."* ]]
    api GET / '' -H 'Accept: text/html'
    is root 200 "$status"
    [[ $body != *shop* ]]
    opens other.example / '200 '
    opens other.example /nothing '404 '
}

@test "the default domain says what codes that are none get, too" {
    CONF='' CURT_WEB_NOT_FOUND=https://example.com/lost site_begin
    api GET /nothing ''
    is redirect '302 https://example.com/lost' "$status $(header Location)"
    api HEAD /nothing ''
    is redirect '302 https://example.com/lost' "$status $(header Location)"
}

@test "unknown hosts are refused if the operator says so" {
    CONF='[domain go.example.com]'
    CURT_WEB_UNKNOWN_HOSTS=refuse site_begin
    creates '{"url":"https://example.com/a","alias":"a"}'
    opens "127.0.0.1:$PORT" /a '301 https://example.com/a'
    opens 127.0.0.1 /a '301 https://example.com/a'
    opens go.example.com / '200 '
    for host in other.example go.example.com.other.example "[::1]:$PORT" localhost; do
        opens "$host" /a '421 '
        is code misdirected "$(field .code)"
        opens "$host" /nothing '421 '
        opens "$host" / '421 '
    done
    at other.example GET /a '' -H 'Accept: text/html'
    is 'a page' '421 text/html; charset=utf-8' "$status $(header Content-Type)"
    at other.example GET /api/v1/session "$ADMIN"
    is 'the API is not asked by its host' 200 "$status"
}

@test "people sign in at the default domain alone" {
    CONF='[domain go.example.com]'
    site_begin
    opens go.example.com /ui "303 $BASE/ui/"
    opens go.example.com /ui/sign-in "303 $BASE/ui/sign-in"
    at go.example.com POST /ui/sign-in '' -H 'Origin: http://go.example.com' --data-urlencode "key=$ADMIN"
    is 'no sign-in' "303 $BASE/ui/sign-in " "$status $(header Location) $(header Set-Cookie)"
    api POST /ui/sign-in '' --data-urlencode "key=$ADMIN"
    is 'a sign-in' "303 /ui/" "$status $(header Location)"
    at other.example GET /ui/sign-in ''
    is 'an unknown host is the default domain' 200 "$status"
}

@test "the same code is a link on each domain" {
    CONF='[domain go.example.com]
status = 302
code_length = 12
[domain bücher.example]
track = first'
    site_begin
    creates '{"url":"https://example.com/here","alias":"a"}'
    is here "127.0.0.1 $BASE/a $BASE/api/v1/links/a" "$(field '"\(.domain) \(.short_url)"') $(header Location)"
    creates '{"url":"https://example.com/go","alias":"a","domain":"GO.example.com."}'
    is go "go.example.com http://go.example.com:$PORT/a 302 every" "$(field '"\(.domain) \(.short_url) \(.status) \(.track)"')"
    is where "$BASE/api/v1/links/a?domain=go.example.com" "$(header Location)"
    creates '{"url":"https://example.com/books","alias":"a","domain":"bücher.example"}'
    is books "xn--bcher-kva.example 301 first" "$(field '"\(.domain) \(.status) \(.track)"')"
    creates '{"url":"https://example.com/drawn","domain":"go.example.com","status":308}'
    is drawn '12 308' "$(field '"\(.code | length) \(.status)"')"
    post /api/v1/links '{"url":"https://example.com/go","alias":"a","domain":"go.example.com"}'
    refused 409 '#/alias'
    post '/api/v1/links?dry_run=yes' '{"url":"https://example.com/go","alias":"a","domain":"go.example.com"}'
    refused 409 '#/alias'
    opens "127.0.0.1:$PORT" /a '301 https://example.com/here'
    opens go.example.com /a '302 https://example.com/go'
    opens GO.EXAMPLE.com.:80 /a '302 https://example.com/go'
    opens XN--Bcher-Kva.example /a '301 https://example.com/books'
    opens unknown.example /a '301 https://example.com/here'
    at go.example.com GET /a+ ''
    is preview "http://go.example.com:$PORT/a" "$(field .short_url)"

    for query in '' '?domain=127.0.0.1' "?domain=127.0.0.1:$PORT"; do
        api GET "/api/v1/links/a$query"
        is "read $query" https://example.com/here "$(field .url)"
    done
    for query in go.example.com GO.example.com. b%C3%BCcher.example xn--bcher-kva.example; do
        api GET "/api/v1/links/a?domain=$query"
        is "read $query" 200 "$status"
    done
    is read https://example.com/books "$(field .url)"
    api GET '/api/v1/links/a?domain=other.example'
    is 'no such domain' 404 "$status"
    api GET '/api/v1/links/a?domain=no/host'
    refused 400 domain
    api GET '/api/v1/links/%2F%2Fgo.example.com%2Fa'
    is 'a domain is no part of a code' 404 "$status"
    api GET '/api/v1/links/a/qr?domain=go.example.com'
    is qr 200 "$status"

    api PATCH '/api/v1/links/a?domain=go.example.com' "$ADMIN" -H 'Content-Type: application/json' \
        --data '{"url":"https://example.com/changed"}'
    is changed '200 https://example.com/changed' "$status $(field .url)"
    api PATCH '/api/v1/links/a?domain=go.example.com' "$ADMIN" -H 'Content-Type: application/json' \
        --data '{"domain":"bücher.example"}'
    refused 422 '#/domain'
    opens "127.0.0.1:$PORT" /a '301 https://example.com/here'
    api POST '/api/v1/links/a/disable?domain=go.example.com'
    is disabled 200 "$status"
    opens go.example.com /a '410 '
    opens "127.0.0.1:$PORT" /a '301 https://example.com/here'
    api POST '/api/v1/links/a/enable?domain=go.example.com'
    api DELETE '/api/v1/links/a?domain=go.example.com'
    is deleted 204 "$status"
    opens go.example.com /a '404 '
    opens "127.0.0.1:$PORT" /a '301 https://example.com/here'
    api POST '/api/v1/links/a/restore?domain=go.example.com'
    is restored '200 go.example.com' "$status $(field .domain)"
    opens go.example.com /a '302 https://example.com/changed'

    api GET '/api/v1/links?domain=go.example.com'
    is list 2 "$(field '.links | length')"
    api GET "/api/v1/links?domain=127.0.0.1"
    is list https://example.com/here "$(field '.links | map(.url) | join(" ")')"
    api GET '/api/v1/links?limit=1'
    before=$(field '"\(.links[0].domain) \(.links[0].code)"')
    for _ in 1 2 3; do
        api GET "/api/v1/links?limit=1&cursor=$(field .next)"
        before+=" $(field '"\(.links[0].domain) \(.links[0].code)"')"
    done
    is 'a page after another' 4 "$(tr ' ' '\n' <<<"$before" | paste -d ' ' - - | sort -u | wc -l)"

    counted
    api GET '/api/v1/stats/links/a?domain=go.example.com'
    is 'its own clicks' "3" "$(field '.bots + .clicks')"
    api GET '/api/v1/stats/links/a/latest?domain=go.example.com'
    is 'its own opens, the preview too' 4 "$(field '.opens | length')"
    api GET '/api/v1/stats/busiest'
    is busiest 200 "$status"
    post /api/v1/links '{"url":"http://go.example.com:'"$PORT"'/a"}'
    refused 422 '#/url'
}

@test "a domain is for the keys that it names" {
    CONF='[domain go.example.com]
keys = creator
[domain id.example.com]
keys = 3
[domain all.example.com]'
    site_begin
    creates '{"url":"https://example.com/a","alias":"a","domain":"go.example.com"}' "$CREATOR"
    post /api/v1/links '{"url":"https://example.com/b","domain":"go.example.com"}' "$OTHER"
    refused 422 '#/domain'
    is detail 'domain must be one that this key may use: 127.0.0.1, id.example.com, all.example.com.' "$(field .detail)"
    post /api/v1/links '[{"url":"https://example.com/b","domain":"go.example.com"},{"url":"https://example.com/b"}]' "$OTHER"
    is 'a batch' '422 201' "$(field 'map(.status) | join(" ")')"
    post '/api/v1/links?dry_run=yes' '{"url":"https://example.com/b","domain":"go.example.com"}' "$OTHER"
    refused 422 '#/domain'
    creates '{"url":"https://example.com/b","domain":"id.example.com"}' "$OTHER"
    creates '{"url":"https://example.com/c","domain":"go.example.com"}' "$ADMIN"
    post /api/v1/links '{"url":"https://example.com/b","domain":"no.example.com"}' "$OTHER"
    refused 422 '#/domain'
    api GET /api/v1/domains "$OTHER"
    is domains '127.0.0.1 true, id.example.com false, all.example.com false' \
        "$(field '.domains | map("\(.name) \(.default)") | join(", ")')"
    api GET /api/v1/domains "$ADMIN"
    is domains 4 "$(field '.domains | length')"
    api GET '/api/v1/links/a?domain=go.example.com' "$OTHER"
    is "another's link" 404 "$status"
}

@test "curt names a link by its domain and code" {
    CONF='[domain go.example.com]
keys = creator'
    site_begin
    is added "http://go.example.com:$PORT/a" "$(curt link add https://example.com/go --alias a --domain GO.example.com)"
    is added "$BASE/a" "$(curt link add https://example.com/here --alias a)"
    is domains "127.0.0.1 $BASE all,go.example.com http://go.example.com:$PORT creator" \
        "$(curt domain list | tail -n +2 | tr -s ' ' | paste -sd ,)"
    is domains 'go.example.com false creator' "$(curt domain list --json | jq -rs '.[1] | "\(.name) \(.default) \(.keys)"')"
    is shown https://example.com/go "$(curt link show go.example.com/a --json | jq -r .url)"
    is shown https://example.com/here "$(curt link show a --json | jq -r .url)"
    is shown https://example.com/here "$(curt link show 127.0.0.1/a --json | jq -r .url)"
    is listed 'a,go.example.com/a' "$(curt link list | tail -n +2 | cut -d ' ' -f 1 | sort | paste -sd ,)"
    is listed go.example.com/a "$(curt link list --domain go.example.com | tail -n +2 | cut -d ' ' -f 1)"
    curt link edit go.example.com/a --title Go
    curt link disable go.example.com/a
    opens go.example.com /a '410 '
    opens 127.0.0.1 /a '301 https://example.com/here'
    curt link enable GO.Example.com/a
    curt link delete go.example.com/a
    run ! curt link show go.example.com/a
    curt link restore go.example.com/a
    is restored Go "$(curt link show go.example.com/a --json | jq -r .title)"
    curt stats link go.example.com/a
    for none in other.example/a go.example.com/b / /a //a 'go example/a'; do
        run ! curt link show "$none"
    done
    run ! curt link add https://example.com/ --domain other.example
    [[ $output == *'domain must be one of: 127.0.0.1, go.example.com.'* ]]

    # A copy of the store has both, with their clicks.
    counted
    curt export "$SITE/store.jsonl" 2>/dev/null
    is exported 2 "$(grep -c '"short_url"' "$SITE/store.jsonl")"
}

# A link of a store from before there were domains is one on the default domain: its key is its code.
@test "links stay when a domain comes and goes" {
    CONF=''
    site_begin
    creates '{"url":"https://example.com/old","alias":"old"}'
    site_again '[domain go.example.com]'
    creates '{"url":"https://example.com/new","alias":"old","domain":"go.example.com"}'
    opens go.example.com /old '301 https://example.com/new'
    opens "127.0.0.1:$PORT" /old '301 https://example.com/old'
    site_again ''
    opens go.example.com /old '301 https://example.com/old'
    api GET '/api/v1/links/old?domain=go.example.com'
    is 'it is there yet' "200 http://go.example.com:$PORT/old" "$status $(field .short_url)"
    site_again '[domain go.example.com]'
    opens go.example.com /old '301 https://example.com/new'
    is verified 0 "$(curt verify >/dev/null 2>&1; echo $?)"
}

# Programs that start from now on have these domains: site_again CONF
site_again() {
    sed -i '/^\[domain /,$d' "$SITE/etc/curt.conf"
    printf '%s\n' "$1" >>"$SITE/etc/curt.conf"
    pkill -TERM -f "^$SITE/cgi-bin/" || true
    wait_for 100 site_up
}

@test "the links of messages and campaigns are on the domain that they say" {
    CONF='[domain go.example.com]
keys = creator
code_length = 9
status = 302'
    site_begin
    local message='{"channel":"sms","to":"447700900001","from":"Shop","text":"See https://example.com/m now"'
    post /api/v1/messages "$message"',"domain":"GO.example.com."}' "$CREATOR"
    is made 202 "$status"
    api GET "$(field .id | sed 's|^|/api/v1/messages/|')" "$CREATOR"
    code=$(field '.links[0].code')
    is link "go.example.com http://go.example.com:$PORT/$code 9" \
        "$(field '.links[0] | "\(.domain) \(.short_url) \(.code | length)"')"
    is text "See http://go.example.com:$PORT/$code now" "$(field .text)"
    id=$(field .id)
    opens go.example.com "/$code" '302 https://example.com/m'
    opens "127.0.0.1:$PORT" "/$code" '404 '
    post /api/v1/messages "$message"'}' "$CREATOR"
    is made 202 "$status"
    api GET "$(field .id | sed 's|^|/api/v1/messages/|')" "$CREATOR"
    is 'the default domain' "127.0.0.1 7" "$(field '.links[0] | "\(.domain) \(.code | length)"')"
    post /api/v1/messages "$message"',"domain":"go.example.com"}' "$OTHER"
    refused 422 '#/domain'
    for domain in other.example 'no host' ''; do
        post /api/v1/messages "$message"',"domain":"'"$domain"'"}' "$ADMIN"
        is "$domain" 422 "$status"
    done
    post '/api/v1/messages?dry_run=yes' "$message"',"domain":"go.example.com"}' "$CREATOR"
    is dry "200 go.example.com" "$status $(field '.links[0].domain')"

    local campaign='"channel":"sms","from":"Shop","template":"See https://example.com/{x}"'
    post /api/v1/campaigns '{"name":"no",'"$campaign"',"domain":"go.example.com"}' "$OTHER"
    refused 422 '#/domain'
    post /api/v1/campaigns '{"name":"no",'"$campaign"',"domain":"{x}"}' "$ADMIN"
    refused 422 '#/domain'
    post /api/v1/campaigns '{"name":"c",'"$campaign"',"domain":"Go.Example.com.","start":true,
        "recipients":[{"to":"447700900002","x":"one"}]}' "$CREATOR"
    is campaign '201 go.example.com' "$status $(field .message.domain)"
    wait_for 100 campaign_has_link
    opens go.example.com "/$(field '.links[0].code')" '302 https://example.com/one'

    # Whoever opened it is among the clicks of the message, and goes with the person.
    counted
    api GET "/api/v1/stats/messages/$id" "$CREATOR"
    is clicked "$code" "$(field '.timeline[] | select(.what == "clicked") | .code')"
    curt forget 447700900001 >/dev/null
    opens go.example.com "/$code" '404 '
}

# campaign_has_link [CAMPAIGN]
campaign_has_link() {
    api GET "/api/v1/links?campaign=${1-c}" "$ADMIN"
    [ "$(field '.links | length')" = 1 ]
}

campaign_is() {
    [ "$(curt campaign show "$1" | jq -r .state)" = "$2" ]
}

@test "each call that has more links made asks for the right to their domain again" {
    CONF='[domain go.example.com]
keys = creator'
    site_begin
    local list='[{"to":"447700900002"},{"to":"447700900003"},{"to":"447700900004"},{"to":"447700900005"}]' path
    for name in c draft; do
        post /api/v1/campaigns '{"name":"'$name'","channel":"sms","from":"Shop","rate":1,"template":"See https://example.com/x","domain":"go.example.com"}' "$CREATOR"
        is campaign 201 "$status"
    done
    post /api/v1/campaigns/c/recipients "$list" "$CREATOR"
    is 'while the key may' '200 4' "$status $(field .added)"
    api POST /api/v1/campaigns/c/start "$CREATOR"
    api POST /api/v1/campaigns/c/pause "$CREATOR"
    is paused '200 paused' "$status $(field .state)"
    site_again '[domain go.example.com]
keys = other'
    post /api/v1/campaigns/c/recipients "$list" "$CREATOR"
    refused 422 '#/domain'
    post '/api/v1/campaigns/c/recipients?dry_run=yes' "$list" "$CREATOR"
    refused 422 '#/domain'
    post /api/v1/campaigns/c/recipients/copy '{"campaign":"c","clicked":"no"}' "$CREATOR"
    refused 422 '#/domain'
    for path in c/resume draft/start c/test; do
        post "/api/v1/campaigns/$path" '{"to":"447700900003"}' "$CREATOR"
        refused 422 '#/domain'
    done
    is 'nothing was added' 4 "$(curt campaign show c | jq .recipients)"
    post /api/v1/campaigns/none/recipients "$list" "$CREATOR"
    is 'no campaign' 404 "$status"
    post /api/v1/campaigns/c/recipients "$list" "$ADMIN"
    is "an administrator's may" 200 "$status"
    api POST /api/v1/campaigns/c/cancel "$CREATOR"
    is 'to end it needs no right' '200 cancelled' "$status $(field .state)"
}

@test "curt sends with links on the domain that is said, and a campaign waits for a domain that is gone" {
    CONF='[domain go.example.com]'
    site_begin
    run curt message send --from Shop --to 447700900001 --text 'See https://example.com/m' --domain GO.example.com
    [[ $output == *"See http://go.example.com:$PORT/"* ]]
    run ! curt message send --from Shop --to 447700900001 --text Hi --domain other.example
    [[ $output == *'domain other.example is not configured here'* ]]
    printf 'to\n447700900002\n447700900003\n' >"$BATS_TEST_TMPDIR/list.csv"
    run curt campaign send - --name list --template 'See https://example.com/c' --from Shop --domain go.example.com --dry-run <"$BATS_TEST_TMPDIR/list.csv"
    [[ $output == *"See http://go.example.com:$PORT/"* ]]
    run ! curt campaign send - --name list --template Hi --from Shop --domain other.example <"$BATS_TEST_TMPDIR/list.csv"
    [[ $output == *'domain must be one of those of'* ]]

    # The relay finds the domain gone before it has made the messages.
    post /api/v1/campaigns '{"name":"later","channel":"sms","from":"Shop","template":"See https://example.com/l",
        "domain":"go.example.com","recipients":[{"to":"447700900004"}]}' "$ADMIN"
    is campaign 201 "$status"
    site_again ''
    pkill -TERM -f "^$SITE/sbin/curt-relay" || true
    curt campaign start later
    wait_for 100 campaign_is later paused
    # Said when it is done.
    wait_for 50 grep 'campaign later is paused: the domain of its links is not configured any more' "$SITE/relay.log"
    is 'nobody is left out' '1 0' "$(curt campaign show later | jq -r '"\(.recipients) \(.invalid // 0)"')"
    api POST /api/v1/campaigns/later/resume "$ADMIN"
    refused 422 '#/domain'
    site_again '[domain go.example.com]'
    pkill -TERM -f "^$SITE/sbin/curt-relay" || true
    api POST /api/v1/campaigns/later/resume "$ADMIN"
    is resumed 200 "$status"
    wait_for 100 campaign_has_link later
    is 'on its domain' go.example.com "$(field '.links[0].domain')"
}

# A domain that left the configuration: its links are kept and named by it; visitors do not get at them.
@test "links on a domain that is not configured any more are shown, changed and deleted" {
    CONF='[domain go.example.com]'
    CURT_LINKS_GRACE=1h site_begin
    creates '{"url":"https://example.com/go","alias":"a","domain":"go.example.com","tags":["t"]}'
    creates '{"url":"https://example.com/b","alias":"b","domain":"go.example.com","ttl":2}'
    creates '{"url":"https://example.com/here","alias":"a"}'
    post /api/v1/messages '{"channel":"sms","to":"447700900001","from":"Shop","text":"See https://example.com/m",
        "domain":"go.example.com"}' "$ADMIN"
    id=$(field .id)
    at go.example.com GET /a ''
    counted
    site_again ''
    pkill -TERM -f "^$SITE/sbin/curt-relay" || true
    local url="http://go.example.com:$PORT/a"
    opens go.example.com /a '301 https://example.com/here'
    opens go.example.com /b '404 '
    api GET '/api/v1/links?tag=t'
    is list "go.example.com $url" "$(field '.links[0] | "\(.domain) \(.short_url)"')"
    api GET '/api/v1/links?domain=go.example.com'
    is list 3 "$(field '.links | length')"
    api GET '/api/v1/links/a/qr?domain=go.example.com'
    is qr 200 "$status"
    api GET '/api/v1/stats/links/a?domain=go.example.com'
    is clicks '200 1' "$status $(field '.bots + .clicks')"
    api GET "/api/v1/messages/$id"
    is message go.example.com "$(field '.links[0].domain')"
    api GET /api/v1/stats/busiest
    is busiest 200 "$status"
    is shown "$url" "$(curt link show go.example.com/a --json | jq -r .short_url)"
    is listed 3 "$(curt link list --domain go.example.com --json | wc -l)"
    post /api/v1/links '{"url":"https://example.com/","domain":"go.example.com"}'
    refused 422 '#/domain'
    post /api/v1/messages '{"channel":"sms","to":"447700900001","from":"Shop","text":"x","domain":"go.example.com"}' "$ADMIN"
    refused 422 '#/domain'

    api PATCH '/api/v1/links/a?domain=go.example.com' "$ADMIN" -H 'Content-Type: application/json' --data '{"title":"kept"}'
    is changed '200 kept' "$status $(field .title)"
    api DELETE '/api/v1/links/a?domain=go.example.com'
    is deleted 204 "$status"
    opens go.example.com /a '301 https://example.com/here'
    is 'deleted, with its domain' go.example.com/a "$(curt link list --state deleted | tail -n +2 | cut -d ' ' -f 1)"
    api POST '/api/v1/links/a/restore?domain=go.example.com'
    is restored '200 kept' "$status $(field .title)"
    curt link delete go.example.com/a

    wait_for 100 link_is_expired
    "${AS_SITE[@]}" "$SITE/sbin/curt-sweep"
    is 'the end is published' 'go.example.com' \
        "$(curt event list --json | jq -r 'select(."detail-type" == "link.expired") | .detail.domain')"
    is verified 0 "$(curt verify >/dev/null 2>&1; echo $?)"
    curt forget 447700900001 >/dev/null
    is 'the link of a message goes with the person' go.example.com/b \
        "$(curt link list --domain go.example.com | tail -n +2 | cut -d ' ' -f 1)"
}

link_is_expired() {
    [ "$(curt link show go.example.com/b --json | jq -r .state)" = expired ]
}

@test "the form has a choice of domains where there is one" {
    CONF='[domain go.example.com]
keys = creator'
    site_begin
    jar=$BATS_TEST_TMPDIR/jar
    for who in "$CREATOR" "$OTHER"; do
        api POST /ui/sign-in '' -c "$jar" --data-urlencode "key=$who"
        api GET /ui/create '' -b "$jar"
        if [ "$who" = "$CREATOR" ]; then
            [[ $body == *'<option>127.0.0.1</option><option>go.example.com</option></select>'* ]]
        else
            [[ $body == *'<div class="field" hidden>'*'name="domain"'*'></select>'* ]]
        fi
        api POST /ui/create '' -b "$jar" -H "Origin: $BASE" --data-urlencode url=https://example.com/f -d alias=f -d domain=go.example.com
        if [ "$who" = "$CREATOR" ]; then
            is created "303 /ui/created/f?domain=go.example.com" "$status $(header Location)"
            api GET '/ui/created/f?domain=go.example.com' '' -b "$jar"
            [[ $body == *"http://go.example.com:$PORT/f"* ]]
        else
            is refused 422 "$status"
            [[ $body == *'id="domain-error" role="alert">Domain must be one that this key may use: 127.0.0.1.</p>'* ]]
        fi
    done
}
