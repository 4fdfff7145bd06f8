/*
 * config.c: the table of configuration keys, and reading them from file and environment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"

#include <errno.h>
#include <ini.h>
#include <json-c/json.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/ip_address.h"
#include "base/log.h"

extern char **environ;

enum config_type { TEXT, SECRET, NUMBER, TIME, YES_NO, CHOICE, URL, NETWORKS };

struct config_key {
    const char *section, *name, *initial;
    enum config_type type;
    size_t offset;
    int64_t least, most;
    const char *choices; /* of a CHOICE: words, the first is 0 */
    const char *meaning;
};

#define AT(field) offsetof(struct config, field)
#define DAYS(n)   ((int64_t)(n)*86400)

static const struct config_key config_keys[] = {
    {"store", "home", CURT_STATEDIR, TEXT, AT(store_home), 0, 0, NULL,
        "The directory of the store, on a local disk and owned by the user that all of curt runs as."},
    {"store", "memory", "/dev/shm", TEXT, AT(store_memory), 0, 0, NULL,
        "A tmpfs for the store's shared memory; with less than 1 GB free there, the store's directory is "
        "used."},
    {"store", "durability", "process", CHOICE, AT(store_durability), 0, 0, "process disk",
        "What an answered click survives: `process`, the death of any program; `disk`, a "
        "power failure too (slower)."},

    {"web", "base_url", "http://127.0.0.1:8080", URL, AT(web_base_url), 0, 0, NULL,
        "The address that short links begin with, as visitors see it."},
    {"web", "pages", CURT_DATADIR "/www", TEXT, AT(web_pages), 0, 0, NULL,
        "The directory of the pages that visitors see. To change them, edit a copy and name the copy here."},
    {"web", "trusted_proxies", "", NETWORKS, AT(web_trusted_proxies), 0, 0, NULL,
        "Networks of proxies whose X-Forwarded-For is trusted, such as 127.0.0.1, 10.0.0.0/8."},
    {"web", "watchdog", "30s", TIME, AT(web_watchdog), 1, 3600, NULL,
        "A request that takes longer ends its program, which the web server then restarts."},

    {"links", "code_length", "7", NUMBER, AT(links_code_length), 5, 32, NULL,
        "Characters in a generated short code."},
    {"links", "schemes", "http, https", TEXT, AT(links_schemes), 0, 0, NULL,
        "URL schemes that a link may redirect to."},
    {"links", "reserved", "", TEXT, AT(links_reserved), 0, 0, NULL,
        "Words that cannot be used as an alias, in addition to curt's own."},
    {"links", "creates_per_minute", "6000", NUMBER, AT(links_creates_per_minute), 0, 1000000000, NULL,
        "Links that one API key may create per minute; 0 for no limit."},
    {"links", "first_max_age", "1h", TIME, AT(links_first_max_age), 1, DAYS(365), NULL,
        "How long browsers and CDNs may cache the redirect of a link created with track=first."},
    {"links", "grace", "7d", TIME, AT(links_grace), 0, DAYS(3650), NULL,
        "How long an expired link stays in the store, answering 410, before curt-sweep deletes it."},

    {"clicks", "anonymize", "yes", YES_NO, AT(clicks_anonymize), 0, 0, NULL,
        "Keep only the network of a visitor's address: the /24 of IPv4, the /48 of IPv6."},

    {"stats", "agents", "/usr/share/uap-core/regexes.yaml", TEXT, AT(stats_agents), 0, 0, NULL,
        "The rules that identify browsers, operating systems and bots; from Debian's package uap-core."},
    {"stats", "agent_classes", CURT_DATADIR "/user-agents.yaml", TEXT, AT(stats_agent_classes), 0, 0, NULL,
        "Curt's own rules for bots, link previews and device types. To change them, edit a copy and name the "
        "copy here."},
    {"stats", "values", "200", NUMBER, AT(stats_values), 10, 1000, NULL,
        "Distinct values kept per breakdown of a link, campaign or tag; later ones are counted as (other)."},
    {"stats", "max_lag", "60s", TIME, AT(stats_max_lag), 1, DAYS(1), NULL,
        "Age of the oldest uncounted event from which the health check answers 503."},
    {"stats", "metrics_token", "", SECRET, AT(stats_metrics_token), 0, 0, NULL,
        "A bearer token that can read /metrics and nothing else; if empty, only API keys can read it."},

    {"relay", "poll", "200", NUMBER, AT(relay_poll), 1, 1000, NULL,
        "Milliseconds between two reads of the log; the numbers lag by as much."},
    {"relay", "checkpoint", "10s", TIME, AT(relay_checkpoint), 1, 3600, NULL,
        "Time between checkpoints; the shorter it is, the faster recovery after a crash."},
    {"relay", "nice", "10", NUMBER, AT(relay_nice), 0, 19, NULL,
        "How far the relay lowers its priority, so that redirects go first on a busy machine."},

    {"bus", "allow_http", "no", YES_NO, AT(bus_allow_http), 0, 0, NULL,
        "Allow plain http webhooks to any host; otherwise only to this machine (127.0.0.1, localhost)."},
    {"bus", "allow_networks", "", NETWORKS, AT(bus_allow_networks), 0, 0, NULL,
        "Networks that webhooks may be sent to although they are not public, such as 127.0.0.0/8, "
        "10.0.0.0/8."},
    {"bus", "log_directory", "", TEXT, AT(bus_log_directory), 0, 0, NULL,
        "The API accepts files of log targets only below this directory; if empty, only `curt target add` "
        "can name files."},

    {"messages", "carrier", "console", CHOICE, AT(messages_carrier), 0, 0, "console vonage",
        "The carrier of messages: `console` prints them and sends nothing; `vonage` is Vonage's Messages "
        "API."},
    {"messages", "attempts", "50", NUMBER, AT(messages_attempts), 0, 185, NULL,
        "How many times a message is retried that the carrier definitely did not accept."},
    {"messages", "age", "24h", TIME, AT(messages_age), 60, DAYS(30), NULL,
        "How long a message is retried that the carrier definitely did not accept."},
    {"messages", "stop_words", "STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT", TEXT, AT(messages_stop_words),
        0, 0, NULL, "Replies, compared without case, that opt their sender out of further messages."},
    {"messages", "start_words", "START, UNSTOP", TEXT, AT(messages_start_words), 0, 0, NULL,
        "Replies that revoke an opt-out, unless an administrator added it."},

    {"vonage", "base_url", "https://api.nexmo.com", URL, AT(vonage_base_url), 0, 0, NULL,
        "The address of the Messages API; a regional one, such as https://api-eu.nexmo.com, keeps messages "
        "in that region."},
    {"vonage", "api_key", "", TEXT, AT(vonage_api_key), 0, 0, NULL,
        "The account's key, used with api_secret for Basic authentication; receipts for another key are "
        "refused."},
    {"vonage", "api_secret", "", SECRET, AT(vonage_api_secret), 0, 0, NULL, "The account's secret."},
    {"vonage", "application_id", "", TEXT, AT(vonage_application_id), 0, 0, NULL,
        "The application, used with private_key for JWT authentication, which takes precedence over "
        "api_key."},
    {"vonage", "private_key", "", TEXT, AT(vonage_private_key), 0, 0, NULL,
        "The file with the application's private key, in PEM."},
    {"vonage", "signature_secret", "", SECRET, AT(vonage_signature_secret), 0, 0, NULL,
        "The account's signature secret, with which receipts are signed; without it, none is accepted."},
    {"vonage", "signature_age", "300s", TIME, AT(vonage_signature_age), 1, DAYS(1), NULL,
        "How far the timestamp of a receipt's signature may be from the current time."},
    {"vonage", "rate", "30", NUMBER, AT(vonage_rate), 0, 10000, NULL,
        "Messages per second that the account allows; 0 for no limit."},
    {"vonage", "timeout", "15s", TIME, AT(vonage_timeout), 1, 300, NULL,
        "How long to wait for an answer; without one, it is unknown whether the message was accepted."},

    {"keep", "messages", "90d", TIME, AT(keep_messages), DAYS(1), DAYS(3650), NULL,
        "How long a message and its receipts stay in the store."},
    {"keep", "events", "30d", TIME, AT(keep_events), 1, DAYS(3650), NULL,
        "How long events stay in the log once they have been counted."},
    {"keep", "log_size", "0", NUMBER, AT(keep_log_size), 0, 100000000, NULL,
        "Maximum size of the log in megabytes, above which older events are deleted earlier; 0 for no "
        "limit."},
    {"keep", "sessions", "12h", TIME, AT(keep_sessions), 1, DAYS(365), NULL,
        "How long a sign-in on the web pages lasts."},
    {"keep", "idempotency", "24h", TIME, AT(keep_idempotency), 1, DAYS(365), NULL,
        "How long requests with the same Idempotency-Key get the same answer."},
};

enum { KEYS = sizeof config_keys / sizeof *config_keys };
_Static_assert(KEYS <= CONFIG_KEYS_MAX, "CONF_KEYS_MAX is too small");

static bool
config_number(const char *text, int64_t least, int64_t most, int64_t *out)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < least || n > most)
        return false;
    *out = n;
    return true;
}

static bool
config_time(const char *text, int64_t least, int64_t most, int64_t *out)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char digits[24];
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n >= sizeof digits || strlen(text) != n + 1)
        return false;
    memcpy(digits, text, n);
    digits[n] = '\0';
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text[n] == units[i].letter && config_number(digits, 0, most / units[i].seconds, out)) {
            *out *= units[i].seconds;
            return *out >= least;
        }
    return false;
}

static bool
config_choice(const char *text, const char *choices, int64_t *out)
{
    const size_t length = strlen(text);
    *out = 0;
    for (const char *at = choices; *at != '\0'; (*out)++) {
        size_t n = strcspn(at, " ");
        if (n == length && strncmp(at, text, n) == 0)
            return true;
        at += n;
        at += strspn(at, " ");
    }
    return false;
}

static bool
config_base_url(char *url)
{
    const size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/')
        url[--n] = '\0';
    return scheme > 0 && n > scheme && strpbrk(url, " \t?#\"<>") == NULL;
}

static bool
config_networks(const char *text)
{
    struct network networks[32];
    size_t count;
    return network_parse_list(text, networks, sizeof networks / sizeof *networks, &count) == FAULT_NONE;
}

/* Puts one value in its place; false when it is not what the key takes. */
static bool
config_set(struct config *config, const struct config_key *key, const char *value)
{
    char *text = (char *)config + key->offset;
    int64_t *number = (int64_t *)(void *)((char *)config + key->offset);
    switch (key->type) {
    case NUMBER:
        return config_number(value, key->least, key->most, number);
    case TIME:
        return config_time(value, key->least, key->most, number);
    case YES_NO:
        return config_choice(value, "no yes", number);
    case CHOICE:
        return config_choice(value, key->choices, number);
    case TEXT:
    case SECRET:
    case URL:
    case NETWORKS:
        break;
    }
    if (strlen(value) >= CONFIG_VALUE_SIZE)
        return false;
    strcpy(text, value);
    if (key->type == URL)
        return config_base_url(text);
    return key->type != NETWORKS || config_networks(text);
}

static void
config_expected(const struct config_key *key, char out[static 128])
{
    switch (key->type) {
    case NUMBER:
        snprintf(out, 128, "a number from %lld to %lld", (long long)key->least, (long long)key->most);
        break;
    case TIME:
        snprintf(out, 128, "a time such as 90s, 15m, 12h or 30d, from %llds to %llds", (long long)key->least,
            (long long)key->most);
        break;
    case YES_NO:
        snprintf(out, 128, "yes or no");
        break;
    case CHOICE:
        snprintf(out, 128, "one of: %s", key->choices);
        break;
    case URL:
        snprintf(out, 128, "an address such as https://s.example.com");
        break;
    case NETWORKS:
        snprintf(out, 128, "up to 32 networks such as 10.0.0.0/8, separated by commas");
        break;
    case TEXT:
    case SECRET:
        snprintf(out, 128, "at most %d characters", CONFIG_VALUE_SIZE - 1);
        break;
    }
}

static int
config_find(const char *section, const char *name)
{
    for (int i = 0; i < KEYS; i++)
        if (strcmp(config_keys[i].section, section) == 0 && strcmp(config_keys[i].name, name) == 0)
            return i;
    return -1;
}

/* The file while inih reads it: inih tells its handler no line, so the reader counts them. */
struct config_reading {
    struct config *config;
    struct config_source *source;
    FILE *file;
    int line;
    bool wrong;
};

static void
config_wrong(struct config_source *source, const char *where, const struct config_key *key, const char *value)
{
    char expected[128];
    config_expected(key, expected);
    snprintf(source->why, sizeof source->why, "%s: [%s] %s = %s: expected %s", where, key->section, key->name,
        key->type == SECRET ? "****" : value, expected);
}

/* A line that inih would pass over, or take as more of the line before. */
static bool
config_is_line(const char *line)
{
    if (*line == '[')
        return strchr(line, ']') != NULL;
    return *line == '\0' || *line == '\n' || *line == '\r' || *line == '#' || *line == ';' ||
           strpbrk(line, "=:") != NULL;
}

static char *
config_read_line(char *line, int size, void *stream)
{
    struct config_reading *reading = stream;
    if (reading->wrong || fgets(line, size, reading->file) == NULL)
        return NULL;
    reading->line++;
    const char *begins = line + strspn(line, " \t");
    memmove(line, begins, strlen(begins) + 1); /* inih takes an indented line as more of the one before */
    if (strchr(line, '\n') == NULL && !feof(reading->file)) {
        snprintf(reading->source->why, sizeof reading->source->why, "%s line %d: longer than %d characters",
            reading->source->path, reading->line, size - 2);
        reading->wrong = true;
    } else if (!config_is_line(line)) {
        snprintf(reading->source->why, sizeof reading->source->why,
            "%s line %d: expected [section] or key = value", reading->source->path, reading->line);
        reading->wrong = true;
    }
    return reading->wrong ? NULL : line;
}

static int
config_take(void *user, const char *section, const char *name, const char *value)
{
    struct config_reading *reading = user;
    char where[CONFIG_VALUE_SIZE + 32];
    snprintf(where, sizeof where, "%s line %d", reading->source->path, reading->line);
    int at = config_find(section, name);
    if (at < 0) {
        snprintf(reading->source->why, sizeof reading->source->why,
            "%s: [%.40s] has no key %.60s; `curt config --template` lists the keys", where, section, name);
        reading->wrong = true;
    } else if (!config_set(reading->config, &config_keys[at], value)) {
        config_wrong(reading->source, where, &config_keys[at], value);
        reading->wrong = true;
    } else {
        reading->source->origins[at] = CONFIG_FILE;
    }
    return reading->wrong ? 0 : 1;
}

static enum fault
config_read_file(struct config *config, struct config_source *source)
{
    const char *named = getenv("CURT_CONF");
    const char *path = named != NULL && *named != '\0' ? named : CURT_CONFDIR "/curt.conf";
    struct config_reading reading = {.config = config, .source = source, .file = fopen(path, "re")};
    if (reading.file == NULL) {
        if (path != named && errno == ENOENT)
            return FAULT_NONE;
        snprintf(source->why, sizeof source->why, "%s: %s", path, strerror(errno));
        return FAULT_SYSTEM;
    }
    snprintf(source->path, sizeof source->path, "%s", path);
    int line = ini_parse_stream(config_read_line, &reading, config_take, &reading);
    const bool unreadable = ferror(reading.file) != 0;
    fclose(reading.file);
    if (unreadable) {
        snprintf(source->why, sizeof source->why, "%s: cannot be read", path);
        return FAULT_SYSTEM;
    }
    if (reading.wrong)
        return FAULT_INPUT;
    if (line != 0) {
        snprintf(
            source->why, sizeof source->why, "%s line %d: expected [section] or key = value", path, line);
        return FAULT_INPUT;
    }
    return FAULT_NONE;
}

static void
config_environment_name(const struct config_key *key, char out[static 64])
{
    snprintf(out, 64, "CURT_%s_%s", key->section, key->name);
    for (char *c = out; *c != '\0'; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
}

/* CURT_<one of our sections>_<not one of its keys> is a typo, which would otherwise be ignored silently. */
static enum fault
config_check_environment(struct config_source *source)
{
    for (char **entry = environ; *entry != NULL; entry++) {
        const char *equals = strchr(*entry, '=');
        if (strncmp(*entry, "CURT_", 5) != 0 || equals == NULL)
            continue;
        const size_t length = (size_t)(equals - *entry);
        bool ours = false, known = false;
        for (int i = 0; i < KEYS && !known; i++) {
            char name[64];
            const size_t section = strlen(config_keys[i].section);
            config_environment_name(&config_keys[i], name);
            known = strlen(name) == length && strncmp(name, *entry, length) == 0;
            ours = ours || (strncmp(name, *entry, 5 + section + 1) == 0);
        }
        if (ours && !known) {
            snprintf(source->why, sizeof source->why,
                "environment: %.*s is not a key; `curt config --template` lists the keys", (int)length,
                *entry);
            return FAULT_INPUT;
        }
    }
    return FAULT_NONE;
}

static enum fault
config_read_environment(struct config *config, struct config_source *source)
{
    for (int i = 0; i < KEYS; i++) {
        char name[64];
        config_environment_name(&config_keys[i], name);
        const char *value = getenv(name);
        if (value == NULL)
            continue;
        if (!config_set(config, &config_keys[i], value)) {
            char where[96];
            snprintf(where, sizeof where, "environment %s", name);
            config_wrong(source, where, &config_keys[i], value);
            return FAULT_INPUT;
        }
        source->origins[i] = CONFIG_ENVIRONMENT;
    }
    return config_check_environment(source);
}

enum fault
config_load(struct config *out, struct config_source *source)
{
    memset(out, 0, sizeof *out);
    memset(source, 0, sizeof *source);
    for (int i = 0; i < KEYS; i++)
        if (!config_set(out, &config_keys[i], config_keys[i].initial))
            log_fatal("the default of [%s] %s is invalid", config_keys[i].section, config_keys[i].name);
    enum fault fault = config_read_file(out, source);
    if (fault == FAULT_NONE)
        fault = config_read_environment(out, source);
    return fault;
}

void
config_load_or_die(struct config *out)
{
    struct config_source source;
    if (config_load(out, &source) != FAULT_NONE)
        log_fatal("%s", source.why);
}

static void
config_value(const struct config *config, const struct config_key *key, char out[static CONFIG_VALUE_SIZE])
{
    const char *text = (const char *)config + key->offset;
    int64_t number = 0;
    if (key->type == NUMBER || key->type == TIME || key->type == YES_NO || key->type == CHOICE)
        memcpy(&number, text, sizeof number);
    switch (key->type) {
    case SECRET:
        snprintf(out, CONFIG_VALUE_SIZE, "%s", *text == '\0' ? "" : "****");
        break;
    case TIME:
        snprintf(out, CONFIG_VALUE_SIZE, "%llds", (long long)number);
        break;
    case NUMBER:
        snprintf(out, CONFIG_VALUE_SIZE, "%lld", (long long)number);
        break;
    case YES_NO:
        snprintf(out, CONFIG_VALUE_SIZE, "%s", number != 0 ? "yes" : "no");
        break;
    case CHOICE: {
        const char *at = key->choices;
        for (; number > 0; number--)
            at = strchr(at, ' ') + 1;
        snprintf(out, CONFIG_VALUE_SIZE, "%.*s", (int)strcspn(at, " "), at);
        break;
    }
    case TEXT:
    case URL:
    case NETWORKS:
        snprintf(out, CONFIG_VALUE_SIZE, "%s", text);
        break;
    }
}

static const char *
config_origin_name(const struct config_source *source, int at)
{
    static const char *const names[] = {"default", "file", "environment"};
    return source->origins[at] == CONFIG_FILE ? source->path : names[source->origins[at]];
}

void
config_print(const struct config *config, const struct config_source *source, FILE *to)
{
    for (int i = 0; i < KEYS; i++) {
        char value[CONFIG_VALUE_SIZE], name[64];
        config_value(config, &config_keys[i], value);
        snprintf(name, sizeof name, "%s.%s", config_keys[i].section, config_keys[i].name);
        fprintf(to, "%-26s %-34s %s\n", name, value, config_origin_name(source, i));
    }
}

void
config_print_json(const struct config *config, const struct config_source *source, FILE *to)
{
    struct json_object *all = json_object_new_object();
    for (int i = 0; i < KEYS; i++) {
        char value[CONFIG_VALUE_SIZE], name[64];
        config_value(config, &config_keys[i], value);
        snprintf(name, sizeof name, "%s.%s", config_keys[i].section, config_keys[i].name);
        struct json_object *one = json_object_new_object();
        json_object_object_add(one, "value", json_object_new_string(value));
        json_object_object_add(one, "origin", json_object_new_string(config_origin_name(source, i)));
        json_object_object_add(all, name, one);
    }
    fprintf(to, "%s\n",
        json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(all);
}

void
config_print_template(FILE *to)
{
    fputs("# curt.conf: every key with its default; remove the # to change one. The environment takes "
          "precedence:\n"
          "# CURT_SECTION_KEY sets a key (CURT_LINKS_CODE_LENGTH=9).\n"
          "# `curt config` shows the values in effect and where they come from. See curt.conf(5).\n",
        to);
    const char *section = "";
    for (int i = 0; i < KEYS; i++) {
        const struct config_key *key = &config_keys[i];
        char expected[128];
        if (strcmp(section, key->section) != 0)
            fprintf(to, "\n[%s]\n", section = key->section);
        else
            fputc('\n', to);
        fprintf(to, "# %s\n", key->meaning);
        if (key->type != TEXT && key->type != SECRET) {
            config_expected(key, expected);
            fprintf(to, "# Takes %s.\n", expected);
        }
        fprintf(to, "#%s = %s\n", key->name, key->initial);
    }
}
