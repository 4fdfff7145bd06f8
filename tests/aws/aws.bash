# aws.bash: a site whose event bus AWS's client is pointed at, and keys that sign.
load ../site.bash

# aws_begin: the client is installed, the site is up, and its key is in the environment.
aws_begin() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    aws_signer admin --role admin
    export AWS_REGION=curt AWS_ENDPOINT_URL_EVENTBRIDGE=$BASE/aws
    ! command -v npm >/dev/null || ! "$TOP/tests/npm" --locked "$TOP/tests/aws/client" "$BUILD/aws" || export CLIENT=$BUILD/aws
}

# aws_key NAME [OPTIONS]: makes a key that signs; it is in ID and SECRET.
aws_key() {
    local lines
    lines=$(curt key add --aws "$@")
    ID=$(sed -n 's/^AWS_ACCESS_KEY_ID=//p' <<<"$lines")
    SECRET=$(sed -n 's/^AWS_SECRET_ACCESS_KEY=//p' <<<"$lines")
}

# Makes one, and has it sign from now on: aws_signer NAME [OPTIONS]
aws_signer() {
    aws_key "$@"
    export AWS_ACCESS_KEY_ID=$ID AWS_SECRET_ACCESS_KEY=$SECRET
}

# Runs a script of the client, which says "NAME: ok" at its end: client NAME
client() {
    [ -n "${CLIENT-}" ] || skip "npm or its registry cannot be reached"
    run timeout 120 node "$CLIENT/$1.js"
    is "$output" "$1: ok" "${lines[-1]}"
}

# What a request that is signed by hand gets, as in sign.py: status and error name in $answer, the rest in $body; it goes to
# $URL, if that is set: signs OPERATION BODY [NAME=VALUE...]
signs() {
    local url=${URL-$BASE/aws}
    run "$TOP/tests/aws/sign.py" "$url" "$@"
    body=${lines[1]-}
    answer="${lines[0]} $(field '.__type // "taken"')"
}
