# link.bats: the page of a link.
load pages.bash

setup_file() {
    export CURT_WEB_TRUSTED_PROXIES=127.0.0.1 COUNTRIES
    COUNTRIES=$(mktemp -d "${SITES:-/tmp}/curt-countries.XXXXXX")
    chmod a+rx "$COUNTRIES"
    "$TOP/tests/mmdb.py" "$COUNTRIES/countries.mmdb" 4 nested 198.51.100.0/24=DE 203.0.113.0/24=FR
    chmod a+r "$COUNTRIES/countries.mmdb"
    export CURT_STATS_COUNTRIES=$COUNTRIES/countries.mmdb CURT_STATS_COUNTRIES_LICENCE='Countries by <b>Tests</b>'
    pages_begin
}

teardown_file() {
    site_end
    rm -rf "$COUNTRIES"
}

@test "the numbers of a link: over time, by country, referrer and the rest, and the newest opens" {
    walks link "the numbers of a link"
}

@test "each chart has its table and its CSV" {
    walks link "each chart has its table and CSV"
}

@test "time, unit and zone are chosen, and stay in the address" {
    walks link "time, unit and zone are chosen"
}

@test "an open appears within two seconds without reloading" {
    walks link "an open appears within two seconds"
}

@test "a page that nobody sees asks nothing, and one on which nothing happens gets 304" {
    walks link "nothing is asked while the page is hidden or nothing happens"
}

@test "strangers' texts are text" {
    walks link "strangers' texts"
}

@test "a link that is not there" {
    walks link "a link that is not there"
}

@test "the keyboard is enough" {
    walks link "keyboard"
}
