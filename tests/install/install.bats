# Installing as packagers do: configure, make, make install with DESTDIR, and make distcheck.
load ../site.bash

# How fast the programs are does not matter here, how soon they are built does.
QUICKLY="CFLAGS=-O0"
! command -v ld.gold >/dev/null || QUICKLY+=" LDFLAGS=-fuse-ld=gold"

setup_file() {
    ROOM=$(mktemp -d "${SITES:-/tmp}/curt-install.XXXXXX")
    export ROOM
}

teardown_file() {
    chmod -R u+w "$ROOM"
    rm -rf "$ROOM"
}

@test "make install puts each thing where a packager asked" {
    mkdir "$ROOM/build"
    cd "$ROOM/build"
    # shellcheck disable=SC2086
    "$TOP/configure" --prefix=/usr --sysconfdir=/etc --localstatedir=/var $QUICKLY >/dev/null
    make -s -j2
    make -s install DESTDIR="$ROOM/root"
    cd "$ROOM/root"
    for file in usr/sbin/curt usr/sbin/curt-relay usr/sbin/curt-sweep usr/libexec/curt/bus.fcgi usr/libexec/curt/redirect.fcgi \
        usr/libexec/curt/send.fcgi usr/libexec/curt/receipt.fcgi usr/share/curt/schemas/message.received.json \
        usr/share/man/man8/curt-send.8 \
        usr/libexec/curt/shorten.fcgi usr/libexec/curt/stats.fcgi etc/curt/curt.conf etc/cron.d/curt \
        etc/lighttpd/conf-available/50-curt.conf etc/apache2/conf-available/curt.conf etc/fail2ban/filter.d/curt.conf \
        etc/apache2/conf-available/curt-fcgid.conf usr/sbin/curt-serve usr/lib/systemd/system/curt.service \
        usr/lib/systemd/system/curt-relay.service usr/lib/systemd/system/curt-redirect.socket \
        usr/lib/systemd/system/curt-redirect@.service usr/lib/systemd/system/curt-sweep.timer \
        usr/lib/systemd/system-generators/curt-generator usr/lib/sysusers.d/curt.conf usr/lib/tmpfiles.d/curt.conf \
        usr/share/curt/www/gone.html usr/share/curt/www/ui/lib/frame.js usr/share/curt/openapi.yaml \
        usr/share/curt/monitoring/alerts.yaml usr/share/curt/monitoring/grafana.json usr/share/curt/aws/consumer.mjs usr/share/curt/aws/handler.mjs usr/share/curt/aws/rule.mjs usr/share/curt/conversions/click-id.js usr/share/curt/conversions/report.sh usr/share/curt/front/apache.conf usr/share/curt/front/lighttpd.conf usr/share/curt/receiver/receiver.mjs usr/share/curt/regexes.yaml usr/share/curt/user-agents.yaml \
        usr/share/man/man8/curt.8 usr/share/man/man5/curt.conf.5; do
        [ -s "$file" ] || { echo "missing: $file" >&2; return 1; }
    done
    [ -d var/lib/curt ]
    is "mode of the configuration, which may hold secrets" 640 "$(stat -c %a etc/curt/curt.conf)"
    grep -q '^\* \* \* \* \* curt .*|| /usr/sbin/curt-sweep$' etc/cron.d/curt
    ! grep -rE '@[a-z]+@' etc usr/lib
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
    apache_takes curt proxy proxy_fcgi buffer
    apache_takes curt-fcgid fcgid
}

# apache_takes CONFIGURATION MODULE...: outside of virtual hosts, then inside of one.
apache_takes() {
    local configuration=$ROOM/root/etc/apache2/conf-available/$1.conf module
    shift
    {
        echo "ServerRoot $ROOM"
        echo "ServerName localhost"
        echo "Listen 127.0.0.1:1"
        echo "ErrorLog $ROOM/error.log"
        echo "TypesConfig /dev/null"
        for module in mpm_event authz_core alias dir env mime headers "$@"; do
            echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        done
        echo "Include $configuration"
        printf '<VirtualHost *>\nInclude %s\n</VirtualHost>\n' "$configuration"
    } >"$ROOM/apache.conf"
    apache2 -t -f "$ROOM/apache.conf"
}

@test "systemd takes the units, and rates each 2.0 or better" {
    local unit
    for unit in "$ROOM"/root/usr/lib/systemd/system/*.service; do
        [ "${unit##*/}" != curt.service ] || continue
        systemd-analyze security --offline=true --no-pager --threshold=20 "$unit" >"$ROOM/security" || {
            tail -n 1 "$ROOM/security" >&2
            return 1
        }
    done
}

@test "curt-generator has systemd start what [workers] says" {
    sed "s|/usr/sbin/curt|$ROOM/root&|" "$ROOM/root/usr/lib/systemd/system-generators/curt-generator" >"$ROOM/generator"
    CURT_WORKERS_REDIRECT=3 sh "$ROOM/generator" "$ROOM/units"
    is "units of redirect" "curt-redirect@1.service curt-redirect@2.service curt-redirect@3.service" \
        "$(cd "$ROOM/units/curt.service.wants" && echo curt-redirect@*)"
    is "units of bus" curt-bus@1.service "$(cd "$ROOM/units/curt.service.wants" && echo curt-bus@*)"
    is "alone" curt.service.wants "$(ls "$ROOM/units")"
    CURT_CLUSTER_NAME=host-1 sh "$ROOM/generator" "$ROOM/hosts"
    is "in a cluster" 6 "$(grep -l '^PrivateNetwork=no$' "$ROOM"/hosts/curt-*@.service.d/cluster.conf | wc -l)"
}

@test "a new configuration gets the group curt where there is one" {
    [ "$(id -u)" -eq 0 ] || skip "only root gives a file another group"
    local root=$ROOM/group
    mkdir "$ROOM/bin"
    printf '#!/bin/sh\n[ "$*" != "group curt" ] || echo curt:x:4711:\n' >"$ROOM/bin/getent"
    printf '#!/bin/sh\necho "$*" >>%s\n' "$ROOM/chgrp" >"$ROOM/bin/chgrp"
    chmod +x "$ROOM/bin/getent" "$ROOM/bin/chgrp"
    PATH=$ROOM/bin:$PATH make -s -C "$ROOM/build" install DESTDIR="$root"
    is chgrp "curt $root/etc/curt/curt.conf" "$(cat "$ROOM/chgrp")"
    PATH=$ROOM/bin:$PATH make -s -C "$ROOM/build" install DESTDIR="$root"
    is "not another time" 1 "$(wc -l <"$ROOM/chgrp")"
    rm -rf "$root"
}

# The files that operators edit, below /etc.
CONFFILES="curt/curt.conf cron.d/curt lighttpd/conf-available/50-curt.conf apache2/conf-available/curt.conf
    apache2/conf-available/curt-fcgid.conf"

@test "configuration that was changed is neither overwritten nor removed" {
    local file root=$ROOM/changed
    make -s -C "$ROOM/build" install DESTDIR="$root" >/dev/null
    for file in $CONFFILES; do
        echo "# mine: $file" >>"$root/etc/$file"
    done
    cp -r "$root/etc" "$ROOM/mine"
    run make -s -C "$ROOM/build" install DESTDIR="$root"
    for file in $CONFFILES; do
        [[ $output == *"kept $root/etc/$file, which was changed; the new one is $root/etc/$file.new"* ]]
        cmp "$ROOM/mine/$file" "$root/etc/$file"
    done
    run make -s -C "$ROOM/build" uninstall DESTDIR="$root"
    for file in $CONFFILES; do
        [[ $output == *"kept $root/etc/$file, which was changed"* ]]
        cmp "$ROOM/mine/$file" "$root/etc/$file"
    done
    is "files left" "$(printf "$root/etc/%s\n" $CONFFILES | sort)" "$(find "$root" -type f | sort)"
}

@test "configuration of an older curt is replaced unless it was changed" {
    local conffiles=$TOP/etc/conffiles dir=$ROOM/conffiles
    mkdir "$dir"
    echo one >"$dir/from"
    "$conffiles" install 0640 "$dir/from" "$dir/to" "$dir/share/record"
    is mode 640 "$(stat -c %a "$dir/to")"
    echo two >"$dir/from"
    if [ "$(id -u)" -eq 0 ]; then chgrp www-data "$dir/to"; fi
    group=$(stat -c %G "$dir/to")
    "$conffiles" install 0640 "$dir/from" "$dir/to" "$dir/share/record"
    is replaced "two 640 $group" "$(cat "$dir/to") $(stat -c '%a %G' "$dir/to")"

    echo mine >"$dir/to"
    run "$conffiles" install 0640 "$dir/from" "$dir/to" "$dir/share/record"
    is "nothing new to say of" '' "$output"
    [ ! -e "$dir/to.new" ]
    echo three >"$dir/from"
    run "$conffiles" install 0640 "$dir/from" "$dir/to" "$dir/share/record"
    is said "kept $dir/to, which was changed; the new one is $dir/to.new" "$output"
    is kept 'mine three' "$(cat "$dir/to" "$dir/to.new" | paste -sd ' ')"
    run "$conffiles" install 0640 "$dir/from" "$dir/to" "$dir/share/record"
    is "said once" '' "$output"
    "$conffiles" install 0640 "$dir/from" "$dir/other to" "$dir/share/record"
    is records 2 "$(wc -l <"$dir/share/record")"

    mv "$dir/to.new" "$dir/to" # the operator takes the new one
    echo four >"$dir/from"
    run "$conffiles" remove "$dir/from" "$dir/to" "$dir/share/record"
    is "removed, as the record says" '' "$output"
    [ ! -e "$dir/to" ]
    run "$conffiles" remove "$dir/from" "$dir/other to"
    is "without a record" "kept $dir/other to, which was changed" "$output"
    ln -s "$dir/from" "$dir/link"
    run "$conffiles" remove "$dir/from" "$dir/link" "$dir/share/record"
    is "a link" "kept $dir/link, which was changed" "$output"
    ln -s nowhere "$dir/dangling"
    run "$conffiles" install 0640 "$dir/from" "$dir/dangling" "$dir/share/record"
    [ -h "$dir/dangling" ]
    "$conffiles" remove "$dir/from" "$dir/none" "$dir/share/record"
}

@test "make uninstall takes it all away" {
    make -s -C "$ROOM/build" uninstall DESTDIR="$ROOM/root"
    is "files left" 0 "$(find "$ROOM/root" -type f | wc -l)"
}

@test "make distcheck passes" {
    cd "$ROOM/build"
    # The unit tests are built in it; they run in a suite of their own.
    XZ_OPT=-0 make -s -j2 distcheck AM_DISTCHECK_CONFIGURE_FLAGS="$QUICKLY" TESTS= >"$ROOM/distcheck.log" 2>&1 || { tail -n 40 "$ROOM/distcheck.log" >&2; return 1; }
}
