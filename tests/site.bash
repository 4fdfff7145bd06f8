# site.bash: a whole curt for a test: a real web server on a free port of 127.0.0.1, a store of its own, the relay.
#
# site_begin [lighttpd|apache|fcgid]   starts it (the default is $SERVER, else lighttpd): with lighttpd and Apache
# (mod_proxy_fcgi), curt-serve runs the programs; with fcgid, Apache starts them (mod_fcgid). Sets
#     SITE      its directory, under SITES or /tmp   BASE      its address, http://127.0.0.1:PORT
#     ADMIN CREATOR OTHER READER     API keys of those roles (OTHER is a second creator)
#     SITE_CURT                      curt as the site's user, as words for sh -c
# site_end                       stops every process it started and removes the directory
#
# Settings come from the environment as for any program of curt (CURT_LINKS_GRACE=...), exported before site_begin.
# As root, everything runs as www-data: Apache will not serve as root, and one store has one user.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${BUILD:-$TOP/build}
PATH=$PATH:/usr/sbin:/sbin

AS_SITE=()
if [ "$(id -u)" -eq 0 ]; then
    AS_SITE=(setpriv --reuid=www-data --regid=www-data --clear-groups)
fi

as_site() {
    "${AS_SITE[@]}" "$@"
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# A free port that no other site takes: between finding one and listening there, keys are made, and another site that
# listens first would answer in this one's place. Its directory is the claim, until site_end.
claim_port() {
    local tries
    for tries in 1 2 3 4 5; do
        PORT=$(free_port)
        ! mkdir "/tmp/curt-port.$PORT" 2>/dev/null || return 0
    done
    echo "no port is free after $tries tries" >&2
    return 1
}

# Waits until a command succeeds, for at most so many tenths of a second.
wait_for() {
    local tenths=$1
    shift
    while ! "$@" >/dev/null 2>&1; do
        tenths=$((tenths - 1))
        [ "$tenths" -gt 0 ] || return 1
        sleep 0.1
    done
}

# Programs and pages go under the site: www-data may not be able to read the source tree.
site_lay_out() {
    SITE=$(mktemp -d "${SITES:-/tmp}/curt-test.XXXXXX") || return 1
    mkdir -p "$SITE/cgi-bin" "$SITE/sbin" "$SITE/run/fcgid" "$SITE/etc" "$SITE/docs"
    cp "$BUILD"/cgi-bin/*.fcgi "$SITE/cgi-bin/"
    cp "$BUILD"/sbin/curt "$BUILD"/sbin/curt-* "$SITE/sbin/"
    cp -r "$TOP/www" "$SITE/www"
    cp "$TOP/etc/regexes.yaml" "$TOP/etc/user-agents.yaml" "$SITE/etc/"
    chmod -R a+rX "$SITE"
    claim_port || return 1
    BASE=http://127.0.0.1:$PORT
    cat >"$SITE/etc/curt.conf" <<END
[store]
home = $SITE/store
[web]
base_url = $BASE
pages = $SITE/www
[stats]
agents = $SITE/etc/regexes.yaml
agent_classes = $SITE/etc/user-agents.yaml
END
    export CURT_CONF=$SITE/etc/curt.conf
    if [ "$(id -u)" -eq 0 ]; then
        chown -R www-data:www-data "$SITE"
    fi
}

site_fill() {
    sed -e "/^@pages@\$/{r $TOP/etc/apache-pages.conf" -e 'd}' "$TOP/etc/$1.in" |
        sed -e "s|@cgidir@|$SITE/cgi-bin|g" -e "s|@wwwdir@|$SITE/www|g" -e "s|@rundir@|$SITE/run|g" \
            -e "s|@confdir@|$SITE/etc|g"
}

# What a test does to a new site before there is a store.
site_early() {
    :
}

# What a test does to a new store before anything else opens it.
site_prepare() {
    :
}

# What a test adds to the web server's configuration; it may put programs under $SITE too.
site_extra() {
    :
}

site_serve_lighttpd() {
    {
        echo "server.port = $PORT"
        echo "server.bind = \"${SITE_ADDRESS:-127.0.0.1}\""
        echo "server.document-root = \"$SITE/docs\""
        echo "server.errorlog = \"$SITE/error.log\""
        echo "server.breakagelog = \"$SITE/error.log\""
        echo 'mimetype.assign = ( ".txt" => "text/plain" )'
        site_fill lighttpd.conf
        site_extra
    } >"$SITE/etc/lighttpd.conf"
    "${AS_SITE[@]}" lighttpd -D -f "$SITE/etc/lighttpd.conf" 3>&- &
    SERVER_PID=$!
    site_keep_programs
}

# The programs, on sockets, as a service manager would run them.
site_keep_programs() {
    "${AS_SITE[@]}" "$SITE/sbin/curt-serve" --sockets "$SITE/run" --programs "$SITE/cgi-bin" \
        bus receipt redirect send shorten stats 3>&- 2>>"$SITE/programs.log" &
    PROGRAMS_PID=$!
}

site_serve_apache() {
    site_run_apache apache.conf proxy proxy_fcgi buffer
    site_keep_programs
}

site_serve_fcgid() {
    site_run_apache apache-fcgid.conf fcgid
}

# site_run_apache CONFIGURATION MODULE...
site_run_apache() {
    local modules=/usr/lib/apache2/modules module configuration=$1
    shift
    {
        echo "ServerRoot $SITE"
        echo "ServerName 127.0.0.1"
        echo "Listen 127.0.0.1:$PORT"
        echo "PidFile $SITE/run/apache.pid"
        echo "ErrorLog $SITE/error.log"
        echo "Mutex file:$SITE/run"
        echo "DocumentRoot $SITE/docs"
        for module in mpm_event authz_core alias deflate dir env filter mime headers "$@"; do
            echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        echo "TypesConfig /dev/null"
        echo "AddType text/plain .txt"
        printf '%s\n' '<FilesMatch "^\.ht">' 'Require all denied' '</FilesMatch>' # as in Debian's apache2.conf
        site_fill "$configuration" >"$SITE/etc/site.conf"
        [ "$configuration" != apache-fcgid.conf ] || echo "Include $SITE/etc/site.conf"
        [ -z "${SITE_APACHE_HOST-}" ] || printf '<VirtualHost *>\nServerName site.example\n'
        echo "Include $SITE/etc/site.conf"
        [ -z "${SITE_APACHE_HOST-}" ] || echo '</VirtualHost>'
        # mod_fcgid hands its programs only what the configuration names.
        [ "$configuration" != apache-fcgid.conf ] ||
            env | sed -nE 's/^((CURT|ASAN)_[A-Z_]*)=(.*)$/FcgidInitialEnv \1 "\3"/p'
    } >"$SITE/etc/apache.conf"
    "${AS_SITE[@]}" apache2 -D FOREGROUND -f "$SITE/etc/apache.conf" 3>&- &
    SERVER_PID=$!
}

# A relay that dies is started again, as a service manager would.
site_keep_relay() {
    (
        trap 'kill "$child" 2>/dev/null; wait "$child" 2>/dev/null; exit 0' TERM
        while :; do
            "${AS_SITE[@]}" "$SITE/sbin/curt-relay" 2>>"$SITE/relay.log" &
            child=$!
            wait "$child" || true
            sleep 0.1 &
            child=$!
            wait "$child" || true
        done
    ) 3>&- 2>>"$SITE/keeper.log" &
    RELAY_PID=$!
}

site_key() {
    as_site "$SITE/sbin/curt" key add "$1" --role "$2"
}

# It answers, and it is this one: it knows its key.
site_up() {
    curl -sf -o /dev/null "$BASE/api/v1/stats/health" &&
        curl -sf -o /dev/null -H "Authorization: Bearer $ADMIN" "$BASE/api/v1/session"
}

site_begin() {
    SERVER=${1:-${SERVER:-lighttpd}}
    site_lay_out || return 1
    site_early || return 1
    SITE_CURT="${AS_SITE[*]} $SITE/sbin/curt"
    as_site "$SITE/sbin/curt" init >/dev/null
    site_prepare
    PROGRAMS_PID=
    ADMIN=$(site_key admin admin)
    "site_serve_$SERVER" >>"$SITE/server.log" 2>&1
    site_keep_relay
    if ! wait_for 150 site_up; then
        echo "the site does not come up:" >&2
        tail -n 20 "$SITE"/*.log >&2
        site_end
        return 1
    fi
    # The programs have the store open now, which makes these quick: the first to open it makes its shared memory.
    CREATOR=$(site_key creator creator)
    OTHER=$(site_key other creator)
    READER=$(site_key reader reader)
    export SITE SITE_CURT PORT BASE ADMIN CREATOR OTHER READER SERVER SERVER_PID PROGRAMS_PID RELAY_PID CURT_CONF
}

site_end() {
    [ -n "${SITE-}" ] || return 0
    # shellcheck disable=SC2086
    kill "$RELAY_PID" "$SERVER_PID" $PROGRAMS_PID 2>/dev/null || true
    wait_for 100 site_ended || {
        echo "these did not stop and are killed:" >&2
        pgrep -fa "$SITE" >&2
        pkill -KILL -f "$SITE"
    }
    local memory
    memory=$(readlink "$SITE/store/memory") || memory=
    case $memory in # a site that was killed has left its memory behind
    */curt-*) rm -rf "$memory" ;;
    esac
    rm -rf "$SITE" "/tmp/curt-port.$PORT"
    unset CURT_CONF
}

site_ended() {
    ! pgrep -f "$SITE/(sbin|cgi-bin|etc)" >/dev/null
}

# A server that webhooks can lead to, at http://127.0.0.1:$HOOK/; what it got is in $GOT (tests/bus/receiver).
receiver_begin() {
    HOOK=$(free_port)
    export HOOK GOT=$SITE/requests
    : >"$GOT"
    "$TOP/tests/bus/receiver" "$HOOK" "$GOT" 3>&- &
    export RECEIVER_PID=$!
    wait_for 50 curl -s -o /dev/null "http://127.0.0.1:$HOOK/"
}

receiver_end() {
    kill "$RECEIVER_PID" 2>/dev/null || true
    wait "$RECEIVER_PID" 2>/dev/null || true
}

curt() {
    as_site "$SITE/sbin/curt" "$@"
}

sweep() {
    as_site "$SITE/sbin/curt-sweep" "$@"
}

# A process is killed while it has the store open: dies inside | outside (tests/crash/die.c).
dies() {
    cp "$BUILD/tests/crash/die" "$SITE/sbin/"
    as_site "$SITE/sbin/die" "$1" 2>>"$SITE/died.log" || [ $? -eq 137 ]
}

# api METHOD PATH [KEY] [curl's arguments]: the body is in $body, the status in $status, the headers in $headers. Without
# further processes, since the tests ask some ten thousand times.
api() {
    local method=$1 path=$2 key=${3-$ADMIN} head=${BATS_TEST_TMPDIR:-/tmp}/head.$BASHPID
    shift 2
    [ $# -eq 0 ] || shift
    case $method in
    HEAD) set -- --head "$@" ;;
    *) set -- -X "$method" "$@" ;;
    esac
    [[ $method != P* || " $*" == *" --data"* ]] || set -- --data '' "$@" # lighttpd wants a length
    body=$(curl -s -D "$head" -w '\n%{http_code}' ${key:+-H "Authorization: Bearer $key"} "$@" "$BASE$path") || return 1
    status=${body##*$'\n'}
    body=${body%$'\n'*}
    headers=$(<"$head")
    headers=${headers//$'\r'/}
}

# api with a JSON body.
post() {
    local path=$1 json=$2 key=${3-$ADMIN}
    shift 2
    [ $# -eq 0 ] || shift
    api POST "$path" "$key" -H 'Content-Type: application/json' --data-binary "$json" "$@"
}

# A change, with a JSON body: amend PATH JSON [KEY] [curl's arguments]
amend() {
    api PATCH "$1" "${3-$ADMIN}" -H 'Content-Type: application/json' --data-binary "$2" "${@:4}"
}

# The value of a header of the last answer.
header() {
    local line
    while IFS= read -r line; do
        [[ ${line,,} != "${1,,}: "* ]] || printf '%s\n' "${line#*: }"
    done <<<"$headers"
}

# What a filter of jq finds in JSON on standard input.
picks() {
    "$BUILD/tests/field" "$1"
}

# What it finds in the last answer's body.
field() {
    picks "$1" <<<"$body"
}

# Fails with both values when they differ: is WHAT WANTED GOT
is() {
    [ "$2" = "$3" ] || {
        printf '%s: wanted %s, got %s\n' "$1" "$2" "$3" >&2
        return 1
    }
}

# Fails unless a page shows a file as it is, from the line that names it to the end of the display: manual_shows PAGE FILE
manual_shows() {
    sed -n "/^\.Pa ${2##*/}\$/,/^\.Ed\$/p" "$TOP/man/$1" |
        sed -e '1,/^\.Bd -literal/d' -e '/^\.Ed$/d' -e 's/\\e/\\/g' | diff - "$TOP/$2"
}

# A request whose body does not arrive: cut_short PORT [HEADER]
cut_short() (
    exec 9<>"/dev/tcp/127.0.0.1/$1"
    printf 'POST / HTTP/1.1\r\nHost: curt\r\n%sContent-Length: 100\r\n\r\n{' "${2:+$2$'\r\n'}" >&9
    sleep 0.2
)

# Makes a link, and fails if it is not made: creates JSON [KEY]
creates() {
    post /api/v1/links "$1" "${2-$ADMIN}"
    is "$body" 201 "$status"
}

# Fails unless the last answer is a problem with this status, about this field: refused STATUS POINTER
refused() {
    is "$body" "$1 $1 $2" "$status $(field '"\(.status) \(.pointer // "")"')"
    is type application/problem+json "$(header Content-Type)"
}

# Waits until every click is in the log and every event counted, at most 20 s.
counted() {
    wait_for 200 nothing_waits
}

nothing_waits() {
    [ "$(curl -s "$BASE/api/v1/stats/health" | picks '"\(.lag_events) \(.spool.bytes)"')" = "0 0" ]
}

# bats notes where each command of a test is, with some twenty of its own: not inside of these functions, which a test calls
# most. What fails there is reported where the test called it.
unnoted() {
    local name
    for name; do
        eval "noted_$(declare -f "$name")"
        eval "$name() { local -; set +T; noted_$name \"\$@\"; }"
    done
}

unnoted wait_for site_begin site_end api post amend header refused creates

FIREFOX='Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
IPHONE='Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
