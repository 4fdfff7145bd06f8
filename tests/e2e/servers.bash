# servers.bash: what runs once more with Apache, and with its mod_fcgid, after lighttpd.
#
# apache_files    all but what is asked of the programs alone, whatever is before them
# fcgid_files     of these, all but the one that measures
apache_files() {
    local programs='api_clients|bus_api|busiest|campaign_key|countries|limits|link_list|messages_api|openapi|qr|quotas|restore|typescript'
    printf '%s\n' tests/e2e/*.bats | grep -vE "/($programs)\.bats\$"
}

fcgid_files() {
    apache_files | grep -v '/large_bodies\.bats$'
}
