# blocklist.bats: reporting a link, and the page of the blocklist.
load pages.bash

setup_file() {
    pages_begin
}

teardown_file() {
    site_end
}

@test "somebody reports a link, and an administrator blocks its host" {
    walks blocklist "a link is reported and blocked"
}

@test "entries are added and removed" {
    walks blocklist "entries"
}
