# servers.bash: what runs once more with Apache, and with its mod_fcgid, after lighttpd.
#
# apache_files    all but what is asked of the programs alone, whatever is before them
# fcgid_files     of these, all but what goes by what Apache hands on, which it does in the same way, and the one that measures
apache_files() {
    local programs='api_clients|blocklist|bus_api|busiest|campaign_key|clients|countries|creation|expired|limits|link_list|links|messages_api'
    programs+='|openapi|own_preview|qr|quotas|restore|stats'
    printf '%s\n' tests/e2e/*.bats | grep -vE "/($programs)\.bats\$"
}

fcgid_files() {
    apache_files | grep -vE '/(case|codes|domains|form|large_bodies|password|rules)\.bats$'
}
