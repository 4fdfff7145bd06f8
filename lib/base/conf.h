/*
 * conf.h: what the operator decides, read once when a program starts.
 *
 * One INI file: the one CURT_CONF names, else the one installed under sysconfdir (which may be absent). A key
 * can also come from the environment as CURT_SECTION_KEY, which wins over the file. A wrong key or value is
 * FAULT_INPUT with a sentence that says where it stands and what was expected.
 *
 * Times are seconds, sizes are bytes. The strings belong to the struct.
 */
#ifndef CURT_BASE_CONF_H
#define CURT_BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fault.h"

#define CONF_TEXT 200 /* room for a value, with its NUL */

enum conf_durability { CONF_PROCESS, CONF_DISK };
enum conf_carrier { CONF_CONSOLE, CONF_VONAGE };

struct conf {
    char store_home[CONF_TEXT];
    char store_memory[CONF_TEXT];
    int64_t store_durability; /* enum conf_durability */

    char web_base_url[CONF_TEXT]; /* without a slash at its end */
    char web_pages[CONF_TEXT];
    char web_trusted_proxies[CONF_TEXT];
    int64_t web_watchdog;

    int64_t links_code_length;
    char links_schemes[CONF_TEXT];
    char links_reserved[CONF_TEXT];
    int64_t links_creates_per_minute; /* a key; 0: no limit */
    int64_t links_first_max_age;
    int64_t links_grace;

    int64_t clicks_anonymize; /* 0 or 1 */

    char stats_agents[CONF_TEXT];
    int64_t stats_values;
    int64_t stats_max_lag;
    char stats_metrics_token[CONF_TEXT];

    int64_t relay_poll; /* milliseconds */
    int64_t relay_checkpoint;
    int64_t relay_nice;

    int64_t bus_allow_http; /* 0 or 1 */
    char bus_allow_networks[CONF_TEXT];
    char bus_log_directory[CONF_TEXT];

    int64_t messages_carrier; /* enum conf_carrier */
    int64_t messages_attempts;
    int64_t messages_age;
    char messages_stop_words[CONF_TEXT];
    char messages_start_words[CONF_TEXT];

    char vonage_base_url[CONF_TEXT]; /* without a slash at its end */
    char vonage_api_key[CONF_TEXT];
    char vonage_api_secret[CONF_TEXT];
    char vonage_application_id[CONF_TEXT];
    char vonage_private_key[CONF_TEXT]; /* a file */
    char vonage_signature_secret[CONF_TEXT];
    int64_t vonage_signature_age;
    int64_t vonage_rate; /* messages a second; 0: no limit */
    int64_t vonage_timeout;

    int64_t keep_messages;
    int64_t keep_events;
    int64_t keep_log_size; /* megabytes; 0: no limit */
    int64_t keep_sessions;
    int64_t keep_idempotency;
};

/* Where a value in force came from. */
enum conf_origin { CONF_DEFAULT, CONF_FILE, CONF_ENVIRONMENT };

#define CONF_KEYS_MAX 64

struct conf_source {
    char path[CONF_TEXT];                    /* the file that was read, "" for none */
    enum conf_origin origins[CONF_KEYS_MAX]; /* in the order of the keys */
    char why[512];                           /* after FAULT_INPUT or FAULT_SYSTEM: what is wrong, and where */
};

enum fault conf_load(struct conf *out, struct conf_source *source);

/* conf_load for a program: what is wrong is fatal. */
void conf_load_or_die(struct conf *out);

/* What is in force and where it comes from, a line a key; a secret is shown as ****. */
void conf_print(const struct conf *, const struct conf_source *, FILE *to);

/* The same as one JSON object. */
void conf_print_json(const struct conf *, const struct conf_source *, FILE *to);

/* A file with every key, its default and what it means, all commented out: etc/curt.conf. */
void conf_print_template(FILE *to);

#endif
