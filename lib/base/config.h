/*
 * config.h: what the operator decides, read once when a program starts.
 *
 * One INI file (config_line.h): the one CURT_CONF names, else the one installed under sysconfdir (which may
 * be absent). A key can also come from the environment as CURT_SECTION_KEY, which wins over the file. A wrong
 * key or value is FAULT_INPUT with a sentence that says where it stands and what was expected. A secret in a
 * file that others may read is FAULT_REFUSED.
 *
 * A section [domain go.example.com] is another domain that links are on; its keys come from the file alone.
 *
 * Times are seconds, sizes are bytes. The strings belong to the struct.
 */
#ifndef CURT_BASE_CONFIG_H
#define CURT_BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/domain_name.h"
#include "base/fault.h"

#define CONFIG_VALUE_SIZE    200  /* room for a value, with its NUL */
#define CONFIG_NETWORKS_SIZE 2048 /* room for one of CONFIG_NETWORKS_MAX networks, with its NUL */
#define CONFIG_NETWORKS_MAX  32
#define CONFIG_APPS_SIZE     1024 /* room for a list of apps, with its NUL */
#define CONFIG_WORKERS_MAX   64
#define CONFIG_DOMAINS_MAX   64
#define CONFIG_CLUSTER_HOSTS 8 /* beside this one */

enum config_durability { CONFIG_PROCESS, CONFIG_DISK };
enum config_carrier {
    CONFIG_CONSOLE,
    CONFIG_VONAGE,
    CONFIG_TWILIO,
    CONFIG_CARRIERS
}; /* messages keep the number */
enum config_unknown_hosts { CONFIG_SERVE, CONFIG_REFUSE };

struct json_object;

/* A host that links are on: each has codes of its own. What it does not say of itself, it has of [web] and
 * [links]. */
struct config_domain {
    char name[DOMAIN_NAME_MAX + 1]; /* as it is compared (domain_name.h) */
    char base_url[CONFIG_VALUE_SIZE];
    char root[CONFIG_VALUE_SIZE];        /* "page", "404" or a URL */
    char not_found[CONFIG_VALUE_SIZE];   /* "page" or a URL */
    char expired_url[CONFIG_VALUE_SIZE]; /* "page" or a URL */
    char pages[CONFIG_VALUE_SIZE];
    char ios_apps[CONFIG_APPS_SIZE]; /* app_link.h */
    char android_apps[CONFIG_APPS_SIZE];
    char keys[CONFIG_VALUE_SIZE]; /* ids and names of API keys that may use it; "": all */
    int64_t code_length;
    int64_t status; /* which of 301, 302, 307, 308 its links have, from 0 */
    int64_t track;  /* 1: first */
};

struct config {
    char store_home[CONFIG_VALUE_SIZE];
    char store_memory[CONFIG_VALUE_SIZE];
    int64_t store_durability;  /* enum config_durability */
    int64_t store_spool_limit; /* megabytes */
    int64_t store_reserve;     /* megabytes */
    int64_t store_backup_log;  /* megabytes */

    char web_base_url[CONFIG_VALUE_SIZE];  /* scheme, host and port alone */
    char web_root[CONFIG_VALUE_SIZE];      /* "page", "404" or a URL */
    char web_not_found[CONFIG_VALUE_SIZE]; /* "page" or a URL */
    char web_ios_apps[CONFIG_APPS_SIZE];   /* app_link.h */
    char web_android_apps[CONFIG_APPS_SIZE];
    int64_t web_unknown_hosts; /* enum config_unknown_hosts */
    char web_pages[CONFIG_VALUE_SIZE];
    char web_trusted_proxies[CONFIG_NETWORKS_SIZE];
    char web_client_header[CONFIG_VALUE_SIZE];
    char web_cors_origins[CONFIG_NETWORKS_SIZE]; /* separated by commas or spaces */
    int64_t web_watchdog;
    int64_t web_wrong_keys_per_minute; /* an address; 0: no limit */

    int64_t links_code_length;
    char links_expired_url[CONFIG_VALUE_SIZE]; /* "page" or a URL */
    char links_schemes[CONFIG_VALUE_SIZE];
    char links_reserved[CONFIG_VALUE_SIZE];
    int64_t links_creates_per_minute; /* a key; 0: no limit */
    int64_t links_guesses_per_minute; /* an address; 0: no limit */
    int64_t links_first_max_age;
    int64_t links_grace;

    int64_t links_ignore_case;              /* 0 or 1 */
    char links_click_id[CONFIG_VALUE_SIZE]; /* a parameter of a query; "": none */
    int64_t clicks_anonymize;               /* 0 or 1 */
    int64_t clicks_missed_per_second;       /* a worker; 0: none are recorded */

    char stats_agents[CONFIG_VALUE_SIZE];
    char stats_agent_classes[CONFIG_VALUE_SIZE];
    char stats_countries[CONFIG_VALUE_SIZE]; /* a file; "": none */
    char stats_countries_licence[CONFIG_VALUE_SIZE];
    int64_t stats_values;
    int64_t stats_max_lag;
    char stats_metrics_token[CONFIG_VALUE_SIZE];

    int64_t relay_poll; /* milliseconds */
    int64_t relay_checkpoint;
    int64_t relay_nice;

    int64_t bus_allow_http; /* 0 or 1 */
    char bus_allow_networks[CONFIG_NETWORKS_SIZE];
    char bus_log_directory[CONFIG_VALUE_SIZE];

    int64_t messages_carrier; /* enum config_carrier */
    char messages_routes[CONFIG_NETWORKS_SIZE];
    int64_t messages_fallback; /* 0: none; else enum config_carrier and 1 */
    int64_t messages_attempts;
    int64_t messages_age;
    char messages_stop_words[CONFIG_VALUE_SIZE];
    char messages_start_words[CONFIG_VALUE_SIZE];
    char messages_help_words[CONFIG_VALUE_SIZE];

    char vonage_base_url[CONFIG_VALUE_SIZE]; /* without a slash at its end */
    char vonage_api_key[CONFIG_VALUE_SIZE];
    char vonage_api_secret[CONFIG_VALUE_SIZE];
    char vonage_application_id[CONFIG_VALUE_SIZE];
    char vonage_private_key[CONFIG_VALUE_SIZE]; /* a file */
    char vonage_signature_secret[CONFIG_VALUE_SIZE];
    int64_t vonage_signature_age;
    int64_t vonage_rate; /* messages a second; 0: no limit */
    int64_t vonage_timeout;

    char twilio_base_url[CONFIG_VALUE_SIZE]; /* without a slash at its end */
    char twilio_account_sid[CONFIG_VALUE_SIZE];
    char twilio_auth_token[CONFIG_VALUE_SIZE];
    char twilio_api_key[CONFIG_VALUE_SIZE];
    char twilio_api_secret[CONFIG_VALUE_SIZE];
    char twilio_messaging_service[CONFIG_VALUE_SIZE];
    char twilio_signing_keys[CONFIG_VALUE_SIZE]; /* "NAME=SECRET, NAME=SECRET" */
    int64_t twilio_rate;                         /* messages a second; 0: no limit */
    int64_t twilio_timeout;

    int64_t workers_bus; /* processes: 1 to CONFIG_WORKERS_MAX */
    int64_t workers_receipt;
    int64_t workers_redirect;
    int64_t workers_send;
    int64_t workers_shorten;
    int64_t workers_stats;

    int64_t quotas_webhooks, quotas_campaigns, quotas_recipients, quotas_tags,
        quotas_stored; /* an owner; 0: no limit */

    int64_t keep_messages;
    int64_t keep_events;
    int64_t keep_log_size; /* megabytes; 0: no limit */
    int64_t keep_sessions;
    int64_t keep_idle;
    int64_t keep_idempotency;

    char cluster_name[CONFIG_VALUE_SIZE]; /* "": this host is alone */
    char cluster_address[CONFIG_VALUE_SIZE];
    char cluster_hosts[CONFIG_VALUE_SIZE]; /* addresses separated by commas or spaces */
    char cluster_secret[CONFIG_VALUE_SIZE];
    int64_t cluster_port, cluster_http_port;
    int64_t cluster_public;                                          /* 0 or 1 */
    int64_t cluster_heartbeat, cluster_dead_after, cluster_ack_wait; /* milliseconds */
    int64_t cluster_keep_log;                                        /* megabytes */
    int64_t cluster_replica_durability;                              /* enum config_durability */

    struct config_domain domains[CONFIG_DOMAINS_MAX]; /* the first is the default one, that of web_base_url */
    size_t domain_count;
};

/* Where a value in force came from. */
enum config_origin { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT };

#define CONFIG_KEYS_MAX        128
#define CONFIG_DOMAIN_KEYS_MAX 11

struct config_source {
    char path[CONFIG_VALUE_SIZE];                /* the file that was read, "" for none */
    enum config_origin origins[CONFIG_KEYS_MAX]; /* in the order of the keys */
    enum config_origin domain_origins[CONFIG_DOMAINS_MAX][CONFIG_DOMAIN_KEYS_MAX];
    char why[1024]; /* after any fault: what is wrong, and where */
};

enum fault config_load(struct config *out, struct config_source *source);

/* config_load for a program: what is wrong is fatal. */
void config_load_or_die(struct config *out);

/* The domain of this name, "" for the default one. NULL: it is not configured. */
const struct config_domain *config_domain_find(const struct config *, const char *name);

/* The domain that a request is for, by its Host, which may be anything: one that is no domain's means the
 * default one, or, if [web] unknown_hosts refuses it, NULL. */
const struct config_domain *config_domain_of_host(const struct config *, const char *host);

/* "console", "vonage", ... */
const char *config_carrier_name(enum config_carrier);
/* CONFIG_CARRIERS for another word. */
enum config_carrier config_carrier_parse(const char *);

/* May a host of a cluster be called so: at most 32 of a-z 0-9 and -? The empty name passes too. */
bool config_is_host_name(const char *);

/* The names of the domains that are wanted (NULL: of all), with a comma and a space between two; what does
 * not fit is left out. */
void config_domain_names(const struct config *, bool (*wanted)(const struct config_domain *, const void *arg),
    const void *arg, char *out, size_t size);

/* What links that name a domain begin with, "" for the default one; of one that is not configured any more,
 * what it was most likely. */
void config_domain_base_url(const struct config *, const char *name, char out[static CONFIG_VALUE_SIZE]);

/* What is in force and where it comes from, a line a key; a secret is shown as ****. */
void config_print(const struct config *, const struct config_source *, FILE *to);

/* The same as one JSON object, {"web.root": {"value": ..., "origin": ...}}, which the caller owns. */
struct json_object *config_to_json(const struct config *, const struct config_source *);
void config_print_json(const struct config *, const struct config_source *, FILE *to);

/* A file with every key, its default and what it means, all commented out: etc/curt.conf. */
void config_print_template(FILE *to);

#endif
