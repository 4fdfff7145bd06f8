# conversions.bats: the script that keeps a click's id on a site, as curt-send(8) shows it.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "the id of a click comes with the order, and leaves the address" {
    walks conversions "an order"
}
