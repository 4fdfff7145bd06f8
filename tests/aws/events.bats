# The AWS-compatible bus takes events: who signed is who may; AWS's own client says what is wrong.
load aws.bash

setup_file() {
    aws_begin
}

teardown_file() {
    site_end
}

EVENT='{"Entries":[{"Source":"hand","DetailType":"test","Detail":"{}"}]}'

@test "AWS's client puts events, and hears of each that was not taken" {
    client events
}

@test "AWS's client hears what is wrong with a key or a signature, and sets its clock by the answer" {
    id=$(curt key add bearer --json --role admin | picks .id)
    export UNSIGNED_ID=curt_$id
    aws_key creator --role creator
    export CREATOR_ID=$ID CREATOR_SECRET=$SECRET
    aws_key reader --role reader
    export READER_ID=$ID READER_SECRET=$SECRET
    aws_key links --scope links --role admin
    export LINKS_ID=$ID LINKS_SECRET=$SECRET
    client signatures
}

@test "what is signed by hand is taken with and without the slash, and for any region" {
    signs PutEvents "$EVENT"
    is "$body" "200 taken" "$answer"
    URL=$BASE/aws/ signs PutEvents "$EVENT" region=eu-central-1
    is "$body" "200 taken" "$answer"
    signs PutEvents "$EVENT" 'type=application/x-amz-json-1.1; charset=utf-8'
    is "$body" "200 taken" "$answer"
    signs PutEvents "$EVENT" skew=290
    is "$body" "200 taken" "$answer"
}

@test "what was changed on the way, or is not signed, is refused" {
    while read -r number name change; do
        signs PutEvents "$EVENT" "$change"
        is "$change: $body" "$number $name" "$answer"
    done <<END
403 InvalidSignatureException sent=${EVENT/hand/head}
403 InvalidSignatureException path=/aws/
403 InvalidSignatureException service=s3
403 InvalidSignatureException skew=310
403 InvalidSignatureException skew=-310
403 IncompleteSignatureException signed=host;x-amz-date
403 IncompleteSignatureException signed=x-amz-date;x-amz-target
403 IncompleteSignatureException authorization=AWS4-HMAC-SHA256 Credential=curt_1
403 MissingAuthenticationTokenException authorization=
403 MissingAuthenticationTokenException authorization=Bearer $ADMIN
END
}

sent() {
    read -r number name <<<"$answer"
    is "$body" "$1" "$number $name"
}

@test "what cannot be read is refused" {
    signs PutEvents '{"Entries":'
    sent '400 SerializationException'
    signs PutEvents '[]'
    sent '400 SerializationException'
    signs PutEvents '{"Entries":{}}'
    sent '400 SerializationException'
    signs PutEvents "$EVENT" type=application/json
    sent '400 SerializationException'
    signs Nothing '{}'
    sent '400 UnknownOperationException'
    signs PutEvents "$EVENT" target=Other.PutEvents
    sent '400 UnknownOperationException'
    api GET /aws
    is "$body" 405 "$status"
}

@test "a key that is rotated has a new secret, and the old one for a while; one that is revoked has none" {
    aws_signer turning --role creator
    signs PutEvents "$EVENT"
    sent '200 taken'
    new=$(curt key rotate "${ID#curt_}" | sed -n 's/^AWS_SECRET_ACCESS_KEY=//p')
    [ "$new" != "$SECRET" ]
    signs PutEvents "$EVENT"
    sent '200 taken'
    AWS_SECRET_ACCESS_KEY=$new signs PutEvents "$EVENT"
    sent '200 taken'
    new=$(curt key rotate "${ID#curt_}" --overlap 0 --json | picks .aws_secret_access_key)
    signs PutEvents "$EVENT"
    sent '403 InvalidSignatureException'
    curt key revoke "${ID#curt_}"
    AWS_SECRET_ACCESS_KEY=$new signs PutEvents "$EVENT"
    sent '403 UnrecognizedClientException'
}

@test "wrong signatures are counted as wrong keys are" {
    for i in {1..40}; do
        signs PutEvents "$EVENT" path=/
        [[ $answer != '403 '* ]] || continue
        break
    done
    sent '400 ThrottlingException'
    signs PutEvents "$EVENT"
    sent '200 taken'
}
