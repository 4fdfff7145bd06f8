# create.bats: signing in, and creating a link.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "somebody signs in, creates a link, and opens it" {
    walks create "a link is created"
}

@test "the form works without JavaScript" {
    walks create "without JavaScript"
}

@test "an error stands at its field and takes the focus" {
    walks create "errors"
}

@test "the alias is checked while it is typed" {
    walks create "alias"
}

@test "a draft survives a closed tab and an ended session" {
    walks create "draft"
}

@test "a link with a password asks for it, and leads on" {
    walks create "password"
}

@test "the keyboard is enough" {
    walks create "keyboard"
}

@test "a reader is told" {
    walks create "reader"
}

@test "the pages speak the browser's language" {
    LOCALE=de-DE walks create "German"
}
