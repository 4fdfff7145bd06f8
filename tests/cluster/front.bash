# front.bash: a web server in front of the hosts of hosts.bash, configured as etc/front has it.
#
# web_trusts_front        HOSTS_MORE, before hosts_begin: the hosts believe the front who the client is
# front_begin lighttpd|apache [COMMAND]   starts it, and waits until the command succeeds; skips the test where it is missing
# front_without [HOST]    it leaves out that host, or none, from now on
# front_is                from now on, BASE is the front
# front_end               stops it

web_trusts_front() {
    printf '[web]\ntrusted_proxies = 127.0.0.1\n'
}

# The example with the addresses of this cluster.
front_fill() {
    sed "s/10\.8\.0\.\([1-3]\)/127.0.1.\1/; s/\"port\" => 80,/\"port\" => ${HOSTS_PORT:-$PORT},/; s/\(127.0.1.[1-3]\):80\"/\1:${HOSTS_PORT:-$PORT}\"/" \
        "$TOP/etc/front/$1.conf"
}

front_write_lighttpd() {
    printf 'server.port = %s\nserver.bind = "127.0.0.1"\nserver.document-root = "%s"\n' "$FRONT_PORT" "$FRONT"
    printf 'server.errorlog = "%s/error.log"\n' "$FRONT"
    front_fill lighttpd
}

front_write_apache() {
    local module
    printf 'ServerRoot %s\nServerName front\nListen 127.0.0.1:%s\nPidFile %s/pid\nErrorLog %s/error.log\nMutex file:%s\n' \
        "$FRONT" "$FRONT_PORT" "$FRONT" "$FRONT" "$FRONT"
    for module in mpm_event authz_core env proxy proxy_http slotmem_shm proxy_balancer lbmethod_byrequests proxy_hcheck; do
        echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
    done
    printf 'DefaultRuntimeDir %s\n<VirtualHost *>\n' "$FRONT"
    front_fill apache
    echo '</VirtualHost>'
}

front_run_lighttpd() {
    as_site lighttpd -tt -f "$FRONT/front.conf"
    "${AS_SITE[@]}" lighttpd -D -f "$FRONT/front.conf" 3>&- &
}

front_run_apache() {
    as_site apache2 -t -f "$FRONT/front.conf"
    "${AS_SITE[@]}" apache2 -D FOREGROUND -f "$FRONT/front.conf" 3>&- &
}

front_up() {
    curl -sf -o /dev/null "http://127.0.0.1:$FRONT_PORT/api/v1/stats/health"
}

front_begin() {
    command -v "$1" >/dev/null || command -v "${1}2" >/dev/null || skip "$1 is not installed"
    FRONT_PORT=$(free_port)
    FRONT=$(mktemp -d "$CLUSTER/front.XXXX")
    [ "$(id -u)" -ne 0 ] || chown www-data "$FRONT"
    FRONT_SERVER=$1
    "front_write_$1" >"$FRONT/front.conf"
    "front_run_$1"
    FRONT_PID=$!
    wait_for 100 "${2:-front_up}"
}

front_without() {
    "front_write_$FRONT_SERVER" | grep -v "127.0.1.${1:-0}\>" >"$FRONT/front.conf"
    kill -USR1 "$FRONT_PID"
    sleep 0.5
}

front_is() {
    BASE=http://127.0.0.1:$FRONT_PORT
}

front_end() {
    [ -z "${FRONT_PID-}" ] || {
        kill "$FRONT_PID"
        wait "$FRONT_PID" || true
    }
}
