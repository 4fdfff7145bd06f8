# The Debian package, from a clean copy of the sources to its purge, in a Debian 12 of its own (debootstrap, chroot, a
# network of its own), typed as README.md's "Production" says.
load ../site.bash

setup_file() {
    [ "$(id -u)" -eq 0 ] || return 0
    ROOM=$(mktemp -d /tmp/curt-package.XXXXXX)
    ROOT=$ROOM/root
    export ROOM ROOT
}

teardown_file() {
    [ "$(id -u)" -eq 0 ] || return 0
    debian_stop
    rm -rf "$ROOM"
}

setup() {
    [ "$(id -u)" -eq 0 ] || skip "a Debian of its own needs root"
    DEB=$(echo "$ROOM"/curt_*.deb)
}

# A Debian 12 that has in apt's cache what the package and the two servers need: made once for each debian/control.
debian_base() {
    local base new lighttpd="curl sudo logrotate lighttpd-mod-deflate lighttpd-mod-openssl /root/curt.deb"
    local apache="curl sudo apache2 libapache2-mod-fcgid"
    base=$BUILD/debian-$(cat "$TOP/debian/control" - <<<"$lighttpd $apache" | sha256sum | cut -c-12).tar
    if [ ! -e "$base" ]; then
        new=$(mktemp -d /tmp/curt-debian.XXXXXX)
        debootstrap --variant=minbase bookworm "$new" >"$ROOM/debootstrap.log"
        cp "$DEB" "$new/root/curt.deb"
        cp /etc/resolv.conf "$new/etc/"
        for packages in "$lighttpd" "$apache"; do
            # shellcheck disable=SC2086
            chroot "$new" apt-get -qq --no-install-recommends install --assume-yes --download-only $packages >"$ROOM/apt.log" 2>&1
        done
        chmod 755 "$new"
        chroot "$new" apt-get -qq --no-install-recommends --assume-yes install systemd >"$ROOM/apt.log" 2>&1
        tar -C "$new" -cf "$base.new" .
        mv "$base.new" "$base"
        rm -rf "$new"
    fi
    mkdir "$ROOT"
    tar -C "$ROOT" -xf "$base"
}

# debian_start INIT: unpacks it anew and starts INIT in namespaces of its own, which end with the process that holds them.
debian_start() {
    debian_stop
    debian_base
    echo '127.0.0.1 localhost' >"$ROOT/etc/hosts"
    # What there is no runlevel to tell: services are started.
    printf '#!/bin/sh\nexit 0\n' >"$ROOT/usr/sbin/policy-rc.d"
    chmod +x "$ROOT/usr/sbin/policy-rc.d"
    # As answered by somebody who types.
    printf 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n' >"$ROOT/etc/apt/apt.conf.d/90test"
    cp "$DEB" "$ROOT/root/"
    touch "$ROOT/of-a-test" # in_debian does nothing where this is not: until then, / is the machine's
    unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child \
        bash "$TOP/tests/package/become" "$ROOT" "$@" >"$ROOM/init.log" 2>&1 3>&- &
    echo $! >"$ROOM/unshare"
    wait_for 100 in_debian 'true'
}

debian_stop() {
    [ -e "$ROOM/unshare" ] || return 0
    local init
    init=$(pgrep -P "$(cat "$ROOM/unshare")") || init=
    [ -z "$init" ] || kill -KILL "$init"
    wait_for 100 sh -c "! kill -0 $(cat "$ROOM/unshare")"
    rm -rf "$ROOM/unshare" "$ROOT"
}

# in_debian COMMAND: what root types there.
in_debian() {
    nsenter --target "$(pgrep -P "$(cat "$ROOM/unshare")")" --mount --net --pid --uts --ipc --cgroup \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
        bash -ec "[ -e /of-a-test ] || exit 1
$1" 3>&-
}

# The block of commands of README.md's "Production" that has these words in it.
readme() {
    awk -v words="$1" '
        /^## / { section = $0 == "## Production" }
        !section { next }
        /^    / { block = block substr($0, 5) "\n"; next }
        index(block, words) { printf "%s", block }
        { block = "" }' "$TOP/README.md"
}

# The block of man/curt-deploy.7 that has these words in it.
manual() {
    awk -v words="$1" '
        /^\.Bd/ { inside = 1; block = ""; next }
        /^\.Ed/ { if (index(block, words)) printf "%s", block; inside = 0 }
        inside { gsub(/\\e/, "\\"); block = block $0 "\n" }' "$TOP/man/curt-deploy.7"
}

opens() {
    in_debian 'curl -s --retry 30 --retry-connrefused --retry-all-errors --retry-delay 1 -f -o /dev/null \
        -w "%{http_code} %{redirect_url}" http://127.0.0.1/parcel'
}

has_link() {
    is "the answer to /parcel" "301 https://example.com/parcel/4711" "$(opens)"
}

@test "dpkg-buildpackage makes it from a clean checkout, and lintian finds nothing" {
    mkdir "$ROOM/curt"
    (cd "$TOP" && git ls-files -z | tar --null -T - -cf -) | tar -C "$ROOM/curt" -xf -
    cd "$ROOM/curt"
    dpkg-buildpackage -us -uc -b >"$ROOM/build.log" 2>&1 || {
        tail -n 20 "$ROOM/build.log" >&2
        return 1
    }
    is "warnings of gcc, at -O2" "" "$(grep -E '\.[ch]:[0-9]+:[0-9]+: warning: ' "$ROOM/build.log")"
    is lintian "" "$(lintian --allow-root "$ROOM"/curt_*.changes)"
    apparmor_parser --skip-kernel-load --skip-cache debian/apparmor/curt
}

install_as_readme_says() {
    in_debian 'apt-get -qq install curl sudo logrotate' >/dev/null 2>&1
    in_debian "mkdir -p /root/curt && cd /root/curt && $(readme 'apt install' | grep 'apt install')" >"$ROOM/install.log" 2>&1 || {
        tail -n 20 "$ROOM/install.log" >&2
        return 1
    }
    in_debian "$(readme 'curt key add' | sed 's|https://s.example.com|http://127.0.0.1|')" >"$ROOM/key"
    KEY=$(tail -n 1 "$ROOM/key")
}

makes_link() {
    in_debian "curl -sf --retry 30 --retry-connrefused --retry-all-errors --retry-delay 1 http://127.0.0.1/api/v1/links \\
        -H 'Authorization: Bearer $KEY' -H 'Content-Type: application/json' \\
        -d '{\"url\":\"https://example.com/parcel/4711\",\"alias\":\"parcel\"}'" | grep -q http://127.0.0.1/parcel
}

@test "installed as README says, on lighttpd, it makes a link and opens it" {
    # A shell waits for whatever ends, as an init does.
    debian_start bash -c 'while sleep 1; do :; done'
    install_as_readme_says
    is "the configuration is" "640 root curt" "$(in_debian 'stat -c "%a %U %G" /etc/curt/curt.conf')"
    makes_link
    has_link
    in_debian 'curl -sf http://127.0.0.1/ui/' | grep -q curt
    is "the programs run as" curt "$(in_debian 'ps -o user= -C redirect.fcgi,curt-relay' | sort -u)"
    # A body over the megabyte that lighttpd keeps in memory.
    is "a large body" 413 "$(in_debian "head -c 18000000 /dev/zero | curl -s -o /dev/null -w '%{http_code}' --data-binary @- \\
        -H 'Authorization: Bearer $KEY' -H 'Content-Type: application/json' http://127.0.0.1/api/v1/links")"
    in_debian 'logrotate -f /etc/logrotate.conf'
    has_link
}

# A new certificate, where certbot puts them: readable by root alone.
certificate() {
    local place=$ROOT/etc/letsencrypt/live/s.example.com
    mkdir -p "$place"
    chmod 700 "$ROOT/etc/letsencrypt"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=s.example.com -addext subjectAltName=DNS:s.example.com \
        -keyout "$place/privkey.pem" -out "$place/fullchain.pem" 2>/dev/null
    chmod 600 "$place/privkey.pem"
}

# over_tls PATH [curl's arguments]: what is answered over TLS; the certificate has to be the newest.
over_tls() {
    local path=$1
    shift
    in_debian "curl -s --retry 30 --retry-connrefused --retry-all-errors --retry-delay 1 --resolve s.example.com:443:127.0.0.1 \\
        --cacert /etc/letsencrypt/live/s.example.com/fullchain.pem $* 'https://s.example.com$path'"
}

clicks() {
    wait_for 200 sh -c "$(declare -f in_debian over_tls); over_tls /api/v1/stats/health | jq -e '.lag_events == 0 and .spool.bytes == 0'"
    over_tls /api/v1/stats/links/parcel -H "'Authorization: Bearer $KEY'" | jq .clicks
}

# What curt-deploy(7) says of TLS, whichever server it is.
serves_tls() {
    local at before path=/parcel?from=sms%20x status="-o /dev/null -w '%{http_code} %{redirect_url}'" browser="-A '$FIREFOX'"
    KEY=$(tail -n 1 "$ROOM/key")
    before=$(clicks)
    is "plain HTTP" "301 https://s.example.com$path" \
        "$(in_debian "curl -s $browser $status -H 'Host: s.example.com' 'http://127.0.0.1$path'")"
    for at in api/v1/session api/v1/links metrics; do
        is "$at over plain HTTP" 404 \
            "$(in_debian "curl -s -o /dev/null -w '%{http_code}' -H 'Host: s.example.com' 'http://127.0.0.1/$at'")"
    done
    is "the API over TLS" 401 "$(over_tls /api/v1/session "-o /dev/null -w '%{http_code}'")"
    is "over TLS" "301 https://example.com/parcel/4711" "$(over_tls "$path" "$browser $status")"
    is "clicks more" $((before + 1)) "$(clicks)"
    for path in /parcel /ui/ /nope; do
        over_tls "$path" "-D - -o /dev/null" | grep -qi '^strict-transport-security: max-age=31536000'
    done
    in_debian 'mkdir -p /var/www/html/.well-known/acme-challenge; echo proof >/var/www/html/.well-known/acme-challenge/abc'
    is "an ACME server sees" proof "$(in_debian "curl -s -H 'Host: s.example.com' http://127.0.0.1/.well-known/acme-challenge/abc")"
}

@test "lighttpd with TLS as curt-deploy(7) says, and a renewed certificate" {
    local copy
    copy=$(manual 'install -d -m 0750')
    certificate
    in_debian 'apt-get -qq install lighttpd-mod-openssl' >/dev/null 2>&1
    manual ssl.engine >"$ROOT/etc/lighttpd/conf-available/60-tls.conf"
    in_debian "$(grep -v reload <<<"$copy"); lighty-enable-mod tls; service lighttpd restart" >/dev/null
    serves_tls
    certificate
    in_debian "$copy" >/dev/null
    serves_tls
    in_debian 'lighty-disable-mod tls; service lighttpd restart' >/dev/null
}

@test "on Apache, it opens the link too" {
    in_debian 'service lighttpd stop; apt-get -qq install apache2' >/dev/null 2>&1
    in_debian "$(readme a2enconf)" >"$ROOM/apache.log" 2>&1 || {
        tail -n 20 "$ROOM/apache.log" >&2
        return 1
    }
    has_link
    is "an unknown code" 404 "$(in_debian 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/nope')"
}

@test "Apache with TLS as curt-deploy(7) says, and a renewed certificate" {
    in_debian 'a2enmod ssl http2 proxy_fcgi headers buffer rewrite; a2disconf curt' >/dev/null
    manual SSLEngine >"$ROOT/etc/apache2/sites-available/s.example.com.conf"
    in_debian 'a2ensite s.example.com; service apache2 restart' >/dev/null 2>&1
    serves_tls
    certificate
    in_debian 'service apache2 reload' >/dev/null 2>&1
    serves_tls
    in_debian 'a2dissite s.example.com; a2enconf curt; service apache2 restart' >/dev/null 2>&1
}

@test "the package's own test passes" {
    cp "$TOP/debian/tests/open-link" "$ROOT/root/"
    in_debian 'sh /root/open-link' >"$ROOM/autopkgtest.log" 2>&1 || {
        tail -n 20 "$ROOM/autopkgtest.log" >&2
        return 1
    }
}

@test "with mod_fcgid, Apache runs the programs as curt" {
    in_debian 'apt-get -qq install libapache2-mod-fcgid' >/dev/null 2>&1
    in_debian 'a2disconf curt; a2enmod fcgid headers; a2enconf curt-fcgid
        printf "export APACHE_RUN_USER=curt APACHE_RUN_GROUP=curt\n" >>/etc/apache2/envvars
        sed -i "s|^</VirtualHost>|Include conf-available/curt-fcgid.conf\n&|" /etc/apache2/sites-available/000-default.conf
        service apache2 restart' >/dev/null 2>&1
    has_link
    is "whose parent is" apache2 "$(in_debian 'ps -o comm= -p $(ps -o ppid= -C redirect.fcgi | sort -u)' | grep apache2 | sort -u)"
    in_debian 'a2disconf curt-fcgid; a2enconf curt; sed -i /APACHE_RUN_USER=curt/d /etc/apache2/envvars
        sed -i /curt-fcgid/d /etc/apache2/sites-available/000-default.conf; service apache2 restart' >/dev/null 2>&1
    has_link
}

@test "lighttpd beside other sites as curt-deploy(7) says" {
    manual 'HTTP["host"]' >"$ROOT/etc/lighttpd/conf-available/50-sites.conf"
    in_debian 'service apache2 stop; lighty-disable-mod curt; lighty-enable-mod sites; service lighttpd restart
        echo hello >/var/www/html/parcel' >/dev/null 2>&1
    is "another site" hello "$(in_debian 'curl -s --retry 20 --retry-connrefused http://other.example/parcel --resolve other.example:80:127.0.0.1')"
    is "the short address" "301 https://example.com/parcel/4711" \
        "$(in_debian 'curl -s -o /dev/null -w "%{http_code} %{redirect_url}" -H "Host: s.example.com" http://127.0.0.1/parcel')"
    in_debian 'rm /var/www/html/parcel; lighty-disable-mod sites; lighty-enable-mod curt; service lighttpd stop' >/dev/null 2>&1
}

@test "in a container, what curt-deploy(7) has it run serves curt, and its end closes the store" {
    local command
    command=$(manual 'FROM debian' | sed -n 's/^CMD //p' | jq -r '.[2]')
    in_debian 'service curt stop; service apache2 stop' >/dev/null 2>&1 || true
    in_debian "unshare --pid --fork --mount-proc --kill-child sh -c '$command'" >"$ROOM/container.log" 2>&1 &
    has_link
    in_debian 'pkill -x curt-serve'
    wait
    is "programs that have the store open" "" "$(in_debian 'ls /var/lib/curt/users')"
    in_debian 'service curt start; service apache2 start' >/dev/null 2>&1
    has_link
}

@test "an upgrade keeps store and configuration, and restarts the programs" {
    local before
    mkdir "$ROOM/newer"
    dpkg-deb -R "$(echo "$ROOM"/curt_*.deb)" "$ROOM/newer/curt"
    sed -i 's/^Version: .*/Version: 99/' "$ROOM/newer/curt/DEBIAN/control"
    dpkg-deb -b "$ROOM/newer/curt" "$ROOT/root/newer.deb" >/dev/null
    before=$(in_debian 'pgrep -x curt-relay')
    in_debian 'dpkg -i /root/newer.deb' >"$ROOM/upgrade.log" 2>&1
    has_link
    in_debian 'grep -q ^base_url /etc/curt/curt.conf'
    in_debian 'service curt restart' >/dev/null
    wait_for 100 relay_is_new "$before"
}

relay_is_new() {
    local now
    now=$(in_debian 'pgrep -x curt-relay') && [ "$now" != "$1" ]
}

@test "removed, it keeps store and configuration, and both servers start without it" {
    in_debian 'apt-get -qq remove curt' >/dev/null 2>&1
    in_debian '[ -e /etc/curt/curt.conf ] && [ -e /var/lib/curt/DB_CONFIG ] && ! pgrep -u curt'
    in_debian 'service apache2 restart && service apache2 stop && service lighttpd start && lighttpd -tt -f /etc/lighttpd/lighttpd.conf' >/dev/null 2>&1
}

@test "purged, it leaves nothing" {
    in_debian 'apt-get -qq purge curt' >/dev/null 2>&1
    is left "" "$(in_debian 'ls -d /etc/curt /var/lib/curt /var/log/curt* /run/curt /dev/shm/curt-* /etc/*/conf*/*curt* 2>/dev/null || true')"
}

@test "under systemd, it runs as README says, and its numbers are configured" {
    debian_start /lib/systemd/systemd --system
    wait_for 200 in_debian 'systemctl is-system-running | grep -E "running|degraded"'
    install_as_readme_says
    makes_link
    has_link
    is "programs that run" "curt-bus@1 curt-receipt@1 curt-receipt@2 curt-receipt@3 curt-receipt@4 curt-receipt@5 curt-receipt@6 curt-redirect@1 curt-redirect@2 curt-relay curt-send@1 curt-send@2 curt-shorten@1 curt-shorten@2 curt-shorten@3 curt-shorten@4 curt-shorten@5 curt-shorten@6 curt-stats@1" \
        "$(in_debian 'systemctl list-units --plain --no-legend --state=running "curt-*.service"' | sed 's/\.service.*//' | tr '\n' ' ' | sed 's/ $//')"
    in_debian 'printf "[workers]\nredirect = 3\n" >>/etc/curt/curt.conf; systemctl daemon-reload; systemctl restart curt'
    in_debian 'systemctl is-active curt-redirect@3'
    is "the mode of /var/log/curt" 750 "$(in_debian 'stat -c %a /var/log/curt')"
    is "limits of core dumps" 1 "$(in_debian 'systemctl show -P LimitCORE curt-relay curt-sweep curt-redirect@1' | sort -u | grep .)"
    in_debian 'systemctl start curt-sweep && systemctl is-active curt-sweep.timer'
    is warnings "" "$(in_debian 'journalctl --no-pager --output=cat _UID=$(id -u curt) | grep -E "(warning|error|fatal): " || true')"
}

@test "systemctl restart curt loses no request" {
    in_debian 'for i in 1 2 3 4 5 6 7 8; do sleep 0.5; systemctl restart curt; done' &
    local line
    line=$(nsenter --target "$(pgrep -P "$(cat "$ROOM/unshare")")" --net \
        wrk -t1 -c16 -d6s --timeout 20s -s "$TOP/tests/restart/close.lua" http://127.0.0.1/parcel | grep '^answers')
    wait
    echo "# systemd: $line, 8 restarts" >&3
    set -- $line
    [ "$2" -gt 1000 ]
    is failed 0 "$4"
}

@test "one that is killed outside the store is started again, and the others go on" {
    # Those that were restarted just now have opened the store.
    wait_for 100 in_debian '[ $(ls /var/lib/curt/users | wc -l) -ge 20 ]'
    in_debian 'pidof stats.fcgi >/root/others; pkill -KILL -o -x redirect.fcgi; sleep 1'
    wait_for 100 in_debian '[ $(ls /var/lib/curt/users | wc -l) -ge 20 ]'
    has_link
    in_debian '[ "$(pidof stats.fcgi)" = "$(cat /root/others)" ]'
    in_debian '! journalctl --no-pager | grep -q "the store needs recovery"'
}

@test "one that is killed inside takes the others along, hardened as they are, and all come back" {
    cp "$BUILD/tests/crash/die" "$ROOT/usr/bin/"
    in_debian 'cd /; setpriv --reuid curt --regid curt --clear-groups env CURT_STORE_HOME=/var/lib/curt die inside || [ $? -eq 137 ]'
    in_debian 'pkill -KILL -o -x redirect.fcgi; sleep 1' # the one that comes in for it recovers
    wait_for 100 in_debian '[ $(systemctl list-units --plain --no-legend --state=running "curt-*.service" | wc -l) -eq 20 ]'
    has_link
    in_debian 'journalctl --no-pager -p warning | grep -q "the store needs recovery: killing process"'
}

@test "under systemd, removed and purged, nothing of it runs or is left" {
    in_debian 'apt-get -qq remove curt' >/dev/null 2>&1
    is "units that run" "" "$(in_debian 'systemctl list-units --plain --no-legend --state=running,listening "curt*"')"
    in_debian 'apt-get -qq purge curt' >/dev/null 2>&1
    is left "" "$(in_debian 'ls -d /etc/curt /var/lib/curt /run/curt /dev/shm/curt-* 2>/dev/null || true')"
}
