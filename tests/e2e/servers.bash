# servers.bash: what runs once more with Apache, and with its mod_fcgid, after lighttpd.
#
# apache_files    all but what is asked of the programs alone, whatever is before them
# fcgid_files     of these, all but the one that measures
apache_files() {
    printf '%s\n' tests/e2e/*.bats | grep -vE '/(bus_api|limits|messages_api|openapi|quotas|typescript)\.bats$'
}

fcgid_files() {
    apache_files | grep -v '/large_bodies\.bats$'
}
