/*
 * commands.c: the table of the commands of curt: what each is called with, what it does, and the function
 * that does it. The usage, --help and the check of every word come from here.
 *
 * SPDX-License-Identifier: ISC
 */
#include "commands.h"
#include "demo_data.h"

#include <string.h>

#include "base/config.h"
#include "base/ip_address.h"
#include "base/timestamp.h"
#include "base/timezone.h"
#include "base/utf8.h"
#include "db/table.h"
#include "event/labels.h"
#include "stats/missed_stats.h"

static bool
commands_utf8(const char *text)
{
    return utf8_is_valid(text, strlen(text));
}

/* JSON is UTF-8 already; the command line need not be. */
static bool
commands_label(const char *text)
{
    return commands_utf8(text) && label_is_valid(text);
}

/* Forms of values. */
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ANY(shown)      \
    {                   \
        .name = (shown) \
    }

static bool
commands_when(const char *text)
{
    int64_t at;
    return strcmp(text, "now") == 0 || timestamp_parse(text, &at) == FAULT_NONE;
}

static bool
commands_past(const char *text)
{
    int64_t timestamp;
    return form_read_past(text, &timestamp);
}

static bool
commands_host(const char *text)
{
    return text[0] != '\0' && config_is_host_name(text);
}

static bool
commands_address(const char *text)
{
    struct ip_address address;
    return ip_address_parse(text, &address) == FAULT_NONE;
}

static bool
commands_header(const char *text)
{
    return strchr(text, ':') != NULL;
}

static bool
commands_variable(const char *text)
{
    return strchr(text, '=') != NULL;
}

static const struct form form_name = ANY("NAME");
static const struct form form_rule = ANY("RULE");
static const struct form form_target = ANY("TARGET");
static const struct form form_id = ANY("ID");
static const struct form form_text = ANY("TEXT");
static const struct form form_url = {.name = "URL", .valid = commands_utf8, .description = "UTF-8"};
static const struct form form_code = ANY("CODE");
static const struct form form_link = ANY("[DOMAIN/]CODE");
static const struct form form_domain = {.name = "DOMAIN", .valid = commands_utf8, .description = "UTF-8"};
static const struct form form_time = ANY("TIME");
static const struct form form_secret = ANY("SECRET");
static const struct form form_file = ANY("FILE");
static const struct form form_backup = ANY("DIR|-");
static const struct form form_export = ANY("FILE|-");
static const struct form form_import = ANY("FILE|URL|-");
static const struct form form_key = ANY("FILE|-");
static const struct form form_conflict = {.words = WORDS("skip", "keep", "rename")};
static const struct form form_group = ANY("GUID");
static const struct form form_timezone = {
    .name = "ZONE", .valid = timezone_exists, .description = "a time zone such as Europe/Berlin"};
static const struct form form_rules = ANY("FILE|-");
static const struct form form_password = ANY("FILE|-");
static const struct form form_directory = ANY("DIR");
static const struct form form_csv = ANY("FILE.csv");
static const struct form form_sender = ANY("SENDER");
static const struct form form_hours = ANY("HOURS");
static const struct form form_phone = ANY("NUMBER");
static const struct form form_rate = {.name = "COUNT", .least = 1, .most = 100};
static const struct form form_blocked = ANY("HOST-OR-URL");
static const struct form form_recipient = ANY("ADDRESS");
static const struct form form_pattern = ANY("PATTERN|@FILE");
static const struct form form_label = {.name = "NAME",
    .valid = commands_label,
    .description = "1 to 64 bytes of UTF-8 without control characters"};
static const struct form form_stored_name = {
    .name = "NAME", .valid = table_name_is_valid, .description = "1 to 64 of A-Z a-z 0-9 . _ -"};
static const struct form form_key_id = {.name = "ID", .least = 1, .most = UINT32_MAX};
static const struct form form_event_number = {.name = "NUMBER", .most = UINT64_MAX};
static const struct form form_demo_links = {.name = "COUNT", .least = DEMO_LINKS, .most = 1000000};
static const struct form form_demo_clicks = {.name = "COUNT", .least = 1000, .most = 10000000};
static const struct form form_host = {
    .name = "NAME", .valid = commands_host, .description = "1 to 32 of a-z 0-9 and -"};
static const struct form form_address = {
    .name = "ADDRESS", .valid = commands_address, .description = "an IP address such as 10.8.0.3"};
static const struct form form_count = {.name = "COUNT", .most = UINT64_MAX};
static const struct form form_some = {.name = "COUNT", .least = 1, .most = UINT64_MAX};
static const struct form form_whole = {.name = "N", .most = INT64_MAX, .description = "a whole number"};
static const struct form form_seconds = {
    .name = "SECONDS", .most = INT64_MAX, .description = "a whole number"};
static const struct form form_past = {.name = "TIME",
    .valid = commands_past,
    .description = "a time such as 2026-11-21T09:00:00Z, or an age such as 36h"};
static const struct form form_hours_of_day = {.name = "HH:MM-HH:MM"};
static const struct form form_carrier_id = ANY("CARRIER-ID");
static const struct form form_when = {
    .name = "TIME", .valid = commands_when, .description = "a time such as 2026-12-24T18:00:00Z, or now"};
static const struct form form_header = {
    .name = "'NAME: VALUE'", .valid = commands_header, .description = "'NAME: VALUE'"};
static const struct form form_variable = {
    .name = "NAME=PATH", .valid = commands_variable, .description = "NAME=PATH"};
static const struct form form_nothing = {.name = "null", .words = WORDS("null")};
static const struct form form_scope = {.words = WORDS("links", "messages", "stats", "bus", "admin")};
static const struct form form_days = {.name = "DAYS", .least = 1, .most = 36500};
static const struct form form_overlap = {.name = "HOURS", .most = 8760};
static const struct form form_role = {.words = WORDS("admin", "creator", "reader")};
static const struct form form_status = {.name = "STATUS",
    .words = WORDS("requested", "sending", "unknown", "submitted", "delivered", "read", "rejected",
        "undeliverable", "failed")};
static const struct form form_reason = {.name = "CODE",
    .words = WORDS("CONNECTION_FAILURE", "TIMEOUT", "THROTTLING", "ERROR_FROM_TARGET", "INVALID_PARAMETER",
        "ADDRESS_REFUSED", "TARGET_DISABLED", "NOT_TRIED")};
static const struct form form_channel = {
    .name = "CHANNEL", .words = WORDS("sms", "mms", "rcs", "whatsapp", "viber_service", "messenger")};
static const struct form form_track = {.words = WORDS("every", "first", "none")};
static const struct form form_status_code = {.name = "STATUS", .least = 301, .most = 308};
static const struct form form_link_track = {.words = WORDS("every", "first")};
static const struct form form_link_state = {
    .name = "STATE", .words = WORDS("live", "not_yet", "expired", "disabled", "used_up", "deleted")};
static const struct form form_yes_no = {.words = WORDS("yes", "no")};
static const struct form form_missed_days = {.name = "DAYS", .least = 1, .most = MISSED_DAYS};
static const struct form form_top = {.name = "COUNT", .least = 1, .most = 1000};
static const struct form form_type = {.words = WORDS("webhook", "log")};
static const struct form form_shape = {.words = WORDS("event", "cloudevents", "cloudevents-binary")};

/* Arguments and options of several commands. */
#define ARGUMENTS(...)                        \
    .arguments = (const struct form *const[]) \
    {                                         \
        __VA_ARGS__, NULL                     \
    }
#define OPTIONS(...)                           \
    .options = (const struct command_option[]) \
    {                                          \
        __VA_ARGS__,                           \
        {                                      \
            0                                  \
        }                                      \
    }
#define JSON                                             \
    {                                                    \
        "json", 0, NULL, "print JSON, one object a line" \
    }

#define DEAD_FILTER                                                            \
    {"target", 0, &form_stored_name, "only those of this target"},             \
        {"reason", 0, &form_reason, "only those that failed for this reason"}, \
    {                                                                          \
        "older-than", 0, &form_past, "only those that failed before this time" \
    }

#define FIELD      OPTION_FIELD
#define REQUIRED   OPTION_REQUIRED
#define CHANGEABLE (OPTION_FIELD | OPTION_NULL)

/* The fields of a target, but for where it leads: these are the same in add and in change. */
#define TARGET_FIELDS                                                                            \
    {"form", CHANGEABLE, &form_shape, "how a webhook gets its events"},                          \
        {"template", CHANGEABLE, &form_text, "what the target gets in place of the event"},      \
        {"variable", OPTION_MANY, &form_variable,                                                \
            "a variable of the template; without a path it is removed"},                         \
        {"event-path", CHANGEABLE, &form_text, "the only part of the event that it gets"},       \
        {"header", OPTION_MANY, &form_header, "one more header; without a value it is removed"}, \
        {"secret", CHANGEABLE, &form_secret, "the secret to sign with; generated unless given"}, \
        {"old-secret", CHANGEABLE, &form_secret, "a second secret that signs as well"},          \
        {"batch", CHANGEABLE, &form_whole, "events in one request"},                             \
        {"concurrency", CHANGEABLE, &form_whole, "requests at once"},                            \
        {"rate", CHANGEABLE, &form_whole, "events a second, 0 for no limit"},                    \
        {"timeout", CHANGEABLE, &form_seconds, "how long to wait for an answer"},                \
        {"retry-attempts", CHANGEABLE, &form_whole, "how often an event is tried again"},        \
        {"retry-age", CHANGEABLE, &form_seconds, "until what age an event is tried again"},      \
    {                                                                                            \
        "disabled", 0, NULL, "do not deliver to it"                                              \
    }

/* The fields of a link, but for where it leads and its alias: these are the same in add and in edit. */
#define LINK_FIELDS(trait)                                                                         \
    {"title", FIELD | (trait), &form_text, "what it is, for people"},                              \
        {"tag", OPTION_MANY, &form_label, "one more tag; edit puts these in place of all"},        \
        {"campaign", FIELD | (trait), &form_name, "the campaign that it belongs to"},              \
        {"ttl", FIELD | (trait), &form_seconds, "how long it works"},                              \
        {"expires-at", FIELD | (trait), &form_time, "when it ends, such as 2026-12-24T18:00:00Z"}, \
        {"valid-from", FIELD | (trait), &form_time, "when it begins to work"},                     \
        {"max-clicks", FIELD | (trait), &form_some, "how often it opens"},                         \
        {"expired-url", FIELD | (trait), &form_text, "where it leads once it is over"},            \
        {"ios-url", FIELD | (trait), &form_text, "where it leads on iPhones and iPads"},           \
        {"android-url", FIELD | (trait), &form_text, "where it leads on Android"},                 \
        {"preview-title", FIELD | (trait), &form_text, "the title that previews in chats show"},   \
        {"preview-description", FIELD | (trait), &form_text, "the text that they show"},           \
        {"preview-image", FIELD | (trait), &form_text, "the URL of the picture that they show"},   \
        {"status", FIELD, &form_status_code, "the status of its redirect: 301, 302, 307 or 308"},  \
        {"track", FIELD, &form_link_track, "which clicks are counted"},                            \
        {"password", (trait), &form_password, "a file with the password that opens it"},           \
        {"redirect-rules", (trait), &form_rules, "other targets for some visitors, as JSON"},      \
    {                                                                                              \
        "forward-query", 0, &form_yes_no, "hand the query of a click on to the URL"                \
    }

/* Where the links of another shortener come from, and what becomes of them. */
#define IMPORT_SOURCE(source, what, ...)                                                                     \
    "import", (source), "bring links along from " what,                                                      \
        .run = import_command_links, ARGUMENTS(&form_import),                                                \
        OPTIONS(__VA_ARGS__{"dry-run", 0, NULL, "write nothing; say what would be done"},                    \
            {"conflict", 0, &form_conflict, "what to do when another link has the code; skip unless given"}, \
            {"domain", 0, &form_domain, "the domain that all links go to"},                                  \
            {"timezone", 0, &form_timezone, "the zone of times without one; UTC unless given"},              \
            {"owner", 0, &form_key_id, "the key that the links belong to"},                                  \
            {"outcome", 0, &form_export, "where to write what became of each row, as CSV"}, JSON)
#define IMPORT_KEY       {"key", 0, &form_key, "a file with the key of its API"},
#define IMPORT_NO_VISITS {"no-visits", 0, NULL, "take totals, and no single visits"},

#define STATS_OPTIONS \
    OPTIONS({"top", 0, &form_top, "how many values of each breakdown; none unless given"}, JSON)

const struct command commands[] = {
    {"init", NULL, "make the store that the configuration names", .run = init_command},
    {"config", NULL, "print the configuration in force, and where each value comes from",
        .run = config_command,
        OPTIONS({"json", OPTION_ONE_OF, NULL, "print JSON"},
            {"template", OPTION_ONE_OF, NULL, "print a configuration file with every default"})},
    {"upgrade", NULL, "bring the store to the version that this curt needs", .run = upgrade_command,
        OPTIONS({"dry-run", 0, NULL, "change nothing; say what would be done"})},
    {"backup", NULL, "back up the store to DIR while it is in use, or as an archive to standard output",
        .run = backup_command, ARGUMENTS(&form_backup),
        OPTIONS({"full", 0, NULL, "copy everything, though what is new would do"}, JSON)},
    {"restore", NULL, "make the store of the backup in DIR, or of the archive on standard input",
        .run = restore_command, ARGUMENTS(&form_backup),
        OPTIONS({"to", 0, &form_past, "as it was at that moment; all that the backup has unless given"},
            {"send-queued", 0, NULL, "send what waited to be sent; it may arrive twice"}, JSON)},
    {"export", NULL, "write all that belongs to users to FILE, as lines of JSON, while the store is in use",
        .run = export_command, ARGUMENTS(&form_export),
        OPTIONS({"copy", 0, &form_directory,
                    "where a copy of the store is made meanwhile; beside FILE unless given"},
            JSON)},
    {"import", NULL, "fill a new store with what `curt export` wrote to FILE, or go on with that",
        .run = import_command, ARGUMENTS(&form_export),
        OPTIONS({"send-queued", 0, NULL, "send what waited to be sent; it may arrive twice"}, JSON)},
    {IMPORT_SOURCE("yourls", "YOURLS: its API, a dump of its database, or CSV", IMPORT_KEY IMPORT_NO_VISITS)},
    {IMPORT_SOURCE("shlink", "Shlink: its API, or CSV", IMPORT_KEY IMPORT_NO_VISITS)},
    {IMPORT_SOURCE("kutt", "Kutt: its API, or its table", IMPORT_KEY)},
    {IMPORT_SOURCE("bitly", "Bitly: its API, or what that answers",
        IMPORT_KEY{"group", 0, &form_group, "the group whose links are imported; the first unless given"}, )},
    {IMPORT_SOURCE("dub", "Dub: CSV", )},
    {IMPORT_SOURCE("sink", "Sink: its API, or an export", IMPORT_KEY)},
    {IMPORT_SOURCE("chhoto", "Chhoto URL: its API, or what that answers", IMPORT_KEY)},
    {IMPORT_SOURCE("polr", "Polr: a dump of its database, or CSV", IMPORT_NO_VISITS)},
    {IMPORT_SOURCE("csv", "a table: CSV by the names of its columns", )},
    {"verify", NULL, "look whether the store, or a backup, is whole", .run = verify_command,
        OPTIONS({"backup", 0, &form_backup, "the backup in DIR, or the archive on standard input"}, JSON)},

    {"key", "add", "make an API key and print it; it is not shown again", .run = key_command_add,
        ARGUMENTS(&form_label),
        OPTIONS({"role", 0, &form_role, "what the key may do; creator unless given"},
            {"scope", OPTION_MANY, &form_scope, "a part of the API that it is limited to"},
            {"campaign", 0, &form_label, "the only campaign that it is for"},
            {"lifetime", 0, &form_days, "after how many days it expires; never unless given"},
            {"aws", 0, NULL, "one that AWS's clients sign with; print it as they read it"}, JSON)},
    {"key", "rotate", "give an API key a new text and print it; the old one stays good for a while",
        .run = key_command_rotate, ARGUMENTS(&form_key_id),
        OPTIONS({"overlap", 0, &form_overlap, "for how many hours; 24 unless given"}, JSON)},
    {"key", "list", "list the API keys, revoked ones too", .run = key_command_list, OPTIONS(JSON)},
    {"key", "revoke", "revoke an API key", .run = key_command_revoke, ARGUMENTS(&form_key_id)},

    {"domain", "list", "list the domains that links can be on", .run = domain_command_list, OPTIONS(JSON)},

    {"link", "add", "make a short link to a URL and print it", .run = link_command_add, ARGUMENTS(&form_url),
        OPTIONS({"alias", FIELD, &form_code, "its code; drawn unless given"},
            {"domain", FIELD, &form_domain, "the domain that it is on"}, LINK_FIELDS(0),
            {"reuse", FIELD, NULL, "take a live link to the same URL if there is one"}, JSON)},
    {"link", "list", "list links, newest first", .run = link_command_list,
        OPTIONS({"state", 0, &form_link_state, "only those in this state"},
            {"domain", 0, &form_domain, "only those on this domain"},
            {"tag", 0, &form_label, "only those with this tag"},
            {"campaign", 0, &form_name, "only those of this campaign"},
            {"find", 0, &form_text, "only those with this in their code, URL or title"},
            {"limit", 0, &form_some, "how many at most; 50 unless given"}, JSON)},
    {"link", "audit", "check the URLs that links lead to, and list broken ones", .run = link_command_audit,
        OPTIONS({"tag", 0, &form_label, "only of links with this tag"},
            {"campaign", 0, &form_name, "only of links of this campaign"},
            {"rate", 0, &form_rate, "how many requests a second; 5 unless given"}, JSON)},
    {"link", "show", "show a link and its clicks", .run = link_command_show, ARGUMENTS(&form_link),
        OPTIONS(JSON)},
    {"link", "edit", "change fields of a link; the value null takes a field away", .run = link_command_edit,
        ARGUMENTS(&form_link),
        OPTIONS({"url", FIELD, &form_url, "where it leads"}, LINK_FIELDS(OPTION_NULL),
            {"tags", CHANGEABLE, &form_nothing, "remove all tags"}, JSON)},
    {"link", "disable", "disable a link: it answers 410", .run = link_command_switch, ARGUMENTS(&form_link)},
    {"link", "enable", "enable a link", .run = link_command_switch, ARGUMENTS(&form_link)},
    {"link", "delete", "delete a link; it can be restored for a while", .run = link_command_delete,
        ARGUMENTS(&form_link)},
    {"link", "restore", "restore the link with this code that was deleted last", .run = link_command_restore,
        ARGUMENTS(&form_link)},

    {"stats", NULL, "print what was counted of all clicks and messages", .run = stats_command_all,
        STATS_OPTIONS},
    {"stats", "link", "print what was counted of a link", .run = stats_command_link, ARGUMENTS(&form_link),
        STATS_OPTIONS},
    {"stats", "campaign", "print what was counted of a campaign: clicks and messages",
        .run = stats_command_label, ARGUMENTS(&form_label), STATS_OPTIONS},
    {"stats", "missed", "print what was asked for and did not open", .run = stats_command_missed,
        OPTIONS({"days", 0, &form_missed_days, "how many days, today included; 30 unless given"},
            {"limit", 0, &form_top, "how many paths at most; 20 unless given"}, JSON)},
    {"stats", "tag", "print what was counted of the links with a tag", .run = stats_command_label,
        ARGUMENTS(&form_label), STATS_OPTIONS},

    {"event", "list", "print the event log, oldest first", .run = event_command_list,
        OPTIONS({"from", 0, &form_event_number, "the number of the first event"},
            {"limit", 0, &form_count, "how many at most"}, JSON)},
    {"event", "put", "publish the event, or the array of events, in FILE; - is standard input",
        .run = event_command_put, ARGUMENTS(&form_file)},

    {"pattern", "check", "check the event pattern in FILE; - is standard input", .run = pattern_command_check,
        ARGUMENTS(&form_file)},
    {"pattern", "test", "match events against patterns, one pair a line of FILE; - is standard input",
        .run = pattern_command_test, ARGUMENTS(&form_file)},

    {"rule", "add", "add a rule: which events are wanted", .run = rule_command_add,
        ARGUMENTS(&form_name, &form_pattern),
        OPTIONS({"disabled", 0, NULL, "add it without enabling it"}, JSON)},
    {"rule", "list", "list the rules", .run = rule_command_list, OPTIONS(JSON)},
    {"rule", "show", "show a rule", .run = rule_command_show, ARGUMENTS(&form_name), OPTIONS(JSON)},
    {"rule", "enable", "enable a rule", .run = rule_command_enable, ARGUMENTS(&form_name)},
    {"rule", "disable", "disable a rule", .run = rule_command_disable, ARGUMENTS(&form_name)},
    {"rule", "remove", "remove a rule", .run = rule_command_remove, ARGUMENTS(&form_name)},

    {"target", "add", "add a target: where the events of a rule go", .run = target_command_add,
        ARGUMENTS(&form_name),
        OPTIONS({"rule", FIELD | REQUIRED, &form_rule, "the rule whose events it gets"},
            {"url", FIELD | REQUIRED | OPTION_ONE_OF, &form_url, "the webhook to call"},
            {"path", FIELD | REQUIRED | OPTION_ONE_OF, &form_file, "the file to append to"},
            {"syslog", FIELD | REQUIRED | OPTION_ONE_OF, NULL, "write to syslog"},
            {"type", FIELD, &form_type, "what it is; follows from --url, --path or --syslog"}, TARGET_FIELDS,
            JSON)},
    {"target", "list", "list the targets: how far each has come, and its last error",
        .run = target_command_list, OPTIONS(JSON)},
    {"target", "show", "show a target", .run = target_command_show, ARGUMENTS(&form_name), OPTIONS(JSON)},
    {"target", "change", "change fields of a target; the value null takes a field away",
        .run = target_command_change, ARGUMENTS(&form_name),
        OPTIONS({"url", CHANGEABLE, &form_url, "the webhook to call"},
            {"path", CHANGEABLE, &form_file, "the file to append to"},
            {"syslog", FIELD, NULL, "write to syslog"}, TARGET_FIELDS,
            {"headers", CHANGEABLE, &form_nothing, "remove all headers"},
            {"variables", CHANGEABLE, &form_nothing, "remove all variables"})},
    {"target", "enable", "enable a target", .run = target_command_enable, ARGUMENTS(&form_name)},
    {"target", "disable", "disable a target", .run = target_command_disable, ARGUMENTS(&form_name)},
    {"target", "rotate", "make a new secret and print it; the old one keeps signing too",
        .run = target_command_rotate, ARGUMENTS(&form_name)},
    {"target", "remove", "remove a target", .run = target_command_remove, ARGUMENTS(&form_name)},

    {"dead", "list", "list the dead letters: events that a target did not take", .run = dead_command_list,
        OPTIONS(DEAD_FILTER, JSON)},
    {"dead", "show", "show a dead letter with its event, as JSON", .run = dead_command_show,
        ARGUMENTS(&form_id), OPTIONS(JSON)},
    {"dead", "redrive", "deliver dead letters now", .run = dead_command_redrive, OPTIONS(DEAD_FILTER, JSON)},
    {"dead", "purge", "delete dead letters", .run = dead_command_purge, OPTIONS(DEAD_FILTER)},

    {"replay", NULL, "send past events again", .run = replay_command_add,
        OPTIONS({"from", REQUIRED, &form_past, "the time of the first event"},
            {"to", 0, &form_past, "the time of the last event; now unless given"},
            {"rule", FIELD, &form_rule, "only to the targets of this rule"},
            {"target", FIELD, &form_target, "only to this target"},
            {"pattern", 0, &form_pattern, "only events that match it"},
            {"name", FIELD, &form_name, "the name of the replay; made from the time unless given"},
            {"wait", 0, NULL, "wait until it is done, and show progress"}, JSON)},
    {"replay", "list", "list the replays", .run = replay_command_list, OPTIONS(JSON)},
    {"replay", "show", "show a replay", .run = replay_command_show, ARGUMENTS(&form_name), OPTIONS(JSON)},
    {"replay", "cancel", "cancel a replay", .run = replay_command_cancel, ARGUMENTS(&form_name)},

    {"message", "send", "send one text to one recipient", .run = message_command_send,
        OPTIONS({"from", FIELD | REQUIRED, &form_sender, "the sender: a number or a name"},
            {"to", FIELD | REQUIRED, &form_recipient, "the recipient"},
            {"text", FIELD | REQUIRED, &form_text, "the text; its links are shortened"},
            {"channel", FIELD, &form_channel, "sms unless given"},
            {"campaign", FIELD, &form_name, "the campaign that it is counted in"},
            {"ttl", FIELD, &form_seconds, "how long the links work, and how long the carrier keeps trying"},
            {"track", FIELD, &form_track, "which clicks are counted"},
            {"domain", FIELD, &form_domain, "the domain that the links are on"},
            {"client-ref", FIELD, &form_text, "your own reference"},
            {"send-at", FIELD, &form_time, "when to send it; at once unless given"},
            {"dry-run", 0, NULL, "send nothing; show the text"}, JSON)},
    {"message", "list", "list messages, newest first", .run = message_command_list,
        OPTIONS({"status", 0, &form_status, "only those with this status"},
            {"campaign", 0, &form_name, "only those of this campaign"},
            {"to", 0, &form_phone, "only those to this number"},
            {"limit", 0, &form_some, "how many at most; 50 unless given"}, JSON)},
    {"message", "show", "show a message with its text, as JSON", .run = message_command_show,
        ARGUMENTS(&form_id), OPTIONS(JSON)},
    {"message", "receipts", "print what the carrier reported about a message, word for word",
        .run = message_command_receipts, ARGUMENTS(&form_id), OPTIONS(JSON)},
    {"message", "move", "send a scheduled message at another time", .run = message_command_move,
        ARGUMENTS(&form_id, &form_when), OPTIONS(JSON)},
    {"message", "cancel", "cancel a message that still waits", .run = message_command_cancel,
        ARGUMENTS(&form_id), OPTIONS(JSON)},
    {"message", "revoke", "have the carrier take back an RCS message", .run = message_command_revoke,
        ARGUMENTS(&form_id), OPTIONS(JSON)},
    {"message", "read", "have the carrier say that a message which somebody wrote was read",
        .run = message_command_read, ARGUMENTS(&form_carrier_id)},
    {"message", "resend", "send a message whose status is unknown again; it may arrive twice",
        .run = message_command_resend, ARGUMENTS(&form_id)},

    {"campaign", "send", "send one text to every recipient in a CSV file; - is standard input",
        .run = campaign_command_send, ARGUMENTS(&form_csv),
        OPTIONS({"template", FIELD | REQUIRED, &form_text, "the text, with {fields} of the file"},
            {"from", FIELD | REQUIRED, &form_sender, "the sender: a number or a name"},
            {"name", FIELD, &form_name, "the name of the campaign; that of the file unless given"},
            {"channel", FIELD, &form_channel, "sms unless given"},
            {"rate", FIELD, &form_whole, "messages a second"},
            {"hours", FIELD, &form_hours, "when to send, such as 'Mon-Fri 09:00-18:00 Europe/London'"},
            {"ttl", FIELD, &form_seconds, "how long the links work, and how long the carrier keeps trying"},
            {"track", FIELD, &form_track, "which clicks are counted"},
            {"domain", FIELD, &form_domain, "the domain that the links are on"},
            {"client-ref", FIELD, &form_text, "your own reference"},
            {"send-at", FIELD, &form_time, "when to begin; at once unless given"},
            {"quiet-hours", FIELD, &form_hours_of_day, "when to send nothing, by the recipient's clock"},
            {"dry-run", 0, NULL, "send nothing; show the first ten texts"}, JSON)},
    {"campaign", "list", "list the campaigns", .run = campaign_command_list, OPTIONS(JSON)},
    {"campaign", "show", "show a campaign, as JSON", .run = campaign_command_show, ARGUMENTS(&form_name),
        OPTIONS(JSON)},
    {"campaign", "start", "start a campaign that is a draft", .run = campaign_command_change,
        ARGUMENTS(&form_name), OPTIONS(JSON)},
    {"campaign", "move", "begin a campaign at another time", .run = campaign_command_move,
        ARGUMENTS(&form_name, &form_when), OPTIONS(JSON)},
    {"campaign", "pause", "pause a running campaign", .run = campaign_command_change, ARGUMENTS(&form_name),
        OPTIONS(JSON)},
    {"campaign", "resume", "resume a paused campaign", .run = campaign_command_change, ARGUMENTS(&form_name),
        OPTIONS(JSON)},
    {"campaign", "cancel", "cancel a campaign", .run = campaign_command_change, ARGUMENTS(&form_name),
        OPTIONS(JSON)},
    {"campaign", "retry", "send the failed messages of a campaign again", .run = campaign_command_retry,
        ARGUMENTS(&form_name), OPTIONS(JSON)},
    {"campaign", "remove", "remove a campaign that is a draft, done or cancelled",
        .run = campaign_command_remove, ARGUMENTS(&form_name)},

    {"host", "add", "let a new host join the cluster, and show how far it is", .run = host_command_add,
        ARGUMENTS(&form_host, &form_address), OPTIONS(JSON, {"no-wait", 0, NULL, "do not wait for it"})},
    {"host", "list", "list the hosts of the cluster: role, events behind, last seen, bytes in the spool",
        .run = host_command_list, OPTIONS(JSON)},
    {"host", "promote", "make another host of the cluster the master", .run = host_command_promote,
        ARGUMENTS(&form_name)},
    {"host", "remove", "take a host out of the cluster", .run = host_command_remove, ARGUMENTS(&form_name),
        OPTIONS({"force", 0, NULL, "even if clicks may wait in its spool, which are lost"})},
    {"suppressions", "list", "list the opted-out numbers", .run = suppression_command_list, OPTIONS(JSON)},
    {"suppressions", "add", "add an opt-out: nothing more is sent to this number",
        .run = suppression_command_add, ARGUMENTS(&form_phone)},
    {"suppressions", "remove", "remove the opt-out of a number", .run = suppression_command_remove,
        ARGUMENTS(&form_phone)},

    {"blocklist", "add", "block a host or a URL, and everything below it", .run = blocklist_command_add,
        ARGUMENTS(&form_blocked), OPTIONS({"reason", FIELD, &form_text, "why"})},
    {"blocklist", "remove", "unblock a host or a URL", .run = blocklist_command_remove,
        ARGUMENTS(&form_blocked)},
    {"blocklist", "list", "list blocked hosts and URLs", .run = blocklist_command_list, OPTIONS(JSON)},
    {"blocklist", "load", "put the entries of FILE, one a line, in place of those loaded before",
        .run = blocklist_command_load, ARGUMENTS(&form_export), OPTIONS(JSON)},

    {"demo", "add", "put sample links, clicks and messages into a new store", .run = demo_command_add,
        OPTIONS({"links", 0, &form_demo_links, "how many links; 24 unless given"},
            {"clicks", 0, &form_demo_clicks, "about how many clicks; 20,000 unless given"})},
    {"demo", "remove", "take the sample data out, with its counts", .run = demo_command_remove},

    {"forget", NULL, "erase the person with this number from every table; the totals stay",
        .run = forget_command, ARGUMENTS(&form_phone), OPTIONS(JSON)},
};

const size_t commands_count = sizeof commands / sizeof *commands;
