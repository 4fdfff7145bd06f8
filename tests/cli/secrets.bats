# Secrets: files that others can access stop every program; no program dumps its memory or prints what is secret.
load ../site.bash
bats_require_minimum_version 1.5.0

setup_file() {
    export CURT_STORE_HOME=$BATS_FILE_TMPDIR/store CURT_CONF=$BATS_FILE_TMPDIR/curt.conf
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    (umask 077 && : >"$CURT_CONF")
    "$BUILD/sbin/curt" init >/dev/null
}

setup() {
    export CURT_CONF=$BATS_TEST_TMPDIR/curt.conf
    (umask 077 && printf '[vonage]\nsignature_secret = tell-nobody\n' >"$CURT_CONF")
}

teardown() {
    [ -z "${relay-}" ] || kill "$relay" 2>/dev/null || true
}

# What each program says when it starts, with its status.
each_program() {
    local program
    for program in sbin/curt sbin/curt-relay sbin/curt-sweep cgi-bin/{bus,receipt,redirect,send,shorten,stats}.fcgi; do
        if [ $program = sbin/curt ]; then set -- key list; else set --; fi
        run --separate-stderr timeout 20 "$BUILD/$program" "$@" </dev/null
        echo "$program $status $stderr"
    done
}

@test "a configuration with a secret that others can access stops every program, with the cure" {
    local line count=0
    chmod 0644 "$CURT_CONF"
    while read -r line; do
        [[ $line == *" 1 "*"$CURT_CONF holds [vonage] signature_secret"*'`chmod o-rwx '"$CURT_CONF"'`'*'`chgrp curt '"$CURT_CONF"'`'* ]]
        [[ $line != *tell-nobody* ]]
        count=$((count + 1))
    done < <(each_program)
    is programs 9 $count
    chmod o-rwx "$CURT_CONF"
    "$BUILD/sbin/curt" key list
}

@test "a key file that others can access stops every program, with the cure" {
    local line count=0
    export CURT_VONAGE_PRIVATE_KEY=$BATS_TEST_TMPDIR/vonage.key
    : >"$CURT_VONAGE_PRIVATE_KEY"
    chmod 0604 "$CURT_VONAGE_PRIVATE_KEY"
    while read -r line; do
        [[ $line == *" 1 "*"$CURT_VONAGE_PRIVATE_KEY is [vonage] private_key"*'`chmod o-rwx '"$CURT_VONAGE_PRIVATE_KEY"'`'* ]]
        count=$((count + 1))
    done < <(each_program)
    is programs 9 $count
    chmod o-rwx "$CURT_VONAGE_PRIVATE_KEY"
    "$BUILD/sbin/curt" key list
}

@test "curt config shows no secret" {
    export CURT_STATS_METRICS_TOKEN=tell-nobody CURT_VONAGE_API_SECRET=tell-nobody
    for form in '' --json --template; do
        # shellcheck disable=SC2086
        "$BUILD/sbin/curt" config $form >"$BATS_TEST_TMPDIR/shown"
        ! grep tell-nobody "$BATS_TEST_TMPDIR/shown"
    done
    is hidden '**** **** ****' "$("$BUILD/sbin/curt" config --json |
        jq -r '[."stats.metrics_token", ."vonage.api_secret", ."vonage.signature_secret"] | map(.value) | join(" ")')"
}

@test "a running program cannot dump core" {
    local forbidden=0
    "$BUILD/sbin/curt-relay" 2>/dev/null 3>&- &
    relay=$!
    wait_for 100 grep -qE '^Max core file size +([01]) +\1 ' "/proc/$relay/limits" || forbidden=$?
    kill "$relay"
    wait "$relay" || true
    is "no limit" 0 $forbidden
}

@test "a configuration that cannot be read is named, and by what" {
    CURT_CONF=/nowhere/curt.conf run -1 --separate-stderr "$BUILD/sbin/curt" key list
    [[ $stderr == *'/nowhere/curt.conf, which CURT_CONF names, cannot be read: No such file or directory' ]]
    CURT_CONF=$BATS_TEST_TMPDIR run -1 --separate-stderr "$BUILD/sbin/curt" key list
    [[ $stderr == *"$BATS_TEST_TMPDIR cannot be read: Is a directory" ]]
}
