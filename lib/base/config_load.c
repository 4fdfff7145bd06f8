/*
 * config_load.c: reads the configuration from its file and the environment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_internal.h"
#include "base/config_line.h"
#include "base/log.h"
#include "base/utf8.h"

extern char **environ;

/* The file while it is read. */
struct config_reading {
    struct config *config;
    struct config_source *source;
    int line;
    char section[CONFIG_LINE_SIZE];
    int lines[CONFIG_KEYS_MAX]; /* where each key stands; 0: nowhere yet */
    size_t domain;              /* 0: the section is none */
    int domain_lines[CONFIG_DOMAINS_MAX][CONFIG_DOMAIN_KEYS_MAX];
};

/* A key of the section that is read, and what it is one of. */
struct config_place {
    const struct config_key *key; /* NULL: there is no such key */
    void *config;
    int *line;
    enum config_origin *origin;
};

static void
config_wrong(struct config_source *source, const char *where, const char *section,
    const struct config_key *key, const char *value)
{
    char expected[CONFIG_EXPECTED_SIZE];
    config_value_expected(key, expected);
    snprintf(source->why, sizeof source->why, "%s: [%.120s] %s = %.100s: expected %s", where, section,
        key->name, key->type == CONFIG_SECRET ? "****" : value, expected);
}

/* What is wrong with the line, after where it stands. */
static enum fault
config_refuse(struct config_reading *reading, const char *format, ...)
{
    char *why = reading->source->why;
    const size_t size = sizeof reading->source->why;
    const int n = snprintf(why, size, "%s line %d: ", reading->source->path, reading->line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why + n, size - (size_t)n, format, arguments);
    va_end(arguments);
    return FAULT_INPUT;
}

/* A key's place among those of the section, or -1. */
static int
config_find(const struct config_key *keys, int count, const char *section, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0)
            return i;
    return -1;
}

static struct config_place
config_find_place(struct config_reading *r, const char *name)
{
    const size_t domain = r->domain;
    const int at = domain > 0 ? config_find(config_domain_keys, config_domain_key_count, "domain", name)
                              : config_find(config_keys, config_key_count, r->section, name);
    if (at < 0)
        return (struct config_place){0};
    if (domain > 0)
        return (struct config_place){&config_domain_keys[at], &r->config->domains[domain],
            &r->domain_lines[domain][at], &r->source->domain_origins[domain][at]};
    return (struct config_place){&config_keys[at], r->config, &r->lines[at], &r->source->origins[at]};
}

static enum fault
config_take(struct config_reading *reading, const char *name, const char *value)
{
    char where[CONFIG_VALUE_SIZE + 32];
    const struct config_place place = config_find_place(reading, name);
    if (place.key == NULL && reading->section[0] == '\0')
        return config_refuse(reading, "%.60s is in no section; it needs a line such as [web] above it", name);
    if (place.key == NULL)
        return config_refuse(reading, "[%.40s] has no key %.60s; `curt config --template` lists the keys",
            reading->section, name);
    if (*place.line != 0)
        return config_refuse(reading, "[%s] %s is given a second time, after line %d; keep one of them",
            reading->section, name, *place.line);
    *place.line = reading->line;
    if (!config_value_set(place.config, place.key, value)) {
        snprintf(where, sizeof where, "%s line %d", reading->source->path, reading->line);
        config_wrong(reading->source, where, reading->section, place.key, value);
        return FAULT_INPUT;
    }
    *place.origin = CONFIG_FILE;
    return FAULT_NONE;
}

static enum fault
config_take_section(struct config_reading *reading, const char *section)
{
    strcpy(reading->section, section);
    reading->domain = 0;
    if (!config_is_domain(section))
        return FAULT_NONE;
    config_refuse(reading, "%s", "");
    return config_domain_open(
               reading->config, section, &reading->domain, reading->source, strlen(reading->source->why))
               ? FAULT_NONE
               : FAULT_INPUT;
}

static enum fault
config_take_line(struct config_reading *reading, char *text)
{
    struct config_line line;
    const char *why = config_line_split(text, &line);
    if (why != NULL)
        return config_refuse(reading, "%s", why);
    if (line.section != NULL)
        return config_take_section(reading, line.section);
    return line.name != NULL ? config_take(reading, line.name, line.value) : FAULT_NONE;
}

static enum fault
config_read_lines(struct config_reading *reading, FILE *file)
{
    char line[CONFIG_LINE_SIZE];
    const char *why = NULL;
    enum fault fault;
    while ((fault = config_line_read(file, line, sizeof line, &why)) == FAULT_NONE) {
        char *text = line;
        if (reading->line++ == 0)
            text += utf8_mark_length(text, strlen(text));
        if ((fault = config_take_line(reading, text)) != FAULT_NONE)
            return fault;
    }
    if (fault != FAULT_INPUT)
        return FAULT_NONE;
    reading->line++;
    return config_refuse(reading, "%s", why);
}

static enum fault
config_read_file(struct config *config, struct config_source *source)
{
    const char *named = getenv("CURT_CONF");
    const char *path = named != NULL && *named != '\0' ? named : CURT_CONFDIR "/curt.conf";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        if (path != named && errno == ENOENT)
            return FAULT_NONE;
        snprintf(source->why, sizeof source->why, "%.200s%s: %s%s", path,
            path == named ? ", which CURT_CONF names, cannot be read" : " cannot be read", strerror(errno),
            errno == EACCES ? "; give it the group of the user that curt runs as (chgrp curt)" : "");
        return FAULT_SYSTEM;
    }
    snprintf(source->path, sizeof source->path, "%s", path);
    struct config_reading reading = {.config = config, .source = source};
    enum fault fault = config_read_lines(&reading, file);
    if (ferror(file) != 0) {
        snprintf(source->why, sizeof source->why, "%s cannot be read: %s", path, strerror(errno));
        fault = FAULT_SYSTEM;
    }
    if (fault == FAULT_NONE)
        fault = config_check_secrets(config, source, file);
    fclose(file);
    return fault;
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
        for (int i = 0; i < config_key_count && !known; i++) {
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
    for (int i = 0; i < config_key_count; i++) {
        char name[64];
        config_environment_name(&config_keys[i], name);
        const char *value = getenv(name);
        if (value == NULL)
            continue;
        if (!config_value_set(config, &config_keys[i], value)) {
            char where[96];
            snprintf(where, sizeof where, "environment %s", name);
            config_wrong(source, where, config_keys[i].section, &config_keys[i], value);
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
    for (int i = 0; i < config_key_count; i++)
        if (!config_value_set(out, &config_keys[i], config_keys[i].initial))
            log_fatal("the default of [%s] %s is invalid", config_keys[i].section, config_keys[i].name);
    out->domain_count = 1; /* the default one */
    enum fault fault = config_read_file(out, source);
    if (fault == FAULT_NONE)
        fault = config_read_environment(out, source);
    if (fault == FAULT_NONE)
        fault = config_domains_complete(out, source);
    if (fault == FAULT_NONE) /* what the environment names counts too */
        fault = config_check_secrets(out, source, NULL);
    return fault;
}

void
config_load_or_die(struct config *out)
{
    struct config_source source;
    if (config_load(out, &source) != FAULT_NONE)
        log_fatal("%s", source.why);
}
