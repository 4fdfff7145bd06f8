# app_links.bats: links that lead elsewhere on iPhones and Android, and the files that say which apps open them.
load ../site.bash

CERTIFICATE=00:07:0E:15:1C:23:2A:31:38:3F:46:4D:54:5B:62:69:70:77:7E:85:8C:93:9A:A1:A8:AF:B6:BD:C4:CB:D2:D9

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

site_prepare() {
    cat >>"$CURT_CONF" <<END
[web]
ios_apps = ABCDE12345.com.example.app, ABCDE12345.com.example.other
android_apps = com.example.app/${CERTIFICATE,,}
[domain go.example.com]
ios_apps = X1234567Y9.com.example.go
[domain none.example.com]
END
}

ANDROID='Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'

# Where the link leads somebody: leads CODE USER-AGENT
leads() {
    api GET "/$1" '' -A "$2"
    header Location
}

@test "iPhones, Android and others are led apart, after the rules, and no cache keeps it" {
    creates '{"url":"https://example.com/","alias":"shop","ios_url":"https://apps.example/ios","android_url":"https://apps.example/android",
        "track":"first","redirect_rules":[{"if":{"query":{"web":true}},"url":"https://example.com/web"}]}'
    is "as it is told" "https://apps.example/ios https://apps.example/android" "$(field '"\(.ios_url) \(.android_url)"')"
    is iPhone https://apps.example/ios "$(leads shop "$IPHONE")"
    is Android https://apps.example/android "$(leads shop "$ANDROID")"
    is desktop https://example.com/ "$(leads shop "$FIREFOX")"
    is "a rule is before it" https://example.com/web "$(leads 'shop?web' "$IPHONE")"
    leads shop "$FIREFOX" >"$BATS_TEST_TMPDIR/ignored"
    is cache "private, no-store" "$(header Cache-Control)"
    counted
    is targets "https://apps.example/ios https://apps.example/android https://example.com/ https://example.com/web https://example.com/" \
        "$(curt event list --json | jq -rs '[.[] | select(.detail.code == "shop" and ."detail-type" == "link.clicked") | .detail.target] | join(" ")')"
}

@test "one of them is enough, and goes away again" {
    creates '{"url":"https://example.com/","alias":"one","android_url":"https://apps.example/android"}'
    is iPhone https://example.com/ "$(leads one "$IPHONE")"
    is Android https://apps.example/android "$(leads one "$ANDROID")"
    api PATCH /api/v1/links/one "$ADMIN" -H 'Content-Type: application/json' --data '{"android_url":null,"ios_url":"https://apps.example/ä"}'
    is changed "200 null https://apps.example/%C3%A4" "$status $(field '"\(.android_url) \(.ios_url)"')"
    is Android https://example.com/ "$(leads one "$ANDROID")"
    curt link edit one --ios-url null --android-url https://apps.example/a
    [[ $(curt link show one) == *'android_url '*' https://apps.example/a'* ]]
    is iPhone https://example.com/ "$(leads one "$IPHONE")"
}

@test "what is no URL for an app is refused" {
    local pointer sent
    while read -r pointer sent; do
        post /api/v1/links "{\"url\":\"https://example.com/\",$sent}"
        refused 422 "$pointer"
    done <<'END'
#/ios_url "ios_url":"apps.example"
#/ios_url "ios_url":"javascript:alert(1)"
#/ios_url "ios_url":7
#/android_url "android_url":""
#/android_url "android_url":"market://details?id=com.example.app"
END
    post /api/v1/links "{\"url\":\"https://example.com/\",\"ios_url\":\"https://example.com/$(printf '%2029s' '' | tr ' ' a)\"}"
    refused 422 '#/ios_url'
    is detail "ios_url must be at most 2048 bytes long." "$(field .detail)"
}

@test "the apps of a domain are told to iOS and Android" {
    api GET /.well-known/apple-app-site-association ''
    is iOS "200 application/json ABCDE12345.com.example.app ABCDE12345.com.example.other" \
        "$status $(header Content-Type) $(field '.applinks.details[0].appIDs | join(" ")')"
    is "the page that says where a link goes stays a page" true "$(field '.applinks.details[0].components | index({"/": "/*+", "exclude": true}) != null')"
    is "all others are links" '{"/":"/*"}' "$(field '.applinks.details[0].components[-1] | tojson')"
    api GET /.well-known/assetlinks.json ''
    is Android "200 application/json android_app com.example.app $CERTIFICATE" \
        "$status $(header Content-Type) $(field '.[0].target | "\(.namespace) \(.package_name) \(.sha256_cert_fingerprints[0])"')"
    is relation delegate_permission/common.handle_all_urls "$(field '.[0].relation[0]')"
    api GET /.well-known/apple-app-site-association '' -H 'Host: go.example.com'
    is "of another domain" X1234567Y9.com.example.go "$(field '.applinks.details[0].appIDs | join(" ")')"
    api GET /.well-known/apple-app-site-association '' -H 'Host: none.example.com'
    is "as in [web]" ABCDE12345.com.example.app "$(field '.applinks.details[0].appIDs[0]')"
}
