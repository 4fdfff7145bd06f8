# domains.bats: links on another domain than the default one, and their redirect rules.
load pages.bash

site_early() {
    printf '[domain go.example.com]\n' >>"$SITE/etc/curt.conf"
}

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "a link with redirect rules is created on a domain that is chosen" {
    walks domains "create"
}

@test "links are told apart by their domains, and found by their short URLs" {
    walks domains "names"
}

@test "a campaign shows its domain, and the links on it" {
    walks domains "a campaign"
}
