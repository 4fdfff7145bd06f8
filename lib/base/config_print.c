/*
 * config_print.c: prints the configuration: as text, as JSON, and as a file with every key.
 *
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>
#include <string.h>

#include "base/config_internal.h"
#include "base/json.h"

static const char *
config_origin_name(const struct config_source *source, int at)
{
    static const char *const names[] = {"default", "file", "environment"};
    return source->origins[at] == CONFIG_FILE ? source->path : names[source->origins[at]];
}

void
config_print(const struct config *config, const struct config_source *source, FILE *to)
{
    for (int i = 0; i < config_key_count; i++) {
        char value[CONFIG_NETWORKS_SIZE], name[64];
        config_value_format(config, &config_keys[i], value);
        snprintf(name, sizeof name, "%s.%s", config_keys[i].section, config_keys[i].name);
        fprintf(to, "%-26s %-34s %s\n", name, value, config_origin_name(source, i));
    }
}

struct json_object *
config_to_json(const struct config *config, const struct config_source *source)
{
    struct json_object *all = json_object_new_object();
    for (int i = 0; i < config_key_count; i++) {
        char value[CONFIG_NETWORKS_SIZE], name[64];
        config_value_format(config, &config_keys[i], value);
        snprintf(name, sizeof name, "%s.%s", config_keys[i].section, config_keys[i].name);
        struct json_object *one = json_object_new_object();
        json_add_text(one, "value", value);
        json_add_text(one, "origin", config_origin_name(source, i));
        json_object_object_add(all, name, one);
    }
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
        char expected[CONFIG_EXPECTED_SIZE];
        if (strcmp(section, key->section) != 0)
            fprintf(to, "\n[%s]\n", section = key->section);
        else
            fputc('\n', to);
        fprintf(to, "# %s\n", key->meaning);
        if (key->type != CONFIG_TEXT && key->type != CONFIG_SECRET && key->type != CONFIG_SECRET_FILE) {
            config_value_expected(key, expected);
            fprintf(to, "# Takes %s.\n", expected);
        }
        fprintf(to, "#%s = %s\n", key->name, key->initial);
    }
}
