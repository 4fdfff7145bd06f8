# expired.bats: where a link leads that has expired or is used up.
load ../site.bash

# $CONF are the sections of domains, $LINKS lines of [links].
site_early() {
    printf '[links]\n%s\n%s\n' "$LINKS" "$CONF" >>"$SITE/etc/curt.conf"
}

teardown() {
    site_end
}

# Links of each kind that does not open, on a domain, with more fields of JSON: over_links DOMAIN FIELDS
over_links() {
    local more="\"url\":\"https://example.com/\",\"domain\":\"$1\"${2:+,$2}"
    creates "{$more,\"alias\":\"expired\",\"ttl\":1}"
    creates "{$more,\"alias\":\"used\",\"max_clicks\":1}"
    creates "{$more,\"alias\":\"disabled\"}"
    api POST "/api/v1/links/disabled/disable?domain=$1"
    creates "{$more,\"alias\":\"early\",\"valid_from\":\"2999-01-01T00:00:00Z\"}"
    api GET /used '' -H "Host: $1"
    is "the one click" '301 https://example.com/' "$status $(header Location)"
    sleep 1.1
}

# The answer to METHOD PATH at a host, with more of curl's arguments: answers HOST METHOD PATH 'STATUS LOCATION' [CURL...]
answers() {
    api "$2" "$3" '' -H "Host: $1" "${@:5}"
    is "$2 $1$3 ${*:5}: $body" "$4" "$status $(header Location)"
}

changes() {
    api PATCH "/api/v1/links/$1" "$ADMIN" -H 'Content-Type: application/merge-patch+json' --data-binary "$2"
    is "$body" 200 "$status"
}

@test "a link that is over leads to its expired_url, or to its domain's, or answers 410" {
    LINKS='expired_url = https://example.com/over?of=all' CONF='[domain go.example.com]
expired_url = https://example.com/over/go
[domain page.example.com]
expired_url = page
[domain heir.example.com]'
    site_begin
    local code method domain over
    for domain in 127.0.0.1 go.example.com page.example.com heir.example.com; do
        case $domain in
        go.*) over='302 https://example.com/over/go' ;;
        page.*) over='410 ' ;;
        *) over='302 https://example.com/over?of=all' ;;
        esac
        over_links $domain
        for method in GET HEAD; do
            answers $domain $method /expired "$over"
            answers $domain $method /used "$over"
            answers $domain $method /disabled '410 '
            answers $domain $method /early '404 '
            answers $domain $method /nothing '404 '
        done
        answers $domain GET /expired "$over" -H 'Accept: text/html'
        answers $domain POST /expired '405 '
    done
    over='302 https://example.com/own'
    for code in expired used disabled early; do
        changes "$code?domain=page.example.com" '{"expired_url":"https://example.com/own"}'
        changes "$code" '{"expired_url":"https://example.com/own"}'
    done
    for domain in 127.0.0.1 page.example.com; do
        answers $domain GET /expired "$over"
        answers $domain GET /used "$over"
        answers $domain GET /disabled '410 '
        answers $domain GET /early '404 '
    done
    changes expired '{"title":"T"}'
    answers 127.0.0.1 GET /expired "$over"
    changes expired '{"expired_url":null}'
    answers 127.0.0.1 GET /expired '302 https://example.com/over?of=all'
    changes expired '{"ttl":null}'
    answers 127.0.0.1 GET /expired '301 https://example.com/'
}

@test "such a visit is no click, is not cached, and hands no query on; a + only says that the link is over" {
    LINKS='' CONF='' site_begin
    over_links 127.0.0.1 '"expired_url":"https://example.com/own#a","forward_query":true,"track":"first"'
    local code
    for code in expired used; do
        answers 127.0.0.1 GET "/$code?q=1" '302 https://example.com/own#a'
        is cache 'private, no-store' "$(header Cache-Control)"
        is robots noindex "$(header X-Robots-Tag)"
        answers 127.0.0.1 GET "/$code" '302 https://example.com/own#a' -H 'Sec-Purpose: prefetch'
        answers 127.0.0.1 GET "/$code" '302 https://example.com/own#a' -A WhatsApp/2.23.20.0
        answers 127.0.0.1 GET "/$code+" '410 '
        answers 127.0.0.1 GET "/$code+" '410 ' -H 'Accept: text/html'
        [[ $body != *example.com/own* ]]
    done
    counted
    is 'one click in all' '1 0' "$(curt event list --json | jq -rs '"\([.[] | select(."detail-type" == "link.clicked")] | length) \(
        [.[] | select(."detail-type" == "link.prefetched" or ."detail-type" == "link.previewed")] | length)"')"
}

@test "an expired_url stays with a link that is deleted and restored, in a form, a batch, and a copy of the store" {
    LINKS='' CONF='' site_begin
    creates '{"url":"https://example.com/","alias":"a","max_clicks":1,"expired_url":"https://bücher.example/ä"}'
    is 'as url is stored' 'https://xn--bcher-kva.example/%C3%A4' "$(field .expired_url)"
    api DELETE /api/v1/links/a
    api POST /api/v1/links/a/restore
    answers 127.0.0.1 GET /a '301 https://example.com/'
    answers 127.0.0.1 GET /a '302 https://xn--bcher-kva.example/%C3%A4'
    api POST /api/v1/links "$ADMIN" --data 'url=https://example.com/&alias=form&ttl=1' --data-urlencode expired_url=https://example.com/f
    post /api/v1/links '[{"url":"https://example.com/","alias":"batch","expired_url":"https://example.com/b"},
        {"url":"https://example.com/","expired_url":"b"}]'
    is 'a batch' '201 422 #/expired_url' "$(field '[.[].status, .[1].problem.pointer] | join(" ")')"
    sleep 1.1
    answers 127.0.0.1 GET /form '302 https://example.com/f'
    curt export "$SITE/store.jsonl" 2>/dev/null
    CURT_STORE_HOME=$SITE/copy curt init >/dev/null
    CURT_STORE_HOME=$SITE/copy curt import "$SITE/store.jsonl"
    is 'in the copy' https://example.com/b "$(CURT_STORE_HOME=$SITE/copy curt link show batch --json | jq -r .expired_url)"
}
