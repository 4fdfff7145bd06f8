# Every bound that the OpenAPI gives is in force, to the character; and curt-limits(7) names the others.
load ../site.bash

setup_file() {
    export CURT_LINKS_CREATES_PER_MINUTE=0
    site_begin
}

teardown_file() {
    site_end
}

@test "what is within a bound of the OpenAPI is taken, and what is beyond it refused by its name" {
    run /usr/bin/python3 "$TOP/tests/limits.py" "$TOP/etc/openapi.yaml" "$BASE" "$ADMIN"
    grep -A 1 '^not ok' <<<"$output" || true
    is status 0 "$status"
    [ "$(grep -c '^ok' <<<"$output")" -gt 150 ]
    ! grep -q '^not ok' <<<"$output"
}

# fits LENGTH: the address reads so many bytes, whatever they are.
fits() {
    head -c "$1" /dev/zero | tr '\0' x >"$SITE/long"
    api POST "$path" "$ADMIN" -H 'Content-Type: application/json' --data-binary "@$SITE/long"
    [ "$status" != 413 ]
}

@test "a body is as long as curt-limits(7) says, and one byte more is 413" {
    local path length looked=0
    post /api/v1/campaigns '{"name":"parcels","channel":"sms","from":"curt","template":"Hi"}'
    is "$body" 201 "$status"
    while read -r path length; do
        fits "$length" || is "$path takes $length bytes" yes "$status"
        ! fits $((length + 1)) || is "$path takes $length bytes and no more" yes "$status"
        refused 413 ''
        looked=$((looked + 1))
    done < <(sed -nE 's/^\.It Pa (\/api[^ ]*) Ta ([0-9]+)$/\1 \2/p' "$TOP/man/curt-limits.7")
    is addresses 17 "$looked"
}
