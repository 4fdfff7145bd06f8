# Whose address a click has, behind a proxy that names its client in one header or another. curl is the proxy.
load ../site.bash

teardown() {
    site_end
}

# serve [HEADER]: a site that trusts 127.0.0.1 and reads the header.
serve() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1
    [ $# -eq 0 ] || export CURT_WEB_CLIENT_HEADER=$1
    site_begin
    creates '{"url":"https://example.com/","alias":"a"}'
}

# comes_from NETWORK [curl's arguments]: the network that a click is recorded with.
comes_from() {
    local wanted=$1
    shift
    api GET /a '' -A "$FIREFOX" "$@"
    is opens 301 "$status"
    counted
    is "$*" "$wanted" "$(curt event list --json | tail -n 1 | jq -r .detail.ip)"
}

@test "X-Forwarded-For, as proxies write it" {
    serve
    comes_from 198.51.100.0 -H 'X-Forwarded-For: 203.0.113.9, 198.51.100.7:54321'
    comes_from 2001:db8:1:: -H 'X-Forwarded-For: [2001:db8:1::7]:443'
    comes_from 2001:db8:1:: -H 'X-Forwarded-For: "[2001:db8:1::7]"'
    comes_from fe80:: -H 'X-Forwarded-For: fe80::7%eth0'
    comes_from 198.51.100.0 -H 'X-Forwarded-For: 203.0.113.9' -H 'X-Forwarded-For: 198.51.100.7'
    comes_from 127.0.0.0 -H 'Forwarded: for=198.51.100.7' -H 'X-Real-IP: 198.51.100.7'
}

# lighttpd sends both as one variable, of which nobody can tell which is which; Apache drops what has an underscore.
@test "a client's X_Forwarded_For is not believed" {
    local network=127.0.0.0
    serve
    [ "$SERVER" = lighttpd ] || network=198.51.100.0
    comes_from $network -H 'X_Forwarded_For: 203.0.113.9' -H 'X-Forwarded-For: 198.51.100.7'
    comes_from $network -H 'X-Forwarded-For: 198.51.100.7' -H 'X_Forwarded_For: 203.0.113.9'
    comes_from $network -H 'X_Forwarded_For: 203.0.113.9' -H 'X-Forwarded-For: 198.51.100.7' -H 'X-Forwarded_For: 192.0.2.9'
    comes_from 198.51.100.0 -H 'X-Forwarded-For: 198.51.100.7'
}

@test "Forwarded" {
    serve Forwarded
    comes_from 198.51.100.0 -H 'Forwarded: for=203.0.113.9, for=198.51.100.7;proto=https'
    comes_from 2001:db8:1:: -H 'Forwarded: proto=https;For="[2001:db8:1::7]:443"'
    comes_from 198.51.100.0 -H 'Forwarded: for="open' -H 'Forwarded: for=198.51.100.7'
    comes_from 127.0.0.0 -H 'Forwarded: for=unknown' -H 'X-Forwarded-For: 198.51.100.7'
    comes_from 127.0.0.0
}

@test "a header of the operator's" {
    serve CF-Connecting-IP
    comes_from 198.51.100.0 -H 'CF-Connecting-IP: 198.51.100.7' -H 'X-Forwarded-For: 203.0.113.9'
    comes_from 2001:db8:1:: -H 'cf-connecting-ip: 2001:db8:1::7'
    comes_from 127.0.0.0 -H 'X-Forwarded-For: 203.0.113.9'
    [ "$SERVER" != lighttpd ] || comes_from 127.0.0.0 -H 'CF-Connecting-IP: 198.51.100.7' -H 'CF_Connecting_IP: 203.0.113.9'
}

@test "nobody is believed who is not trusted" {
    export CURT_WEB_TRUSTED_PROXIES=192.0.2.0/24
    site_begin
    creates '{"url":"https://example.com/","alias":"a"}'
    comes_from 127.0.0.0 -H 'X-Forwarded-For: 198.51.100.7' -H 'Forwarded: for=198.51.100.7'
}
