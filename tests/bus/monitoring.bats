# What is shipped for Prometheus and Grafana, against what /metrics says: here, because some of it is about targets.
load ../site.bash

setup_file() {
    site_begin
    curt rule add clicks '{"detail-type":["link.clicked"]}'
    curt target add shop --rule clicks --path "$SITE/run/shop.jsonl"
    api GET /metrics
    printf '%s' "$body" | sed -n 's/^\(curt_[a-z_]*\)[ {].*/\1/p' | sort -u >"$BATS_FILE_TMPDIR/metrics"
}

teardown_file() {
    site_end
}

# The metrics that a file names.
named_in() {
    grep -oE '\bcurt_[a-z_]+' "$1" | sort -u
}

@test "alert rules and dashboard name only what there is, and miss nothing" {
    local there=$BATS_FILE_TMPDIR/metrics
    [ "$(wc -l <"$there")" -gt 20 ]
    is "unknown in alerts.yaml" "" "$(named_in "$TOP/etc/monitoring/alerts.yaml" | comm -23 - "$there")"
    is "unknown in grafana.json" "" "$(named_in "$TOP/etc/monitoring/grafana.json" | comm -23 - "$there")"
    is "in neither" curt_target_position \
        "$(cat <(named_in "$TOP/etc/monitoring/alerts.yaml") <(named_in "$TOP/etc/monitoring/grafana.json") | sort -u | comm -13 - "$there")"
}

@test "each alert says what it is, how grave, and what to do" {
    /usr/bin/python3 - "$TOP/etc/monitoring/alerts.yaml" <<'END'
import sys, yaml
names = set()
for group in yaml.safe_load(open(sys.argv[1]))["groups"]:
    for rule in group["rules"]:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule
        assert rule["alert"] not in names, rule
        names.add(rule["alert"])
        assert rule["expr"].count("(") == rule["expr"].count(")"), rule
        assert rule["labels"]["severity"] in ("critical", "warning"), rule
        assert rule["annotations"]["summary"] and rule["annotations"]["description"], rule
assert len(names) > 10
END
}

@test "the commands that alerts name are curt's" {
    local command
    grep -oE '`curt [a-z]+ [a-z]+' "$TOP/etc/monitoring/alerts.yaml" | tr -d '`' | sort -u | while read -r command; do
        # shellcheck disable=SC2086
        $command --help >/dev/null || { echo "$command" >&2; return 1; }
    done
}

@test "the dashboard's panels have a place and an id each" {
    is doubled "[]" "$(jq -c '[.panels[].id] | group_by(.) | map(select(length > 1))' "$TOP/etc/monitoring/grafana.json")"
    is overlapping "[]" "$(jq -c '[.panels[] | .id as $id | .gridPos | . as $p | range($p.x; $p.x + $p.w) as $x |
        range($p.y; $p.y + $p.h) as $y | {id: $id, cell: [$x, $y]}] | group_by(.cell) | map(select(length > 1))' \
        "$TOP/etc/monitoring/grafana.json")"
    is "wider than 24" "[]" "$(jq -c '[.panels[].gridPos | select(.x + .w > 24)]' "$TOP/etc/monitoring/grafana.json")"
}
