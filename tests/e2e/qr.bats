# qr.bats: the QR code of a link, as a reader reads it.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

setup() {
    "$TOP/tests/npm" "$BUILD" jsqr pngjs || skip "npm's registry cannot be reached"
    post /api/v1/links '{"url":"https://example.com/","alias":"'"Ab-$BATS_TEST_NUMBER"'"}'
}

# Gets the QR code with this query, which must be an image of this type, and sets SAID to what it says.
reads() {
    local type
    type=$(curl -s -o "$BATS_TEST_TMPDIR/qr" -w '%{content_type}' -H "Authorization: Bearer $ADMIN" \
        "$BASE/api/v1/links/Ab-$BATS_TEST_NUMBER/qr$1")
    is type "$2" "$type"
    SAID=$(node "$TOP/tests/e2e/qr.js" "$BUILD" "$BATS_TEST_TMPDIR/qr")
}

@test "an SVG and a PNG of any scale say the short address" {
    reads '' image/svg+xml
    is svg "$BASE/Ab-1" "$SAID"
    for scale in 1 3 8 32; do
        reads "?format=png&scale=$scale" image/png
        is "png $scale" "$BASE/Ab-1" "$SAID"
    done
    reads '?format=png' image/png
    is size 264 "$(od -An -j 16 -N 4 -t u4 --endian=big "$BATS_TEST_TMPDIR/qr" | tr -d ' ')"
}
