# Installing as packagers do: configure, make, make install with DESTDIR, and make distcheck.
load ../site.bash

setup_file() {
    ROOM=$(mktemp -d /tmp/curt-install.XXXXXX)
    export ROOM
}

teardown_file() {
    chmod -R u+w "$ROOM"
    rm -rf "$ROOM"
}

@test "make install puts each thing where a packager asked" {
    mkdir "$ROOM/build"
    cd "$ROOM/build"
    "$TOP/configure" --prefix=/usr --sysconfdir=/etc --localstatedir=/var >/dev/null
    make -s -j2
    make -s install DESTDIR="$ROOM/root"
    cd "$ROOM/root"
    for file in usr/sbin/curt usr/sbin/curt-relay usr/sbin/curt-sweep usr/libexec/curt/bus.fcgi usr/libexec/curt/redirect.fcgi \
        usr/libexec/curt/send.fcgi usr/libexec/curt/receipt.fcgi usr/share/curt/schemas/message.received.json \
        usr/share/man/man8/curt-send.8 \
        usr/libexec/curt/shorten.fcgi usr/libexec/curt/stats.fcgi etc/curt/curt.conf etc/cron.d/curt \
        etc/lighttpd/conf-available/50-curt.conf etc/apache2/conf-available/curt.conf etc/fail2ban/filter.d/curt.conf \
        usr/lib/systemd/system/curt-relay.service usr/share/curt/www/gone.html usr/share/curt/www/ui/lib/frame.js usr/share/curt/openapi.yaml usr/share/curt/regexes.yaml usr/share/curt/user-agents.yaml \
        usr/share/man/man8/curt.8 usr/share/man/man5/curt.conf.5; do
        [ -s "$file" ] || { echo "missing: $file" >&2; return 1; }
    done
    [ -d var/lib/curt ]
    grep -q '^\* \* \* \* \* curt /usr/sbin/curt-sweep$' etc/cron.d/curt
    ! grep -rE '@[a-z]+@' etc usr/lib/systemd
}

@test "what was installed reads its configuration and makes a store where it was told" {
    run "$ROOM/root/usr/sbin/curt" config
    [[ $output == *"/var/lib/curt"* ]]
    run env CURT_CONF="$ROOM/root/etc/curt/curt.conf" CURT_STORE_HOME="$ROOM/store" "$ROOM/root/usr/sbin/curt" init
    is status 0 "$status"
    [ -e "$ROOM/store/DB_CONFIG" ]
}

@test "the templates are what lighttpd and Apache accept" {
    mkdir -p "$ROOM/docs" "$ROOM/run"
    printf 'server.document-root = "%s/docs"\nserver.port = 1\ninclude "%s"\n' "$ROOM" \
        "$ROOM/root/etc/lighttpd/conf-available/50-curt.conf" >"$ROOM/lighttpd.conf"
    lighttpd -t -f "$ROOM/lighttpd.conf"
    {
        echo "ServerRoot $ROOM"
        echo "ServerName localhost"
        echo "Listen 127.0.0.1:1"
        echo "ErrorLog $ROOM/error.log"
        echo "TypesConfig /dev/null"
        for module in mpm_event authz_core alias dir env mime headers fcgid; do
            echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        done
        echo "Include $ROOM/root/etc/apache2/conf-available/curt.conf"
    } >"$ROOM/apache.conf"
    apache2 -t -f "$ROOM/apache.conf"
}

@test "make uninstall takes it all away" {
    make -s -C "$ROOM/build" uninstall DESTDIR="$ROOM/root"
    is "files left" 0 "$(find "$ROOM/root" -type f | wc -l)"
}

@test "make distcheck passes" {
    cd "$ROOM/build"
    make -s distcheck >"$ROOM/distcheck.log" 2>&1 || { tail -n 40 "$ROOM/distcheck.log" >&2; return 1; }
}
