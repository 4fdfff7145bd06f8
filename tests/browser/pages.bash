# pages.bash: a whole curt and the packages that browser.js needs; walks SCRIPT SCENARIO runs one (tests/browser/SCRIPT.js).
. "$(dirname "${BASH_SOURCE[0]}")/../site.bash"

pages_begin() {
    "$TOP/tests/npm" "$BUILD" playwright-core axe-core || skip "npm's registry cannot be reached"
    site_begin
}

walks() {
    HOME=${BATS_TEST_TMPDIR:-$SITE} BUILD=$BUILD timeout 120 node "$TOP/tests/browser/$1.js" "$2" 3>&-
}
