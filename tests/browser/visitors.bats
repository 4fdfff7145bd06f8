# visitors.bats: what somebody sees who has no key: pages of links that do not open, where a link goes, the root.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "the pages of visitors stand up to a look, and say what to do" {
    walks visitors "visitors"
}

@test "they speak the visitor's language" {
    LOCALE=fr-FR walks visitors "French"
}
