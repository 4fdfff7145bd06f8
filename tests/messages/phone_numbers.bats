# phone_numbers.bats: the numbers of every country, as Google's libphonenumber reads them.

setup() {
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    BUILD=${BUILD:-$TOP/build}
}

@test "numbers of every country are read as libphonenumber reads them" {
    "$TOP/tests/npm" "$BUILD" libphonenumber-js || skip "npm's registry cannot be reached"
    make -s -C "$BUILD" tests/messages/phone_numbers
    cd "$BATS_TEST_TMPDIR"
    node "$TOP/tests/messages/phone_numbers.js" "$BUILD" >judged
    [ "$(wc -l <judged)" -gt 1200 ]
    cut -f 1 judged >forms
    "$BUILD/tests/messages/phone_numbers" <forms | paste forms - >read
    diff judged read
}
