# The bench runs, and its counts are what was answered. How fast it was is no test: machines are noisy.
load ../site.bash

@test "the short bench: every answered click is counted" {
    run "$TOP/tests/bench/bench" --rounds 1 --seconds 1 --links 1000
    echo "$output"
    is status 0 "$status"
    [[ $output == *" ratio "* ]]
}

@test "the short bench of the intake: every click of the spool is counted" {
    make -s -C "$BUILD" tests/bench/intake
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    run "$BUILD/tests/bench/intake" 20000
    echo "$output"
    is status 0 "$status"
    [[ $output == "20000 clicks taken in and counted: "* ]]
}

@test "the instructions of a redirect are counted" {
    run "$TOP/tests/bench/instructions" 300
    echo "$output"
    is status 0 "$status"
    [[ $output == *" instructions a redirect, "*", ratio "* ]]
}

@test "the short bench of patterns: it runs and prints its lines" {
    make -s -C "$BUILD" tests/bench/patterns
    run "$BUILD/tests/bench/patterns" 1000
    echo "$output"
    is status 0 "$status"
    [[ $output == *" times "*"json-c alone"*" times text, one source"* ]]
}

# Where the relay was held up, a hundred were not together yet when it sent some.
@test "the short bench of delivery: about as many requests as there were to be" {
    run "$TOP/tests/bench/deliver" 1000
    echo "$output"
    is status 0 "$status"
    [[ $output =~ 1000\ events,\ 1[0-9]\ requests$ ]]
}

@test "the short bench of a replay: clicks of the log, a hundred a request" {
    run "$TOP/tests/bench/deliver" --replay 4000
    echo "$output"
    is status 0 "$status"
    [ "$(grep -cE '^clicks, 100 a request, .* events/s   [34][0-9]{3} events, [3-9][0-9] requests$' <<<"$output")" -eq 2 ]
}

@test "the short bench of a new rule: it takes effect while clicks run" {
    run "$TOP/tests/bench/rule" 1 3
    echo "$output"
    is status 0 "$status"
    [[ $output == "effect after "*" ratio "* ]]
}

@test "the short bench of statistics: each is answered, while others are counted and at rest" {
    run "$TOP/tests/bench/stats" 5000 20
    echo "$output"
    is status 0 "$status"
    [ "$(grep -c '^while counting .* ms, of a hundred one over ' <<<"$output")" -eq 4 ]
    [ "$(grep -c '^at rest .* ms, of a hundred one over ' <<<"$output")" -eq 4 ]
}

@test "the short bench of receipts: each is answered 204, and has moved its message" {
    run "$TOP/tests/bench/receipts" 500
    echo "$output"
    is status 0 "$status"
    [[ $output == *" receipts/s   500 answered 204, 0 otherwise, "* ]]
}

@test "the short bench of open pages: nearly all answers are 304" {
    run "$TOP/tests/bench/watch" 20 3
    echo "$output"
    is status 0 "$status"
    [[ $output =~ ^([0-9]+)\ answers,\ ([0-9]+)\ of\ them\ 304 ]]
    is changed 20 $((BASH_REMATCH[1] - BASH_REMATCH[2])) # the first of each page
}

@test "the short bench of a full cache: redirects go on, and it prints its line" {
    run "$TOP/tests/bench/cliff" --links 20000 --events 20000 --cache 8 --seconds 1 --rounds 1
    echo "$output"
    is status 0 "$status"
    [[ $output == *" over 1,000 links, "*" ratio "* ]]
}

@test "the short bench of creates: batches, single ones and lists, all answered" {
    run "$TOP/tests/bench/creates" --links 1000 --step 1000 --seconds 1
    echo "$output"
    is status 0 "$status"
    [[ $output == *"links/s in batches"*"single creates/s"*"lists/s"*"bytes each"* ]]
}

@test "the short bench of recovery: links open and are made again after all programs were killed" {
    run "$TOP/tests/bench/recovery" --links 2000 --rounds 1 --seconds 1
    echo "$output"
    is status 0 "$status"
    [ "$(grep -c ' links, batches of .*: links open after .* ms (median), .* made after ' <<<"$output")" -eq 2 ]
}
