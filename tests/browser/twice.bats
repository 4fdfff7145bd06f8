# twice.bats: the pages when things are done twice, half, or after a session has ended.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "a second click, while the first is under way, sends nothing" {
    walks twice "double click"
}

@test "what was typed into a dialog survives an ended session" {
    walks twice "ended session"
}

@test "an undo that is refused is told" {
    walks twice "refused undo"
}

@test "half a number is not taken for none" {
    walks twice "half a number"
}

@test "an answer that does not come, or breaks off, is told in words" {
    walks twice "no answer"
}

@test "who signs out leaves no draft for the next" {
    walks twice "signing out"
}
