# link_plain.bats: the page of a link, with nothing configured.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "without a database of countries, the page says so" {
    walks link "without a database of countries"
}
