# ./bootstrap: what a newcomer runs first, in a copy of the tree that shares its files.
load ../site.bash

setup() {
    [ -x "$TOP/configure" ] || skip "a tree without configure"
    # shellcheck disable=SC2046
    [ -z "$(dpkg-query -W -f '${db:Status-Status}\n' lighttpd lighttpd-mod-deflate libjs-chart.js jq 2>&1 | grep -v '^installed$')" ] ||
        skip "packages are missing"
    TREE=$(mktemp -d "${SITES:-/tmp}/curt-tree.XXXXXX")
    ln -s "$TOP"/* "$TREE/"
    rm "$TREE/build" 2>/dev/null || true
    export CURT_HOME=$TREE/home
}

teardown() {
    [ -z "${RUNNING-}" ] || stop
    rm -rf "${TREE:?}"
}

# Runs curt on a port until stop.
start() {
    : >"$TREE/log" # what an earlier one said is no sign of this one
    CURT_PORT=$1 "$TREE/bootstrap" run >"$TREE/log" 2>&1 3>&- &
    RUNNING=$!
    wait_for 300 grep -q '^stop ' "$TREE/log" || { cat "$TREE/log" >&2; return 1; }
}

stop() {
    kill "$RUNNING" 2>/dev/null || true
    wait "$RUNNING" || true
    RUNNING=
}

# The address that a link from the command line begins with.
base() {
    local url
    url=$(CURT_CONF=$CURT_HOME/curt.conf "$BUILD/sbin/curt" link add https://example.com/)
    echo "${url%/*}"
}

@test "the command line makes links with the port that curt is served at" {
    local one two
    ln -s "$BUILD" "$TREE/build"
    one=$(free_port)
    start "$one"
    is "sign in" "http://127.0.0.1:$one/ui/" "$(awk '/^sign in/ { print $3 }' "$TREE/log")"
    is one "http://127.0.0.1:$one" "$(base)"
    curl -sf -o /dev/null "http://127.0.0.1:$one/ui/"
    stop
    is "mode, as it may get secrets" 600 "$(stat -c %a "$CURT_HOME/curt.conf")"

    two=$(free_port)
    printf '[vonage]\nbase_url = https://api-eu.nexmo.com\n' >>"$CURT_HOME/curt.conf"
    start "$two"
    is two "http://127.0.0.1:$two" "$(base)"
    stop

    sed -i 's|^base_url = http://127.*|base_url = https://s.example.com|' "$CURT_HOME/curt.conf"
    cp "$CURT_HOME/curt.conf" "$TREE/mine"
    start "$one"
    is "what the operator set stays" https://s.example.com "$(base)"
    stop
    cmp "$TREE/mine" "$CURT_HOME/curt.conf"

    # of a curt that did not write the address
    sed -i '/base_url/d;/CURT_PORT/d' "$CURT_HOME/curt.conf"
    start "$two"
    is added "http://127.0.0.1:$two" "$(base)"
}

@test "a build that was configured before cmocka came is configured again" {
    mkdir "$TREE/bin"
    cat >"$TREE/bin/pkg-config" <<END
#!/bin/sh
[ ! -e "$TREE/hidden" ] || case "\$*" in *cmocka*) exit 1 ;; esac
exec $(command -v pkg-config) "\$@"
END
    printf '#!/bin/sh\nexit 0\n' >"$TREE/bin/make" # nothing is built
    chmod +x "$TREE/bin/pkg-config" "$TREE/bin/make"
    export PATH=$TREE/bin:$PATH
    : >"$TREE/hidden"
    "$TREE/bootstrap"
    grep -qxF 'S["HAVE_CMOCKA_TRUE"]="#"' "$TREE/build/config.status"
    before=$(stat -c %y "$TREE/build/config.status")
    "$TREE/bootstrap"
    is "not needed" "$before" "$(stat -c %y "$TREE/build/config.status")"
    rm "$TREE/hidden"
    "$TREE/bootstrap"
    grep -qxF 'S["HAVE_CMOCKA_TRUE"]=""' "$TREE/build/config.status"
    before=$(stat -c %y "$TREE/build/config.status")
    "$TREE/bootstrap"
    is "once" "$before" "$(stat -c %y "$TREE/build/config.status")"
}

@test "a port that is none is refused" {
    local port
    for port in 0 65536 99999999999999999999 x -1 80x ' '; do
        CURT_PORT=$port run "$TREE/bootstrap" run
        is "$port" 2 "$status"
        [[ $output == *'CURT_PORT must be a port from 1 to 65535'* ]]
    done
}
