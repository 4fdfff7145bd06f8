# overview.bats: the first page.
load pages.bash

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    pages_begin
}

teardown_file() {
    site_end
}

@test "a first-time user is told what to do" {
    walks overview "a first-time user"
}

@test "clicks, messages, and what is clicked most" {
    walks overview "numbers"
}

@test "the keyboard is enough" {
    walks overview "keyboard"
}

@test "what needs attention is a click away" {
    walks overview "what needs attention"
}

@test "others than administrators see what is theirs" {
    walks overview "others than administrators"
}
