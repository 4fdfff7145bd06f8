# A key for one campaign: what is about that is for it, whoever made it, and nothing else is.
load ../site.bash

setup_file() {
    export CURT_MESSAGES_CARRIER=console
    site_begin
    spring='{"name":"spring","channel":"sms","from":"Shop","template":"Hi https://example.com/","recipients":[{"to":"447700900001"},{"to":"447700900002"}],"start":true}'
    post /api/v1/campaigns "$spring" "$CREATOR"
    post /api/v1/campaigns "${spring//spring/autumn}" "$CREATOR"
    post /api/v1/links '{"url":"https://example.com/","campaign":"spring"}' "$OTHER"
    SPRING_LINK=$(field .code)
    post /api/v1/links '{"url":"https://example.com/","campaign":"autumn"}' "$OTHER"
    AUTUMN_LINK=$(field .code)
    post /api/v1/links '{"url":"https://example.com/"}' "$OTHER"
    PLAIN_LINK=$(field .code)
    wait_for 150 sent spring
    wait_for 150 sent autumn
    SPRING=$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/messages?campaign=spring" | jq -r '.messages[0].id')
    AUTUMN=$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/messages?campaign=autumn" | jq -r '.messages[0].id')
    FOR_SPRING=$(as_site "$SITE/sbin/curt" key add spring --role creator --campaign spring)
    export SPRING_LINK AUTUMN_LINK PLAIN_LINK SPRING AUTUMN FOR_SPRING
}

teardown_file() {
    site_end
}

sent() {
    [ "$(curl -s -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/campaigns/$1" | jq -r .state)" = done ]
}

# Each line is a wanted status, a method and a path: asks KEY
asks() {
    local wanted method path
    while read -r wanted method path; do
        api "$method" "/$path" "$1"
        is "$method $path: $body" "$wanted" "$status"
    done
}

@test "what is about its campaign is for it" {
    asks "$FOR_SPRING" <<END
200 GET api/v1/campaigns/spring
200 HEAD api/v1/campaigns/spring
200 GET api/v1/stats/campaigns/spring
200 GET api/v1/stats/campaigns/spring/funnel
200 GET api/v1/stats/campaigns/spring/recipients
200 GET api/v1/messages?campaign=spring
200 GET api/v1/messages/$SPRING
200 GET api/v1/stats/messages/$SPRING
200 GET api/v1/links?campaign=spring
200 GET api/v1/links/$SPRING_LINK
200 GET api/v1/stats/links/$SPRING_LINK
200 GET api/v1/stats/links/$SPRING_LINK/latest
200 GET api/v1/session
403 GET api/v1/messages/$SPRING/receipts
409 POST api/v1/messages/$SPRING/cancel
END
    api GET '/api/v1/messages?campaign=spring' "$FOR_SPRING"
    is messages 2 "$(field '.messages | length')"
    api GET '/api/v1/links?campaign=spring' "$FOR_SPRING"
    is "links of others too" true "$(field ".links | any(.code == \"$SPRING_LINK\")")"
    post /api/v1/campaigns/spring/recipients '[{"to":"447700900003"}]' "$FOR_SPRING"
    is added 1 "$(field .added)"
    post /api/v1/campaigns/spring/test '{"to":"447700900009"}' "$FOR_SPRING"
    is tested 202 "$status"
}

@test "nothing else is" {
    asks "$FOR_SPRING" <<END
403 GET api/v1/campaigns
403 GET api/v1/campaigns/autumn
403 GET api/v1/campaigns/Spring
403 GET api/v1/campaigns/spring%20
403 DELETE api/v1/campaigns/autumn
403 POST api/v1/campaigns
403 POST api/v1/campaigns/autumn/start
403 POST api/v1/campaigns/autumn/recipients
403 POST api/v1/campaigns/autumn/test
403 POST api/v1/campaigns/spring/recipients/copy
403 GET api/v1/stats/campaigns/autumn
403 GET api/v1/stats/campaigns/autumn/funnel
403 GET api/v1/stats/campaigns/autumn/recipients
403 GET api/v1/stats/campaigns/spring/funnel/recipients
403 GET api/v1/stats
403 GET api/v1/stats/busiest
403 GET api/v1/stats/attention
403 GET api/v1/stats/messages
403 GET api/v1/stats/tags/spring
404 GET api/v1/stats/messages/$AUTUMN
404 GET api/v1/stats/links/$AUTUMN_LINK
404 GET api/v1/stats/links/$PLAIN_LINK
404 GET api/v1/stats/links/$AUTUMN_LINK/latest
403 GET api/v1/messages
403 GET api/v1/messages?campaign=autumn
403 GET api/v1/messages?campaign=autumn&campaign=spring
403 POST api/v1/messages
404 GET api/v1/messages/$AUTUMN
404 POST api/v1/messages/$AUTUMN/resend
404 POST api/v1/messages/$AUTUMN/cancel
404 PATCH api/v1/messages/$AUTUMN
403 GET api/v1/links
403 GET api/v1/links?campaign=autumn
403 GET api/v1/links?campaign=spring&state=deleted
403 POST api/v1/links
404 GET api/v1/links/$AUTUMN_LINK
404 GET api/v1/links/$PLAIN_LINK
403 PATCH api/v1/links/$SPRING_LINK
403 DELETE api/v1/links/$SPRING_LINK
403 POST api/v1/links/$SPRING_LINK/disable
403 GET api/v1/links/$SPRING_LINK/qr
403 POST api/v1/events
403 GET metrics
END
}

@test "an administrator's key for a campaign is no administrator's" {
    local key
    post /api/v1/keys '{"name":"spring admin","role":"admin","campaign":"spring"}'
    is "$body" '201 spring' "$status $(field .campaign)"
    key=$(field .key)
    asks "$key" <<END
200 GET api/v1/messages/$SPRING/receipts
404 GET api/v1/messages/$AUTUMN/receipts
403 GET api/v1/keys
403 POST api/v1/keys
403 GET api/v1/config
403 GET api/v1/rules
403 GET api/v1/targets
403 GET api/v1/events
403 GET api/v1/dead-letters
403 GET api/v1/replays
403 GET api/v1/suppressions
403 GET api/v1/stats/attention
403 GET metrics
END
    api POST /ui/sign-in '' --data-urlencode "key=$key"
    api GET /ui/create '' -H "Cookie: $(header Set-Cookie | cut -d ';' -f 1)"
    is "the page that creates links" 403 "$status"
    for campaign in '""' 7 '"a\nb"' "\"$(printf '%065d' 1)\""; do
        post /api/v1/keys "{\"name\":\"x\",\"role\":\"admin\",\"campaign\":$campaign}"
        refused 422 '#/campaign'
    done
    post /api/v1/keys '{"name":"x","role":"reader","campaign":null}'
    is none '201 null' "$status $(field .campaign)"
}
