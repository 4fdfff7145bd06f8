# Redirect rules: where a link leads depends on who opens it.
load ../site.bash

IPHONE='Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.6 Mobile/15E148 Safari/604.1'

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1 COUNTRIES
    COUNTRIES=$(mktemp -d "${SITES:-/tmp}/curt-countries.XXXXXX")
    chmod a+rx "$COUNTRIES"
    place 198.51.100.0/24=DE
    export CURT_STATS_COUNTRIES=$COUNTRIES/countries.mmdb
    site_begin
}

teardown_file() {
    site_end
    rm -rf "$COUNTRIES"
}

place() {
    "$TOP/tests/mmdb.py" "$COUNTRIES/countries.mmdb" 6 nested "$@"
    chmod a+r "$COUNTRIES/countries.mmdb"
}

# leads WANTED PATH [CURL...]: where it redirects to, and never from a cache.
leads() {
    local wanted=$1 path=$2
    shift 2
    api GET "$path" '' -A "$FIREFOX" "$@"
    is "$path $*" "301 $wanted" "$status $(header Location)"
    is cache "private, no-store" "$(header Cache-Control)"
}

@test "each condition sends the visitors that it holds for, the others go to the link's URL" {
    creates '{"url":"https://own.example/","alias":"many","track":"first","redirect_rules":[
        {"if":{"device":["ios"]},"url":"https://ios.example/"},
        {"if":{"browser":["Opera"]},"url":"https://opera.example/"},
        {"if":{"language":["de"]},"url":"https://de.example/"},
        {"if":{"query":{"from":"sms"}},"url":"https://sms.example/"},
        {"if":{"network":["203.0.113.0/24"]},"url":"https://net.example/"},
        {"if":{"country":["DE"]},"url":"https://country.example/"},
        {"if":{"after":"2020-01-01T00:00:00Z","before":"2999-01-01T00:00:00Z","hours":"Mon-Sun 00:00-24:00 Europe/Berlin",
            "query":{"now":true}},"url":"https://now.example/"},
        {"if":{"after":"2999-01-01T00:00:00Z"},"url":"https://later.example/"},
        {"if":{"share":100,"query":{"share":""}},"url":"https://share.example/"}]}'
    is kept 9 "$(field '.redirect_rules | length')"
    leads https://own.example/ /many
    leads https://ios.example/ /many -A "$IPHONE"
    leads https://opera.example/ /many -A 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Safari/537.36 OPR/136.0.0.0'
    leads https://de.example/ /many -H 'Accept-Language: de-AT,de;q=0.9,en;q=0.5'
    leads https://own.example/ /many -H 'Accept-Language: en,de;q=0.8'
    leads https://sms.example/ '/many?a=1&from=sms'
    leads https://net.example/ /many -H 'X-Forwarded-For: 203.0.113.7'
    leads https://country.example/ /many -H 'X-Forwarded-For: 198.51.100.7'
    leads https://now.example/ '/many?now'
    leads https://share.example/ '/many?share'
    leads https://ios.example/ /many -A "$IPHONE" -H 'Accept-Language: de'
    leads https://ios.example/ /many -A "$IPHONE" -I
}

changes() {
    api PATCH "/api/v1/links/$1" "$ADMIN" -H 'Content-Type: application/merge-patch+json' --data-binary "$2"
    is "$body" 200 "$status"
}

@test "the rules are shown as they are, changed as a whole, and taken away" {
    local rules='[{"if":{"language":["en-GB"],"device":["android","mobile"]},"url":"https://a.example/"}]'
    creates "{\"url\":\"https://own.example/\",\"alias\":\"shown\",\"redirect_rules\":$rules}"
    api GET /api/v1/links/shown
    is rules "$(jq -cS . <<<"$rules")" "$(field .redirect_rules | jq -cS .)"
    changes shown '{"title":"T"}'
    is "not touched" 1 "$(field '.redirect_rules | length')"
    changes shown '{"redirect_rules":[{"if":{"share":1},"url":"https://b.example/"},{"if":{"share":99},"url":"https://b.example/"}]}'
    is changed 2 "$(field '.redirect_rules | length')"
    leads https://b.example/ /shown
    changes shown '{"redirect_rules":null}'
    is "taken away" '[]' "$(field .redirect_rules)"
    leads https://own.example/ /shown
    post /api/v1/links '{"url":"https://own.example/","redirect_rules":[{"if":{"device":["ios"]},"url":"https://a.example/"},{"if":{"device":["pda"]},"url":"https://a.example/"}]}'
    refused 422 '#/redirect_rules/1/if/device'
    post '/api/v1/links?dry_run=yes' '{"url":"https://own.example/","redirect_rules":[{"if":{},"url":"https://a.example/"}]}'
    is "dry run" '#/redirect_rules/0/if' "$(jq -r '.. | .pointer? // empty' <<<"$body")"
}

@test "rules stay with a link that is deleted and restored, and a form and a batch can have them" {
    local rules='[{"if":{"query":{"x":true}},"url":"https://a.example/"}]'
    creates "{\"url\":\"https://own.example/\",\"alias\":\"gone\",\"redirect_rules\":$rules}"
    api DELETE /api/v1/links/gone
    api POST /api/v1/links/gone/restore
    leads https://a.example/ '/gone?x'
    api POST /api/v1/links "$ADMIN" --data 'url=https://own.example/&alias=form' \
        --data-urlencode "redirect_rules=$rules"
    leads https://a.example/ '/form?x'
    post /api/v1/links "[{\"url\":\"https://own.example/\",\"alias\":\"batch\",\"redirect_rules\":$rules}]"
    leads https://a.example/ '/batch?x'
    post /api/v1/links "{\"url\":\"https://own.example/\",\"reuse\":true,\"redirect_rules\":$rules}"
    is reused 200 "$status"
    post /api/v1/links '{"url":"https://own.example/","reuse":true}'
    [ "$(field .redirect_rules)" = '[]' ]
}

@test "the event says which rule led where, and clicks are counted by rule" {
    creates '{"url":"https://own.example/","alias":"told","forward_query":true,"redirect_rules":[
        {"if":{"language":["fr"]},"url":"https://fr.example/"},{"if":{"language":["de"]},"url":"https://de.example/?a=1"}]}'
    creates '{"url":"https://own.example/","alias":"plain"}'
    leads 'https://de.example/?a=1&b=2' '/told?b=2' -H 'Accept-Language: de'
    leads https://de.example/?a=1 /told -H 'Accept-Language: de'
    leads https://own.example/ /told
    leads https://own.example/ /plain
    leads https://fr.example/ /told -H 'Accept-Language: fr' -A WhatsApp/2.23.20.0
    counted
    is events '2 https://de.example/?a=1,2 https://de.example/?a=1,null https://own.example/,1 https://fr.example/' "$(
        curt event list --json | jq -rs '[.[] | select(.detail.code == "told" and ."detail-type" == "link.clicked") | .detail |
            "\(.rule) \(.target)"] | join(",")')"
    is plain 'false false' "$(curt event list --json | jq -rs '.[] | select(.detail.code == "plain" and
        ."detail-type" == "link.clicked") | .detail | "\(has("rule")) \(has("target"))"')"
    api GET /api/v1/stats/links/told
    is counted '2 2,none 1' "$(field '[.breakdown.rule[] | "\(.value) \(.clicks)"] | join(",")')"
    api GET /api/v1/stats/links/plain
    is plain '[]' "$(field .breakdown.rule)"
    api GET /api/v1/stats
    is all '[]' "$(field .breakdown.rule)"
}

@test "a + shows the link's own URL, and that others may be sent elsewhere" {
    creates '{"url":"https://own.example/","alias":"seen","redirect_rules":[{"if":{"share":100},"url":"https://a.example/"}]}'
    creates '{"url":"https://own.example/","alias":"unruled"}'
    api GET /seen+ '' -H 'Accept: application/json'
    is json 'https://own.example/ true' "$(field '"\(.url) \(.has_redirect_rules)"')"
    api GET /unruled+ '' -H 'Accept: application/json'
    is json false "$(field .has_redirect_rules)"
    api GET /seen+ '' -H 'Accept: text/html'
    grep -q '<p  *data-text="preview.rules"' <<<"$body"
    api GET /unruled+ '' -H 'Accept: text/html'
    grep -q '<p hidden data-text="preview.rules"' <<<"$body"
}

@test "a new country database is noticed" {
    creates '{"url":"https://own.example/","alias":"moved","redirect_rules":[{"if":{"country":["AT"]},"url":"https://at.example/"}]}'
    leads https://own.example/ /moved -H 'X-Forwarded-For: 198.51.100.7'
    place 198.51.100.0/24=AT
    for _ in {1..80}; do
        api GET /moved '' -H 'X-Forwarded-For: 198.51.100.7'
        [ "$(header Location)" = https://own.example/ ] || break
        sleep 1
    done
    is moved https://at.example/ "$(header Location)"
}

# The rules stay as they are, and a link that has some can be changed; a rule with a country does not hold.
@test "without its country database, a rule with a country does not hold" {
    (
        unset CURT_STATS_COUNTRIES
        trap site_end EXIT
        site_early() {
            echo "countries = $COUNTRIES/countries.mmdb" >>"$SITE/etc/curt.conf" # [stats] is its last section
        }
        place 198.51.100.0/24=DE
        site_begin
        creates '{"url":"https://own.example/","alias":"far","redirect_rules":[
            {"if":{"country":["DE"]},"url":"https://de.example/"},{"if":{"query":{"a":true}},"url":"https://a.example/"}]}'
        leads https://de.example/ '/far?a' -H 'X-Forwarded-For: 198.51.100.7'
        sed -i '/^countries = /d' "$SITE/etc/curt.conf"
        pkill -TERM -f "^$SITE/cgi-bin/" || true
        wait_for 100 site_up
        leads https://a.example/ '/far?a' -H 'X-Forwarded-For: 198.51.100.7'
        leads https://own.example/ /far -H 'X-Forwarded-For: 198.51.100.7'
        api PATCH /api/v1/links/far "$ADMIN" -H 'Content-Type: application/json' --data '{"title":"Far"}'
        is changed '200 ["DE"]' "$status $(field '.redirect_rules[0].if.country | tojson')"
        api PATCH /api/v1/links/far "$ADMIN" -H 'Content-Type: application/json' \
            --data '{"redirect_rules":[{"if":{"country":["DE"]},"url":"https://de.example/"}]}'
        refused 422 '#/redirect_rules/0/if/country'
        echo "countries = /nowhere/countries.mmdb" >>"$SITE/etc/curt.conf"
        pkill -TERM -f "^$SITE/cgi-bin/" || true
        wait_for 100 site_up
        leads https://own.example/ /far -H 'X-Forwarded-For: 198.51.100.7'
    )
}
