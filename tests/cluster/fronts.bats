# Web servers in front of three hosts (etc/front): requests get through with the client's address, and go on when a host is gone.
load hosts.bash

web_trusts_front() {
    printf '[web]\ntrusted_proxies = 127.0.0.1\n'
}

setup_file() {
    export HOSTS_MORE=web_trusts_front
    hosts_begin
}

teardown_file() { hosts_end; }

# The example with the addresses of this cluster.
front_fill() {
    sed "s/10\.8\.0\.\([1-3]\)/127.0.1.\1/; s/\"port\" => 80,/\"port\" => ${HOSTS_PORT:-$PORT},/; s/\(127.0.1.[1-3]\):80\"/\1:${HOSTS_PORT:-$PORT}\"/" \
        "$TOP/etc/front/$1.conf"
}

front_lighttpd() {
    {
        printf 'server.port = %s\nserver.bind = "127.0.0.1"\nserver.document-root = "%s"\n' "$FRONT_PORT" "$FRONT"
        printf 'server.errorlog = "%s/error.log"\n' "$FRONT"
        front_fill lighttpd
    } >"$FRONT/front.conf"
    as_site lighttpd -tt -f "$FRONT/front.conf"
    as_site lighttpd -D -f "$FRONT/front.conf" 3>&- &
}

front_apache() {
    local module
    {
        printf 'ServerRoot %s\nServerName front\nListen 127.0.0.1:%s\nPidFile %s/pid\nErrorLog %s/error.log\nMutex file:%s\n' \
            "$FRONT" "$FRONT_PORT" "$FRONT" "$FRONT" "$FRONT"
        for module in mpm_event authz_core env proxy proxy_http slotmem_shm proxy_balancer lbmethod_byrequests proxy_hcheck; do
            echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        done
        printf 'DefaultRuntimeDir %s\n<VirtualHost *>\n' "$FRONT"
        front_fill apache
        echo '</VirtualHost>'
    } >"$FRONT/front.conf"
    as_site apache2 -t -f "$FRONT/front.conf"
    as_site apache2 -D FOREGROUND -f "$FRONT/front.conf" 3>&- &
}

front_up() {
    curl -sf -o /dev/null "http://127.0.0.1:$FRONT_PORT/api/v1/stats/health"
}

# front_begin lighttpd|apache: from now on, requests go there, from this address.
front_begin() {
    command -v "$1" >/dev/null || command -v "${1}2" >/dev/null || skip "$1 is not installed"
    FRONT_PORT=$(free_port)
    FRONT=$(mktemp -d "$CLUSTER/front.XXXX")
    [ "$(id -u)" -ne 0 ] || chown www-data "$FRONT"
    "front_$1"
    FRONT_PID=$!
    wait_for 100 "${2:-front_up}"
}

front_is() {
    BASE=http://127.0.0.1:$FRONT_PORT
}

teardown() {
    local pid
    for pid in ${FRONT_PID-} ${MUTE_PID-}; do
        kill "$pid"
        wait "$pid" || true
    done
}

HOST='Host: s.example'

# opens_all CODE COUNT: every time, and from an address of our own.
opens_all() {
    local _
    for _ in $(seq "$2"); do
        api GET "/$1" '' -H "$HOST" -A "$FIREFOX" --interface 127.0.9.9
        is "$1" 301 "$status"
    done
}

creates_all() {
    local i
    for i in $(seq "$2"); do
        post /api/v1/links "{\"url\":\"https://example.com/\",\"alias\":\"$1-$i\"}" "$CREATOR" -H "$HOST"
        is "$1-$i: $body" 201 "$status"
    done
}

LONG=$(printf '%8172s' '' | tr ' ' x)

# Everything through the front, while all hosts are well.
goes_through() {
    local code
    front_is
    creates_all "$1" 6
    host_is "$(master)"
    for host in $HOSTS; do
        host_is "$host"
        has_all() {
            api GET "/$1-6" '' -H "$HOST"
            [ "$status" = 301 ]
        }
        wait_for 50 has_all "$1"
    done
    front_is
    opens_all "$1-1" 30
    for code in %23%3F 'a%2Fb' '%F0%9F%92%8C~'; do
        post /api/v1/links "{\"url\":\"https://example.com/\",\"alias\":\"$1$(printf '%b' "${code//%/\\x}")\"}" "$CREATOR" -H "$HOST"
        is "$code: $body" 201 "$status"
        opens_soon() {
            api GET "/$1$2" '' -H "$HOST"
            [ "$status" = 301 ]
        }
        wait_for 50 opens_soon "$1" "$code"
    done
    post /api/v1/links "{\"url\":\"https://example.com/$LONG\",\"alias\":\"$1-long\"}" "$CREATOR" -H "$HOST"
    is "$body" 201 "$status"
    wait_for 50 opens_soon "$1" -long
    is long "https://example.com/$LONG" "$(header Location)"
    api GET /api/v1/session curt_wrong -H "$HOST" --interface 127.0.9.9 -H 'X-Forwarded-For: 127.0.9.8'
    is wrong 401 "$status"
    cat "$CLUSTER"/[1-3]/programs.log | grep -q 'failed sign-in from 127.0.9.9$'
    host_is "$(master)"
    counts_all() {
        api GET "/api/v1/stats/links/$1-1"
        [ "$(field '"\(.clicks) \(.visitors)"')" = "$2 1" ]
    }
    wait_for 100 counts_all "$1" 30
}

# A replica dies as a whole.
survives() {
    local gone
    gone=$(replica)
    host_kill "$gone"
    front_is
    opens_all "$1-2" 30
    creates_all "$1-after" 6
    host_start "$gone"
    wait_for 100 hosts_are_joined
}

@test "lighttpd: through, and on without a host" {
    front_begin lighttpd
    goes_through lighttpd
    survives lighttpd
}

@test "Apache: through, on without a host, and without one whose programs do not answer" {
    local ill
    front_begin apache
    goes_through apache
    survives apache
    ill=$(replica)
    pkill -TERM -f "^$CLUSTER/$ill/sbin/curt-serve"
    is_ill() {
        ! host_up "$ill"
    }
    wait_for 100 is_ill
    sleep 2.5
    front_is
    opens_all apache-2 30
    creates_all apache-ill 6
}

# Three hosts that read a request whole, note it, and hang up.
mute_begin() {
    HOSTS_PORT=$(free_port)
    MUTE=$BATS_TEST_TMPDIR/mute
    /usr/bin/python3 - "$HOSTS_PORT" "$MUTE" 3>&- <<'END' &
import http.server, sys, threading
class Mute(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"store":"open"}')
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with open(sys.argv[2], "a") as file:
            file.write("asked\n")
        self.close_connection = True
    def log_message(self, *_):
        pass
servers = [http.server.ThreadingHTTPServer(("127.0.1.%d" % n, int(sys.argv[1])), Mute) for n in (1, 2, 3)]
for server in servers:
    threading.Thread(target=server.serve_forever).start()
END
    MUTE_PID=$!
}

listens() {
    curl -s -o /dev/null "http://127.0.0.1:$FRONT_PORT/"
}

# asks_once SERVER STATUS
asks_once() {
    mute_begin
    front_begin "$1" listens
    front_is
    sleep 1
    post /api/v1/links '{"url":"https://example.com/"}'
    is status "$2" "$status"
    sleep 1
    is asked 1 "$(wc -l <"$MUTE")"
}

@test "lighttpd: what a host got and did not answer is sent to no other" {
    asks_once lighttpd 500
}

@test "Apache: what a host got and did not answer is sent to no other" {
    asks_once apache 502
}
