# Rules and targets of the AWS-compatible bus, and what arrives: by AWS's own client.
load aws.bash

setup_file() {
    aws_begin
    receiver_begin
}

teardown_file() {
    receiver_end
    site_end
}

@test "targets: connections, API destinations, delivery, and each refusal" {
    client targets
}

@test "rules: put, listed, tested, and each refusal" {
    client rules
}
