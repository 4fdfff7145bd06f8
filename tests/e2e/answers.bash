# answers.bash: answers are asked for, kept, and held against etc/openapi.yaml. Load it behind site.bash.
OPENAPI=$TOP/etc/openapi.yaml

openapi() {
    /usr/bin/python3 "$TOP/tests/openapi.py" "$@"
}

# asks STATUS METHOD PATH [curl's arguments]: as $KEY, by default the administrator; keeps the answer for conforms.
asks() {
    local wanted=$1 method=$2 path=$3 type='' sent='' before='' word at
    shift 3
    for word in "$@"; do
        [ "$before" != --data-binary ] || sent=$word
        [[ $before != -H || $word != Content-Type:* ]] || type=${word#*: }
        before=$word
    done
    api "$method" "$path" "${KEY-$ADMIN}" "$@"
    is "$method $path: $body" "$wanted" "$status"
    [ "$method" != HEAD ] || body='' # curl shows the header lines there
    at=$BATS_TEST_TMPDIR/$(printf '%03d' "${asked-0}")
    asked=$((${asked-0} + 1))
    printf '%s\n' "$method" "$path" "$status" "$type" >"$at.call"
    printf '%s' "$sent" >"$at.sent"
    printf '%s' "$body" >"$at.body"
    printf '%s' "$headers" >"$at.head"
}

# asks with a body: sends STATUS METHOD PATH TYPE BODY [curl's arguments]
sends() {
    local type=$4 sent=$5
    asks "$1" "$2" "$3" -H "Content-Type: $type" --data-binary "$sent" "${@:6}"
}

# Is every answer of this test so far as the file says?
conforms() {
    openapi answers "$OPENAPI" "$BATS_TEST_TMPDIR" >>"$BATS_FILE_TMPDIR/seen"
}

# Some bytes of this character.
bytes() {
    printf "%*s" "$1" '' | tr ' ' "${2:-a}"
}

# Has conforms seen every answer that the file has for these tags? all_seen TAG...
all_seen() {
    openapi documented "$OPENAPI" "$@" | grep -vE ' 50[37]$' | sort >"$BATS_TEST_TMPDIR/documented"
    [ -s "$BATS_TEST_TMPDIR/documented" ]
    sort -u "$BATS_FILE_TMPDIR/seen" | comm -23 "$BATS_TEST_TMPDIR/documented" - >"$BATS_TEST_TMPDIR/unseen"
    is unseen '' "$(cat "$BATS_TEST_TMPDIR/unseen")"
}

# Asks each address of these tags for a parameter that there is not: refuses_parameters TAG...
refuses_parameters() {
    local method path
    while read -r method path; do
        path=$(sed -E 's/\{id\}/1/; s/\{[a-z]+\}/x/' <<<"$path")
        asks 400 "$method" "$path?nonsense=1"
        is "$method $path" 'invalid_parameter nonsense' "$(field '"\(.code) \(.pointer)"')"
    done < <(openapi addresses "$OPENAPI" "$@" | grep -E ' /api/' | grep -v /receipts/)
}

# Asks as a key that is limited to another SCOPE for everything that can be read below these PATHS: refuses_scope SCOPE PATHS
# (an extended regular expression).
refuses_scope() {
    local path allow KEY
    KEY=$(as_site "$SITE/sbin/curt" key add limited --role admin --scope "$1")
    while read -r path allow; do
        asks 403 GET "$(sed -E 's/\{id\}/1/; s/\{[a-z]+\}/x/' <<<"$path")"
        is "$path" scope_missing "$(field .code)"
    done < <(openapi methods "$OPENAPI" | grep -E "^/($2)[/ ].*GET" | grep -v "^/api/v1/stats/health ")
    conforms
}

unnoted asks sends conforms all_seen
