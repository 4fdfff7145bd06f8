# texts.bats: the table of texts is whole, and the pages use it.
load ../site.bash

@test "every text is there in every language, and is used" {
    node "$TOP/tests/browser/texts.js"
}
