# root.bats: what the address itself answers, without a code ([web] root).
load ../site.bash

teardown() {
    site_end
}

@test "the root redirects where the operator wants" {
    export CURT_WEB_ROOT=https://example.com/shop/
    site_begin
    api GET / ''
    is root "302 https://example.com/shop/" "$status $(header Location)"
}

@test "the root is not found where the operator wants" {
    export CURT_WEB_ROOT=404
    site_begin
    api GET / ''
    is root 404 "$status"
}
