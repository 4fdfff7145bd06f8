# What is signed as AWS's clients sign reaches the bus as it was sent, whatever server is before it.
load ../aws/aws.bash

setup_file() {
    site_begin
    aws_signer signer --role creator
}

teardown_file() {
    site_end
}

EVENT='{"Entries":[{"Source":"signed","DetailType":"test","Detail":"{\"text\":\"ä €\"}"}]}'

@test "a signed event is taken, with the slash and without, and with a query" {
    for path in /aws /aws/ '/aws?b=2&a=1' '/aws/?x='; do
        URL=$BASE$path signs PutEvents "$EVENT" signed=content-type\;host\;x-amz-date\;x-amz-target
        is "$path $body" "200 taken 0" "$answer $(field .FailedEntryCount)"
    done
    [ "$(curt event list --json | grep -c '"source":"signed"')" -eq 4 ]
}

@test "a body that was changed is not, and the answer has a date and a number" {
    signs PutEvents "$EVENT" "sent=${EVENT/signed/sailed}"
    is "$body" '403 InvalidSignatureException' "$answer"
    api POST /aws '' -H 'X-Amz-Target: AWSEvents.PutEvents' --data '{}'
    is "$body" '403 MissingAuthenticationTokenException' "$status $(field .__type)"
    is type application/x-amz-json-1.1 "$(header Content-Type)"
    [[ $(header x-amzn-requestid) =~ ^[0-9a-f-]{36}$ ]]
    [[ $(header Date) == *' GMT' ]]
}

@test "a longer body arrives whole" {
    printf -v text '%*s' 100000 ''
    signs PutEvents "{\"Entries\":[{\"Source\":\"large\",\"DetailType\":\"test\",\"Detail\":\"{\\\"text\\\":\\\"$text\\\"}\"}]}"
    is "$body" "200 taken 0" "$answer $(field .FailedEntryCount)"
}
