# failures.bats: what a person reads when the API does not answer, and how they go on.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "every page says what is wrong, and keeps its navigation" {
    walks failures "unavailable"
}

@test "a search that cannot be made does not say that nothing was found" {
    walks failures "search"
}

@test "a button that fails says so" {
    walks failures "button"
}

@test "a chosen file is there after the session has ended" {
    walks failures "file"
}

@test "a dialog keeps what was typed when the session has ended" {
    walks failures "dialog"
}
