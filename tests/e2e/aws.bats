# What is signed as AWS's clients sign reaches the bus as it was sent, whatever server is before it.
load ../site.bash

setup_file() {
    site_begin
    eval "$(curt key add --aws signer --role creator | sed 's/^/export /')"
}

teardown_file() {
    site_end
}

# signs PATH EVENT [NAME=VALUE...]
signs() {
    local path=$1 event=$2
    shift 2
    run "$TOP/tests/aws/sign.py" "$BASE$path" PutEvents "$event" "$@"
    status=${lines[0]} body=${lines[1]-}
}

EVENT='{"Entries":[{"Source":"signed","DetailType":"test","Detail":"{\"text\":\"ä €\"}"}]}'

@test "a signed event is taken, with the slash and without, and with a query" {
    for path in /aws /aws/ '/aws?b=2&a=1' '/aws/?x='; do
        signs "$path" "$EVENT" signed=content-type\;host\;x-amz-date\;x-amz-target
        is "$path $body" "200 0" "$status $(field .FailedEntryCount)"
    done
    [ "$(curt event list --json | grep -c '"source":"signed"')" -eq 4 ]
}

@test "a body that was changed is not, and the answer has a date and a number" {
    signs /aws "$EVENT" "sent=${EVENT/signed/sailed}"
    is "$body" '403 InvalidSignatureException' "$status $(field .__type)"
    api POST /aws '' -H 'X-Amz-Target: AWSEvents.PutEvents' --data '{}'
    is "$body" '403 MissingAuthenticationTokenException' "$status $(field .__type)"
    is type application/x-amz-json-1.1 "$(header Content-Type)"
    [[ $(header x-amzn-requestid) =~ ^[0-9a-f-]{36}$ ]]
    [[ $(header Date) == *' GMT' ]]
}

@test "a longer body arrives whole" {
    printf -v text '%*s' 100000 ''
    signs /aws "{\"Entries\":[{\"Source\":\"large\",\"DetailType\":\"test\",\"Detail\":\"{\\\"text\\\":\\\"$text\\\"}\"}]}"
    is "$body" "200 0" "$status $(field .FailedEntryCount)"
}
