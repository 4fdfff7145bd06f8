# curt import yourls beside a real MariaDB with YOURLS's tables: its dumps, the text of its client, and lists in the order that
# the API asks for; each link and count is held against the database. Needs Debian's mariadb-server.
load ../site.bash

setup_file() {
    command -v mariadbd >/dev/null || return 0
    cd "$BATS_FILE_TMPDIR" || return 1
    {
        mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$PWD/data" --auth-root-authentication-method=normal \
            --skip-test-db
        mariadbd --no-defaults --user="$(id -un)" --datadir="$PWD/data" --socket="$PWD/s" --skip-networking \
            --default-time-zone=+02:00 &
        echo $! >pid
    } >log 2>&1 3>&-
    wait_for 300 sh -c "mariadb --no-defaults -S '$PWD/s' -e 'SELECT 1' >/dev/null 2>&1"
    mariadb --no-defaults --default-character-set=utf8mb4 -S s <"$BATS_TEST_DIRNAME/yourls.sql"
}

teardown_file() {
    [ ! -s "$BATS_FILE_TMPDIR/pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/pid")" 2>/dev/null || true
}

setup() {
    command -v mariadbd >/dev/null || skip 'mariadb-server is not installed'
    cd "$BATS_TEST_TMPDIR" || return 1
    printf '[web]\nbase_url = https://s.example\n' >curt.conf
    export CURT_CONF=$PWD/curt.conf
    site
}

teardown() {
    [ -z "${others-}" ] || kill "$others" 2>/dev/null || true
}

curt() {
    "$BUILD/sbin/curt" "$@"
}

# A store without anything.
site() {
    rm -rf "${CURT_STORE_HOME:-none}"
    export CURT_STORE_HOME=$BATS_TEST_TMPDIR/store
    curt init >/dev/null
    curt key add me --role admin >/dev/null
}

sql() {
    mariadb --no-defaults --default-character-set=utf8mb4 -S "$BATS_FILE_TMPDIR/s" -BNr yourls -e "$1"
}

dump() {
    mariadb-dump --no-defaults -S "$BATS_FILE_TMPDIR/s" "$@" yourls >dump.sql
}

# imports LINKS,CLICKS,VISITS FILE...: takes these, and nothing when it is done again.
imports() {
    local counts=$1
    shift
    is "first: $*" "[$counts]" "$(curt import yourls "$@" --json 2>/dev/null | jq -c '[.imported,.clicks,.visits.imported]')"
    is "again: $*" "[0,${counts%%,*},0]" "$(curt import yourls "$@" --json 2>/dev/null | jq -c '[.imported,.same,.visits.imported]')"
}

# compare TOTAL WITHOUT: each link here is as in the database, with its total by this SQL; without these keywords.
compare() {
    curt export all.jsonl >/dev/null
    jq -r 'select(.kind == "link").shows | [.code, .url, (.created_at | .[:19] | sub("T"; " ")), .imported_clicks] | @tsv' \
        all.jsonl | LC_ALL=C sort >here
    sql "SELECT keyword, REPLACE(url, 'ä', '%C3%A4'), timestamp, $1 FROM yourls_url WHERE keyword NOT IN ($2)" |
        LC_ALL=C sort >there
    run sh -c 'diff there here | head -20'
    is links '' "$output"
}

@test "dumps of MariaDB, as most people make them and with other options" {
    local options
    for options in --skip-tz-utc '--skip-tz-utc --skip-extended-insert --complete-insert' '--skip-tz-utc --skip-opt --skip-comments' \
        '--skip-tz-utc --replace --skip-quote-names' '--skip-tz-utc --databases' '--skip-tz-utc --hex-blob --insert-ignore'; do
        site
        # shellcheck disable=SC2086
        dump $options
        imports 3010,4501524,2000 dump.sql
        compare 'GREATEST(0, CAST(clicks AS SIGNED) - (SELECT count(*) FROM yourls_log WHERE shorturl = keyword))' "'mail', 'nul'"
    done
}

@test "a dump as it comes from a server that is not in UTC has times of creation shifted by its zone" {
    dump
    imports 3010,4501524,2000 dump.sql
    is shifted '"2020-10-26T15:20:40.000Z"' "$(curt link show Abc --json | jq .created_at)"
    is 'visits are not' 2 "$(curt event list --json | jq -r '.detail | select(.code == "Abc").at' | grep -c '^2021-07-01T10:00:0[0-4]')"
}

@test "the text of MariaDB's client" {
    mariadb --no-defaults --default-character-set=utf8mb4 -S "$BATS_FILE_TMPDIR/s" -B yourls -e 'SELECT * FROM yourls_url' >text.tsv
    imports 3011,4501526,0 text.tsv
    compare clicks "'mail'"
}

@test "lists in the order of the API: links of the same second are all there" {
    /usr/bin/python3 "$TOP/tests/import/api.py" port "$BATS_FILE_TMPDIR/s" 3>&- &
    others=$!
    wait_for 100 test -s port
    echo key >key
    imports 3011,4501526,0 "http://127.0.0.1:$(cat port)" --key key
    compare clicks "'mail'"
}
