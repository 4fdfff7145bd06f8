# domains.bats: several domains: what each answers, the same code on each, and who may use them.
load ../site.bash

# $CONF are the sections of domains; what is in $SITE/shop is pages of a shop's own.
site_early() {
    cp -r "$TOP/www" "$SITE/shop"
    echo '<p>The shop: {{detail}}</p>' >"$SITE/shop/not-found.html"
    echo '<p>The root of the shop</p>' >"$SITE/shop/root.html"
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
