# texts.bats: the table of texts is whole, and the pages use it; the colours stand out.
load ../site.bash

@test "every text is there in every language, and is used" {
    node "$TOP/tests/browser/texts.js"
}

@test "text stands out by 4.5:1, borders and charts by 3:1, in light and dark" {
    run node "$TOP/tests/browser/contrast.js"
    is contrast '76 pairs' "$output"
}
