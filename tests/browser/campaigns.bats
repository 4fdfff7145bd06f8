# campaigns.bats: a campaign from its CSV to what became of its messages.
load pages.bash

setup_file() {
    export CURT_MESSAGES_CARRIER=console CURT_LINKS_CREATES_PER_MINUTE=0 CURT_VONAGE_SIGNATURE_SECRET='a secret that two know'
    pages_begin
}

teardown_file() {
    site_end
}

@test "a campaign is made of a CSV, tested, started and watched" {
    walks campaigns "a campaign is sent"
}

@test "a campaign is scheduled, and started before its time" {
    walks campaigns "scheduled"
}

@test "the person says which column is what, and gets the faulty rows to mend" {
    walks campaigns "columns"
}

@test "a large list goes in slices, and on after a failure" {
    walks campaigns "slices"
}

@test "paused, resumed, cancelled, removed" {
    walks campaigns "life"
}

@test "who did not click becomes a new campaign" {
    walks campaigns "again"
}

@test "the funnel has words for errors, cost and opt-outs" {
    walks campaigns "funnel"
}

@test "errors stand at their field, and a draft survives" {
    walks campaigns "errors"
}

@test "hostile texts are shown as texts" {
    walks campaigns "hostile"
}

@test "files as spreadsheets write them are read" {
    walks campaigns "files"
}

@test "a campaign is made by keyboard" {
    walks campaigns "keyboard"
}

@test "a reader looks, and cannot do anything" {
    walks campaigns "reader"
}

@test "the pages are in French" {
    LOCALE=fr-FR walks campaigns "French"
}

@test "a campaign of links alone shows their clicks, and leads to them" {
    walks campaigns "links only"
}
