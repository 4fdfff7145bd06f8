# own_preview.bats: what link previews show of a link whose owner has said it; people are redirected all the same.
load ../site.bash

setup_file() {
    site_begin
    creates '{"url":"https://example.com/long","alias":"own","track":"first","preview_title":"Tea & <cakes>","preview_description":"At \"five\"","preview_image":"https://example.com/a.png?b=1&c=2"}'
    creates '{"url":"https://example.com/long","alias":"title","preview_title":"Tea"}'
    creates '{"url":"https://example.com/long","alias":"image","preview_image":"https://example.com/a.png"}'
}

teardown_file() {
    site_end
}

# What the fetchers of these send, of 2026, and what people in their apps do.
FETCHERS='facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
WhatsApp/2.23.20.0
TelegramBot (like TwitterBot)
Twitterbot/1.0
Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)
Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0'
PEOPLE='Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/460.0.0.30.109;FBBV/590000000;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5;FBSS/3;FBCR/;FBID/phone;FBLC/en_GB;FBOP/80]
Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36 Instagram 330.0.0.40.92 Android
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.29.1
Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]
Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
curl/7.88.1'

@test "fetchers of previews get the page, people the redirect" {
    local agent
    while read -r agent; do
        api GET /own '' -A "$agent"
        is "$agent" "200 text/html; charset=utf-8" "$status $(header Content-Type)"
    done <<<"$FETCHERS"
    while read -r agent; do
        api GET /own '' -A "$agent"
        is "$agent" "301 https://example.com/long" "$status $(header Location)"
    done <<<"$PEOPLE"
}

@test "the page has the tags, escaped, and no cache gives it to people" {
    api GET /own '' -A WhatsApp/2.23.20.0
    is cache "private, no-store noindex" "$(header Cache-Control) $(header X-Robots-Tag)"
    [[ $body == *'<meta property="og:title" content="Tea &amp; &lt;cakes&gt;">'* ]]
    [[ $body == *'<meta property="og:description" content="At &quot;five&quot;">'* ]]
    [[ $body == *'<meta property="og:image" content="https://example.com/a.png?b=1&amp;c=2">'* ]]
    [[ $body == *'<meta name="twitter:card" content="summary_large_image">'* ]]
    [[ $body == *"<meta property=\"og:url\" content=\"$BASE/own\">"* ]]
    [[ $body == *'href="https://example.com/long"'* ]]
    api GET /own '' -A "$FIREFOX"
    is "the redirect is not kept either" "private, no-store" "$(header Cache-Control)"
}

@test "what is not said has no tag" {
    api GET /title '' -A WhatsApp/2.23.20.0
    [[ $body == *'"og:title" content="Tea"'* && $body != *og:image* && $body != *og:description* && $body != *twitter:card* ]]
    api GET /image '' -A WhatsApp/2.23.20.0
    [[ $body == *'"og:title" content="example.com"'* && $body == *'"og:image" content="https://example.com/a.png"'* ]]
}

@test "it is counted as a preview, and a limit is not used up by it" {
    creates '{"url":"https://example.com/","alias":"limited","max_clicks":1,"preview_title":"Once"}'
    for _ in 1 2 3; do
        api GET /limited '' -A WhatsApp/2.23.20.0
        is fetcher 200 "$status"
    done
    api GET /limited '' -A "$FIREFOX"
    is person 301 "$status"
    counted
    api GET /api/v1/stats/links/limited
    is "clicks and previews" "1 3" "$(field '"\(.clicks) \(.previews)"')"
    api GET /limited '' -A WhatsApp/2.23.20.0
    is "used up" 410 "$status"
}

@test "a password, rules and apps: the page is not before the password, and leads where the link does" {
    creates '{"url":"https://example.com/","alias":"locked","password":"p","preview_title":"Secret"}'
    api GET /locked '' -A WhatsApp/2.23.20.0
    is locked 401 "$status"
    [[ $body != *Secret* ]]
    creates '{"url":"https://example.com/","alias":"ruled","preview_title":"T","redirect_rules":[{"if":{"query":{"a":"1"}},"url":"https://example.com/ruled"}]}'
    api GET '/ruled?a=1' '' -A WhatsApp/2.23.20.0
    [[ $body == *'href="https://example.com/ruled"'* ]]
}

@test "it is changed, taken away, and refused" {
    api PATCH /api/v1/links/title "$ADMIN" -H 'Content-Type: application/json' --data '{"preview_title":"Coffee","preview_description":"Black"}'
    is changed "Coffee Black" "$(field '"\(.preview_title) \(.preview_description)"')"
    curt link edit title --preview-title null --preview-description null
    api GET /title '' -A WhatsApp/2.23.20.0
    is "as others again" 301 "$status"
    local pointer sent
    while read -r pointer sent; do
        post /api/v1/links "{\"url\":\"https://example.com/\",$sent}"
        refused 422 "$pointer"
    done <<'END'
#/preview_image "preview_image":"a.png"
#/preview_image "preview_image":"ftp://example.com/a.png"
#/preview_image "preview_image":""
#/preview_title "preview_title":"a\nb"
#/preview_title "preview_title":["a"]
#/preview_description "preview_description":7
END
    post /api/v1/links "{\"url\":\"https://example.com/\",\"preview_description\":\"$(printf '%513s' '' | tr ' ' a)\"}"
    refused 422 '#/preview_description'
}
