# links.bats: the list of links.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "a first-time user is told what to do" {
    walks links "empty"
}

@test "links are listed, found and paged" {
    walks links "list"
}

@test "a link is edited in place" {
    walks links "edit"
}

@test "many links are changed, deleted, and taken back" {
    walks links "bulk"
}

@test "a link's redirect rules are edited and shown" {
    walks links "rules"
}
