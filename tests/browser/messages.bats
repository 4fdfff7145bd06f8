# messages.bats: messages and opt-outs: written with a preview, listed, watched.
load pages.bash

setup_file() {
    export CURT_MESSAGES_CARRIER=console CURT_LINKS_CREATES_PER_MINUTE=0 CURT_VONAGE_SIGNATURE_SECRET='a secret that two know'
    pages_begin
}

teardown_file() {
    site_end
}

@test "a message is written with its preview, sent, and watched" {
    walks messages "a message is sent"
}

@test "a message is scheduled, moved and cancelled" {
    walks messages "scheduled"
}

@test "a rich message shows its card and what can be tapped" {
    walks messages "a rich message"
}

@test "what makes an SMS UCS-2 is named, and replaced" {
    walks messages "UCS-2"
}

@test "an error stands at its field; who has opted out is said while one types" {
    walks messages "errors"
}

@test "a draft survives a closed tab" {
    walks messages "draft"
}

@test "the list is filtered, paged, and says when there is nothing" {
    walks messages "list"
}

@test "hostile texts are shown as texts" {
    walks messages "hostile"
}

@test "a reader cannot write" {
    walks messages "reader"
}

@test "a message is written by keyboard" {
    walks messages "keyboard"
}

@test "opt-outs are found, added and removed" {
    walks messages "opt-outs"
}

@test "the pages are in German" {
    LOCALE=de-DE walks messages "German"
}
