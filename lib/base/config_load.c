/*
 * config_load.c: reads the configuration from its file and the environment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"

#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_internal.h"
#include "base/log.h"

extern char **environ;

static int
config_find(const char *section, const char *name)
{
    for (int i = 0; i < config_key_count; i++)
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
    char expected[CONFIG_EXPECTED_SIZE];
    config_value_expected(key, expected);
    snprintf(source->why, sizeof source->why, "%s: [%s] %s = %s: expected %s", where, key->section, key->name,
        key->type == CONFIG_SECRET ? "****" : value, expected);
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
    } else if (!config_value_set(reading->config, &config_keys[at], value)) {
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
    for (int i = 0; i < config_key_count; i++)
        if (!config_value_set(out, &config_keys[i], config_keys[i].initial))
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
