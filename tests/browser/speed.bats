# speed.bats: what the pages weigh. How soon they can be used with 50,000 links and 2 million clicks, tests/browser/large says.
load pages.bash

setup_file() {
    pages_begin
    curt demo add
    counted
}

teardown_file() {
    site_end
}

@test "each page is under 150 KB without Chart.js" {
    walks speed "weight"
}
