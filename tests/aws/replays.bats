# The bus, archives, replays and tags of the AWS-compatible bus: by AWS's own client.
load aws.bash

setup_file() {
    aws_begin
    receiver_begin
}

teardown_file() {
    receiver_end
    site_end
}

@test "archives and tags are kept, and a replay arrives" {
    client replays
}
