# Web servers in front of three hosts (etc/front): requests get through with the client's address, and go on when a host is gone,
# or while one after the other is upgraded as curt-cluster(7) has it (UPGRADE_FRONT=lighttpd; the default is apache).
load hosts.bash
load front.bash

setup_file() {
    export HOSTS_MORE=web_trusts_front
    hosts_begin
}

teardown_file() { hosts_end; }

teardown() {
    hosts_tell
    front_end
    [ -z "${MUTE_PID-}" ] || {
        kill "$MUTE_PID"
        wait "$MUTE_PID" || true
    }
}

HOST='Host: s.example'
UPGRADE_FRONT=${UPGRADE_FRONT:-apache}

is_gone() {
    ! pgrep -f "$CLUSTER/$1/(sbin|cgi-bin|etc)"
}

# As `curt host list` says at the master.
is_well() {
    host_is "$(master)"
    curt host list --json | jq -es --arg name "host-$1" \
        'map(select(.name == $name and .role == "replica" and .events_behind < 1000 and (.seen[:19] + "Z" | fromdate) > now - 5)) | length == 1'
}

# The host is left alone by the front, gets new files, and starts with them.
upgrades() {
    local server
    front_without "$1"
    server=$(pgrep -f "^lighttpd .*$CLUSTER/$1/etc")
    kill -INT "$server" # gracefully; a second one would not be
    serves_none() {
        ! kill -0 "$1"
    }
    wait_for 100 serves_none "$server"
    host_stop "$1"
    wait_for 150 is_gone "$1"
    cp --remove-destination "$BUILD"/cgi-bin/*.fcgi "$CLUSTER/$1/cgi-bin/"
    cp --remove-destination "$BUILD"/sbin/curt "$BUILD"/sbin/curt-* "$CLUSTER/$1/sbin/"
    rm "$CLUSTER/$1/relay.log"
    host_start "$1"
    wait_for 150 host_up "$1"
    wait_for 150 is_well "$1"
    front_without
}

# opens, creates: of kept, and how many, as each host has it.
all_have() {
    local host
    for host in $HOSTS; do
        host_is "$host"
        api GET /api/v1/stats/links/kept
        [ "$(field .clicks)" = "$1" ] || return 1
        [ "$(curt link list --limit 100000 --json | jq -r .code | grep -c '^rolling-')" = "$2" ] || return 1
    done
}

@test "three hosts are upgraded, the master last, and no client notices but by Retry-After" {
    local old new load opens creates
    front_begin "$UPGRADE_FRONT"
    host_is "$(master)"
    creates '{"url":"https://example.com/","alias":"kept"}'
    front_is
    kept_opens() {
        [ "$(curl -s -o /dev/null -w '%{http_code}' -H "Host: s.example" "http://127.0.1.$1:$PORT/kept")" = 301 ]
    }
    opens=0
    for host in $HOSTS; do
        wait_for 50 kept_opens "$host"
    done
    "$TOP/tests/cluster/rolling.py" "$BASE" "$CREATOR" s.example 4 4 >"$CLUSTER/answered" 3>&- &
    load=$!
    sleep 1
    old=$(master)
    for host in ${HOSTS/$old/}; do
        upgrades "$host"
        new=$host
    done
    host_is "$old"
    curt host promote "host-$new"
    upgrades "$old"
    sleep 1
    kill "$load"
    wait "$load"
    sed 's/^/# /' "$CLUSTER/answered" >&3
    is lost '[]' "$(jq -c .lost "$CLUSTER/answered")"
    opens=$(jq .opens "$CLUSTER/answered")
    creates=$(jq .creates "$CLUSTER/answered")
    [ "$opens" -gt 100 ]
    [ "$creates" -gt 100 ]
    wait_for 200 all_have "$opens" "$creates"
}

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
    opens_all "$1-1" 12
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
    wait_for 100 counts_all "$1" 12
}

# A replica dies as a whole.
survives() {
    local gone
    gone=$(replica)
    host_kill "$gone"
    front_is
    opens_all "$1-2" 12
    creates_all "$1-after" 4
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
    opens_all apache-2 12
    creates_all apache-ill 4
}

# Three hosts that read a request whole, note it, and hang up.
mute_begin() {
    local host
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
    for host in $HOSTS; do
        wait_for 50 curl -s -o /dev/null "http://127.0.1.$host:$HOSTS_PORT/"
    done
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
