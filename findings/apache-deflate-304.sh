#!/bin/bash
# apache-deflate-304: with mod_deflate, Apache does not recognize the ETag that it gave; lighttpd does.
#
# A file that goes out compressed has an ETag that ends in -gzip. Sent back in If-None-Match, Apache compares it with the
# file's own, finds another, and answers 200 with the whole file, each time. If-Modified-Since alone gets 304, but a browser
# sends both, and If-None-Match decides (RFC 9110, 13.2.2). Without an ETag (FileETag None) it sends only the date, and gets
# 304. lighttpd's mod_deflate, with the ETag that it gave, answers 304; it compresses nothing, though, before
# deflate.allowed-encodings is set.
#
# Seen with Debian 12's apache2-bin 2.4.71-1~deb12u1, lighttpd and lighttpd-mod-deflate 1.4.69-1.
set -euo pipefail

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
apt-get download apache2-bin=2.4.71-1~deb12u1 libapr1 libaprutil1 lighttpd=1.4.69-1 lighttpd-mod-deflate=1.4.69-1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done
libraries=$(dirname "$(find "$work/root" -name 'libapr-1.so.0')")
modules=$work/root/usr/lib/apache2/modules
mkdir www
seq 5000 >www/file.txt
touch -d 2020-01-01 www/file.txt

# Starts the server, asks for the file twice, the second time as a browser does with what the first answer had of
# validators, and says both statuses: ask NAME COMMAND...
ask() {
    local name=$1 validators=()
    shift
    LD_LIBRARY_PATH=$libraries "$@" &
    pid=$!
    for _ in $(seq 100); do
        curl -s -o /dev/null "http://127.0.0.1:$port/file.txt" && break
        sleep 0.1
    done
    curl -s -D head -o /dev/null -H 'Accept-Encoding: gzip' -w "$name: %{http_code}" "http://127.0.0.1:$port/file.txt"
    tr -d '\r' <head >lines
    grep -qi '^content-encoding: gzip' lines
    while IFS= read -r line; do
        validators+=(-H "$line")
    done < <(sed -nE 's/^etag: /If-None-Match: /Ip; s/^last-modified: /If-Modified-Since: /Ip' lines)
    curl -s -o /dev/null -H 'Accept-Encoding: gzip' "${validators[@]}" -w ', then %{http_code}\n' "http://127.0.0.1:$port/file.txt"
    kill "$pid"
    wait "$pid" || true
    pid=
}

apache() {
    port=$(shuf -i 20000-40000 -n 1)
    cat >conf <<END
ServerRoot $work
ServerName localhost
Listen 127.0.0.1:$port
PidFile $work/pid
ErrorLog $work/error.log
DocumentRoot $work/www
LoadModule mpm_prefork_module $modules/mod_mpm_prefork.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule filter_module $modules/mod_filter.so
LoadModule deflate_module $modules/mod_deflate.so
SetOutputFilter DEFLATE
$2
END
    ask "$1" root/usr/sbin/apache2 -X -f "$work/conf"
}

lighttpd() {
    port=$(shuf -i 20000-40000 -n 1)
    cat >lighttpd.conf <<END
server.port = $port
server.bind = "127.0.0.1"
server.document-root = "$work/www"
server.errorlog = "$work/error.log"
server.modules = ( "mod_deflate" )
mimetype.assign = ( ".txt" => "text/plain" )
deflate.mimetypes = ( "text/" )
deflate.allowed-encodings = ( "gzip" )
END
    ask lighttpd root/usr/sbin/lighttpd -D -f "$work/lighttpd.conf" -m "$work/root/usr/lib/lighttpd"
}

{
    apache apache ''
    apache 'apache without ETag' 'FileETag None'
    lighttpd
} >seen
cat seen
diff seen - <<'END'
apache: 200, then 200
apache without ETag: 200, then 304
lighttpd: 200, then 304
END
