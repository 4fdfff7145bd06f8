# demo.bats: sample data is put into a new store, and taken out again without a trace.
load ../site.bash

setup_file() {
    site_begin
}

teardown_file() {
    site_end
}

@test "sample data is seen, and leaves with its counts" {
    run curt demo remove
    is "none yet" 1 "$status"
    curt demo add
    run curt demo add
    is "not twice" 1 "$status"
    [[ $output == *"already"* ]]
    counted
    api GET '/api/v1/links?messages=none&sort=clicks&clicks=yes&limit=200'
    [ "$(field '.links | length')" -ge 20 ]
    [ "$(field '.links[0].clicks')" -gt 500 ]
    api GET '/api/v1/stats?unit=day'
    [ "$(field '[.series.points[] | select(.clicks > 50)] | length')" -ge 28 ]
    api GET /api/v1/stats/campaigns/parcels/funnel
    is messages 220 "$(field .messages)"
    [ "$(field .delivered)" -gt 180 ]
    is "nothing is sent" 0 "$(field .waiting)"
    api GET /api/v1/campaigns
    is campaigns "parcels vouchers" "$(field '[.campaigns[].name] | join(" ")')"

    creates '{"url":"https://example.com/","alias":"mine"}'
    run curt demo remove
    is "not with what is not sample data" 1 "$status"
    [[ $output == *"1 links and messages are not sample data"* ]]
    api DELETE /api/v1/links/mine
    counted
    curt demo remove
    api GET '/api/v1/links'
    is links 0 "$(field '.links | length')"
    api GET /api/v1/stats
    is counts '[0,0]' "$(field '[.clicks, .visitors] | tojson')"
    api GET /api/v1/stats/messages
    is messages 0 "$(field .messages)"
    api GET /api/v1/stats/busiest
    is busiest '[0,0]' "$(field '[(.links | length), (.campaigns | length)] | tojson')"

    creates '{"url":"https://example.com/","alias":"spring"}'
    api GET /spring '' -A "$FIREFOX"
    counted
    api GET /api/v1/stats
    is "counting goes on" 1 "$(field .clicks)"
}
