#!/bin/bash
# apache-redirect-decodes: neither Redirect nor RedirectMatch hands every path on as it was sent, as from http to https.
#
# mod_alias works on the decoded path. RedirectMatch puts that into the target, where a ? or # that was encoded ends the path:
# /a%3Fb leads to /a?b. Redirect encodes it again. With AllowEncodedSlashes NoDecode, which leaves %2F in the path, both
# encode its % once more: /a%2Fb leads to /a%252Fb. mod_rewrite with %{THE_REQUEST} takes the path as it was sent. Where a
# path is a name, as a shortener's codes are, the others lead to another one.
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

# Where the paths lead with these directives: ask NAME DIRECTIVES
ask() {
    local port path
    port=$(shuf -i 20000-40000 -n 1)
    cat >conf <<END
ServerRoot $work
ServerName localhost
Listen 127.0.0.1:$port
PidFile $work/pid
ErrorLog $work/error.log
DocumentRoot $work
LoadModule mpm_prefork_module $modules/mod_mpm_prefork.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule alias_module $modules/mod_alias.so
LoadModule rewrite_module $modules/mod_rewrite.so
AllowEncodedSlashes NoDecode
$2
END
    LD_LIBRARY_PATH=$libraries root/usr/sbin/apache2 -X -f "$work/conf" &
    pid=$!
    for _ in $(seq 100); do
        curl -s -o /dev/null "http://127.0.0.1:$port/" && break
        sleep 0.1
    done
    for path in a%20b a%25b a%3Fb a%23b a%2Fb; do
        printf '%-14s %s\n' "$1" "$path: $(curl -s -o /dev/null -w '%{redirect_url}' "http://127.0.0.1:$port/$path")"
    done
    kill "$pid"
    wait "$pid" || true
    pid=
}

{
    ask Redirect 'Redirect permanent "/" "https://s.example/"'
    ask RedirectMatch 'RedirectMatch permanent "^(.*)$" "https://s.example$1"'
    ask mod_rewrite 'RewriteEngine on
RewriteCond %{THE_REQUEST} "^\S+\s+(\S+)"
RewriteRule ^ https://s.example%1 [R=301,L,NE]'
} >seen
cat seen
diff seen - <<'END'
Redirect       a%20b: https://s.example/a%20b
Redirect       a%25b: https://s.example/a%25b
Redirect       a%3Fb: https://s.example/a%3fb
Redirect       a%23b: https://s.example/a%23b
Redirect       a%2Fb: https://s.example/a%252Fb
RedirectMatch  a%20b: https://s.example/a%20b
RedirectMatch  a%25b: https://s.example/a%25b
RedirectMatch  a%3Fb: https://s.example/a?b
RedirectMatch  a%23b: https://s.example/a#b
RedirectMatch  a%2Fb: https://s.example/a%252Fb
mod_rewrite    a%20b: https://s.example/a%20b
mod_rewrite    a%25b: https://s.example/a%25b
mod_rewrite    a%3Fb: https://s.example/a%3Fb
mod_rewrite    a%23b: https://s.example/a%23b
mod_rewrite    a%2Fb: https://s.example/a%2Fb
END
