# curt's table of commands: options, arguments, help, and what is said when they are wrong.
load ../site.bash
bats_require_minimum_version 1.5.0

setup_file() {
    export CURT_CONF=$BATS_FILE_TMPDIR/curt.conf CURT_STORE_HOME=$BATS_FILE_TMPDIR/store
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    : >"$CURT_CONF"
    "$BUILD/sbin/curt" init >/dev/null
    "$BUILD/sbin/curt" rule add all '{"source":["urlshortener"]}'
}

curt() {
    "$BUILD/sbin/curt" "$@"
}

# A line for each command: its words, a colon, and its usage in one line.
commands() {
    curt --help | awk '
        /^  curt / { if (usage != "") print name ": " usage
            name = $2; usage = $0
            if ($3 ~ /^[a-z]+$/) name = name " " $3
            next }
        /^      [[(-]/ { usage = usage " " $0 }
        END { print name ": " usage }'
}

# refuses TEXT ARGUMENT...: with status 2, a sentence on standard error that has the text, and the usage.
refuses() {
    local text=$1
    shift
    run --separate-stderr curt "$@"
    is "curt $*" 2 "$status"
    is "output of curt $*" '' "$output"
    [[ ${stderr_lines[0]} == *"$text"* ]] || {
        echo "curt $*: ${stderr_lines[0]}, not $text"
        return 1
    }
    [[ ${stderr_lines[1]} == usage:* ]]
}

@test "--help of each command is its usage, on standard output, with every option and what it means" {
    local words usage option count=0
    while IFS=: read -r words usage; do
        # shellcheck disable=SC2086
        run --separate-stderr curt $words --help
        is "$words" '0 ' "$status $stderr"
        # one name with several commands lists them all
        [[ ${lines[0]} == "usage: curt $words"* || ${lines[1]} == "  curt $words"* ]]
        for option in $(grep -oE -- '--[a-z-]+' <<<"$usage"); do
            grep -qE -- "^  $option( .*)?\$" <<<"$output"
        done
        count=$((count + 1))
    done < <(commands)
    [ "$count" -gt 40 ]
    is "no usage twice" '' "$(commands | sed 's/:.*//' | sort | uniq -d)"
}

@test "--help of a name lists its commands; --help and help list all; --version" {
    run --separate-stderr curt key --help
    is status '0 ' "$status $stderr"
    is commands 'add rotate list revoke' "$(awk '$1 == "curt" { print $3 }' <<<"$output" | paste -sd ' ')"
    is "the same" "$(curt --help)" "$(curt help)"
    is -h "$(curt --help)" "$(curt -h)"
    is 'a command' "$(curt key add --help)" "$(curt help key add)"
    is 'a command -h' "$(curt key add --help)" "$(curt key add -h)"
    is 'a single one' "$(curt forget --help)" "$(curt help forget)"
    is 'a single one -h' "$(curt forget --help)" "$(curt forget 447700900000 -h)"
    is 'a name' "$(curt key --help)" "$(curt help key)"
    is 'a name -h' "$(curt key --help)" "$(curt key -h)"
    is 'both' "$(curt replay --help)" "$(curt help replay)"
    is version "curt $(sed -n 's/^AC_INIT(\[curt\], \[\(.*\)\])$/\1/p' "$BATS_TEST_DIRNAME/../../configure.ac")" "$(curt --version)"
}

@test "the manual's synopsis has each command with its options, and no others" {
    commands | while IFS=: read -r words usage; do
        echo "$words: $(grep -oE -- '--[a-z-]+' <<<"$usage" | sort | paste -sd ' ')"
    done | sort >"$BATS_TEST_TMPDIR/table"
    sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$BATS_TEST_DIRNAME/../../man/curt.8" |
        awk '/^\.Cm / { name = substr($0, 5); print name ": " }
            /^\.Nm/ { name = "" }
            name != "" { while (match($0, /Fl -[a-z-]+/)) {
                print name ": -" substr($0, RSTART + 3, RLENGTH - 3); $0 = substr($0, RSTART + RLENGTH) } }' |
        sort | awk -F': ' '$1 != last { if (last != "") print last ": " options; last = $1; options = "" }
            $2 != "" { options = options (options != "" ? " " : "") $2 }
            END { print last ": " options }' | sort >"$BATS_TEST_TMPDIR/manual"
    diff "$BATS_TEST_TMPDIR/table" "$BATS_TEST_TMPDIR/manual"
}

@test "options stand anywhere, as --name value or --name=value; the last one counts" {
    local form
    for form in 'one --role reader --json' '--role=reader --json one' '--json --role admin one --role reader'; do
        # shellcheck disable=SC2086
        is "$form" 'one reader' "$(curt key add $form | jq -r '"\(.name) \(.role)"')"
    done
    is "left out" creator "$(curt key add two --json | jq -r .role)"
    is "not JSON" 1 "$(curt key add three | grep -c '^curt_')"
}

@test "a value that looks like an option is kept" {
    is "after --" '--json' "$(curt key add --json -- --json | jq -r .name)"
    is "after -- alone" 1 "$(curt key add -- --json | grep -c '^curt_')"
    curt target add t --rule all --path /tmp/none
    curt replay --from 2020-01-01T00:00:00Z --name --json >/dev/null
    is "of an option" '--json' "$(curt replay show --json -- --json | jq -r .name)"
    curt replay --from 2020-01-01T00:00:00Z --name=--help >/dev/null
    curt replay show -- --help
    curt target remove t
}

@test "what is not in the table is refused by name" {
    refuses 'no command' 
    refuses '`curt frob`' frob
    refuses '`curt key frob`' key frob
    refuses '`curt key`' key
    refuses '`curt frob`' help frob
    refuses '`curt key frob`' help key frob
    refuses '--colour' key list --colour
    refuses '--colour' target add x --rule all --url https://example.com/ --colour=red
    refuses 'option -x' key list -x
    refuses '--json' key revoke 1 --json
    refuses '--json takes no value' key list --json=yes
    refuses '--role needs a value' key add x --role
    refuses 'argument more' key list more
    refuses 'argument more' forget 447700900000 more
    refuses 'NAME is required' key add
    refuses 'PATTERN|@FILE is required' rule add x
    refuses '--from is required' replay
    refuses '--template is required' campaign send - --from curt
    refuses '--url, --path, --syslog' target add x --rule all
    refuses '--url and --path' target add x --rule all --url https://example.com/ --path /tmp/x
    refuses '--json and --template' config --json --template
    refuses '--headers and --header' target change x --headers null --header 'A: 1'
    refuses 'what to change' target change x
    refuses stop stop list
}

@test "a wrong value is refused with the option, what it must be, and what it was" {
    refuses '--role must be admin, creator or reader, not boss' key add x --role boss
    refuses '--form must be event, cloudevents or cloudevents-binary, or null, not xml' target change x --form xml
    refuses '--type must be webhook or log, not x' target add x --rule all --syslog --type x
    refuses '--channel must be sms, mms, rcs' campaign send - --from curt --template x --channel fax
    refuses '--track must be every, first or none, not all' campaign send - --from curt --template x --track all
    refuses '--status must be requested, ' message list --status gone
    refuses '--reason must be CONNECTION_FAILURE, ' dead list --reason timeout
    refuses '--target must be 1 to 64 of' dead list --target 'a b'
    refuses '--batch must be a whole number, or null, not ten' target change x --batch ten
    refuses '--batch must be a whole number' target change x --batch ''
    refuses '--rate must be a whole number, not 1.5' campaign send - --from curt --template x --rate 1.5
    refuses '--from must be a whole number' event list --from -1
    refuses '--from must be a whole number' event list --from 99999999999999999999
    refuses '--limit must be a whole number, 1 or more, not 0' message list --limit 0
    refuses 'ID must be a whole number' key revoke 0
    refuses 'ID must be a whole number' key revoke 4294967296
    refuses 'NAME must be 1 to 64 bytes' key add "$(printf '%065d' 0)"
    refuses 'NAME must be 1 to 64 bytes of UTF-8' key add $'a\xff'
    refuses "--header must be 'NAME: VALUE', not x" target change x --header x
    refuses '--variable must be NAME=PATH, not x' target change x --variable x
    refuses '--from must be a time such as' replay --from yesterday
    refuses '--to must be a time such as' replay --from 2020-01-01T00:00:00Z --to 36w
    refuses 'or an age such as 36h, not h' dead list --older-than h
    curt dead list --older-than 36h >/dev/null
    curt dead list --older-than 2020-01-01T00:00:00Z >/dev/null
}

@test "every word that an option lists is taken" {
    local word roles=0
    for word in admin creator reader; do
        is role "$word" "$(curt key add x --role "$word" --json | jq -r .role)"
    done
    for word in $(curt message list --help | tr -d '\n' | sed -E 's/.*with this status \(([^)]*)\).*/\1/; s/,| or / /g'); do
        curt message list --status "$word"
        roles=$((roles + 1))
    done
    is statuses 9 "$roles"
    for word in $(curt dead list --help | tr -d '\n' | sed -E 's/.*for this reason \(([^)]*)\).*/\1/; s/,| or / /g'); do
        curt dead list --reason "$word"
        roles=$((roles + 1))
    done
    is reasons 17 "$roles"
    for word in event cloudevents cloudevents-binary; do
        curt target add "form-$word" --rule all --url http://127.0.0.1:9/ --form "$word" >/dev/null
        is form "$word" "$(curt target show "form-$word" --json | jq -r .form)"
        curt target remove "form-$word"
    done
    for word in every first none; do
        printf 'to\n447700900001\n' | curt campaign send - --name x --from curt --template x --track "$word" --dry-run
    done
}

@test "fields of a target: text, numbers, pairs, null; the name with - or _" {
    curt target add t --rule all --url http://127.0.0.1:9/ --batch 10 --retry_age 60 --template '{"c": <c>}' --variable c='$.detail.code' \
        --header 'A: 1' --header B:2 --old-secret=null >/dev/null
    is added '10 60 $.detail.code 1 2' "$(curt target show t --json |
        jq -r '"\(.batch) \(.retry_age) \(.variables.c) \(.headers.A) \(.headers.B)"')"
    curt target change t --batch null --retry-age=120 --header A: --url http://127.0.0.1:9/null --disabled
    is changed '1 120 {"B":"2"} http://127.0.0.1:9/null disabled' "$(curt target show t --json |
        jq -r '"\(.batch) \(.retry_age) \(.headers) \(.url) \(.state)"')"
    curt target change t --headers null --template null --variables null
    is removed 'null null null' "$(curt target show t --json | jq -r '"\(.headers) \(.variables) \(.template)"')"
    run --separate-stderr curt target change t --batch 101
    is "the range is the target's" 1 "$status"
    [[ $stderr == *batch*"from 1 to 100"* ]]
    curt target remove t
}

@test "opt-outs are added, listed, removed; what is printed lines up" {
    curt suppressions add '+44 7700 900123'
    curt suppressions add 447700900124
    is listed '447700900123 447700900124' "$(curt suppressions list --json | jq -r .number | sort | paste -sd ' ')"
    is columns 1 "$(curt suppressions list | awk '{ print index($0, "20") ? index($0, "20") : 18 }' | grep -v '^$' | sort -u | wc -l)"
    curt suppressions remove 447700900123
    is removed 447700900124 "$(curt suppressions list --json | jq -r .number)"
    run --separate-stderr curt suppressions remove 447700900123
    is "is not there" 1 "$status"
    [[ $stderr == *"447700900123 has not opted out"* ]]
    is keys 'dead_letters events idempotency_answers links messages receipts recipients was_suppressed' \
        "$(curt forget 447700900124 --json | jq -r 'keys | join(" ")')"
}

@test "the daemons: --help, --version, what is wrong" {
    local program version
    version=$(curt --version)
    for program in curt-relay curt-sweep; do
        run --separate-stderr "$BUILD/sbin/$program" --help
        is "$program" '0 ' "$status $stderr"
        [[ ${lines[0]} == "usage: $program ["* ]]
        run --separate-stderr "$BUILD/sbin/$program" --version
        is version "0 $program${version#curt}" "$status $output"
        for wrong in --colour more --verbose=yes; do
            run --separate-stderr "$BUILD/sbin/$program" "$wrong"
            is "$program $wrong" '2 ' "$status $output"
            [[ ${stderr_lines[0]} == *"${wrong%=*}"* && ${stderr_lines[1]} == "usage: $program"* ]]
        done
    done
}

@test "curt-sweep --json has names for programs, and words for people beside them" {
    is "snake case" true "$("$BUILD/sbin/curt-sweep" --json | jq 'keys | all(test("^[a-z_]+$"))')"
    "$BUILD/sbin/curt-sweep" --verbose | grep -qE '^ +0  dead letters delivered$'
    for name in $("$BUILD/sbin/curt-sweep" --json | jq -r 'keys[]'); do
        grep -qw -- "$name" "$BATS_TEST_DIRNAME/../../man/curt-sweep.8"
    done
}

@test "JSON that is wrong is told by line and column" {
    local name=$BATS_TEST_TMPDIR/sent.json
    # says TEXT ARGUMENT...: with status 1 and this on standard error; the file has what printf makes of standard input
    says() {
        local text=$1
        shift
        printf "$(cat)" >"$name"
        run --separate-stderr curt "$@"
        is "$* $stderr" 1 "$status"
        [[ $stderr == *"$text"* ]] || { echo "$*: $stderr, not $text"; return 1; }
    }
    says 'sent.json is not valid JSON: line 2, column 7: a comma with nothing after it' event put "$name" <<<'[\n"a" , ]'
    says 'sent.json is not valid JSON: line 1, column 14: a text that is not UTF-8' rule add x "@$name" <<<'{"source":["a\xff"]}'
    says 'sent.json is not valid JSON: line 1, column 1: unexpected end of data' event put "$name" </dev/null
    says 'sent.json is not valid JSON: null' event put "$name" <<<'null'
    says 'column 4: control character in a text' event put "$name" <<<'{"a\0":1}'
    says 'pattern: pattern is not valid: line 1, column 17: a comma with nothing after it' rule add x '{"source":["a"],}' </dev/null
    says 'template: template begins like JSON, but does not give valid JSON: line 1, column 9: a comma' target add x --rule all \
        --url https://example.com/ --template '{"a": 1,}' </dev/null
    head -c 1100000 /dev/zero | tr '\0' ' ' >"$name"
    run --separate-stderr curt event put "$name"
    [[ $stderr == *'sent.json is not valid JSON: it is longer than 1 MiB'* ]]
    run --separate-stderr curt event put - <<<'{"a":1,}'
    [[ $stderr == *'standard input is not valid JSON: line 1, column 8: a comma with nothing after it'* ]]
}
