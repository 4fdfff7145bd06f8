#!/bin/bash
# lighttpd-reload-key: a graceful reload ends lighttpd when only root can read the key of its certificate.
#
# lighttpd starts as root, reads the key, and then becomes server.username. On SIGUSR1, which Debian's `systemctl reload
# lighttpd` sends, it finishes its requests and reads the configuration again in the same process, as that user. A key in
# /etc/letsencrypt, which certbot keeps for root alone, cannot be read, and the server exits. Under systemd it is started
# again, and requests fail for half a second; elsewhere it stays away. lighttpd -tt, as root, finds nothing wrong before. A
# key that the group of the server's user may read is enough. Apache keeps a parent that stays root.
#
# Seen with Debian 12's lighttpd and lighttpd-mod-openssl 1.4.69-1. Needs root, from which it drops to www-data.
set -euo pipefail
[ "$(id -u)" -eq 0 ] || { echo "needs root" >&2; exit 77; }

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"
apt-get download lighttpd=1.4.69-1 lighttpd-mod-openssl=1.4.69-1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done
mkdir www
echo x >www/file
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem 2>/dev/null

serves() {
    for _ in $(seq 50); do
        ! curl -sk -o /dev/null "https://127.0.0.1:$port/file" || return 0
        sleep 0.1
    done
    return 1
}

# reload NAME: starts the server, reloads it, and says whether it still serves.
reload() {
    port=$(shuf -i 20000-40000 -n 1)
    : >error.log
    chown www-data error.log
    cat >lighttpd.conf <<END
server.port = $port
server.bind = "127.0.0.1"
server.username = "www-data"
server.groupname = "www-data"
server.document-root = "$work/www"
server.errorlog = "$work/error.log"
server.modules = ( "mod_openssl" )
ssl.engine = "enable"
ssl.pemfile = "$work/cert.pem"
ssl.privkey = "$work/key.pem"
END
    root/usr/sbin/lighttpd -D -f lighttpd.conf -m "$work/root/usr/lib/lighttpd" 2>/dev/null &
    pid=$!
    serves
    kill -USR1 "$pid"
    sleep 2
    if serves; then
        echo "$1: serves"
        kill "$pid"
    else
        echo "$1: gone"
    fi
    wait "$pid" || true
    pid=
}

{
    chmod 600 key.pem
    reload 'key of root alone'
    chgrp www-data key.pem
    chmod 640 key.pem
    reload 'key of its group'
} >seen
cat seen
diff seen - <<'END'
key of root alone: gone
key of its group: serves
END
