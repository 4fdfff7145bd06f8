# fcgid.bash: what runs once more with mod_fcgid.
#
# fcgid_files    all but what is asked of the programs alone, whatever is before them
fcgid_files() {
    printf '%s\n' tests/e2e/*.bats | grep -vE '/(bus_api|large_bodies|limits|messages_api|openapi|quotas|typescript)\.bats$'
}
