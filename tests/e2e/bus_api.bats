# The API of the event bus: what it takes, what it refuses, and that every answer is as etc/openapi.yaml says.
load ../site.bash
load answers.bash

site_prepare() {
    as_site mkdir "$SITE/logs"
    export CURT_BUS_LOG_DIRECTORY=$SITE/logs
}

setup_file() {
    export CURT_BUS_ALLOW_NETWORKS=127.0.0.0/8
    site_begin
    receiver_begin
}

teardown_file() {
    receiver_end
    site_end
}

# posts STATUS PATH JSON; changes STATUS PATH JSON
posts() {
    sends "$1" POST "/api/v1/$2" application/json "${@:3}"
}

changes() {
    sends "$1" PATCH "/api/v1/$2" application/merge-patch+json "${@:3}"
}

reads() {
    asks "$1" GET "/api/v1/$2" "${@:3}"
}

removes() {
    asks "$1" DELETE "/api/v1/$2"
}

# The last answer is a problem about this place, in a sentence: about POINTER
about() {
    refused "$status" "$1"
    local detail
    detail=$(field .detail)
    # It begins with a capital, or with the name of the field, and ends with a full stop.
    [[ $detail =~ ^[A-Z].*\.$ || ($detail == "${1##*/} "*. && -n ${1##*/}) ]] || is "a sentence" "" "$detail"
}

# Each line of standard input is a pointer and JSON that is refused for what is there: refuses posts|changes PATH
refuses() {
    local pointer sent
    while read -r pointer sent; do
        "$1" 422 "$2" "$sent"
        about "$pointer"
    done
}

# A rule on a source of that name, and a target for it: hook NAME PATH [JSON with more fields]
hook() {
    posts 201 rules "{\"name\":\"$1\",\"pattern\":{\"source\":[\"$1\"]}}"
    posts 201 targets "$(jq -nc --arg name "$1" --arg url "http://127.0.0.1:$HOOK/$2" --argjson more "${3:-{\}}" \
        '{name: $name, rule: $name, type: "webhook", url: $url} + $more')"
    sleep 0.5
}

# Publishes N events of a source: events SOURCE N
events() {
    posts 207 events "$(seq "$2" | jq -c --arg source "$1" '{source: $source, "detail-type": "test", detail: {n: .}}' | jq -sc .)"
    is published "$2" "$(field '[.[] | select(.status == 201)] | length')"
}

# Waits until there are N dead letters of a target: dead TARGET N
dead() {
    wait_for 200 sh -c "[ \$(curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/dead-letters?limit=200&target=$1' |
        jq '.dead_letters | length') -eq $2 ]"
}

@test "a rule is added, read, changed and removed" {
    posts 201 rules '{"name":"one","pattern":{"detail-type":["link.clicked"],"detail":{"n":[{"numeric":["=",1.50]}]}}}'
    is location "$BASE/api/v1/rules/one" "$(header Location)"
    is pattern '{"detail-type":["link.clicked"],"detail":{"n":[{"numeric":["=",1.50]}]}}' "$(field .pattern)"
    reads 200 rules/one
    is enabled true "$(field .enabled)"
    changes 200 rules/one '{"enabled":false}'
    is "enabled pattern" 'false {"d' "$(field '"\(.enabled) \(.pattern[:3])"')"
    sends 200 PATCH /api/v1/rules/one 'application/json; charset=utf-8' '{"pattern":"{ \"source\": [\"a\"] }"}'
    is "a text stays as it is" '{ "source": ["a"] }' "$(field .pattern)"
    is "and the rest too" false "$(field .enabled)"
    changes 200 rules/one '{}'
    posts 201 rules '{"name":"A.b_c-9","pattern":{"source":["a"]},"enabled":null}'
    reads 200 rules
    is names "A.b_c-9 one" "$(field '[.rules[].name] | join(" ")')"
    posts 409 rules '{"name":"one","pattern":{"source":["a"]}}'
    about '#/name'
    removes 204 rules/one
    removes 404 rules/one
    about ''
    reads 404 rules/one
    changes 404 rules/one '{"enabled":true}'
    removes 204 rules/A.b_c-9
    conforms
}

@test "a rule that is not valid is refused, with the place" {
    local long
    long=$(bytes 65)
    refuses posts rules <<END
# []
# "text"
# null
# 7
#/name {}
#/name {"name":7,"pattern":{"source":["a"]}}
#/name {"name":"","pattern":{"source":["a"]}}
#/name {"name":"a/b","pattern":{"source":["a"]}}
#/name {"name":"ä","pattern":{"source":["a"]}}
#/name {"name":"$long","pattern":{"source":["a"]}}
#/name {"name":".","pattern":{"source":["a"]}}
#/name {"name":"..","pattern":{"source":["a"]}}
#/pattern {"name":"a"}
#/pattern {"name":"a","pattern":null}
#/pattern {"name":"a","pattern":["source"]}
#/pattern {"name":"a","pattern":{}}
#/pattern {"name":"a","pattern":"{"}
#/pattern {"name":"a","pattern":{"source":"a"}}
#/enabled {"name":"a","pattern":{"source":["a"]},"enabled":"true"}
#/enabled {"name":"a","pattern":{"source":["a"]},"enabled":1}
#/Name {"Name":"a","name":"a","pattern":{"source":["a"]}}
#/~0a~1b {"~a/b":1}
END
    posts 422 rules '{"name":"a","pattern":{"detail":{"code":["x",{"prefix":7}]}}}'
    about '#/pattern'
    [[ $(field .detail) == *'$.detail.code[1].prefix'* ]]
    posts 422 rules "{\"name\":\"a\",\"pattern\":{\"source\":[\"$(bytes 2040)\"]}}"
    about '#/pattern'
    posts 422 rules "{\"$(bytes 1000 x)ä\":1}"
    [[ $(field .pointer) == '#/xxx'*x ]]
    posts 422 rules "{\"x$(bytes 400 x | sed 's/x/ä/g')\":1}" # cut where a character ends
    [[ $(field .pointer) == '#/xä'*ä ]]
    posts 201 rules '{"name":"a","pattern":{"source":["a"]}}'
    refuses changes rules/a <<'END'
# []
#/name {"name":"b"}
#/pattern {"pattern":null}
#/pattern {"pattern":{"source":[{"suffix":1}]}}
#/enabled {"enabled":null}
#/extra {"extra":1}
END
    reads 200 rules/a
    is pattern '{"source":["a"]}' "$(field .pattern)"
    removes 204 rules/a
    conforms
}

@test "a target is added, read, changed and removed; its secret is shown once" {
    local first second own=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
    posts 201 rules '{"name":"shop","pattern":{"source":["shop"]}}'
    posts 201 targets '{"name":"shop","rule":"shop","type":"webhook","url":"https://shop.example/x?y=z#f","enabled":null,
        "headers":{"X-Room":"7","Authorization":"Bearer abc"},"template":"{\"n\": <n>}","variables":{"n":"$.detail.n","d":"$"},
        "batch":10,"concurrency":1,"rate":5,"timeout":60,"retry_attempts":0,"retry_age":60,"form":"cloudevents"}'
    is location "$BASE/api/v1/targets/shop" "$(header Location)"
    first=$(field .secret)
    [[ $first == whsec_* ]]
    reads 200 targets/shop
    is secret '****' "$(field .secret)"
    is "state, old secret" "enabled null" "$(field '"\(.state) \(.old_secret)"')"
    asks 200 POST /api/v1/targets/shop/rotate
    second=$(field .secret)
    [[ $second == whsec_* && $second != "$first" ]]
    reads 200 targets/shop
    is secrets '**** ****' "$(field '"\(.secret) \(.old_secret)"')"
    changes 200 targets/shop '{"old_secret":null}'
    is "old secret" null "$(field .old_secret)"
    changes 200 targets/shop "{\"secret\":\"$own\"}"
    is secret '****' "$(field .secret)"
    posts 201 targets "{\"name\":\"own\",\"rule\":\"shop\",\"type\":\"webhook\",\"url\":\"http://localhost:$HOOK/ok\",\"secret\":\"$own\",
        \"old_secret\":\"$first\",\"enabled\":false}"
    is "as it was given" "$own **** disabled" "$(field '"\(.secret) \(.old_secret) \(.state)"')"
    posts 201 targets '{"name":"lines","rule":"shop","type":"log","syslog":true,"path":null,"template":"<s>","variables":{"s":"$.source"}}'
    is secret null "$(field .secret)"
    posts 201 targets "{\"name\":\"file\",\"rule\":\"shop\",\"type\":\"log\",\"path\":\"$SITE/logs/log\"}"
    asks 409 POST /api/v1/targets/lines/rotate
    changes 422 targets/file "{\"path\":\"$SITE/etc/curt.conf\"}"
    about '#/path'
    changes 200 targets/file "{\"path\":\"$SITE/logs/other\"}"
    changes 200 targets/lines '{"enabled":false,"template":null,"variables":null}'
    is "disabled ones have no lag" "disabled null null" "$(field '"\(.state) \(.lag_events) \(.template)"')"
    changes 200 targets/lines '{"enabled":true}'
    reads 200 targets
    is names "count file lines own shop" "$(field '[.targets[].name] | join(" ")')"
    [[ $body != *"$own"* && $body != *"$first"* && $body != *"$second"* ]]
    removes 409 rules/shop
    asks 200 GET /metrics
    for name in shop own lines file; do removes 204 targets/$name; done
    removes 404 targets/shop
    reads 404 targets/shop
    changes 404 targets/shop '{}'
    asks 404 POST /api/v1/targets/shop/rotate
    removes 204 rules/shop
    ! grep -rqF -e "${own#whsec_}" -e "${first#whsec_}" -e "${second#whsec_}" "$SITE"/*.log
    conforms
}

@test "a change of a target: what is left out stays, null takes away, as RFC 7396 has it" {
    hook patch ok '{"rate":7,"headers":{"A":"1","B":"2"},"template":"[<n>]","variables":{"n":"$.detail.n"},"form":"event"}'
    changes 200 targets/patch '{"headers":{"B":null,"C":"3"}}'
    is headers '{"A":"1","C":"3"}' "$(field '.headers | tojson')"
    changes 200 targets/patch '{"variables":{"m":"$.id"}}'
    is variables '{"n":"$.detail.n","m":"$.id"}' "$(field '.variables | tojson')"
    changes 200 targets/patch '{"rate":null,"headers":null,"form":null}'
    is "rate headers form" "0 null null" "$(field '"\(.rate) \(.headers) \(.form)"')"
    changes 422 targets/patch '{"template":null}'
    about '#/variables'
    changes 200 targets/patch '{"template":null,"variables":null,"batch":2}'
    is "batch url" "2 http://127.0.0.1:$HOOK/ok" "$(field '"\(.batch) \(.url)"')"
    refuses changes targets/patch <<END
# []
#/name {"name":"other"}
#/rule {"rule":"patch"}
#/type {"type":"log"}
#/type {"type":null}
#/url {"url":null}
#/secret {"secret":null}
#/secret {"secret":"****"}
#/enabled {"enabled":null}
#/path {"path":"/x"}
#/path {"path":"$SITE/logs/x"}
#/extra {"extra":1}
#/batch {"batch":"3"}
#/headers/X {"headers":{"X":7}}
#/headers {"headers":"none"}
END
    reads 200 targets/patch
    is batch 2 "$(field .batch)"
    removes 204 targets/patch
    removes 204 rules/patch
    conforms
}

@test "a target that is not valid is refused, with the place" {
    local many
    posts 201 rules '{"name":"bad","pattern":{"source":["bad"]}}'
    W='"name":"w","rule":"bad","type":"webhook","url":"https://x.example/"'
    L='"name":"l","rule":"bad","type":"log"'
    many=$(seq 17 | jq -c '{key: "X-\(.)", value: "1"}' | jq -sc from_entries)
    refuses posts targets <<END
# []
# null
#/name {}
#/name {"name":"a b","rule":"bad","type":"webhook","url":"https://x.example/"}
#/name {"name":"count","rule":"bad","type":"webhook","url":"https://x.example/"}
#/name {"name":"..","rule":"bad","type":"webhook","url":"https://x.example/"}
#/rule {"name":"w","type":"webhook","url":"https://x.example/"}
#/rule {"name":"w","rule":"none","type":"webhook","url":"https://x.example/"}
#/rule {"name":"w","rule":7,"type":"webhook","url":"https://x.example/"}
#/type {"name":"w","rule":"bad"}
#/type {"name":"w","rule":"bad","type":"mail"}
#/type {"name":"w","rule":"bad","type":7}
#/url {"name":"w","rule":"bad","type":"webhook"}
#/url {"name":"w","rule":"bad","type":"webhook","url":null}
#/enabled {$W,"enabled":"yes"}
#/extra {$W,"extra":1}
#/path {$W,"path":"/x"}
#/secret {$W,"secret":"whsec_c2hvcnQ="}
#/old_secret {$W,"old_secret":"x"}
#/form {$W,"form":"xml"}
#/headers {$W,"headers":[]}
#/headers {$W,"headers":$many}
#/headers/X-A {$W,"headers":{"X-A":"b\r\nX-C: d"}}
#/headers/X-A {$W,"headers":{"X-A":"b\nX-C: d"}}
#/headers/X-A {$W,"headers":{"X-A":"ä"}}
#/headers/X-A {$W,"headers":{"X-A":" "}}
#/headers/X-A {$W,"headers":{"X-A":""}}
#/headers/X-A: {$W,"headers":{"X-A:":"b"}}
#/headers/A?B:? {$W,"headers":{"A\nB:\r":"b"}}
#/headers/ho$(bytes 61 o)st {$W,"headers":{"ho$(bytes 61 o)st":"b"}}
#/headers/hoST {$W,"headers":{"hoST":"b"}}
#/headers/Content-Length {$W,"headers":{"Content-Length":"1"}}
#/headers/transfer-encoding {$W,"headers":{"transfer-encoding":"chunked"}}
#/headers/webhook-signature {$W,"headers":{"webhook-signature":"v1,x"}}
#/headers/Ce-Id {$W,"headers":{"Ce-Id":"b"}}
#/template {$W,"template":""}
#/template {$W,"template":7}
#/template {$W,"template":"<x>"}
#/template {$W,"template":"{<aws.events.event>}"}
#/variables {$W,"variables":{"x":"\$.id"}}
#/variables {$W,"template":"a","variables":{"x":"id"}}
#/variables {$W,"template":"a","variables":{"x":7}}
#/variables {$W,"template":"a","variables":{"aws.x":"\$.id"}}
#/batch {$W,"batch":0}
#/batch {$W,"batch":101}
#/batch {$W,"batch":2,"form":"cloudevents-binary"}
#/batch {$W,"batch":2,"template":"text"}
#/concurrency {$W,"concurrency":65}
#/rate {$W,"rate":-1}
#/rate {$W,"rate":1.5}
#/timeout {$W,"timeout":61}
#/retry_attempts {$W,"retry_attempts":186}
#/retry_age {$W,"retry_age":59}
#/retry_age {$W,"retry_age":18446744073709551615}
#/path {$L}
#/path {$L,"syslog":false}
#/path {$L,"path":"x"}
#/path {$L,"path":"$SITE/lines"}
#/path {$L,"path":"$SITE/logs"}
#/path {$L,"path":"$SITE/logs2/lines"}
#/path {$L,"path":"$SITE/logs/../lines"}
#/path {$L,"path":"/x"}
#/path {$L,"path":"/x","syslog":true}
#/path {$L,"path":7}
#/syslog {$L,"syslog":1}
#/url {$L,"syslog":true,"url":"https://x.example/"}
#/batch {$L,"syslog":true,"batch":5}
END
    posts 422 targets "{$W,\"template\":\"$(bytes 8193)\"}"
    about '#/template'
    many=$(seq 16 | jq -c --arg text "$(bytes 512)" '{key: "X-\(.)", value: $text}' | jq -sc from_entries)
    posts 422 targets "{$W,\"headers\":$many,\"template\":\"$(bytes 8190)\"}"
    about '#'
    for ((length = 8150; length > 7000; length -= 40)); do
        post /api/v1/targets "{$W,\"headers\":$many,\"template\":\"$(bytes $length)\"}"
        [ "$status" -eq 422 ] || break
    done
    is "the longest" 201 "$status"
    asks 409 POST /api/v1/targets/w/rotate # there is no room for a second secret
    about ''
    removes 204 targets/w
    removes 204 rules/bad
    conforms
}

@test "a URL that must not be asked is refused at once, or when curt connects" {
    local url
    posts 201 rules '{"name":"inside","pattern":{"source":["inside"]}}'
    while read -r url; do
        posts 422 targets "$(jq -nc --arg url "$url" '{name: "x", rule: "inside", type: "webhook", url: $url}')"
        about '#/url'
    done <<'END'

x
//x.example/
ftp://x.example/
file:///etc/passwd
gopher://127.0.0.1/
javascript:alert(1)
http://x.example/
http://10.0.0.1/
http://127.0.0.1.x.example/
http://localhost.x.example/
http://[::ffff:10.0.0.1]/
https://
https://me@x.example/
https://me:pw@x.example/
https://:pw@x.example/
https://x.example:pw@127.0.0.1/
https://127.0.0.1\@x.example/
https://x.example:65536/
https://x.example:port/
https://x example/
https://[::1/
END
    posts 422 targets "{\"name\":\"x\",\"rule\":\"inside\",\"type\":\"webhook\",\"url\":\"https://x.example/$(bytes 8192)\"}"
    about '#/url'
    posts 422 targets '{"name":"x","rule":"inside","type":"webhook","url":"https://x.example/\r\nX: y"}'
    about '#/url'
    local number=0
    # The command adds, by a configuration that allows them, what the API refuses and the relay may not reach.
    for url in https://10.0.0.1/ https://0xa9fea9fe/ https://2852039166/ 'https://[::ffff:169.254.169.254]/' \
        'https://[64:ff9b::a00:1]/'; do
        number=$((number + 1))
        posts 422 targets "$(jq -nc --arg url "$url" '{name: "x", rule: "inside", type: "webhook", url: $url}')"
        about '#/url'
        CURT_BUS_ALLOW_NETWORKS=0.0.0.0/0,::/0 curt target add "x$number" --rule inside --url "$url" --retry-attempts 0
    done
    sleep 0.5
    events inside 1
    wait_for 300 sh -c "[ \$(curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/dead-letters?reason=ADDRESS_REFUSED' |
        jq '.dead_letters | length') -eq 5 ]"
    reads 200 'dead-letters?reason=ADDRESS_REFUSED'
    is status null "$(field '.dead_letters[0].status')"
    for number in 1 2 3 4 5; do removes 204 targets/x$number; done
    removes 204 rules/inside
    posts 200 dead-letters/purge '{"reason":"ADDRESS_REFUSED"}'
    is purged 5 "$(field .purged)"
    conforms
}

@test "limits: five targets a rule, 300 rules, lengths of bodies" {
    local n
    posts 201 rules '{"name":"full","pattern":{"source":["full"]}}'
    for n in 1 2 3 4 5; do
        posts 201 targets "{\"name\":\"full$n\",\"rule\":\"full\",\"type\":\"log\",\"syslog\":true}"
    done
    posts 409 targets '{"name":"full6","rule":"full","type":"log","syslog":true}'
    about '#/rule'
    posts 409 targets '{"name":"full1","rule":"full","type":"log","syslog":true}'
    about '#/name'
    removes 409 rules/full
    about ''
    for n in 1 2 3 4 5; do removes 204 targets/full$n; done
    removes 204 rules/full
    for n in $(seq 300); do
        printf 'next\nurl = "%s/api/v1/rules"\nheader = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\n' "$BASE" "$ADMIN"
        printf 'data = "{\\"name\\":\\"r%d\\",\\"pattern\\":{\\"source\\":[\\"r\\"]}}"\noutput = /dev/null\n' "$n"
    done | sed 1d | curl -sK -
    reads 200 rules
    is rules 300 "$(field '.rules | length')"
    posts 409 rules '{"name":"more","pattern":{"source":["more"]}}'
    about ''
    posts 409 rules '{"name":"r7","pattern":{"source":["more"]}}'
    seq 300 | sed "s|.*|next\nurl = \"$BASE/api/v1/rules/r&\"\nrequest = DELETE\nheader = \"Authorization: Bearer $ADMIN\"\noutput = /dev/null|" |
        sed 1d | curl -sK -
    reads 200 rules
    is rules 0 "$(field '.rules | length')"
    posts 413 rules "\"$(bytes 65536)\""
    posts 413 events/match "{\"pattern\":\"$(bytes 65536)\"}"
    about ''
    posts 413 targets "\"$(bytes 65536)\""
    changes 413 rules/x "\"$(bytes 65536)\""
    changes 413 targets/x "\"$(bytes 65536)\""
    posts 413 replays "\"$(bytes 65536)\""
    posts 413 dead-letters/redrive "\"$(bytes 4096)\""
    posts 413 dead-letters/purge "\"$(bytes 4096)\""
    conforms
}

@test "an event is published once, by admins and creators" {
    local id=7C1C7A1E-3f4f-4f0e-9f2c-0f4d6f1a2b01
    posts 201 events '{"source":"s","detail-type":"t","detail":{}}'
    is "status and id" "201 36" "$(field '"\(.status) \(.id | length)"')"
    KEY=$CREATOR posts 201 events "{\"id\":\"$id\",\"source\":\"S.x\",\"detail-type\":\"t\",\"detail\":{\"n\":1.50},\"time\":\"2026-05-25T18:56:50.5+02:00\",
        \"resources\":[\"r\"],\"account\":\"a\",\"region\":\"r\",\"version\":\"7\"}"
    is id "${id,,}" "$(field .id)"
    posts 200 events "{\"id\":\"${id,,}\",\"source\":\"other\",\"detail-type\":\"t\",\"detail\":{}}"
    is "status and id" "200 ${id,,}" "$(field '"\(.status) \(.id)"')"
    reads 200 'events?limit=200'
    is event '{"version":"0","id":"'"${id,,}"'","detail-type":"t","source":"S.x","account":"a","time":"2026-05-25T18:56:50.5+02:00","region":"r","resources":["r"],"detail":{"n":1.50}}' \
        "$(grep -o '{"version":"0","id":"7c1c7a1e[^}]*}}' <<<"$body")"
    conforms
}

@test "an event that is not valid is refused, with the place" {
    E='"source":"s","detail-type":"t","detail":{}'
    refuses posts events <<END
# null
# 7
# []
#/source {}
#/source {"detail-type":"t","detail":{}}
#/source {"source":"","detail-type":"t","detail":{}}
#/source {"source":7,"detail-type":"t","detail":{}}
#/source {"source":"urlshortener","detail-type":"t","detail":{}}
#/source {"source":"URLshortener","detail-type":"t","detail":{}}
#/source {"source":"aws.ec2","detail-type":"t","detail":{}}
#/source {"source":"AWS.ec2","detail-type":"t","detail":{}}
#/source {"source":"$(bytes 257)","detail-type":"t","detail":{}}
#/detail-type {"source":"s","detail":{}}
#/detail-type {"source":"s","detail-type":"","detail":{}}
#/detail-type {"source":"s","detail-type":"$(bytes 129)","detail":{}}
#/detail {"source":"s","detail-type":"t"}
#/detail {"source":"s","detail-type":"t","detail":null}
#/detail {"source":"s","detail-type":"t","detail":[]}
#/detail {"source":"s","detail-type":"t","detail":"{}"}
#/id {$E,"id":"x"}
#/id {$E,"id":null}
#/id {$E,"id":7}
#/time {$E,"time":"now"}
#/time {$E,"time":"2026-02-30T00:00:00Z"}
#/time {$E,"time":1}
#/resources {$E,"resources":"r"}
#/resources {$E,"resources":[1]}
#/resources {$E,"resources":[$(bytes 101 1 | sed 's/1/"",/g')""]}
#/account {$E,"account":null}
#/region {$E,"region":"$(bytes 257)"}
#/version {$E,"version":0}
#/replay-name {$E,"replay-name":"x"}
#/extra {$E,"extra":1}
END
    conforms
}

@test "a batch of events has an answer each, in their order" {
    local id=7c1c7a1e-3f4f-4f0e-9f2c-0f4d6f1a2b02
    E='"source":"batch","detail-type":"t","detail":{}'
    KEY=$CREATOR posts 207 events "[{$E},{\"source\":\"aws.x\"},{$E,\"id\":\"$id\"},7,{$E,\"id\":\"$id\"},null,{$E,\"extra\":1},[]]"
    is statuses "201 422 201 422 200 422 422 422" "$(field '[.[].status] | join(" ")')"
    is ids "$id $id" "$(field '"\(.[2].id) \(.[4].id)"')"
    is pointers "#/source # # #/extra #" "$(field '[.[].problem | values | .pointer] | join(" ")')"
    is "the problems' statuses" 422 "$(field '[.[].problem | values | .status] | unique | join(" ")')"
    posts 207 events "[$(bytes 999 1 | sed 's/1/{},/g'){}]"
    is answers 1000 "$(field length)"
    posts 413 events "[$(bytes 1000 1 | sed 's/1/{},/g'){}]"
    about '#'
    printf '{"source":"s","detail-type":"t","detail":{"x":"%s"}}' "$(bytes 1048526)" >"$BATS_TEST_TMPDIR/big"
    is bytes 1048576 "$(stat -c %s "$BATS_TEST_TMPDIR/big")"
    posts 413 events "@$BATS_TEST_TMPDIR/big" # it fits, but not with what curt adds
    about '#'
    echo >>"$BATS_TEST_TMPDIR/big"
    posts 413 events "@$BATS_TEST_TMPDIR/big"
    about ''
    conforms
}

@test "a pattern is tried on the newest events" {
    events tried 12
    posts 200 events/match '{"pattern":{"source":["tried"],"detail":{"n":[{"numeric":[">",1]}]}}}'
    is matched '[11,10,12]' "$(field '[.matched, (.events | length), .events[0].event.detail.n] | tojson')"
    posts 200 events/match '{"pattern":"{\"source\":[\"nobody\"]}"}'
    is none '[0,0]' "$(field '[.matched, (.events | length)] | tojson')"
    refuses posts events/match <<END
#/pattern {"pattern":{"source":"x"}}
#/pattern {"pattern":{}}
#/pattern {"pattern":7}
#/pattern {"pattern":""}
#/pattern {}
#/pattern {"pattern":{"source":["x"]},"enabled":true}
#/limit {"pattern":{"source":["x"]},"limit":5}
END
    conforms
}

@test "the log is read in pages, of events and of bytes" {
    local first
    events pages 5
    reads 200 'events?limit=200'
    first=$(field '[.events[] | select(.event.source == "pages")][0].number')
    reads 200 "events?from=$first&limit=2"
    is "numbers and next" "$first $((first + 1)) $((first + 2))" "$(field '"\(.events[0].number) \(.events[1].number) \(.next)"')"
    reads 200 "events?from=$(field .next)&limit=3"
    is "numbers and next" "3 null" "$(field '"\(.events | length) \(.next)"')"
    reads 200 "events?from=$((first + 5))"
    is "numbers and next" "0 null" "$(field '"\(.events | length) \(.next)"')"
    printf '{"source":"s","detail-type":"t","detail":{"x":"%s"}}' "$(bytes 1000000)" >"$BATS_TEST_TMPDIR/big"
    for _ in 1 2 3 4 5 6; do posts 201 events "@$BATS_TEST_TMPDIR/big" >/dev/null; done
    rm "$BATS_TEST_TMPDIR"/*.call # what is in a file is not what was sent
    reads 200 "events?from=$((first + 5))"
    is "numbers and next" "5 $((first + 10))" "$(field '"\(.events | length) \(.next)"')"
    for from in 0 -1 +1 %201 1x 1.0 '' 99999999999999999999999 18446744073709551616; do
        reads 400 "events?from=$from"
        about from
    done
    reads 200 'events?from=18446744073709551615'
    for limit in 0 201 -1 x '' 1e2 %2B1 99999999999; do
        for path in events dead-letters; do
            reads 400 "$path?limit=$limit"
            about limit
        done
    done
    conforms
}

@test "dead letters are found by target, reason and age, page by page" {
    local id next later
    hook lost 404
    hook slow 500 '{"retry_attempts":0}'
    events lost 5
    events slow 2
    dead lost 5
    dead slow 2
    reads 200 'dead-letters?target=lost&limit=2'
    is "letters" "2 404 ERROR_FROM_TARGET Final" "$(field '"\(.dead_letters | length) \(.dead_letters[0] | "\(.status) \(.ERROR_CODE) \(.EXHAUSTED_RETRY_CONDITION)")"')"
    id=$(field '.dead_letters[0].id')
    next=$(field .next)
    reads 200 "dead-letters?target=lost&limit=2&cursor=$next"
    reads 200 "dead-letters?target=lost&limit=2&cursor=$(field .next)"
    is "the last page" "1 null" "$(field '"\(.dead_letters | length) \(.next)"')"
    reads 200 'dead-letters?target=lost&limit=5'
    is "a full page is the last one" "5" "$(field '.dead_letters | length')"
    reads 200 'dead-letters?reason=ERROR_FROM_TARGET&target=slow'
    is letters "2 MaximumRetryAttempts" "$(field '"\(.dead_letters | length) \(.dead_letters[0].EXHAUSTED_RETRY_CONDITION)"')"
    reads 200 'dead-letters?reason=TIMEOUT'
    is letters 0 "$(field '.dead_letters | length')"
    reads 200 'dead-letters?target=nobody'
    is letters "0 null" "$(field '"\(.dead_letters | length) \(.next)"')"
    reads 200 'dead-letters?before=2020-01-01T00:00:00Z'
    is letters 0 "$(field '.dead_letters | length')"
    reads 200 'dead-letters?before=2100-01-01T00:00:00%2B02:00'
    is letters 7 "$(field '.dead_letters | length')"
    reads 200 "dead-letters/$id"
    is event "lost 1" "$(field '"\(.event.source) \(.event.detail.n)"')"
    removes 204 "dead-letters/$id"
    removes 404 "dead-letters/$id"
    reads 404 "dead-letters/$id"
    for id in x 1-1 "${next^^}x" "0x${next:2}" "-${next:1}" "+${next:1}" "%20${next:1}" "$next%20" "${next%-*}-0${next#*-}"; do
        reads 404 "dead-letters/$id"
        [ "$id" = "%20${next:1}" ] || reads 400 "dead-letters?cursor=$id"
    done
    while read -r name value; do
        reads 400 "dead-letters?$name=$value"
        about "$name"
    done <<END
target a/b
target $(bytes 65)
target $(bytes 100)
target
reason OTHER
reason
before yesterday
before 2026-01-01T00:00:00+02:00
cursor x
END
    posts 200 dead-letters/redrive '{"target":"lost","before":"2100-01-01T00:00:00Z"}'
    is due "4 null" "$(field '"\(.due) \(.next)"')"
    reads 200 'dead-letters?target=lost'
    is letters "0 null" "$(field '.dead_letters[0] | "\(.RETRY_ATTEMPTS) \(.EXHAUSTED_RETRY_CONDITION)"')"
    posts 200 dead-letters/redrive "{\"target\":\"lost\",\"cursor\":\"$(field '.dead_letters[2].id')\"}"
    is due 1 "$(field .due)"
    changes 200 targets/lost "{\"url\":\"http://127.0.0.1:$HOOK/ok/lost\"}"
    sweep
    dead lost 0
    is delivered 4 "$(grep -c '"path": "/ok/lost"' "$GOT")"
    posts 200 dead-letters/purge '{"target":"slow","reason":"TIMEOUT"}'
    is purged 0 "$(field .purged)"
    posts 200 dead-letters/purge '{"target":"slow","reason":"ERROR_FROM_TARGET"}'
    is purged "2 null" "$(field '"\(.purged) \(.next)"')"
    posts 200 dead-letters/purge '{}'
    is purged 0 "$(field .purged)"
    for what in redrive purge; do
        refuses posts dead-letters/$what <<'END'
# []
# null
#/target {"target":null}
#/target {"target":"a/b"}
#/target {"target":7}
#/reason {"reason":"OTHER"}
#/before {"before":"now"}
#/before {"before":0}
#/cursor {"cursor":"x"}
#/extra {"extra":"x"}
END
    done
    for name in lost slow; do removes 204 targets/$name; removes 204 rules/$name; done
    conforms
}

@test "a replay runs, is read and cancelled" {
    hook again ok/again
    events again 3
    wait_for 100 sh -c "[ \$(grep -c '\"path\": \"/ok/again\"' '$GOT') -eq 3 ]"
    posts 201 replays '{"name":"first","from":"2020-01-01T00:00:00Z","rule":"again","to":null}'
    is location "$BASE/api/v1/replays/first" "$(header Location)"
    wait_for 100 sh -c "curl -s -H 'Authorization: Bearer $ADMIN' '$BASE/api/v1/replays/first' | jq -e '.state == \"done\"'"
    reads 200 replays/first
    is replay "done 3" "$(field '"\(.state) \(.sent)"')"
    is requests 6 "$(grep -c '"path": "/ok/again"' "$GOT")"
    removes 409 replays/first
    about ''
    posts 409 replays '{"name":"first"}'
    about '#/name'
    posts 201 replays '{"target":"again","from":null,"rule":null,"name":null}'
    [[ $(field .name) == replay-20* && $(header Location) == "$BASE/api/v1/replays/$(field .name)" ]]
    is from null "$(field .from)"
    changes 200 targets/again '{"rate":1}'
    sleep 0.5
    posts 201 replays '{"name":"third"}'
    removes 200 replays/third
    is state cancelled "$(field .state)"
    removes 409 replays/third
    reads 200 replays
    is names 3 "$(field '.replays | length')"
    posts 201 replays '{"name":"several","rules":["again","another"]}'
    is rules 'null again,another' "$(field '"\(.rule) \(.rules | join(","))"')"
    removes 404 replays/none
    reads 404 replays/none
    refuses posts replays <<'END'
# []
# null
#/name {"name":"a b"}
#/name {"name":".."}
#/rule {"rule":"a/b"}
#/rules {"rule":"again","rules":["again"]}
#/rules {"rules":[]}
#/rules {"rules":"again"}
#/rules {"rules":["a b"]}
#/rule {"rule":"none"}
#/target {"target":7}
#/target {"target":"none"}
#/target {"target":"count"}
#/target {"target":"none","rule":"again"}
#/pattern {"pattern":7}
#/pattern {"pattern":{"source":"urlshortener"}}
#/from {"from":"yesterday"}
#/from {"from":0}
#/to {"to":"2026-13-01T00:00:00Z"}
#/to {"from":"2026-01-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}
#/extra {"extra":1}
END
    changes 200 targets/again '{"enabled":false}'
    posts 422 replays '{}'
    about '#'
    removes 204 targets/again
    removes 204 rules/again
    conforms
}

@test "the built-in count is in the list, and stays as it is" {
    reads 200 targets/count
    is count "count built in" "$(field '"\(.type) \(.state)"')"
    removes 409 targets/count
    about ''
    changes 409 targets/count '{"enabled":false}'
    about ''
    asks 409 POST /api/v1/targets/count/rotate
    about ''
    conforms
}

@test "without a key 401, with another role 403: nothing is told and nothing is done" {
    local key wanted path
    posts 201 rules '{"name":"safe","pattern":{"source":["safe"]}}'
    posts 201 targets '{"name":"safe","rule":"safe","type":"log","syslog":true}'
    for key in '' curt_1_no "$READER" "$CREATOR"; do
        wanted=403
        [[ $key == "$READER" || $key == "$CREATOR" ]] || wanted=401
        export KEY=$key
        for path in rules rules/safe rules/none targets targets/safe targets/none events dead-letters dead-letters/x replays replays/x; do
            reads $wanted "$path"
            about ''
        done
        for path in rules targets events/match dead-letters/redrive dead-letters/purge replays; do
            posts $wanted $path '{}'
        done
        asks $wanted POST /api/v1/targets/safe/rotate
        for path in rules/safe targets/safe; do
            changes $wanted $path '{"enabled":false}'
        done
        for path in targets/safe rules/safe dead-letters/x replays/x; do
            removes $wanted $path
        done
        [ "$key" = "$CREATOR" ] || posts $wanted events '{"source":"s","detail-type":"t","detail":{}}'
    done
    unset KEY
    reads 200 targets/safe
    is state enabled "$(field .state)"
    removes 204 targets/safe
    removes 204 rules/safe
    conforms
}

@test "what cannot be read: other types, and what is no JSON" {
    local path
    for path in rules targets events events/match dead-letters/redrive dead-letters/purge replays; do
        posts 400 $path '{"a":'
        about ''
        posts 400 $path ''
        sends 415 POST /api/v1/$path text/plain '{}'
        about ''
        sends 415 POST /api/v1/$path application/merge-patch+json '{}'
    done
    for path in rules/x targets/x; do
        changes 400 $path '{"a":1,}'
        [[ $(field .detail) == *"line 1, column "* ]]
        sends 415 PATCH /api/v1/$path text/plain '{}'
        about ''
        asks 415 PATCH /api/v1/$path -H 'Content-Type:' --data-binary '{}'
    done
    posts 400 rules "$(bytes 5000 '[')"
    about ''
    posts 400 events "{\"source\":\"s\",\"detail-type\":\"t\",\"detail\":$(bytes 33 x | sed 's/x/{"a":/g')1$(bytes 33 '}')}"
    posts 400 events "$(printf '{"source":"\xff"}')"
    posts 400 events '{"source":"a\u0000b","detail-type":"t","detail":{}}'
    posts 400 events '{"source":"s","detail-type":"t","detail":{"n":123456789012345678901234567890}}'
    posts 400 events '{} {}'
    posts 400 events "{\"source\": 'x'}"
    conforms
}

@test "other methods are 405 with those that there are, other addresses 404" {
    local method path
    while read -r path allow; do
        for method in PUT POST PATCH DELETE; do
            [[ ", $allow," != *", $method,"* ]] || continue
            api $method "/api/v1/$path"
            is "$method $path" "405 $allow" "$status $(header Allow)"
            about ''
        done
    done <<'END'
rules GET, HEAD, POST
rules/x GET, HEAD, PATCH, DELETE
targets GET, HEAD, POST
targets/x GET, HEAD, PATCH, DELETE
targets/x/rotate POST
events GET, HEAD, POST
events/match POST
dead-letters GET, HEAD
dead-letters/x GET, HEAD, DELETE
dead-letters/redrive POST
dead-letters/purge POST
replays GET, HEAD, POST
replays/x GET, HEAD, DELETE
END
    asks 200 HEAD /api/v1/rules
    asks 404 HEAD /api/v1/rules/none
    conforms
    for path in rules/x/y targets/x/y targets/x/rotate/y targets/x/rotate/ events/1 dead-letters/redrive/x replays/x/y; do
        api GET "/api/v1/$path"
        is "$path" 404 "$status"
        about ''
    done
    asks 404 POST "/api/v1/targets/$(bytes 65)/rotate"
}

# The last answer: there is nothing there. What is not UTF-8 or has control characters, lighttpd itself refuses with 400.
nowhere() {
    [[ $SERVER == lighttpd && $status == 400 ]] || is "$1" 404 "$status"
    [ "$status" = 400 ] || about ''
}

@test "names in addresses: encoded, too long, not UTF-8, with dots and slashes" {
    local path
    posts 201 rules '{"name":"a.b-c","pattern":{"source":["a"]}}'
    reads 200 rules/a%2Eb%2dc
    is name a.b-c "$(field .name)"
    for path in a%2Fb a%2fb a/b %ff %c3%a4 %20 a%20 %0a a%0d%0aX:y %22 %3cb%3e "$(bytes 65)" "$(bytes 900)" a%5cb %25 a%252Eb-c; do
        for method in GET DELETE; do
            api $method "/api/v1/rules/$path" "$ADMIN" --path-as-is
            nowhere "$method $path"
            iconv -f utf-8 -t utf-8 <<<"$body" >/dev/null
        done
        api PATCH "/api/v1/targets/$path" "$ADMIN" -H 'Content-Type: application/json' --data '{}' --path-as-is
        nowhere "PATCH $path"
        iconv -f utf-8 -t utf-8 <<<"$body" >/dev/null
    done
    for path in rules/. rules/.. rules/%2e%2e rules/../targets/a.b-c rules/%2e%2e%2ftargets%2fcount rules/a%00b; do
        api DELETE "/api/v1/$path" "$ADMIN" --path-as-is
        [[ $status =~ ^4(00|03|04|05|09)$ ]] || is "$path" 404 "$status"
    done
    reads 200 rules/a.b-c
    removes 204 rules/a.b-c
}

@test "a browser gets a page" {
    api GET /api/v1/rules '' -H 'Accept: text/html,*/*;q=0.8'
    is "status, type" "401 text/html; charset=utf-8" "$status $(header Content-Type)"
    api GET /api/v1/rules/%3Cscript%3E "$ADMIN" -H 'Accept: text/html'
    is status 404 "$status"
    [[ $body != *'<script>'* ]]
}

@test "what a line of a log is made of cannot make another, and headers of an event stay in their lines" {
    hook lines ok/lines '{"form":"cloudevents-binary","headers":{"X-Mine":"a: b"}}'
    posts 201 targets "{\"name\":\"log\",\"rule\":\"lines\",\"type\":\"log\",\"path\":\"$SITE/logs/lines\",
        \"template\":\"<t> of <s>\",\"variables\":{\"t\":\"\$.detail-type\",\"s\":\"\$.detail.s\"}}"
    posts 201 targets "{\"name\":\"json\",\"rule\":\"lines\",\"type\":\"log\",\"path\":\"$SITE/logs/json\",
        \"template\":\"{\\n  \\\"t\\\": <t>\\n}\",\"variables\":{\"t\":\"\$.detail-type\"}}"
    sleep 0.5
    posts 201 events '{"source":"lines","detail-type":"a\r\nX-Other: b","detail":{"s":"one\ntwo\u001b[2J"}}'
    wait_for 100 sh -c "[ -s '$SITE/logs/lines' ] && [ -s '$SITE/logs/json' ] && grep -q /ok/lines '$GOT'"
    is line "a  X-Other: b of one two [2J" "$(cat "$SITE/logs/lines")"
    is lines "1 1" "$(wc -l <"$SITE/logs/lines") $(wc -l <"$SITE/logs/json")"
    is json 'a\r\nX-Other: b' "$(jq -c .t "$SITE/logs/json" | tr -d '"')"
    request=$(jq -c 'select(.path == "/ok/lines") | .headers' "$GOT")
    is headers 'a%0D%0AX-Other:%20b a: b null' "$(jq -r '"\(."ce-type") \(."x-mine") \(."x-other")"' <<<"$request")"
    for name in lines log json; do removes 204 targets/$name; done
    removes 204 rules/lines
    conforms
}

@test "rules and targets have versions" {
    local path
    posts 201 rules '{"name":"versioned","pattern":{"source":["x"]}}'
    posts 201 targets '{"name":"versioned","rule":"versioned","type":"webhook","url":"http://127.0.0.1:9/"}'
    for path in targets rules; do
        reads 200 "$path/versioned"
        reads 304 "$path/versioned" -H "If-None-Match: $(header ETag)"
        sends 412 PATCH "/api/v1/$path/versioned" application/json '{"enabled":false}' -H 'If-Match: "0"'
        asks 412 DELETE "/api/v1/$path/versioned" -H 'If-Match: "0"'
        removes 204 "$path/versioned"
    done
    conforms
}

@test "a parameter that is not known is refused, and said so in the file" {
    refuses_parameters bus
    conforms
}

@test "a key of another scope is refused" {
    refuses_scope links 'api/v1/(rules|targets|events|dead-letters|replays)'
}

@test "every answer of the file about the bus was seen, but for those of a store that is away or full" {
    all_seen bus
}
