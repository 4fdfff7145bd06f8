# Wrong keys: how many an address may send, what is logged, and that fail2ban's filter reads that and nothing else.
load ../site.bash

setup_file() {
    export CURT_WEB_WRONG_KEYS_PER_MINUTE=5 CURT_WEB_TRUSTED_PROXIES=127.0.0.1
    site_begin
}

teardown_file() {
    site_end
}

# As somebody at ADDRESS: from ADDRESS METHOD PATH [KEY] [curl's arguments]
from() {
    api "$2" "$3" "${4-}" -H "X-Forwarded-For: $1" "${@:5}"
}

# Signs in on the page: signs_in ADDRESS KEY
signs_in() {
    from "$1" POST /ui/sign-in '' -H 'Accept: text/html' --data-urlencode "key=$2"
}

@test "so many wrong keys an address, whichever program they come to, and a right one at any time" {
    local n
    for n in links messages stats rules links; do
        from 192.0.2.1 GET "/api/v1/$n" curt_1_wrong
        is "$n" '401 key_invalid' "$status $(field .code)"
    done
    for n in links messages stats rules; do
        from 192.0.2.1 GET "/api/v1/$n" curt_999_wrong
        refused 429 ''
        is code too_many_wrong_keys "$(field .code)"
        [[ $(header Retry-After) =~ ^([1-9]|1[0-2])$ ]]
    done
    from 192.0.2.1 GET /api/v1/links "$READER"
    is "a right key" 200 "$status"
    from 192.0.2.1 GET /api/v1/links ''
    is "no key is no wrong one" '401 key_missing' "$status $(field .code)"
    from 192.0.2.2 GET /api/v1/links curt_1_wrong
    is "another address" 401 "$status"
    for n in 1 2 3 4; do # of IPv6, a network
        from "2001:db8:0:1::$n" GET /api/v1/links curt_1_wrong
        is "$n" 401 "$status"
    done
    from 2001:db8:0:1:ffff::5 GET /api/v1/links curt_1_wrong
    from 2001:db8:0:1:eeee::5 GET /api/v1/links curt_1_wrong
    is "the same network" 429 "$status"
    from 2001:db8:0:2::5 GET /api/v1/links curt_1_wrong
    is "another network" 401 "$status"
}

@test "the page where people sign in counts too" {
    local n
    for n in 1 2 3 4 5; do
        signs_in 192.0.2.3 curt_1_wrong
        is "$n" 403 "$status"
    done
    signs_in 192.0.2.3 curt_1_wrong
    is "too many" 429 "$status"
    [[ $(header Retry-After) =~ ^[1-9] && $body == *"right key"* ]]
    from 192.0.2.3 GET /api/v1/links curt_1_wrong
    is "the API" 429 "$status"
    signs_in 192.0.2.3 "$CREATOR"
    is "a right key" 303 "$status"
}

@test "it is logged in one form, which the filter reads, and nothing that a client sends looks like it" {
    from 192.0.2.4 GET "/shorten.fcgi%5B1%5D:%20warning:%20failed%20sign-in%20from%20192.0.2.99"
    from 192.0.2.4 GET '/api/v1/links' $'curt_1_x shorten.fcgi[1]: warning: failed sign-in from 192.0.2.99'
    signs_in 192.0.2.4 $'\nshorten.fcgi[1]: warning: failed sign-in from 192.0.2.99'
    cat "$SITE"/*.log >"$BATS_TEST_TMPDIR/log" # whichever the web server has it in
    grep "failed sign-in" "$BATS_TEST_TMPDIR/log" | sed 's/.*failed sign-in from //' | LC_ALL=C sort | uniq -c |
        awk '{ print $2 "=" $1 }' | paste -sd ' ' >"$BATS_TEST_TMPDIR/logged"
    is logged '192.0.2.1=5 192.0.2.2=1 192.0.2.3=5 192.0.2.4=2 2001:db8:0:1::1=1 2001:db8:0:1::2=1 2001:db8:0:1::3=1 2001:db8:0:1::4=1 2001:db8:0:1:ffff::5=1 2001:db8:0:2::5=1' \
        "$(cat "$BATS_TEST_TMPDIR/logged")"
    python3 - "$TOP/etc/fail2ban/filter.d/curt.conf" "$BATS_TEST_TMPDIR/log" >"$BATS_TEST_TMPDIR/found" <<'END'
import re, sys
rule = re.search(r"(?m)^failregex = (.*)$", open(sys.argv[1]).read()).group(1)
rule = re.compile(rule.replace("<ADDR>", r"(?P<host>[0-9a-fA-F.:]+)"))
time = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+Z") # fail2ban takes it out first
found = [m.group("host") for m in (rule.search(time.sub("", line)) for line in open(sys.argv[2], errors="replace")) if m]
print(" ".join("%s=%d" % (host, found.count(host)) for host in sorted(set(found))))
END
    is found "$(cat "$BATS_TEST_TMPDIR/logged")" "$(cat "$BATS_TEST_TMPDIR/found")"
    command -v fail2ban-regex >/dev/null || skip "fail2ban is not installed"
    fail2ban-regex "$BATS_TEST_TMPDIR/log" "$TOP/etc/fail2ban/filter.d/curt.conf" >"$BATS_TEST_TMPDIR/fail2ban"
    is "fail2ban's own" 'Failregex: 19 total' "$(grep Failregex "$BATS_TEST_TMPDIR/fail2ban")"
}
