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
    local base new
    base=$BUILD/debian-$(sha256sum "$TOP/debian/control" | cut -c-12).tar
    if [ ! -e "$base" ]; then
        new=$(mktemp -d /tmp/curt-debian.XXXXXX)
        debootstrap --variant=minbase bookworm "$new" >"$ROOM/debootstrap.log"
        cp "$DEB" "$new/root/curt.deb"
        cp /etc/resolv.conf "$new/etc/"
        for packages in "curl sudo logrotate lighttpd-mod-deflate /root/curt.deb" "curl sudo apache2 libapache2-mod-fcgid"; do
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

@test "on Apache, it opens the link too" {
    in_debian 'service lighttpd stop; apt-get -qq install apache2' >/dev/null 2>&1
    in_debian "$(readme a2enconf)" >"$ROOM/apache.log" 2>&1 || {
        tail -n 20 "$ROOM/apache.log" >&2
        return 1
    }
    has_link
    is "an unknown code" 404 "$(in_debian 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/nope')"
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
    is "programs that run" "curt-bus@1 curt-receipt@1 curt-receipt@2 curt-receipt@3 curt-receipt@4 curt-redirect@1 curt-redirect@2 curt-relay curt-send@1 curt-send@2 curt-shorten@1 curt-shorten@2 curt-stats@1" \
        "$(in_debian 'systemctl list-units --plain --no-legend --state=running "curt-*.service"' | sed 's/\.service.*//' | tr '\n' ' ' | sed 's/ $//')"
    in_debian 'printf "[workers]\nredirect = 3\n" >>/etc/curt/curt.conf; systemctl daemon-reload; systemctl restart curt'
    in_debian 'systemctl is-active curt-redirect@3'
    in_debian 'systemctl start curt-sweep && systemctl is-active curt-sweep.timer'
}

@test "systemctl restart curt loses no request" {
    in_debian 'for i in 1 2 3 4 5 6 7 8; do sleep 0.5; systemctl restart curt; done' &
    local line
    line=$(nsenter --target "$(pgrep -P "$(cat "$ROOM/unshare")")" --net \
        wrk -t1 -c16 -d6s -s "$TOP/tests/restart/close.lua" http://127.0.0.1/parcel | grep '^answers')
    wait
    echo "# systemd: $line, 8 restarts" >&3
    set -- $line
    [ "$2" -gt 1000 ]
    is failed 0 "$4"
}

@test "one that is killed takes the others along, hardened as they are, and all come back" {
    in_debian 'pkill -KILL -o -x redirect.fcgi; sleep 1'
    wait_for 100 in_debian '[ $(systemctl list-units --plain --no-legend --state=running "curt-*.service" | wc -l) -eq 14 ]'
    has_link
    in_debian 'journalctl --no-pager -p warning | grep -q "the store needs recovery: killing process"'
}

@test "under systemd, removed and purged, nothing of it runs or is left" {
    in_debian 'apt-get -qq remove curt' >/dev/null 2>&1
    is "units that run" "" "$(in_debian 'systemctl list-units --plain --no-legend --state=running,listening "curt*"')"
    in_debian 'apt-get -qq purge curt' >/dev/null 2>&1
    is left "" "$(in_debian 'ls -d /etc/curt /var/lib/curt /run/curt /dev/shm/curt-* 2>/dev/null || true')"
}
