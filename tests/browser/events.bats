# events.bats: the pages Events, Settings and Search.
load pages.bash

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    pages_begin
    receiver_begin
}

teardown_file() {
    kill "$RECEIVER_PID"
    site_end
}

@test "a rule, a target, a test delivery, and a replay" {
    walks events "delivery"
}

@test "a dead letter is seen, redriven and purged" {
    walks events "dead letters"
}

@test "keys are made and revoked, and the configuration is shown" {
    walks events "settings"
}

@test "the search finds codes, texts, tags, campaigns and messages" {
    walks events "search"
}

@test "the bookmarklet fills the form in, from another site" {
    walks events "bookmarklet"
}
