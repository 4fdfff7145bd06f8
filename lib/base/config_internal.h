/*
 * config_internal.h: what the files of config.h share: the table of keys, and how a value is read and
 * written.
 */
#ifndef CURT_BASE_CONFIG_INTERNAL_H
#define CURT_BASE_CONFIG_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/config.h"

#define CONFIG_EXPECTED_SIZE 128

enum config_type {
    CONFIG_TEXT,
    CONFIG_SECRET,
    CONFIG_SECRET_FILE, /* the path of a file that is one */
    CONFIG_NUMBER,
    CONFIG_TIME,
    CONFIG_YES_NO,
    CONFIG_CHOICE,
    CONFIG_URL,
    CONFIG_ORIGIN, /* a URL without a path */
    CONFIG_ROOT,   /* "page", "404" or a URL */
    CONFIG_PAGE,   /* "page" or a URL */
    CONFIG_NETWORKS,
    CONFIG_ORIGINS, /* as browsers write them: https://shop.example */
    CONFIG_HEADER,
    CONFIG_PARAMETER, /* the name of a parameter of a query, or nothing */
    CONFIG_HOST_NAME, /* "", or a word such as a */
    CONFIG_ADDRESSES, /* IP addresses separated by commas or spaces, as many as .most says */
    CONFIG_IOS_APPS,  /* app_link.h */
    CONFIG_ANDROID_APPS,
    CONFIG_ROUTES,  /* which carrier sends what: carrier/carrier_route.h reads it */
    CONFIG_SCHEMES, /* names of URL schemes, separated by commas or spaces */
    CONFIG_PHRASES  /* words or phrases, separated by commas */
};

struct config_key {
    const char *section, *name, *initial;
    enum config_type type;
    size_t offset;
    int64_t least, most;
    const char *choices; /* of a CONFIG_CHOICE: words, the first is 0 */
    const char *meaning;
};

extern const struct config_key config_keys[];
extern const int config_key_count;

/* Those of a domain: their offsets are in struct config_domain. */
extern const struct config_key config_domain_keys[];
extern const int config_domain_key_count;

/* The domain that a section's name is of, "domain go.example.com": *out becomes its place, which is a new one
 * if it is named for the first time. False, with source->why after its `at` first bytes, when it cannot be.
 */
bool config_domain_open(struct config *, const char *section, size_t *out, struct config_source *, size_t at);
bool config_is_domain(const char *section);

/* Once all is read: the default domain, and what others have of it. FAULT_INPUT. */
enum fault config_domains_complete(struct config *, struct config_source *);

/* Puts a value in its place in a struct config, or config_domain; false when it is not what the key takes. */
bool config_value_set(void *config, const struct config_key *, const char *value);

/* Is it scheme, host and perhaps a port, and slashes at most? It is changed to how browsers write it. */
bool config_value_origin(char *text);

/* What the key takes: "a number from 1 to 1000". */
void config_value_expected(const struct config_key *, char out[static CONFIG_EXPECTED_SIZE]);

/* As it may be shown: a secret is hidden. */
void config_value_format(
    const void *config, const struct config_key *, char out[static CONFIG_NETWORKS_SIZE]);

/*
 * FAULT_REFUSED when a secret is in a file that other users can access; source->why names the file, the key
 * and the cure. With a file, which was just read: the secrets in it. With NULL: the files that keys name.
 */
enum fault config_check_secrets(const struct config *, struct config_source *, FILE *file);

#endif
