# Clicks by country, from a file that the operator names.
load ../site.bash

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1 COUNTRIES
    COUNTRIES=$(mktemp -d "${SITES:-/tmp}/curt-countries.XXXXXX")
    chmod a+rx "$COUNTRIES"
    place 198.51.100.0/24=DE 203.0.113.0/24=FR 2001:db8:1::/48=JP
    export CURT_STATS_COUNTRIES=$COUNTRIES/countries.mmdb
    export CURT_STATS_COUNTRIES_LICENCE='Countries by <Tests> & others'
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

# opens CODE ADDRESS [AGENT]
opens() {
    curl -s -o /dev/null -A "${3-$FIREFOX}" -H "X-Forwarded-For: $2" "$BASE/$1"
}

# The countries of a link, as the last answer has them.
countries() {
    api GET "/api/v1/stats/links/$1"
    field '[.breakdown.country[] | "\(.value) \(.clicks)"] | join(",")'
}

@test "people's clicks count in their country; what the file does not know is unknown" {
    creates '{"url":"https://example.com/","alias":"far"}'
    opens far 198.51.100.7
    opens far 198.51.100.8
    opens far 203.0.113.9
    opens far 2001:db8:1::7
    opens far 10.1.2.3
    opens far 198.51.100.9 curl/8.0
    counted
    is countries 'DE 2,FR 1,JP 1,unknown 1' "$(countries far)"
    is configured 'true Countries by <Tests> & others' "$(api GET /api/v1/stats; field '"\(.countries.configured) \(.countries.licence)"')"
    api GET '/api/v1/stats/links/far?format=csv&table=breakdown'
    grep -q '^country,"DE",2' <<<"$body" || grep -q '^country,DE,2' <<<"$body"
}

@test "a new file is taken into use while everything runs" {
    creates '{"url":"https://example.com/","alias":"moved"}'
    opens moved 198.51.100.7
    counted
    place 198.51.100.0/24=AT
    sleep 1
    opens moved 198.51.100.7
    counted
    is countries 'AT 1,DE 1' "$(countries moved)"
}

@test "without a file nothing is counted by country, and it says so" {
    (
        unset CURT_STATS_COUNTRIES CURT_STATS_COUNTRIES_LICENCE
        trap site_end EXIT
        site_begin
        creates '{"url":"https://example.com/","alias":"near"}'
        opens near 198.51.100.7
        counted
        is countries '' "$(countries near)"
        is configured 'false null' "$(api GET /api/v1/stats; field '"\(.countries.configured) \(.countries.licence)"')"
    )
}

@test "a file that cannot be read is logged once, and counting goes on" {
    (
        export CURT_STATS_COUNTRIES=/nowhere/countries.mmdb
        trap site_end EXIT
        site_begin
        creates '{"url":"https://example.com/","alias":"none"}'
        opens none 198.51.100.7
        counted
        sleep 1
        is countries '' "$(countries none)"
        is clicks 1 "$(api GET /api/v1/stats/links/none; field .clicks)"
        is logged 1 "$(grep -c 'cannot find the country database /nowhere' "$SITE/relay.log")"
    )
}
