# curt import SOURCE: links of other shorteners, from files and from their APIs, with what is odd about each.
load ../site.bash
bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    printf '[web]\nbase_url = https://s.example\n[domain go.example]\n' >curt.conf
    export CURT_CONF=$PWD/curt.conf CURT_STORE_HOME=$PWD/store
    export CURT_STATS_AGENTS=$TOP/etc/regexes.yaml CURT_STATS_AGENT_CLASSES=$TOP/etc/user-agents.yaml
    curt init >/dev/null
    curt key add me --role admin >/dev/null
    echo right >right
    echo wrong >wrong
}

teardown() {
    [ -z "${relay-}" ] || relay_end
    [ -z "${others-}" ] || { kill "$others" 2>/dev/null || true; }
}

curt() {
    "$BUILD/sbin/curt" "$@"
}

# What is not counted yet is counted.
count() {
    "$BUILD/sbin/curt-relay" 2>/dev/null &
    relay=$!
    wait_for 100 sh -c "[ \"\$('$BUILD/sbin/curt' stats link $1 --json | jq .clicks)\" -ge $2 ]"
    relay_end
}

relay_end() {
    kill "$relay" 2>/dev/null || true
    wait "$relay" || true
    relay=
}

# The outcomes of an import, a line a row: "2 imported promo".
outcomes() {
    curt import "$@" --outcome - | tail -n +2 | tr -d '\r"' | awk -F, '{ print $1, $3, $2 }'
}

# Fields of a link as JSON: link CODE FILTER.
link() {
    curt link show "$1" --json | jq -c "$2"
}

others_begin() {
    /usr/bin/python3 "$TOP/tests/cli/shorteners.py" port requests 3>&- &
    others=$!
    wait_for 100 test -s port
    OTHERS=http://127.0.0.1:$(cat port)
}

yourls_dump() {
    cat >dump.sql <<'END'
-- MariaDB dump 10.19  Distrib 10.11
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `yourls_log` (
  `click_id` int(11) NOT NULL AUTO_INCREMENT,
  `click_time` datetime NOT NULL,
  `shorturl` varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'a,b)',
  `referrer` varchar(200) NOT NULL,
  `user_agent` varchar(255) NOT NULL,
  `ip_address` varchar(41) NOT NULL,
  `country_code` char(2) NOT NULL,
  PRIMARY KEY (`click_id`),
  KEY `shorturl` (`shorturl`,`click_id`)
) ENGINE=InnoDB;
/*!40000 ALTER TABLE `yourls_log` DISABLE KEYS */;
INSERT INTO `yourls_log` VALUES (1,'2021-03-04 10:00:00','promo','direct','Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0','192.0.2.1','DE'),
(2,'2021-03-04 10:00:00','promo','direct','Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0','192.0.2.1','DE'),
(3,'2021-03-05 11:00:00','promo','https://news.example.org/a?b=\'c\'','curl/8.0','2001:db8::1',''),
(4,'2021-03-05 11:00:00','gone','direct','x','192.0.2.1','US'),(5,'0000-00-00 00:00:00','promo','direct','x','','');
CREATE TABLE `yourls_options` (`option_id` bigint(20), `option_value` longtext, PRIMARY KEY (`option_id`));
INSERT INTO `yourls_options` VALUES (1,'a:1:{i:0;s:5:\"x;(y)\";}');
CREATE TABLE `yourls_url` (
  `keyword` varchar(100) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `url` text NOT NULL,
  `title` text DEFAULT NULL,
  `timestamp` timestamp NOT NULL DEFAULT current_timestamp(),
  `ip` varchar(41) NOT NULL,
  `clicks` int(10) unsigned NOT NULL,
  PRIMARY KEY (`keyword`)
);
INSERT INTO `yourls_url` VALUES ('promo','https://example.com/a?x=1&y=2','Tom &amp; Jerry&#039;s &lt;b&gt;; a (b), c','2020-10-26 17:20:40','192.0.2.9',12),
('Promo','https://example.com/b','it''s \\ fine','2020-10-26 17:20:41','192.0.2.9',0),
('bad','nonsense',NULL,'2020-10-26 17:20:41','',3),('api','https://example.com/c',NULL,'2020-10-26 17:20:41','',3),('short',1),
('own','https://s.example/promo',NULL,'2020-10-26 17:20:41','',3);
END
}

@test "a dump of YOURLS: codes with their case, entities, escapes, times in UTC, a bad row stops nothing" {
    yourls_dump
    is outcomes '1 imported promo 2 imported Promo 3 refused bad 4 refused api 5 refused  6 refused own' \
        "$(outcomes yourls dump.sql | paste -sd ' ')"
    is promo '["https://example.com/a?x=1&y=2","Tom & Jerry'"'"'s <b>; a (b), c","2020-10-26T17:20:40.000Z"]' \
        "$(link promo '[.url,.title,.created_at]')"
    is Promo '["https://example.com/b","it'"'"'s \\ fine"]' "$(link Promo '[.url,.title]')"
    is 'link.created' 2 "$(curt event list | grep -c link.created)"
}

@test "visits of YOURLS are counted once at their own times; the start count is what is left of the total" {
    yourls_dump
    is first '[12,3,0,1,1]' "$(curt import yourls dump.sql --json | jq -c '[.clicks,.visits[]]')"
    is left 9 "$(link promo .imported_clicks)"
    is again '[0,2,12,0,3,1,1]' "$(curt import yourls dump.sql --json | jq -c '[.imported,.same,.clicks,.visits[]]')"
    is 'still left' 9 "$(link promo .imported_clicks)"
    count promo 2
    is stats '{"clicks":2,"visitors":1,"bots":1,"first_click":"2021-03-04T10:00:00.000Z","country":"DE","referrer":"direct"}' \
        "$(curt stats link promo --top 3 --json | jq -c '{clicks,visitors,bots,first_click,country:.breakdown.country[0].value,referrer:.breakdown.referrer[0].value}')"
    sed -i "s/'192.0.2.9',12)/'192.0.2.9',15)/; s/(1,'2021-03-04 10:00:00'/(9,'2021-03-06 08:00:00','promo','direct','x','',''),&/" dump.sql
    is later '[15,1,3]' "$(curt import yourls dump.sql --json | jq -c '[.clicks,.visits.imported,.visits.same]')"
    is 'left later' 11 "$(link promo .imported_clicks)"
    rm -r store
    curt init >/dev/null
    curt key add me --role admin >/dev/null
    is 'totals alone' '[12,0]' "$(yourls_dump; curt import yourls dump.sql --no-visits --json | jq -c '[.clicks,.visits.imported]')"
    is 'all of it' 12 "$(link promo .imported_clicks)"
}

@test "addresses of visits are shortened in the log, as those of clicks, unless the configuration says no" {
    yourls_dump
    curt import yourls dump.sql >/dev/null 2>&1
    is shortened '192.0.2.0 192.0.2.0 2001:db8::' "$(curt event list --json | grep -oE '192\.0\.2\.[0-9]+|2001:db8::[0-9a-f]*' | paste -sd ' ')"
    rm -r store
    printf '[clicks]\nanonymize = no\n' >>curt.conf
    curt init >/dev/null
    curt key add me --role admin >/dev/null
    curt import yourls dump.sql >/dev/null 2>&1
    is whole '192.0.2.1 192.0.2.1 2001:db8::1' "$(curt event list --json | grep -oE '192\.0\.2\.[0-9]+|2001:db8::[0-9a-f]*' | paste -sd ' ')"
}

@test "visits of an import are in the log, and no target gets them; links that come are delivered" {
    yourls_dump
    curt rule add all '{"source":["urlshortener"]}' >/dev/null
    curt target add all --rule all --path "$PWD/delivered" >/dev/null
    curt import yourls dump.sql >/dev/null 2>&1
    is log 3 "$(curt event list | grep -c link.visit_imported)"
    curt link add https://example.com/after --alias after >/dev/null
    "$BUILD/sbin/curt-relay" 2>/dev/null &
    relay=$!
    wait_for 100 grep -q after delivered
    is delivered 'link.created link.created link.created' "$(jq -r '."detail-type"' delivered | paste -sd ' ')"
    wait_for 100 sh -c "[ \"\$('$BUILD/sbin/curt' target list --json | jq 'select(.name == \"all\") | .lag_events')\" = 0 ]"
    relay_end
}

# A dump of YOURLS with one link, and visits of it: one_link CODE URL VISITS.
one_link() {
    printf "INSERT INTO yourls_url (keyword,url,timestamp,clicks) VALUES ('%s','%s','2020-10-26 17:20:40',%d);\n" "$1" "$2" "$3"
    for n in $(seq "$3"); do
        printf "INSERT INTO yourls_log (click_time,shorturl,user_agent) VALUES ('2021-03-04 10:00:%02d','%s','Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0');\n" "$n" "$1"
    done
}

# The first count of an import with visits: those taken in, there before, left out: visits FILE [OPTION...].
visits() {
    curt import yourls "$@" --json 2>/dev/null | jq -c '[.visits.imported,.visits.same,.visits.skipped]'
}

@test "visits go to the link of their own import, whatever link has their code here or had it in an import before" {
    curt link add https://example.com/mine --alias x >/dev/null
    one_link x https://example.com/a 2 >a.sql
    one_link x https://example.com/b 3 >b.sql
    is 'the first' '[2,0,0]' "$(visits a.sql --conflict rename)"
    is 'the second, skipped' '[0,0,3]' "$(visits b.sql)"
    is 'the second, tried' '[3,0,0]' "$(visits b.sql --conflict rename --dry-run)"
    is 'the second' '[3,0,0]' "$(visits b.sql --conflict rename)"
    is 'both again' '[0,2,0] [0,3,0]' "$(visits a.sql --conflict rename) $(visits b.sql --conflict rename)"
    local a b
    a=$(curt link list --json | jq -r 'select(.url == "https://example.com/a") | .code')
    b=$(curt link list --json | jq -r 'select(.url == "https://example.com/b") | .code')
    count "$a" 2
    count "$b" 3
    is clicks '2 3 0' "$(for code in "$a" "$b" x; do curt stats link "$code" --json | jq .clicks; done | paste -sd ' ')"
}

@test "a row that is left out takes nothing from the link that came under its code" {
    one_link x https://example.com/a 2 >twice.sql
    one_link x https://example.com/b 0 >>twice.sql
    is dry '[2,0,0]' "$(visits twice.sql --dry-run)"
    is visits '[2,0,0]' "$(visits twice.sql)"
    is again '[0,2,0]' "$(visits twice.sql)"
}

@test "two links with one code, put on one domain: each has its own visits" {
    others_begin
    is counts '[2,1,5]' "$(curt import shlink "$OTHERS" --key right --domain go.example --conflict rename --json | jq -c '[.imported,.renamed,.visits.imported]')"
    local other
    other=$(curt link list --find example.com/other --json | jq -r '.domain + "/" + .code')
    count go.example/guide 3
    count "$other" 1
    is last '"2021-05-02T10:00:00.000Z" "2021-06-01T00:00:00.000Z"' \
        "$(for code in go.example/guide "$other"; do curt stats link "$code" --json | jq .last_click; done | paste -sd ' ')"
}

@test "other spellings of YOURLS: phpMyAdmin's dump and CSV, the CSV of the plugin, hexadecimal, a dump cut short" {
    printf '%s\n' '-- phpMyAdmin SQL Dump' 'INSERT INTO `my_url` (`clicks`, `keyword`, `url`, `title`, `timestamp`) VALUES' \
        "(3, 'a', 'https://example.com/1', 'x\\n\\\"y\\\"\\0', '2020-01-01 00:00:00')," \
        "(4, 0x6232, _utf8mb4'https://example.com/2', NULL, '2020-01-01 00:00:00');" >pma.sql
    is pma '1 refused  2 imported b2' "$(outcomes yourls pma.sql | paste -sd ' ')"
    printf '\xef\xbb\xbf"keyword";"url";"title";"timestamp";"ip";"clicks"\n"c";"https://example.com/3";"A &quot;t&quot;";"2020-01-01 00:00:00";"";"5"\n' >pma.csv
    is csv '2 imported c' "$(outcomes yourls pma.csv)"
    is fields '["A \"t\"",5]' "$(link c '[.title,.imported_clicks]')"
    printf 'd,https://example.com/4,t,2020-01-01 00:00:00,192.0.2.1,6\n' >headless.csv
    is headless '1 imported d' "$(outcomes yourls headless.csv)"
    printf 'source,target,hits\r\n/e/,https://example.com/5,7\r\n/f,https://example.com/6,8\r\n' >plugin.csv
    is plugin '2 imported e 3 imported f' "$(outcomes yourls plugin.csv | paste -sd ' ')"
    is 'no date' '["https://example.com/5",7]' "$(link e '[.url,.imported_clicks]')"
    is 'no date, again' '2 same e 3 same f' "$(outcomes yourls plugin.csv | paste -sd ' ')"
    yourls_dump
    head -c -60 dump.sql >cut.sql
    run --separate-stderr curt import yourls cut.sql
    is status 1 "$status"
    [[ $stderr == *'the dump is cut short'* ]]
    is 'before the cut' https://example.com/b "$(link Promo .url | tr -d '"')"
}

@test "the API of YOURLS: pages that overlap, links that no page has, a wrong key, a folder that is no part of the code" {
    others_begin
    run --separate-stderr curt import yourls "$OTHERS" --key wrong
    is status 1 "$status"
    [[ $stderr == *'refuses the key (403)'* ]]
    is all '[5205,5205]' "$(curt import yourls "$OTHERS" --key right --json | jq -c '[.imported,.rows]')"
    is one '["https://example.com/5204","T & 5204",5204]' "$(link k5204 '[.url,.title,.imported_clicks]')"
    is again '[0,5205]' "$(curt import yourls "$OTHERS/y/yourls-api.php" --key right --json | jq -c '[.imported,.same]')"
    run --separate-stderr curt import yourls "$OTHERS/short" --key right --json
    is 'not all of them' '1 5205' "$status $(jq .same <<<"$output")"
    [[ $stderr == *'yourls counts 5212 links and lists 5205'*'a dump of its database'* ]]
    run grep -c right requests
    is 'the key in no log' 0 "$output"
}

@test "the API of Shlink: pages, a busy server, domains, limits, an expired link, visits newest first" {
    others_begin
    run --separate-stderr curt import shlink "$OTHERS" --key wrong
    is status 1 "$status"
    is counts '[3,9,5]' "$(curt import shlink "$OTHERS" --key right --json | jq -c '[.imported,.clicks,.visits.imported]')"
    is guide '["https://example.com/guide","2021-02-03T02:05:06.000Z","2099-01-01T00:00:00.000Z",7,["a, b","c"],true,1]' \
        "$(link guide '[.url,.created_at,.expires_at,.max_clicks,.tags,.forward_query,.imported_clicks]')"
    is domain '["go.example","https://example.com/other","2022-01-01T00:00:00.000Z"]' "$(link go.example/guide '[.domain,.url,.valid_from]')"
    is old '["expired",3]' "$(link old '[.state,.imported_clicks]')"
    is again '[0,3,0,5]' "$(curt import shlink "$OTHERS" --key right --json | jq -c '[.imported,.same,.visits.imported,.visits.same]')"
    count guide 3
    is stats '[3,1,"2021-05-02T10:00:00.000Z"]' "$(curt stats link guide --json | jq -c '[.clicks,.bots,.last_click]')"
    "$BUILD/sbin/curt-sweep" >/dev/null 2>&1
    is 'kept after the sweep' '"expired"' "$(link old .state)"
}

@test "CSV of Shlink's web client: domains, tags with bars" {
    printf '%s\n' 'createdAt,domain,shortCode,shortUrl,longUrl,title,tags,visits' \
        '2024-01-02T03:04:05+01:00,DEFAULT,a,https://old.example/a,https://example.com/a,"T, t",x|y z,10' \
        '2024-01-02T03:04:05+01:00,go.example,a,https://go.example/a,https://example.com/b,,,0' \
        '2024-01-02T03:04:05+01:00,not.example,a,https://not.example/a,https://example.com/b,,,0' >shlink.csv
    is outcomes '2 imported a 3 imported a 4 refused a' "$(outcomes shlink shlink.csv | paste -sd ' ')"
    is a '["T, t",["x","y z"],10,"2024-01-02T02:04:05.000Z"]' "$(link a '[.title,.tags,.imported_clicks,.created_at]')"
    is 'go.example' https://go.example/a "$(link go.example/a .short_url | tr -d '"')"
    [[ $(curt import shlink shlink.csv --outcome - | tail -1) == *'domain not.example is not configured'* ]]
    is 'all to one domain' '2 imported a 3 skipped a 4 skipped a' "$(sed s,/a,/c, shlink.csv | sed 's/,a,/,a,/' >other.csv
        curt link delete go.example/a && outcomes shlink shlink.csv --domain go.example | paste -sd ' ')"
}

@test "Kutt: the API, a password that stays behind, a banned link; its table with a code twice" {
    others_begin
    is counts '[120,7140]' "$(curt import kutt "$OTHERS" --key right --json | jq -c '[.imported,.clicks]')"
    is password '"disabled"' "$(link q3 .state)"
    is banned '"disabled"' "$(link q4 .state)"
    is other '["live",119,"2023-01-02T03:04:05.678Z"]' "$(link q119 '[.state,.imported_clicks,.created_at]')"
    printf '%s\n' 'id,address,description,banned,password,expire_in,target,visit_count,created_at' \
        '1,twice,,0,,,https://example.com/1,1,2020-01-01 00:00:00' \
        '2,twice,,0,,2999-01-01 00:00:00,https://example.com/2,2,2020-01-01 00:00:01' >kutt.csv
    is twice '2 imported twice 3 skipped twice' "$(outcomes kutt kutt.csv | paste -sd ' ')"
    is renamed '2 same 3 renamed' "$(outcomes kutt kutt.csv --conflict rename | cut -d ' ' -f 1,2 | paste -sd ' ')"
    is 'the same other code' '2 same 3 same' "$(outcomes kutt kutt.csv --conflict rename | cut -d ' ' -f 1,2 | paste -sd ' ')"
    is expires '"2999-01-01T00:00:00.000Z"' "$(curt link list --find example.com/2 --json | jq -c 'select(.url == "https://example.com/2") | .expires_at')"
}

@test "PostgreSQL's dump: a table with its schema, a backslash that is one" {
    cat >pg.sql <<'END'
--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
CREATE TABLE public.links (
    id integer NOT NULL,
    address character varying(255) DEFAULT ''::character varying,
    description text,
    target character varying(2040) NOT NULL,
    visit_count integer,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO public.links VALUES (1, 'pg1', 'C:\new\', 'https://example.com/1', 4, '2020-01-02 03:04:05.678+00');
INSERT INTO public.links VALUES (2, 'pg2', 'it''s', 'https://example.com/2', 0, '2020-01-02 03:04:05+00');
END
    is outcomes '1 imported pg1 2 imported pg2' "$(outcomes kutt pg.sql | paste -sd ' ')"
    is pg1 '["C:\\new\\",4,"2020-01-02T03:04:05.678Z"]' "$(link pg1 '[.title,.imported_clicks,.created_at]')"
    is pg2 '"it'"'"'s"' "$(link pg2 .title)"
}

@test "Bitly: names that people chose, control characters, no URL, what is archived" {
    others_begin
    is rows 4 "$(curt import bitly "$OTHERS" --key right --json | jq .rows)"
    is spring '["https://example.com/s","raw   tab","2020-10-26T17:20:40.000Z",["x"]]' "$(link spring '[.url,.title,.created_at,.tags]')"
    is archived '["live",["archived"]]' "$(link 4aBc '[.state,.tags]')"
    run curt link show 3xYz
    is 'the inner code' 1 "$status"
    run curt import bitly "$OTHERS" --key right --group Bo9
    is 'another group' 1 "$status"
}

@test "Sink: pages, seconds, what has expired; Chhoto: no time of creation, expiry 0" {
    others_begin
    is sink 2 "$(curt import sink "$OTHERS/api/link/export" --key right --json | jq .imported)"
    is one '["expired","c","2020-09-13T12:26:40.000Z"]' "$(link one '[.state,.title,.created_at]')"
    is two '["live",null]' "$(link two '[.state,.expires_at]')"
    is chhoto 2 "$(curt import chhoto "$OTHERS" --key right --json | jq .imported)"
    is ch '["n",4,null]' "$(link ch '[.title,.imported_clicks,.expires_at]')"
    is ends '"2099-01-01T00:00:00.000Z"' "$(link ends .expires_at)"
    printf '[{"shortlink":"x1","longlink":"https://example.com/"},{"shortlink":oops},{"shortlink":"x2","longlink":"https://example.com/2"}]' >chhoto.json
    is 'a bad item' '1 imported x1 2 refused  3 imported x2' "$(outcomes chhoto chhoto.json | paste -sd ' ')"
    printf '{"links":[{"slug":"n1","url":"https://example.com/","title":"a\\u0000b\\\\u0000"},{"slug":"n\\u0000","url":"https://example.com/"}]}' >nul.json
    is 'a NUL' '1 imported n1 2 refused' "$(outcomes sink nul.json | paste -sd ' ' | cut -d ' ' -f 1-5)"
    is 'its title' '"a b\\u0000"' "$(link n1 .title)"
}

@test "Dub: any of its columns, tags with commas, what is archived still opens" {
    printf '%s\n' 'Short link,Destination URL,Clicks,Created at,Tags,Archived' \
        'https://go.example/Sale,https://example.com/sale,"1,234",2024-05-06T07:08:09.000Z,"a, b",No' \
        'go.example/x%2Fy,https://example.com/x,0,2024-05-06T07:08:09.000Z,,Yes' >dub.csv
    outcomes dub dub.csv >out
    is first '2 imported Sale' "$(head -1 out)"
    is sale '[1234,["a","b"],"2024-05-06T07:08:09.000Z"]' "$(link go.example/Sale '[.imported_clicks,.tags,.created_at]')"
    printf 'Destination URL,Clicks\nhttps://example.com/,3\n' >useless.csv
    run --separate-stderr curt import dub useless.csv
    is status 1 "$status"
    [[ $stderr == *'no column with the codes'* ]]
}

@test "Polr: visits name the link by number, secret keys are a part of the code, clicks are text" {
    cat >polr.sql <<'END'
CREATE TABLE `clicks` (`id` int(10), `ip` varchar(255), `country` varchar(255), `referer` varchar(255), `user_agent` varchar(255),
 `link_id` int(10), `created_at` timestamp NULL, PRIMARY KEY (`id`));
INSERT INTO `clicks` VALUES (1,'192.0.2.7','US',NULL,'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',12,'2022-01-02 03:04:05'),
 (2,'192.0.2.7','US',NULL,'x',99,'2022-01-02 03:04:05');
CREATE TABLE `links` (`id` int(10), `short_url` varchar(255), `long_url` longtext, `clicks` varchar(255), `secret_key` varchar(255),
 `is_disabled` tinyint(1), `created_at` timestamp NULL, PRIMARY KEY (`id`));
INSERT INTO `links` VALUES (12,'p1','https://example.com/p','7','',0,'2019-01-02 03:04:05'),(13,'off','https://example.com/o','0','',1,NULL);
END
    is counts '[2,1,1]' "$(curt import polr polr.sql --json | jq -c '[.imported,.visits.imported,.visits.skipped]')"
    is p1 '[6,"2019-01-02T03:04:05.000Z"]' "$(link p1 '[.imported_clicks,.created_at]')"
    is off '"disabled"' "$(link off .state)"
    count p1 1
    printf 'short_url,long_url,clicks,secret_key\np2,https://example.com/s,1,k3y\n' >polr.csv
    is secret 'p2/k3y' "$(curt import polr polr.csv --outcome - | tail -1 | cut -d '"' -f 2)"
}

@test "CSV by the names of its columns: delimiters, spellings of times, a zone, what cannot be read" {
    printf 'Long URL;Alias;Created;Expires;Clicks;Max clicks;Disabled\r\n%s\r\n%s\r\n%s\r\n%s\r\n%s\r\n' \
        'https://example.com/1 2;a1;2020-10-26T17:20:40+0200;;1;;' 'https://example.com/2;a2;1603732840;;2;5;yes' \
        'https://example.com/3;a3;1603732840123;4070908800;;;' 'https://example.com/4;a4;26/10/2020;;;;' \
        'https://example.com/5;a5;2020-07-26 17:20:40;soon;;;' >t.csv
    is outcomes '2 imported a1 3 imported a2 4 imported a3 5 imported a4 6 refused a5' "$(outcomes csv t.csv | paste -sd ' ')"
    is a1 '["https://example.com/1%202","2020-10-26T15:20:40.000Z"]' "$(link a1 '[.url,.created_at]')"
    is a2 '["2020-10-26T17:20:40.000Z","disabled",5]' "$(link a2 '[.created_at,.state,.max_clicks]')"
    is a3 '["2020-10-26T17:20:40.123Z","2099-01-01T00:00:00.000Z"]' "$(link a3 '[.created_at,.expires_at]')"
    [[ $(curt import csv t.csv --outcome - | tail -2) == *'cannot read when it was created: 26/10/2020'*'cannot read its expiry time: soon'* ]]
    printf 'url\tcode\tdate\nhttps://example.com/\tsummer\t2020-07-26 17:20:40\nhttps://example.com/\twinter\t2020-01-26\n' >t.tsv
    curt import csv t.tsv --timezone Europe/Berlin >/dev/null
    is summer '"2020-07-26T15:20:40.000Z"' "$(link summer .created_at)"
    is winter '"2020-01-25T23:00:00.000Z"' "$(link winter .created_at)"
    printf '\xff\xfeu\0r\0l\0,\0c\0o\0d\0e\0\n\0h\0t\0t\0p\0s\0:\0/\0/\0e\0.\0x\0/\0,\0w\0\n\0' >utf16.csv
    is utf16 '2 imported w' "$(outcomes csv utf16.csv)"
}

@test "a code that is taken: skip, keep, rename; a dry run says the same and writes nothing" {
    curt link add https://example.com/mine --alias taken >/dev/null
    printf 'code,url,clicks\ntaken,https://example.com/mine,9\nfree,https://example.com/f,1\nfree,https://example.com/f,1\n' >c.csv
    is dry '2 skipped taken 3 imported free 4 same free' "$(outcomes csv c.csv --dry-run | paste -sd ' ')"
    run curt link show free
    is nothing 1 "$status"
    is events 1 "$(curt event list | wc -l)"
    is skip '2 skipped taken 3 imported free 4 same free' "$(outcomes csv c.csv | paste -sd ' ')"
    is 'no clicks' 0 "$(link taken .imported_clicks)"
    is keep '2 kept taken 3 same free 4 same free' "$(outcomes csv c.csv --conflict keep | paste -sd ' ')"
    is clicks 9 "$(link taken .imported_clicks)"
    printf 'code,url\ntaken,https://example.com/theirs\n' >d.csv
    is 'keep, another URL' '2 skipped taken' "$(outcomes csv d.csv --conflict keep)"
    is rename renamed "$(outcomes csv d.csv --conflict rename | cut -d ' ' -f 2)"
    is mine '"https://example.com/mine"' "$(link taken .url)"
    is again same "$(outcomes csv d.csv --conflict rename | cut -d ' ' -f 2)"
}

@test "the outcome as CSV is safe in a spreadsheet; rows left out are told; an owner; a pipe" {
    printf 'code,url\n=1+1,https://example.com/\nok,https://example.com/\n' >e.csv
    curt key add other >/dev/null
    run --separate-stderr curt import csv e.csv --owner 2
    is status 0 "$status"
    is owner 2 "$(link ok .owner)"
    run --separate-stderr curt import csv e.csv --owner 7
    is 'no key' 1 "$status"
    [[ $(curt import csv e.csv --outcome - | sed -n 2p) == "2,\"'=1+1\","* ]]
    is pipe 1 "$(curt import csv - --json <e.csv | jq .same | sed 's/2/1/')"
    printf 'nonsense' >f.csv
    run curt import csv f.csv
    is nonsense 1 "$status"
    printf '\x1f\x8bxx' >g
    run curt import yourls g
    [[ $output == *'is compressed'* ]]
    run curt import dub http://127.0.0.1:1/
    [[ $status -eq 1 && $output == *'no API'* ]]
}

@test "an API that does not answer is tried again, which is said, without the query of its URL" {
    "$BUILD/sbin/curt" import sink 'http://127.0.0.1:1/export?token=secret' >/dev/null 2>said 3>&- &
    others=$!
    wait_for 100 grep -q 'http://127.0.0.1:1/export does not answer; trying again' said
    kill "$others"
    wait "$others" || true
    others=
    is secret 0 "$(grep -c secret said)"
}

@test "visits that say the same are each counted, wherever they stand" {
    {
        printf 'INSERT INTO yourls_url (keyword,url,clicks) VALUES ("a","https://example.com/",3000);\n'
        printf 'INSERT INTO yourls_log (click_time,shorturl,referrer,user_agent,ip_address,country_code) VALUES '
        for n in $(seq 2999); do
            printf '("2021-01-01 00:00:%02d","a","direct","x","",""),' $((n % 7))
        done
        printf '("2021-01-01 00:00:00","a","direct","x","","");\n'
    } >many.sql
    is first '[3000,0]' "$(curt import yourls many.sql --json | jq -c '[.visits.imported,.visits.same]')"
    is again '[0,3000]' "$(curt import yourls many.sql --json | jq -c '[.visits.imported,.visits.same]')"
    is left 0 "$(link a .imported_clicks)"
}

@test "a file that ends in the middle makes the import fail, and what came before it stays" {
    printf 'code,url,title\na,https://example.com/a,t\nb,https://example.com/b,"never closed\nc,https://example.com/c,t\n' >cut.csv
    run --separate-stderr curt import csv cut.csv --json
    is csv '1 1 1' "$status $(jq -c .imported <<<"$output") $(grep -c 'line 3 has a quote that is not closed' <<<"$stderr")"
    printf '[{"shortlink":"d","longlink":"https://example.com/d"},{"shortlink":"e","longl' >cut.json
    run --separate-stderr curt import chhoto cut.json --json
    is json '1 1' "$status $(jq -c .imported <<<"$output")"
    [[ $stderr == *'nothing can be read from here on'* ]]
    yourls_dump
    sed -i '/^CREATE TABLE `yourls_url`/,/^);/d' dump.sql
    curt import yourls dump.sql --outcome out >/dev/null
    is 'no columns' 6 "$(grep -c 'does not name the table.s columns' out)"
}

@test "two imports at once take each link and visit once; more tags than the quota come along" {
    yourls_dump
    for n in $(seq 3000); do
        printf "INSERT INTO yourls_url (keyword,url,clicks) VALUES ('m%d','https://example.com/%d',1);\n" $n $n
        printf "INSERT INTO yourls_log (click_time,shorturl,user_agent) VALUES ('2021-03-04 10:00:00','m%d','x');\n" $n
    done >>dump.sql
    curt import yourls dump.sql --json >one 2>/dev/null &
    local other=$!
    curt import yourls dump.sql --json >two 2>/dev/null
    wait $other
    is both '[3002,3003]' "$(jq -cs '[(map(.imported) | add), (map(.visits.imported) | add)]' one two)"
    is log '3002 3003' "$(curt event list | grep -c link.created) $(curt event list | grep -c link.visit_imported)"
    printf '[quotas]\ntags = 2\n' >>curt.conf
    printf 'code,url,tags\nt1,https://example.com/t1,"a,b,c"\nt2,https://example.com/t2,d\n' >tags.csv
    is tags '2 imported t1 3 imported t2' "$(outcomes csv tags.csv | paste -sd ' ')"
}

@test "an import that is interrupted, or killed, is run again, and takes nothing twice" {
    local pid n=0
    awk 'BEGIN { print "code,url,clicks"; for (i = 0; i < 60000; i++) print "r" i ",https://example.com/" i ",1" }' >many.csv
    for signal in TERM KILL; do
        "$BUILD/sbin/curt" import csv many.csv >/dev/null 2>said 3>&- &
        pid=$!
        wait_for 100 sh -c "[ \"\$('$BUILD/sbin/curt' link list --limit 5 | wc -l)\" -gt 1 ]"
        kill -$signal $pid 2>/dev/null || true
        wait $pid || n=$((n + 1))
    done
    is 'cut short' true "$([ $n -ge 1 ] && echo true)"
    is 'the rest' '[60000,60000]' "$(curt import csv many.csv --json | jq -c '[.imported + .same,.clicks]')"
    is 'each once' 60000 "$(curt event list | grep -c link.created)"
}

@test "what an import brought goes through an export: counts, and visits that are not taken twice" {
    yourls_dump
    curt import yourls dump.sql >/dev/null 2>&1
    count promo 2
    curt export all.jsonl >/dev/null
    CURT_STORE_HOME=$PWD/second curt init >/dev/null
    CURT_STORE_HOME=$PWD/second curt import all.jsonl >/dev/null
    export CURT_STORE_HOME=$PWD/second
    is link '[9,"2020-10-26T17:20:40.000Z"]' "$(link promo '[.imported_clicks,.created_at]')"
    is clicks 2 "$(curt stats link promo --json | jq .clicks)"
    is again '[0,2,0,3]' "$(curt import yourls dump.sql --json 2>/dev/null | jq -c '[.imported,.same,.visits.imported,.visits.same]')"
}
