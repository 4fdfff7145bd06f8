# Where a link may lead, and that Location says exactly what was stored.
load ../site.bash

setup_file() {
    export CURT_LINKS_SCHEMES='http, https, HTTPS, gopher'
    export CURT_WEB_BASE_URL=https://s.Bücher.example:8443
    site_begin
}

teardown_file() {
    site_end
}

# The lines of standard input, as a batch of URLs; a line's status and URL, or what is wrong, each.
try_all() {
    post /api/v1/links "$(jq -Rc '{url: .}' | jq -cs .)"
    is batch 207 "$status"
    field '.[] | "\(.status) \(.link.url // .problem.detail)"'
}

# The lines of standard input: what was sent, and what it becomes.
becomes() {
    local lines
    lines=$(cat)
    sed 's/  .*//' <<<"$lines" | try_all >"$BATS_TEST_TMPDIR/got"
    sed 's/.*  /201 /' <<<"$lines" | diff - "$BATS_TEST_TMPDIR/got"
}

# The lines of standard input are all refused, with this in the reason.
refuses() {
    local lines
    lines=$(cat)
    try_all <<<"$lines" | paste -d' ' - <(echo "$lines") >"$BATS_TEST_TMPDIR/got"
    is "none of these" '' "$(grep -v "^422 .*$1" "$BATS_TEST_TMPDIR/got")"
}

@test "a URL of an allowed scheme is kept as it is" {
    becomes <<'END'
https://example.com/  https://example.com/
http://example.com:8080/p;a=1?q=%20&r[]=1#f?  http://example.com:8080/p;a=1?q=%20&r[]=1#f?
https://example.com/a/../b/./c//d  https://example.com/a/../b/./c//d
https://example.com/%zz%0d%0aX-Y:z  https://example.com/%zz%0d%0aX-Y:z
https://example.com/?u=https://user:pass@example.org/  https://example.com/?u=https://user:pass@example.org/
https://[2001:db8::1]:8443/  https://[2001:db8::1]:8443/
https://192.0.2.1/  https://192.0.2.1/
gopher://example.com/1  gopher://example.com/1
https://localhost:8443/in  https://localhost:8443/in
https://example.com  https://example.com/
https://example.com?q  https://example.com/?q
END
}

@test "an international host becomes punycode, other characters are percent-encoded" {
    becomes <<'END'
https://exämple.com/  https://xn--exmple-cua.com/
https://BÜCHER.org/  https://xn--bcher-kva.org/
https://例え.jp/  https://xn--r8jz45g.jp/
https://faß.de:444/x  https://xn--fa-hia.de:444/x
https://example.com/ä?ü=ö  https://example.com/%C3%A4?%C3%BC=%C3%B6
https://example.com/#Übersicht  https://example.com/#%C3%9Cbersicht
https://example.com/ä#ß?é  https://example.com/%C3%A4#%C3%9F?%C3%A9
END
}

@test "other schemes, and what is no absolute URL, are refused" {
    refuses '\(scheme\|absolute\|host\)' <<'END'
ftp://example.com/
javascript:alert(1)
JavaScript://example.com/%0aalert(1)
data:text/html,x
file:///etc/passwd
mailto:a@example.com
//example.com/
/path
example.com
https
https://
https:example.com
https://?q
http+x://example.com/
END
}

@test "a user name or password is refused" {
    refuses 'user name or password' <<'END'
https://user@example.com/
https://user:pass@example.com/
https://@example.com/
https://:@example.com/
https://example.com:443@example.org/
https://example.com%2f@example.org/
END
}

@test "a host or port that cannot be is refused" {
    refuses '\(host\|port\|absolute\)' <<'END'
https://exa$mple.com/
https://a%20b.com/
https://a%00b.com/
https://example.com\.example.org/
https://[2001:db8::1/
https://[x]/
https://example.com:65536/
https://example.com:-1/
https://example.com:http/
END
}

@test "spaces and control characters are refused, and none gets into a header" {
    local url
    for url in 'https://example.com/a b' ' https://example.com/' 'https://example.com/ ' 'https://exa mple.com/' \
        'https://example.com/\r\nSet-Cookie: a=b' 'https://example.com/\nx' 'https://example.com/\rx' \
        'https://example.com/\tx' 'https://example.com/\u0001' 'https://example.com/\u007f' 'https://example.com\n/' \
        'https://example.com/#\n'; do
        post /api/v1/links "{\"url\":\"$url\"}"
        refused 422 '#/url'
    done
    api POST /api/v1/links "$ADMIN" --data 'url=https://example.com/%0d%0aSet-Cookie:%20a=b'
    refused 422 '#/url'
    post /api/v1/links '{"url":"https://example.com/","alias":"x\r\nSet-Cookie: a=b"}'
    refused 422 '#/alias'
    creates '{"url":"https://example.com/\u0085\u2028\u00a0","forward_query":true,"alias":"odd"}'
    api GET '/odd?%0d%0aSet-Cookie:%20a=b' ''
    [ "$status" = 400 ] || # lighttpd does not even ask us
        is location 'https://example.com/%C2%85%E2%80%A8%C2%A0?%0d%0aSet-Cookie:%20a=b' "$(header Location)"
    is cookie '' "$(header Set-Cookie)"
    creates '{"url":"https://example.com/%0d%0aSet-Cookie:%20a=b","alias":"encoded"}'
    api GET /encoded ''
    is location 'https://example.com/%0d%0aSet-Cookie:%20a=b' "$(header Location)"
    is cookie '' "$(header Set-Cookie)"
}

@test "curt's own host is refused, however it is written" {
    refuses 'this shortener itself' <<'END'
https://s.bücher.example:8443/in
https://s.bücher.example:8443/
https://S.BÜCHER.EXAMPLE:8443/x
https://s.xn--bcher-kva.example:8443/x
https://s.xn--bcher-kva.example.:8443/x
https://s.%62ücher.example:8443/x
http://s.bücher.example:08443/x
END
    becomes <<'END'
https://s.bücher.example/x  https://s.xn--bcher-kva.example/x
https://t.s.bücher.example:8443/  https://t.s.xn--bcher-kva.example:8443/
https://bücher.example:8443/  https://xn--bcher-kva.example:8443/
END
}

@test "8,192 bytes are taken, and open; one more is refused, also after encoding" {
    local most query
    most=https://example.com/$(printf '%8172s' '' | tr ' ' a)
    is length 8192 ${#most}
    creates "{\"url\":\"$most\",\"alias\":\"long\"}"
    post /api/v1/links "{\"url\":\"${most}a\"}"
    refused 422 '#/url'
    post /api/v1/links "{\"url\":\"${most%??}ä\"}"
    refused 422 '#/url'
    api GET /api/v1/links/long
    is stored "$most" "$(field .url)"
    api GET /long ''
    is opens 301 "$status"
    is location "$most" "$(header Location)"
    creates "{\"url\":\"$most\",\"forward_query\":true}"
    query=$(printf '%4000s' '' | tr ' ' q)
    api GET "/$(field .code)?$query" ''
    is "with the query" "301 $most?$query" "$status $(header Location)"
}
