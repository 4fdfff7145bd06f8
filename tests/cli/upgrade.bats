# The version of a store: what an older and a newer one are told, and curt upgrade.
load ../site.bash
bats_require_minimum_version 1.5.0

setup() {
    export CURT_STORE_HOME=$BATS_TEST_TMPDIR/store CURT_CONF=/dev/null
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    export CURT_WEB_PAGES=$TOP/www
    "$BUILD/sbin/curt" init >/dev/null
    NOW=$(cat "$CURT_STORE_HOME/VERSION")
}

# refuses TEXT COMMAND...: with status 1, and says this on standard error.
refuses() {
    local text=$1
    shift
    run --separate-stderr timeout 20 "$@" </dev/null
    is "$* $stderr" 1 "$status"
    [[ $stderr == *"$text"* ]]
}

@test "a store without a version is refused with the cure, and upgraded in no time" {
    local program
    "$BUILD/sbin/curt" key add one >/dev/null
    rm "$CURT_STORE_HOME/VERSION"
    refuses "version 0, and this curt needs version $NOW: run \`curt upgrade\`" "$BUILD/sbin/curt" key list
    for program in sbin/curt-relay sbin/curt-sweep cgi-bin/{bus,receipt,redirect,send,shorten,stats}.fcgi; do
        refuses "run \`curt upgrade\`" "$BUILD/$program"
    done
    run "$BUILD/sbin/curt" upgrade --dry-run
    is status 0 "$status"
    [[ $output == *"has version 0"*"version 1: write the version"*"nothing was changed"* ]]
    [ ! -e "$CURT_STORE_HOME/VERSION" ]
    run "$BUILD/sbin/curt" upgrade
    is "$output" 0 "$status"
    is version "$NOW" "$(cat "$CURT_STORE_HOME/VERSION")"
    is key one "$("$BUILD/sbin/curt" key list --json | jq -r .name)"
    for option in '' --dry-run; do
        # shellcheck disable=SC2086
        run "$BUILD/sbin/curt" upgrade $option
        [[ $status == 0 && $output == *"has version $NOW: nothing to do" ]]
    done
}

# Version 4: links without redirect rules. A row of such a link has stayed as it was.
@test "a store of version 4 is upgraded, and has its links" {
    local program
    "$BUILD/sbin/curt" key add one --role admin >/dev/null
    "$BUILD/sbin/curt" link add https://example.com/old --alias old >/dev/null
    echo 4 >"$CURT_STORE_HOME/VERSION"
    for program in 'sbin/curt link list' sbin/curt-relay sbin/curt-sweep cgi-bin/{bus,receipt,redirect,send,shorten,stats}.fcgi; do
        # shellcheck disable=SC2086
        refuses "version 4, and this curt needs version $NOW: run \`curt upgrade\`" "$BUILD"/$program
    done
    run "$BUILD/sbin/curt" upgrade --dry-run
    [[ $status == 0 && $output == *"version 5: let links have redirect rules"* ]]
    is 'not yet' 4 "$(cat "$CURT_STORE_HOME/VERSION")"
    "$BUILD/sbin/curt" upgrade
    is version "$NOW" "$(cat "$CURT_STORE_HOME/VERSION")"
    is link 'https://example.com/old []' \
        "$("$BUILD/sbin/curt" link show old --json | jq -r '"\(.url) \(.redirect_rules)"')"
    echo '[{"if":{"device":["ios"]},"url":"https://example.com/ios"}]' |
        "$BUILD/sbin/curt" link edit old --redirect-rules -
    [[ $("$BUILD/sbin/curt" verify | tail -n 1) == 'the store is whole' ]]
    # An upgrade that was cut short is finished, and nobody enters before.
    echo '5 4' >"$CURT_STORE_HOME/VERSION"
    refuses "run \`curt upgrade\`" "$BUILD/sbin/curt" link list
    "$BUILD/sbin/curt" upgrade
    is version "$NOW" "$(cat "$CURT_STORE_HOME/VERSION")"
}

@test "a newer store is refused, and nothing in it is changed" {
    echo 41 >"$CURT_STORE_HOME/VERSION"
    for program in 'curt key list' 'curt upgrade' 'curt upgrade --dry-run' curt-relay curt-sweep; do
        # shellcheck disable=SC2086
        refuses "version 41, and this curt, $("$BUILD/sbin/curt" --version | cut -d' ' -f2), knows versions up to $NOW: install the newer curt" \
            "$BUILD"/sbin/$program
    done
    is version 41 "$(cat "$CURT_STORE_HOME/VERSION")"
}

@test "one upgrade at a time" {
    echo 1 >"$CURT_STORE_HOME/VERSION"
    flock "$CURT_STORE_HOME/upgrade.lock" sleep 3 3>&- &
    wait_for 20 sh -c "! flock -n '$CURT_STORE_HOME/upgrade.lock' true"
    refuses 'another `curt upgrade` is running on this store' "$BUILD/sbin/curt" upgrade
    is version 1 "$(cat "$CURT_STORE_HOME/VERSION")"
    wait
    "$BUILD/sbin/curt" upgrade
    is version "$NOW" "$(cat "$CURT_STORE_HOME/VERSION")"
}

@test "a damaged version is not taken for an old one" {
    : >"$CURT_STORE_HOME/VERSION"
    refuses 'does not hold the version of a store' "$BUILD/sbin/curt" upgrade
    refuses 'does not hold the version of a store' "$BUILD/sbin/curt" key list
}

@test "without a store there is nothing to upgrade" {
    export CURT_STORE_HOME=$BATS_TEST_TMPDIR/none
    refuses '`curt init` makes one' "$BUILD/sbin/curt" upgrade
    refuses '`curt init` makes one' "$BUILD/sbin/curt" upgrade --dry-run
}
