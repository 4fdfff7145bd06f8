#!/bin/bash
# apache-if-vary: in Apache, <If> on the length of a request keeps caches from storing any answer.
#
# %{HTTP:Content-Length} and req('Content-Length') in an expression add the header's name to Vary of every answer in
# whose scope the <If> stands, also of a GET that has no body and to which the condition does not apply. A cache then
# stores an answer for each value, and several CDNs store none that varies by anything but Accept-Encoding.
# req_novary('Content-Length') is the same test without that.
#
# Seen with Debian 12's apache2-bin 2.4.71-1~deb12u1.
set -euo pipefail

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
apt-get download apache2-bin=2.4.71-1~deb12u1 libapr1 libaprutil1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done
libraries=$(dirname "$(find "$work/root" -name 'libapr-1.so.0')")
modules=$work/root/usr/lib/apache2/modules

answer() {
    local port
    port=$(shuf -i 20000-40000 -n 1)
    mkdir -p www
    echo x >www/file
    cat >conf <<END
ServerRoot $work
ServerName localhost
Listen 127.0.0.1:$port
PidFile $work/pid
ErrorLog $work/error.log
DocumentRoot $work/www
LoadModule mpm_prefork_module $modules/mod_mpm_prefork.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule alias_module $modules/mod_alias.so
<If "$1 -gt 100">
    Redirect 413 "/"
</If>
END
    LD_LIBRARY_PATH=$libraries root/usr/sbin/apache2 -X -f "$work/conf" &
    pid=$!
    for _ in $(seq 100); do
        curl -s -o /dev/null "http://127.0.0.1:$port/file" && break
        sleep 0.1
    done
    curl -s -D - -o /dev/null "http://127.0.0.1:$port/file" | tr -d '\r' | grep -i '^vary' || echo 'no Vary'
    kill "$pid"
    wait "$pid" || true
    pid=
}

{
    answer '%{HTTP:Content-Length}'
    answer "req('Content-Length')"
    answer "req_novary('Content-Length')"
} | tee seen
diff seen - <<'END'
Vary: Content-Length
Vary: Content-Length
no Vary
END
