/*
 * config_print.c: prints the configuration: as text, as JSON, and as a file with every key.
 *
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>
#include <string.h>

#include "base/config_internal.h"
#include "base/json.h"

enum { CONFIG_NAME_SIZE = DOMAIN_NAME_MAX + 64 };

/* A key with its value and where that comes from. */
typedef void config_show(const char *name, const char *value, const char *origin, void *to);

static const char *
config_origin_name(const struct config_source *source, enum config_origin origin)
{
    static const char *const names[] = {"default", "file", "environment"};
    return origin == CONFIG_FILE ? source->path : names[origin];
}

static void
config_show_domain(const struct config_domain *domain, const enum config_origin *origins,
    const struct config_source *source, config_show *show, void *to)
{
    for (int i = 0; i < config_domain_key_count; i++) {
        char value[CONFIG_NETWORKS_SIZE], name[CONFIG_NAME_SIZE];
        config_value_format(domain, &config_domain_keys[i], value);
        snprintf(name, sizeof name, "domain %s.%s", domain->name, config_domain_keys[i].name);
        show(name, value, config_origin_name(source, origins[i]), to);
    }
}

static void
config_show_all(const struct config *config, const struct config_source *source, config_show *show, void *to)
{
    for (int i = 0; i < config_key_count; i++) {
        char value[CONFIG_NETWORKS_SIZE], name[CONFIG_NAME_SIZE];
        config_value_format(config, &config_keys[i], value);
        snprintf(name, sizeof name, "%s.%s", config_keys[i].section, config_keys[i].name);
        show(name, value, config_origin_name(source, source->origins[i]), to);
    }
    for (size_t i = 1; i < config->domain_count; i++)
        config_show_domain(&config->domains[i], source->domain_origins[i], source, show, to);
}

static void
config_show_line(const char *name, const char *value, const char *origin, void *to)
{
    fprintf(to, "%-26s %-34s %s\n", name, value, origin);
}

void
config_print(const struct config *config, const struct config_source *source, FILE *to)
{
    config_show_all(config, source, config_show_line, to);
}

static void
config_show_json(const char *name, const char *value, const char *origin, void *to)
{
    struct json_object *one = json_object_new_object();
    json_add_text(one, "value", value);
    json_add_text(one, "origin", origin);
    json_object_object_add(to, name, one);
}

struct json_object *
config_to_json(const struct config *config, const struct config_source *source)
{
    struct json_object *all = json_object_new_object();
    config_show_all(config, source, config_show_json, all);
    return all;
}

void
config_print_json(const struct config *config, const struct config_source *source, FILE *to)
{
    struct json_object *all = config_to_json(config, source);
    fprintf(to, "%s\n",
        json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(all);
}

static void
config_print_key(const struct config_key *key, const char *mark, FILE *to)
{
    char expected[CONFIG_EXPECTED_SIZE];
    fprintf(to, "# %s\n", key->meaning);
    if (key->type != CONFIG_TEXT && key->type != CONFIG_SECRET && key->type != CONFIG_SECRET_FILE) {
        config_value_expected(key, expected);
        fprintf(to, "# Takes %s.\n", expected);
    }
    fprintf(to, "%s%s = %s\n", mark, key->name, key->initial);
}

void
config_print_template(FILE *to)
{
    fputs("# curt.conf: every key with its default; remove the # to change one. The environment takes "
          "precedence:\n"
          "# CURT_SECTION_KEY sets a key (CURT_LINKS_CODE_LENGTH=9).\n"
          "# `curt config` shows the values in effect and where they come from. A comment has a line of its "
          "own.\n"
          "# See curt.conf(5).\n",
        to);
    const char *section = "";
    for (int i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        if (strcmp(section, key->section) != 0)
            fprintf(to, "\n[%s]\n", section = key->section);
        else
            fputc('\n', to);
        config_print_key(key, "#", to);
    }
    fputs("\n# Another domain that links can be on, with codes of its own: a section for each, with the name "
          "of the "
          "host.\n# [domain go.example.com]\n",
        to);
    for (int i = 0; i < config_domain_key_count; i++) {
        fputs(i > 0 ? "\n" : "", to);
        config_print_key(&config_domain_keys[i], "# ", to);
    }
}
