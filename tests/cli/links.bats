# curt link, curt stats, curt message send: what the API does, from the command line.
load ../site.bash
bats_require_minimum_version 1.5.0

setup() {
    export CURT_CONF=/dev/null CURT_STORE_HOME=$BATS_TEST_TMPDIR/store CURT_WEB_BASE_URL=https://s.example
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    "$BUILD/sbin/curt" init >/dev/null
    "$BUILD/sbin/curt" key add me --role admin >/dev/null
}

teardown() {
    [ -z "${relay-}" ] || relay_end
}

relay_end() {
    kill "$relay" 2>/dev/null || true
    wait "$relay" || true
    relay=
}

curt() {
    "$BUILD/sbin/curt" "$@"
}

# fails STATUS TEXT ARGUMENT...: with this status, nothing on standard output, and this on standard error.
fails() {
    local wanted=$1 text=$2
    shift 2
    run --separate-stderr curt "$@"
    is "curt $* $stderr" "$wanted " "$status $output"
    [[ $stderr == *"$text"* ]] || {
        echo "curt $*: $stderr, not $text"
        return 1
    }
}

# The codes that a list shows, in its order.
codes() {
    curt link list "$@" --json | jq -r .code | paste -sd ' '
}

@test "a link is made, shown, changed, disabled, enabled, deleted and restored" {
    is 'short URL' https://s.example/promo "$(curt link add https://example.com/a --alias promo --title 'Été' --tag red \
        --tag blue --campaign spring --max-clicks 9 --status 307 --track first --forward-query yes \
        --expires-at 2999-01-01T00:00:00Z --valid-from 2020-01-01T00:00:00Z)"
    is fields '["promo","https://example.com/a","live",307,"first",true,"Été",["red","blue"],"spring",9,"2999-01-01T00:00:00.000Z",0]' \
        "$(curt link show promo --json | jq -c '[.code, .url, .state, .status, .track, .forward_query, .title, .tags, .campaign,
            .max_clicks, .expires_at, .clicks]')"
    run curt link show promo
    [[ $output == *'short_url        https://s.example/promo'* && $output == *'forward_query    yes'* ]]
    [[ $output == *$'tags             red\n                 blue'* && $output != *null* ]]

    curt link edit promo --title null --tags null --max-clicks null --campaign null --expires-at null --forward-query no
    is emptied '[null,[],null,null,null,false]' "$(curt link show promo --json |
        jq -c '[.title, .tags, .max_clicks, .campaign, .expires_at, .forward_query]')"
    is 'printed' https://example.com/b "$(curt link edit promo --url https://example.com/b --tag green --json | jq -r .url)"
    is tags '["green"]' "$(curt link show promo --json | jq -c .tags)"

    curt link edit promo --expired-url https://example.com/over
    [[ $(curt link show promo) == *'expired_url      https://example.com/over'* ]]
    fails 1 'expired_url must be an absolute URL' link edit promo --expired-url over
    curt link edit promo --expired-url null
    is 'expired_url' null "$(curt link show promo --json | jq .expired_url)"

    curt link disable promo
    is state disabled "$(curt link show promo --json | jq -r .state)"
    curt link enable promo
    is state live "$(curt link show promo --json | jq -r .state)"
    curt link delete promo
    fails 1 'there is no link promo' link show promo
    is deleted 'promo deleted' "$(curt link list --state deleted --json | jq -r '"\(.code) \(.state)"')"
    curt link restore promo
    is back https://example.com/b "$(curt link show promo --json | jq -r .url)"
    is events 'link.created link.changed link.changed link.changed link.changed link.disabled link.enabled link.deleted link.restored' \
        "$(curt event list | awk '{ print $3 }' | paste -sd ' ')"
}

@test "a link gets redirect rules from a file, shows them, and loses them" {
    curt link add https://example.com/a --alias ruled >/dev/null
    echo '[{"if":{"device":["ios","android"],"query":{"a":"1","b":true}},"url":"https://apps.example/"},
        {"if":{"share":50},"url":"https://example.com/b"}]' >"$BATS_TEST_TMPDIR/rules"
    curt link edit ruled --redirect-rules "$BATS_TEST_TMPDIR/rules"
    is rules '["https://apps.example/","https://example.com/b"]' \
        "$(curt link show ruled --json | jq -c '[.redirect_rules[].url]')"
    run curt link show ruled
    [[ $output == *$'redirect_rules   1: https://apps.example/\n                    query     a=1, b\n                    device    android, ios\n'* ]]
    [[ $output == *$'                 2: https://example.com/b\n                    share     50\n'* ]]
    curt link edit ruled --redirect-rules - <"$BATS_TEST_TMPDIR/rules"
    echo '[{"if":{},"url":"https://apps.example/"}]' >"$BATS_TEST_TMPDIR/rules"
    fails 1 'Rule 1: without a condition' link edit ruled --redirect-rules "$BATS_TEST_TMPDIR/rules"
    fails 1 'none' link edit ruled --redirect-rules "$BATS_TEST_TMPDIR/none"
    curt link edit ruled --redirect-rules null
    is 'no rules' '[]' "$(curt link show ruled --json | jq -c .redirect_rules)"
}

@test "what the API refuses is refused, with the same sentence" {
    curt link add https://example.com/ --alias taken >/dev/null
    fails 1 'alias taken is taken; choose another.' link add https://example.com/ --alias taken
    fails 1 'alias' link add https://example.com/ --alias 'no//part'
    fails 1 'reserved' link add https://example.com/ --alias api
    fails 1 'absolute URL' link add example.com
    fails 1 'url' link add javascript:alert
    fails 1 'expires_at must not be in the past' link add https://example.com/ --expires-at 2020-01-01T00:00:00Z
    fails 1 'status must be 301, 302, 307 or 308' link add https://example.com/ --status 303
    fails 1 'valid_from must be before' link add https://example.com/ --ttl 60 --valid-from 2999-01-01T00:00:00Z
    curt link edit taken --ttl 60
    fails 1 'valid_from must be before' link edit taken --valid-from 2999-01-01T00:00:00Z
    fails 1 'url' link edit taken --url nonsense
    for action in show edit disable enable delete; do
        if [ $action = edit ]; then set -- --title x; else set --; fi
        fails 1 'there is no link none' link $action none "$@"
        fails 1 'there is no link' link $action '../x' "$@"
    done
    fails 1 'no deleted link none can be restored' link restore none
    curt link delete taken
    curt link add https://example.com/2 --alias taken >/dev/null
    fails 1 'another link has the code taken' link restore taken
    fails 2 'URL must be UTF-8' link add $'https://example.com/\xff'
    fails 2 '--title must be UTF-8' link add https://example.com/ --title $'\xc3('
    fails 2 '--url must be UTF-8' link edit taken --url $'https://example.com/\xff'
    fails 2 '--campaign must be UTF-8' link edit taken --campaign $'\xed\xa0\x80'
    fails 2 '--tag must be 1 to 64 bytes of UTF-8' link edit taken --tag $'\xff'
    fails 1 'control characters' link add $'https://example.com/\n'
    fails 2 'say what to change' link edit taken
    fails 2 'say what to change' link edit taken --json
    fails 2 '--track must be every or first' link add https://example.com/ --track none
}

@test "a link belongs to an administrator's key that is good" {
    curt key revoke 1
    fails 1 'curt key add me --role admin' link add https://example.com/
    curt key add creator >/dev/null
    fails 1 'curt key add me --role admin' link add https://example.com/
    curt key add two --role admin >/dev/null
    is owner 3 "$(curt link add https://example.com/ --json | jq .owner)"
}

@test "a live link to the same URL is taken if that is asked for" {
    first=$(curt link add https://example.com/same)
    [ "$first" != "$(curt link add https://example.com/same)" ]
    local same
    same=$(curt link add https://example.com/same --reuse)
    [[ $same == https://s.example/* ]]
    is "the same" "$same" "$(curt link add https://example.com/same --reuse)"
    is links 2 "$(curt link list --json | wc -l)"
    [ "$(curt link add https://example.com/same --reuse --status 302)" != "$same" ] # it opens in another way
}

@test "lists are filtered, in order and as long as was asked" {
    local i
    for i in a b c d; do
        curt link add "https://example.com/$i" --alias "link-$i" --tag all --title "title $i" >/dev/null
    done
    curt link edit link-b --campaign spring
    curt link disable link-c
    is all 'link-d link-c link-b link-a' "$(codes)"
    is limit 'link-d link-c' "$(codes --limit 2)"
    is tag 'link-d link-c link-b link-a' "$(codes --tag all)"
    is 'no tag' '' "$(codes --tag none)"
    is campaign link-b "$(codes --campaign spring)"
    is both '' "$(codes --campaign spring --tag none)"
    is state link-c "$(codes --state disabled)"
    is code link-a "$(codes --find LINK-A)"
    is URL link-b "$(codes --find m/b)"
    is title link-d "$(codes --find 'TITLE d')"
    is head 'code state created clicks url' "$(curt link list | head -1 | xargs)"
    is "lines up" 1 "$(curt link list | awk '{ print match($0, /https:|url$/) }' | sort -u | wc -l)"
}

@test "a list is longer than what one transaction reads" {
    curt demo add --links 200 --clicks 1000 >/dev/null
    is links "$(curt link list --limit 100000 --json | jq -r .code | sort -u | wc -l)" \
        "$(curt link list --limit 100000 --json | wc -l)"
    [ "$(curt link list --limit 100000 --json | wc -l)" -ge 200 ]
    is limit 130 "$(curt link list --limit 130 --json | wc -l)"
}

@test "numbers are those that were counted" {
    local campaign
    curt demo add --clicks 2000 >/dev/null
    is before 'null 0' "$(curt stats --json | jq -r '"\(.as_of.time) \(.clicks)"')"
    "$BUILD/sbin/curt-relay" 2>/dev/null 3>&- &
    relay=$!
    wait_for 300 sh -c "'$BUILD/sbin/curt' stats --json | jq -e '.clicks > 0 and .messages.messages == 380'"
    relay_end
    clicks=$(curt stats --json | jq .clicks)
    is text "$clicks" "$(curt stats | awk '$1 == "clicks" { print $2 }')"
    is 'each link' "$clicks" "$(curt link list --limit 100000 --json | jq -s 'map(.clicks) | add')"
    code=$(curt link list --limit 100000 --json | jq -rs 'max_by(.clicks).code')
    is link "$(curt link show "$code" --json | jq .clicks)" "$(curt stats link "$code" --json | jq .clicks)"
    is 'no messages of a link' null "$(curt stats link "$code" --json | jq .messages)"
    is breakdown 2 "$(curt stats --json --top 2 | jq '.breakdown.browser | length')"
    curt stats --top 2 | grep -E '^browser +[0-9]+  .' >/dev/null
    is 'no breakdown' null "$(curt stats --json | jq .breakdown)"
    campaign=$(curt campaign list --json | jq -rs 'max_by(.recipients).name')
    [ "$(curt stats campaign "$campaign" --json | jq .messages.messages)" -gt 0 ]
    is 'unknown tag' 0 "$(curt stats tag none --json | jq .clicks)"
    fails 1 'there is no link none' stats link none
    fails 2 NAME stats tag
}

@test "a message is stored for the relay, or shown" {
    run curt message send --from Shop --to '+44 7700 900000' --text 'Hi https://example.com/x.' --dry-run
    [[ $status == 0 && $output =~ ^447700900000\ \ 1\ SMS\ \ Hi\ https://s\.example/[A-Za-z0-9]+\.$ ]]
    is JSON '["https://example.com/x"]' "$(curt message send --from Shop --to '+44 7700 900000' --text 'Hi https://example.com/x.' \
        --dry-run --json | jq -c '[.links[].url]')"
    is nothing '' "$(curt message list --json)"
    is 'no link' '' "$(codes)"
    run curt message send --from Shop --to '+44 7700 900000' --text 'Hi https://example.com/x.' --campaign spring --client-ref r1
    [[ $status == 0 && $output =~ ^[0-9a-f-]{36}\ \ 1\ SMS\ \ Hi\ https://s\.example/ ]]
    is stored "${output%% *} requested sms 447700900000 spring" \
        "$(curt message list --json | jq -r '"\(.id) \(.status) \(.channel) \(.to) \(.campaign)"')"
    is channel whatsapp "$(curt message send --channel whatsapp --from 447700900001 --to 447700900000 --text Hi --json | jq -r .channel)"
}

@test "a message that the API refuses is refused, with status 1" {
    curt suppressions add 447700900009
    fails 1 '447700900009 has opted out' message send --from Shop --to 447700900009 --text Hi
    fails 1 '447700900009 has opted out' message send --from Shop --to 447700900009 --text Hi --dry-run
    fails 1 'to must be a number' message send --from Shop --to 12 --text Hi
    fails 1 'text has 0 characters' message send --from Shop --to 447700900000 --text ''
    fails 2 '--text must be UTF-8' message send --from Shop --to 447700900000 --text $'a\xff'
    fails 1 'from must be' message send --channel whatsapp --from Shop --to 447700900000 --text Hi
    fails 2 '--text is required' message send --from Shop --to 447700900000
    fails 2 '--channel must be sms' message send --from Shop --to 447700900000 --text Hi --channel fax
    is nothing '' "$(curt message list --json)"
}

@test "a campaign of which a part cannot be sent ends with status 1" {
    printf 'to,name\n447700900001,Ada\n12,Cy\n' >"$BATS_TEST_TMPDIR/part.csv"
    printf 'to,name\n447700900001,Ada\n' >"$BATS_TEST_TMPDIR/whole.csv"
    run curt campaign send "$BATS_TEST_TMPDIR/part.csv" --from Shop --template 'Hi {name}' --dry-run
    is 'part, dry' 1 "$status"
    run curt campaign send "$BATS_TEST_TMPDIR/whole.csv" --from Shop --template 'Hi {name}' --dry-run
    is 'whole, dry' 0 "$status"
    "$BUILD/sbin/curt-relay" >/dev/null 2>&1 3>&- &
    relay=$!
    run timeout 60 "$BUILD/sbin/curt" campaign send "$BATS_TEST_TMPDIR/part.csv" --from Shop --template 'Hi {name}'
    is "part: $output" 1 "$status"
    [[ $output == *'1 of 1 handed over'* ]]
    run timeout 60 "$BUILD/sbin/curt" campaign send "$BATS_TEST_TMPDIR/whole.csv" --from Shop --template 'Hi {name}'
    is "whole: $output" 0 "$status"
    relay_end
}

@test "a campaign without recipients is not started by itself, and warns when it is started" {
    printf 'to\n12\n' >"$BATS_TEST_TMPDIR/none.csv"
    run curt campaign send "$BATS_TEST_TMPDIR/none.csv" --from Shop --template Hi
    is status 1 "$status"
    [[ $output == *'none was not started, because it has no recipients'* ]]
    is state draft "$(curt campaign show none | jq -r .state)"
    run --separate-stderr curt campaign start none
    is start 0 "$status"
    [[ $stderr == *'none has no recipients: nothing is sent'* ]]
}
