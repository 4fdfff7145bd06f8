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

@test "no apps open the links unless the operator names some" {
    local file
    site_begin
    for file in apple-app-site-association assetlinks.json security.txt; do
        api GET "/.well-known/$file" ''
        is "$file" 404 "$status"
    done
}
