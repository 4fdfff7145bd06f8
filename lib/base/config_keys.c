/*
 * config_keys.c: the table of configuration keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stddef.h>

#include "base/config_internal.h"

#define AT(field) offsetof(struct config, field)
#define DAYS(n)   ((int64_t)(n)*86400)

const struct config_key config_keys[] = {
    {"store", "home", CURT_STATEDIR, CONFIG_TEXT, AT(store_home), 0, 0, NULL,
        "The directory of the store, on a local disk and owned by the user that all of curt runs as."},
    {"store", "memory", "/dev/shm", CONFIG_TEXT, AT(store_memory), 0, 0, NULL,
        "A tmpfs for the store's shared memory; with less than 1 GB free there, the store's directory is "
        "used."},
    {"store", "durability", "process", CONFIG_CHOICE, AT(store_durability), 0, 0, "process disk",
        "What an answered click survives: `process`, the death of any program; `disk`, a "
        "power failure too (slower)."},
    {"store", "spool_limit", "1000", CONFIG_NUMBER, AT(store_spool_limit), 20, 1000000, NULL,
        "Megabytes that clicks may take on the disk until curt-relay takes them into the log; beyond that "
        "they are dropped and counted, and links still open."},
    {"store", "reserve", "64", CONFIG_NUMBER, AT(store_reserve), 0, 1000000, NULL,
        "Megabytes that must be free on the disk of the store, beside as many in a file that recovery may "
        "use; "
        "with less, nothing is written but clicks to the spool, and links still open."},
    {"store", "backup_log", "1024", CONFIG_NUMBER, AT(store_backup_log), 0, 1000000, NULL,
        "Megabytes of the write-ahead log that are kept for the next `curt backup` to the same directory; "
        "when it has grown beyond that, or the disk is full, the next backup is a full one."},

    {"web", "base_url", "http://127.0.0.1:8080", CONFIG_ORIGIN, AT(web_base_url), 0, 0, NULL,
        "The address that short links begin with, as visitors see it."},
    {"web", "root", "page", CONFIG_ROOT, AT(web_root), 0, 0, NULL,
        "What visitors get at the address itself, without a code: a neutral page, 404, or a redirect. People "
        "sign in at /ui/."},
    {"web", "not_found", "page", CONFIG_PAGE, AT(web_not_found), 0, 0, NULL,
        "What visitors get for a code that no link has: a page, with 404, or a redirect."},
    {"web", "ios_apps", "", CONFIG_IOS_APPS, AT(web_ios_apps), 0, 0, NULL,
        "Apps that open short links on iPhones and iPads, with the team they are of, such as "
        "ABCDE12345.com.example.app; /.well-known/apple-app-site-association says so."},
    {"web", "android_apps", "", CONFIG_ANDROID_APPS, AT(web_android_apps), 0, 0, NULL,
        "Apps that open short links on Android, each with the SHA-256 of the certificate that signs it, such "
        "as com.example.app/14:6D:...:44:E5; /.well-known/assetlinks.json says so."},
    {"web", "unknown_hosts", "serve", CONFIG_CHOICE, AT(web_unknown_hosts), 0, 0, "serve refuse",
        "What visitors get at a host name that is neither base_url's nor a domain's: `serve`, what they get "
        "at "
        "base_url; `refuse`, 421."},
    {"web", "pages", CURT_DATADIR "/www", CONFIG_TEXT, AT(web_pages), 0, 0, NULL,
        "The directory of the pages that visitors see. To change them, edit a copy and name the copy here. A "
        "page that is not there is curt's own."},
    {"web", "trusted_proxies", "", CONFIG_NETWORKS, AT(web_trusted_proxies), 0, 0, NULL,
        "Networks of proxies that are trusted to name the client's address, such as 127.0.0.1, 10.0.0.0/8."},
    {"web", "client_header", "X-Forwarded-For", CONFIG_HEADER, AT(web_client_header), 0, 0, NULL,
        "The header in which they name it: X-Forwarded-For, Forwarded (RFC 7239), or one that holds an "
        "address, such as X-Real-IP."},
    {"web", "cors_origins", "", CONFIG_ORIGINS, AT(web_cors_origins), 0, 0, NULL,
        "Sites whose pages may use the API from a browser, with an API key and never with a sign-in, such as "
        "https://shop.example."},
    {"web", "watchdog", "30s", CONFIG_TIME, AT(web_watchdog), 1, 3600, NULL,
        "A request that takes longer ends its program, which is then started again."},
    {"web", "wrong_keys_per_minute", "30", CONFIG_NUMBER, AT(web_wrong_keys_per_minute), 0, 1000000, NULL,
        "Wrong API keys that one address (of IPv6, a /64) may send per minute; more are answered 429. "
        "Right keys are taken all the same. 0 for no limit."},

    {"links", "code_length", "7", CONFIG_NUMBER, AT(links_code_length), 5, 32, NULL,
        "Characters in a generated short code."},
    {"links", "ignore_case", "no", CONFIG_YES_NO, AT(links_ignore_case), 0, 0, NULL,
        "Whether /abc opens the link /Abc too; new codes then have no capitals and no look-alikes. Restart "
        "curt after a change."},
    {"links", "click_id", "", CONFIG_PARAMETER, AT(links_click_id), 0, 0, NULL,
        "The parameter, such as curt_id, that is appended to the URLs that links lead to, with an id of the "
        "click: for conversions."},
    {"links", "schemes", "http, https", CONFIG_SCHEMES, AT(links_schemes), 0, 0, NULL,
        "URL schemes that a link may redirect to; URLs other than http and https are kept byte for byte."},
    {"links", "reserved", "", CONFIG_PHRASES, AT(links_reserved), 0, 0, NULL,
        "Words that an alias cannot be, or have before its first slash, in addition to curt's own."},
    {"links", "creates_per_minute", "6000", CONFIG_NUMBER, AT(links_creates_per_minute), 0, 1000000000, NULL,
        "Links that one API key may create per minute; 0 for no limit."},
    {"links", "guesses_per_minute", "10", CONFIG_NUMBER, AT(links_guesses_per_minute), 0, 1000000, NULL,
        "Tries at passwords of links per minute from one address (of IPv6, a /64); one link takes ten times "
        "as "
        "many from all. 0 for no limit."},
    {"links", "first_max_age", "1h", CONFIG_TIME, AT(links_first_max_age), 1, DAYS(365), NULL,
        "How long browsers and CDNs may cache the redirect of a link created with track=first."},
    {"links", "expired_url", "page", CONFIG_PAGE, AT(links_expired_url), 0, 0, NULL,
        "What visitors get for a link that has expired or is used up and names no expired_url of its own: a "
        "page, with 410, or a redirect."},
    {"links", "grace", "7d", CONFIG_TIME, AT(links_grace), 0, DAYS(3650), NULL,
        "How long an expired link stays in the store, answering that it has, and a deleted one can be "
        "restored, "
        "before curt-sweep deletes it."},

    {"clicks", "anonymize", "yes", CONFIG_YES_NO, AT(clicks_anonymize), 0, 0, NULL,
        "Keep only the network of a visitor's address: the /24 of IPv4, the /48 of IPv6."},
    {"clicks", "missed_per_second", "20", CONFIG_NUMBER, AT(clicks_missed_per_second), 0, 100000, NULL,
        "How many visits that open no link each redirect worker records per second, with bursts of ten times "
        "as "
        "many; the others are only counted. 0 to record none."},

    {"stats", "agents", CURT_DATADIR "/regexes.yaml", CONFIG_TEXT, AT(stats_agents), 0, 0, NULL,
        "The rules that identify browsers, operating systems and bots: the regexes.yaml of uap-core."},
    {"stats", "agent_classes", CURT_DATADIR "/user-agents.yaml", CONFIG_TEXT, AT(stats_agent_classes), 0, 0,
        NULL,
        "Curt's own rules for bots, link previews and device types. To change them, edit a copy and name the "
        "copy here."},
    {"stats", "countries", "", CONFIG_TEXT, AT(stats_countries), 0, 0, NULL,
        "The file with the countries of addresses, in MaxMind's format (mmdb); if empty, clicks are not "
        "counted by country. Replace it by renaming, never by writing into it."},
    {"stats", "countries_licence", "", CONFIG_TEXT, AT(stats_countries_licence), 0, 0, NULL,
        "The line that the file's licence asks to be shown with the numbers, such as IP Geolocation by "
        "DB-IP."},
    {"stats", "values", "200", CONFIG_NUMBER, AT(stats_values), 10, 1000, NULL,
        "Distinct values kept per breakdown of a link, campaign or tag; later ones are counted as (other)."},
    {"stats", "max_lag", "60s", CONFIG_TIME, AT(stats_max_lag), 1, DAYS(1), NULL,
        "Age of the oldest uncounted event from which the health check answers 503."},
    {"stats", "metrics_token", "", CONFIG_SECRET, AT(stats_metrics_token), 0, 0, NULL,
        "A bearer token that can read /metrics and nothing else; if empty, only API keys can read it."},

    {"relay", "poll", "200", CONFIG_NUMBER, AT(relay_poll), 1, 1000, NULL,
        "Milliseconds between two reads of the log; the numbers lag by as much."},
    {"relay", "checkpoint", "10s", CONFIG_TIME, AT(relay_checkpoint), 1, 3600, NULL,
        "Time between checkpoints; the shorter it is, the faster recovery after a crash."},
    {"relay", "nice", "10", CONFIG_NUMBER, AT(relay_nice), 0, 19, NULL,
        "How far the relay lowers its priority, so that redirects go first on a busy machine."},

    {"bus", "allow_http", "no", CONFIG_YES_NO, AT(bus_allow_http), 0, 0, NULL,
        "Allow plain http webhooks to any host; otherwise only to this machine (127.0.0.1, localhost)."},
    {"bus", "allow_networks", "", CONFIG_NETWORKS, AT(bus_allow_networks), 0, 0, NULL,
        "Networks that webhooks may be sent to although they are not public, such as 127.0.0.0/8, "
        "10.0.0.0/8."},
    {"bus", "log_directory", "", CONFIG_TEXT, AT(bus_log_directory), 0, 0, NULL,
        "The API accepts files of log targets only below this directory; if empty, only `curt target add` "
        "can name files."},

    {"messages", "carrier", "console", CONFIG_CHOICE, AT(messages_carrier), 0, 0, "console vonage twilio",
        "The carrier of messages: `console` prints them and sends nothing; `vonage` is Vonage's Messages "
        "API, `twilio` is Twilio's."},
    {"messages", "routes", "", CONFIG_ROUTES, AT(messages_routes), 0, 0, NULL,
        "Carriers for some messages, by channel, by prefix of the number, or both, such as whatsapp: vonage, "
        "sms +1: twilio; the longest prefix counts."},
    {"messages", "fallback", "none", CONFIG_CHOICE, AT(messages_fallback), 0, 0, "none console vonage twilio",
        "The carrier that takes over messages while theirs refuses the account; for its own messages, "
        "`carrier` takes over."},
    {"messages", "attempts", "50", CONFIG_NUMBER, AT(messages_attempts), 0, 185, NULL,
        "How many times a message is retried that the carrier definitely did not accept."},
    {"messages", "age", "24h", CONFIG_TIME, AT(messages_age), 60, DAYS(30), NULL,
        "How long a message is retried that the carrier definitely did not accept, from when it was to be "
        "sent."},
    {"messages", "stop_words", "STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT, OPT OUT",
        CONFIG_PHRASES, AT(messages_stop_words), 0, 0, NULL,
        "Replies that opt their sender out of further messages, separated by commas; compared without case "
        "and punctuation."},
    {"messages", "start_words", "START, UNSTOP", CONFIG_PHRASES, AT(messages_start_words), 0, 0, NULL,
        "Replies that revoke an opt-out, unless an administrator added it."},
    {"messages", "help_words", "HELP", CONFIG_PHRASES, AT(messages_help_words), 0, 0, NULL,
        "Replies that ask for help; they are not answered, but their events have the keyword help."},

    {"vonage", "base_url", "https://api.nexmo.com", CONFIG_URL, AT(vonage_base_url), 0, 0, NULL,
        "The address of the Messages API; a regional one, such as https://api-eu.nexmo.com, keeps messages "
        "in that region."},
    {"vonage", "api_key", "", CONFIG_TEXT, AT(vonage_api_key), 0, 0, NULL,
        "The account's key, used with api_secret for Basic authentication; receipts for another key are "
        "refused."},
    {"vonage", "api_secret", "", CONFIG_SECRET, AT(vonage_api_secret), 0, 0, NULL, "The account's secret."},
    {"vonage", "application_id", "", CONFIG_TEXT, AT(vonage_application_id), 0, 0, NULL,
        "The application, used with private_key for JWT authentication, which takes precedence over "
        "api_key."},
    {"vonage", "private_key", "", CONFIG_SECRET_FILE, AT(vonage_private_key), 0, 0, NULL,
        "The file with the application's private key, in PEM."},
    {"vonage", "signature_secret", "", CONFIG_SECRET, AT(vonage_signature_secret), 0, 0, NULL,
        "The account's signature secret, with which receipts are signed; without it, none is accepted."},
    {"vonage", "signature_age", "300s", CONFIG_TIME, AT(vonage_signature_age), 1, DAYS(1), NULL,
        "How far the timestamp of a receipt's signature may be from the current time."},
    {"vonage", "rate", "30", CONFIG_NUMBER, AT(vonage_rate), 0, 10000, NULL,
        "Messages per second that the account allows; 0 for no limit."},
    {"vonage", "timeout", "15s", CONFIG_TIME, AT(vonage_timeout), 1, 300, NULL,
        "How long to wait for an answer; without one, it is unknown whether the message was accepted."},

    {"twilio", "base_url", "https://api.twilio.com", CONFIG_URL, AT(twilio_base_url), 0, 0, NULL,
        "The address of Twilio's API."},
    {"twilio", "account_sid", "", CONFIG_TEXT, AT(twilio_account_sid), 0, 0, NULL,
        "The account, AC and 32 hexadecimal digits."},
    {"twilio", "auth_token", "", CONFIG_SECRET, AT(twilio_auth_token), 0, 0, NULL,
        "The account's auth token, with which callbacks are signed; without it, only those are accepted that "
        "one of signing_keys signs. Also used for authentication, unless api_key is set."},
    {"twilio", "api_key", "", CONFIG_TEXT, AT(twilio_api_key), 0, 0, NULL,
        "An API key, SK and 32 hexadecimal digits, used with api_secret for Basic authentication."},
    {"twilio", "api_secret", "", CONFIG_SECRET, AT(twilio_api_secret), 0, 0, NULL, "The API key's secret."},
    {"twilio", "signing_keys", "", CONFIG_SECRET, AT(twilio_signing_keys), 0, 0, NULL,
        "Keys shared for webhooks, which sign with HMAC-SHA256, as NAME=SECRET, separated by commas; two "
        "while "
        "one replaces the other."},
    {"twilio", "messaging_service", "", CONFIG_TEXT, AT(twilio_messaging_service), 0, 0, NULL,
        "A messaging service, MG and 32 hexadecimal digits, which chooses the sender of a message whose from "
        "is no phone number."},
    {"twilio", "rate", "30", CONFIG_NUMBER, AT(twilio_rate), 0, 10000, NULL,
        "Messages per second that the account allows; 0 for no limit."},
    {"twilio", "timeout", "15s", CONFIG_TIME, AT(twilio_timeout), 1, 300, NULL,
        "How long to wait for an answer; without one, it is unknown whether the message was accepted."},

    {"workers", "redirect", "2", CONFIG_NUMBER, AT(workers_redirect), 1, CONFIG_WORKERS_MAX, NULL,
        "Processes of redirect.fcgi, which opens links, under systemd or curt-serve; about as many as the "
        "machine has processors."},
    {"workers", "shorten", "6", CONFIG_NUMBER, AT(workers_shorten), 1, CONFIG_WORKERS_MAX, NULL,
        "Processes of shorten.fcgi, which creates links; those that wait for the disk wait together."},
    {"workers", "send", "2", CONFIG_NUMBER, AT(workers_send), 1, CONFIG_WORKERS_MAX, NULL,
        "Processes of send.fcgi, which takes messages and campaigns."},
    {"workers", "receipt", "6", CONFIG_NUMBER, AT(workers_receipt), 1, CONFIG_WORKERS_MAX, NULL,
        "Processes of receipt.fcgi, which takes the carrier's receipts; each waits for the disk."},
    {"workers", "stats", "1", CONFIG_NUMBER, AT(workers_stats), 1, CONFIG_WORKERS_MAX, NULL,
        "Processes of stats.fcgi, which reads the numbers."},
    {"workers", "bus", "1", CONFIG_NUMBER, AT(workers_bus), 1, CONFIG_WORKERS_MAX, NULL,
        "Processes of bus.fcgi, which keeps rules and targets."},

    {"quotas", "webhooks", "20", CONFIG_NUMBER, AT(quotas_webhooks), 0, 200, NULL,
        "Addresses that the messages of one API key may name as their webhook; "
        "0 for no limit but that of all keys together, 200."},
    {"quotas", "campaigns", "1000", CONFIG_NUMBER, AT(quotas_campaigns), 0, 1000000, NULL,
        "Campaigns that one API key may have; 0 for no limit."},
    {"quotas", "recipients", "1000000", CONFIG_NUMBER, AT(quotas_recipients), 0, 1000000000, NULL,
        "Recipients that may wait in all campaigns of one API key; 0 for no limit."},
    {"quotas", "stored", "10000", CONFIG_NUMBER, AT(quotas_stored), 0, 100000000, NULL,
        "Megabytes that the messages of one API key may take in the store; 0 for no limit."},
    {"quotas", "tags", "1000", CONFIG_NUMBER, AT(quotas_tags), 0, 1000000, NULL,
        "Different tags that the links of one API key may have; 0 for no limit."},

    {"keep", "messages", "90d", CONFIG_TIME, AT(keep_messages), DAYS(1), DAYS(3650), NULL,
        "How long a message and its receipts stay in the store."},
    {"keep", "events", "30d", CONFIG_TIME, AT(keep_events), 1, DAYS(3650), NULL,
        "How long events stay in the log once they have been counted."},
    {"keep", "log_size", "0", CONFIG_NUMBER, AT(keep_log_size), 0, 100000000, NULL,
        "Maximum size of the log in megabytes, above which older events are deleted earlier; 0 for no "
        "limit."},
    {"keep", "sessions", "12h", CONFIG_TIME, AT(keep_sessions), 1, DAYS(365), NULL,
        "How long a sign-in on the web pages lasts."},
    {"keep", "idle", "1h", CONFIG_TIME, AT(keep_idle), 0, DAYS(365), NULL,
        "How long a sign-in lasts that is not used; 0 for as long as `sessions` says."},
    {"keep", "idempotency", "24h", CONFIG_TIME, AT(keep_idempotency), 1, DAYS(365), NULL,
        "How long requests with the same Idempotency-Key get the same answer."},

    {"cluster", "name", "", CONFIG_HOST_NAME, AT(cluster_name), 0, 0, NULL,
        "The name of this host in its cluster; if empty, curt runs on this host alone, and nothing below "
        "holds."},
    {"cluster", "address", "", CONFIG_ADDRESSES, AT(cluster_address), 0, 1, NULL,
        "This host's address on the private network of the cluster."},
    {"cluster", "port", "7400", CONFIG_NUMBER, AT(cluster_port), 1, 65535, NULL,
        "The port for replication, at that address and on all hosts."},
    {"cluster", "http_port", "80", CONFIG_NUMBER, AT(cluster_http_port), 1, 65535, NULL,
        "The port of the web server at the addresses of all hosts: requests that write are forwarded there, "
        "to the master."},
    {"cluster", "hosts", "", CONFIG_ADDRESSES, AT(cluster_hosts), 0, CONFIG_CLUSTER_HOSTS, NULL,
        "Addresses of the other hosts; a new one copies the store from them first (`curt host add`). If "
        "empty, this host begins a new cluster."},
    {"cluster", "secret", "", CONFIG_SECRET, AT(cluster_secret), 0, 0, NULL,
        "What hosts know each other by: at least 32 random characters, the same on all."},
    {"cluster", "public", "no", CONFIG_YES_NO, AT(cluster_public), 0, 0, NULL,
        "Allow an address that is not private: replication is neither encrypted nor signed."},
    {"cluster", "heartbeat", "300", CONFIG_NUMBER, AT(cluster_heartbeat), 50, 10000, NULL,
        "Milliseconds between two signs of life of the master."},
    {"cluster", "dead_after", "1500", CONFIG_NUMBER, AT(cluster_dead_after), 200, 60000, NULL,
        "Milliseconds without one after which the others elect a new master."},
    {"cluster", "ack_wait", "1000", CONFIG_NUMBER, AT(cluster_ack_wait), 50, 30000, NULL,
        "Milliseconds that a write waits for a majority of the hosts to have it; after that it is answered "
        "503."},
    {"cluster", "keep_log", "1024", CONFIG_NUMBER, AT(cluster_keep_log), 0, 1000000, NULL,
        "Megabytes of the write-ahead log that each host keeps for hosts that are down or new, while its "
        "disk "
        "has space; one that is down for longer copies the whole store, and opens no links meanwhile."},
    {"cluster", "replica_durability", "process", CONFIG_CHOICE, AT(cluster_replica_durability), 0, 0,
        "process disk",
        "What an acknowledgement says: `process`, the host has it in memory, and on its disk within 100 ms; "
        "`disk`, its disk has it (slower)."},
};

enum { KEYS = sizeof config_keys / sizeof *config_keys };
_Static_assert(KEYS <= CONFIG_KEYS_MAX, "CONFIG_KEYS_MAX is too small");

const int config_key_count = KEYS;

#undef AT
#define AT(field) offsetof(struct config_domain, field)

const struct config_key config_domain_keys[] = {
    {"domain", "base_url", "", CONFIG_ORIGIN, AT(base_url), 0, 0, NULL,
        "The address that its short links begin with; if left out, [web] base_url with this name as its "
        "host."},
    {"domain", "root", "", CONFIG_ROOT, AT(root), 0, 0, NULL,
        "What visitors get at the address itself; if left out, as in [web]."},
    {"domain", "not_found", "", CONFIG_PAGE, AT(not_found), 0, 0, NULL,
        "What visitors get for a code that no link of the domain has; if left out, as in [web]."},
    {"domain", "expired_url", "", CONFIG_PAGE, AT(expired_url), 0, 0, NULL,
        "What visitors get for a link of the domain that has expired or is used up; if left out, as in "
        "[links]."},
    {"domain", "pages", "", CONFIG_TEXT, AT(pages), 0, 0, NULL,
        "The directory of the pages that its visitors see; if left out, as in [web], and so for a page that "
        "is not there."},
    {"domain", "ios_apps", "", CONFIG_IOS_APPS, AT(ios_apps), 0, 0, NULL,
        "Apps that open its links on iPhones and iPads; if left out, as in [web]."},
    {"domain", "android_apps", "", CONFIG_ANDROID_APPS, AT(android_apps), 0, 0, NULL,
        "Apps that open its links on Android; if left out, as in [web]."},
    {"domain", "keys", "", CONFIG_PHRASES, AT(keys), 0, 0, NULL,
        "Ids or names of the API keys that may create links on it, beside those of administrators; if left "
        "out, all may."},
    {"domain", "code_length", "", CONFIG_NUMBER, AT(code_length), 5, 32, NULL,
        "Characters in a generated short code; if left out, as in [links]."},
    {"domain", "status", "301", CONFIG_CHOICE, AT(status), 0, 0, "301 302 307 308",
        "The status with which its links redirect unless they say another."},
    {"domain", "track", "every", CONFIG_CHOICE, AT(track), 0, 0, "every first",
        "Whether every click of its links is counted, or the first of each cache, unless they say it."},
};

const int config_domain_key_count = sizeof config_domain_keys / sizeof *config_domain_keys;

_Static_assert(sizeof config_domain_keys / sizeof *config_domain_keys <= CONFIG_DOMAIN_KEYS_MAX,
    "CONFIG_DOMAIN_KEYS_MAX is too small");
