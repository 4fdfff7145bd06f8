# Apache with curt in a virtual host, as on a server with several.
load ../site.bash

setup_file() {
    export SITE_APACHE_HOST=yes
    [ "${SERVER:-lighttpd}" = lighttpd ] || site_begin
}

teardown_file() {
    [ "${SERVER:-lighttpd}" = lighttpd ] || site_end
}

@test "in a virtual host, names with an encoded slash reach curt" {
    [ "${SERVER:-lighttpd}" != lighttpd ] || skip "lighttpd needs none"
    creates '{"url":"https://example.com/","alias":"host","tags":["news/daily"]}'
    api GET /host '' -A "$FIREFOX"
    is status 301 "$status"
    api GET /host%2F '' -A "$FIREFOX"
    is slash 301 "$status"
    counted
    api GET /api/v1/stats/tags/news%2Fdaily
    is tag "200 2" "$status $(field .clicks)"
}
