# import.bats: links of another shortener come by the page.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "a file is tried, and then imported; what it brought is on the page of a link" {
    walks import "import"
}

@test "a file that is none says why" {
    walks import "what is no import"
}

@test "only administrators import" {
    walks import "no admin"
}
