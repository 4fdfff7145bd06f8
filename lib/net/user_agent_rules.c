/*
 * user_agent_rules.c: reads the rules for User-Agent texts with libyaml, and matches them with PCRE2.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent_rules.h"

#include "base/log.h"
#include "base/memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define RULES_MAX  20000 /* in one list; uap-core has a few hundred */
#define GROUPS_MAX 10    /* $0 to $9, all that a replacement can name */

/* Far above what a match of a real text needs; so that no text can make one spin, with JIT or without. */
#define MATCH_STEPS  50000
#define MATCH_MEMORY 1024 /* KiB */

static const struct {
    const char *list;
    const char *name; /* NULL where only a match counts */
    bool optional;    /* newer than copies that operators may have made */
} list_keys[USER_AGENT_LISTS] = {
    [USER_AGENT_UAP_BROWSERS] = {"user_agent_parsers", "family_replacement", false},
    [USER_AGENT_UAP_SYSTEMS] = {"os_parsers", "os_replacement", false},
    [USER_AGENT_UAP_DEVICES] = {"device_parsers", "device_replacement", false},
    [USER_AGENT_PREVIEWS] = {"preview_parsers", "family_replacement", false},
    [USER_AGENT_BOTS] = {"bot_parsers", NULL, false},
    [USER_AGENT_TOOLS] = {"tool_parsers", NULL, false},
    [USER_AGENT_BROWSERS] = {"browser_parsers", NULL, false},
    [USER_AGENT_DISGUISES] = {"disguise_parsers", NULL, false},
    [USER_AGENT_STRANGERS] = {"stranger_parsers", NULL, true},
    [USER_AGENT_PROGRAMS] = {"program_parsers", NULL, true},
    [USER_AGENT_MODELS] = {"model_parsers", NULL, true},
    [USER_AGENT_PERSONS] = {"person_parsers", NULL, false},
    [USER_AGENT_APPS] = {"app_parsers", "family_replacement", true},
    [USER_AGENT_DEVICES] = {"device_parsers", "device_replacement", false},
};

/* A file of rules while it is read. */
struct rules_file {
    const char *path;
    enum user_agent_list first, last; /* of the lists in it */
    bool strict;                      /* a rule that cannot be compiled makes the file wrong */
    const char *advice;
    yaml_document_t document;
};

static enum fault
rule_compile(struct user_agent_rule *rule, const char *path, size_t line, const char *regex, uint32_t options)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    rule->code = pcre2_compile((PCRE2_SPTR)regex, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);
    if (rule->code == NULL) {
        char reason[128] = "";
        if (error == PCRE2_ERROR_NOMEMORY)
            memory_exhausted();
        pcre2_get_error_message(error, (PCRE2_UCHAR *)reason, sizeof reason);
        log_warn(
            "%s: line %zu: cannot compile the regex %.200s: at %zu: %s", path, line, regex, offset, reason);
        return FAULT_INPUT;
    }
    /* Where the system forbids JIT, as hardened ones do, matching is slower but the same. */
    const bool fast = pcre2_jit_compile(rule->code, PCRE2_JIT_COMPLETE) == 0;
    rule->match = fast ? pcre2_jit_match : pcre2_match;
    return FAULT_NONE;
}

static const yaml_node_t *
map_member(yaml_document_t *document, const yaml_node_t *map, const char *key)
{
    if (map == NULL || map->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (name->type == YAML_SCALAR_NODE && strcmp((const char *)name->data.scalar.value, key) == 0)
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

/* NULL when there is no such member or it is no plain text. The text belongs to the document. */
static const char *
map_text(yaml_document_t *document, const yaml_node_t *map, const char *key)
{
    const yaml_node_t *node = map_member(document, map, key);
    if (node == NULL || node->type != YAML_SCALAR_NODE)
        return NULL;
    return (const char *)node->data.scalar.value;
}

static enum fault
rule_load(
    struct user_agent_rule *rule, struct rules_file *file, const yaml_node_t *node, const char *name_key)
{
    const char *regex = map_text(&file->document, node, "regex");
    const char *flag = map_text(&file->document, node, "regex_flag");
    const char *name = name_key != NULL ? map_text(&file->document, node, name_key) : NULL;
    const size_t line = node->start_mark.line + 1;
    if (regex == NULL) {
        log_warn("%s: line %zu: a rule needs a regex", file->path, line);
        return FAULT_INPUT;
    }
    if (file->strict && name_key != NULL && name == NULL) {
        log_warn("%s: line %zu: a rule of this list needs a %s", file->path, line, name_key);
        return FAULT_INPUT;
    }
    bool caseless = flag != NULL && strchr(flag, 'i') != NULL;
    enum fault fault = rule_compile(rule, file->path, line, regex, caseless ? PCRE2_CASELESS : 0);
    if (fault == FAULT_NONE)
        rule->filter = regex_filter_create(regex);
    rule->names_spider = name != NULL && strcmp(name, "Spider") == 0;
    if (fault == FAULT_NONE && name != NULL)
        rule->name = xstrdup(name);
    return fault;
}

static enum fault
list_load(struct user_agent_rule_list *list, struct rules_file *file, enum user_agent_list which)
{
    const yaml_node_t *root = yaml_document_get_root_node(&file->document);
    const yaml_node_t *node = map_member(&file->document, root, list_keys[which].list);
    size_t count = 0;
    if (node == NULL && list_keys[which].optional)
        return FAULT_NONE;
    if (node != NULL && node->type == YAML_SEQUENCE_NODE)
        count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    if (count == 0) {
        log_error("%s: it has no list %s with rules", file->path, list_keys[which].list);
        return FAULT_INPUT;
    }
    if (count > RULES_MAX)
        return FAULT_FULL;
    list->rules = xcalloc(count, sizeof *list->rules);
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item = yaml_document_get_node(&file->document, node->data.sequence.items.start[i]);
        enum fault fault = rule_load(&list->rules[list->count], file, item, list_keys[which].name);
        if (fault == FAULT_NONE)
            list->count++;
        else if (file->strict)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
file_load_stream(struct user_agent_rules *rules, struct rules_file *file, FILE *stream)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        memory_exhausted();
    yaml_parser_set_input_file(&parser, stream);
    if (!yaml_parser_load(&parser, &file->document)) {
        log_error("%s: line %zu: %s", file->path, parser.problem_mark.line + 1,
            parser.problem != NULL ? parser.problem : "cannot be read");
        yaml_parser_delete(&parser);
        return ferror(stream) ? FAULT_SYSTEM : FAULT_INPUT;
    }
    enum fault fault = FAULT_NONE;
    for (enum user_agent_list i = file->first; i <= file->last && fault == FAULT_NONE; i++)
        fault = list_load(&rules->lists[i], file, i);
    yaml_document_delete(&file->document);
    yaml_parser_delete(&parser);
    return fault;
}

static enum fault
file_load(struct user_agent_rules *rules, struct rules_file *file)
{
    FILE *stream = fopen(file->path, "rb");
    int reason = errno;
    enum fault fault = stream == NULL ? FAULT_SYSTEM : file_load_stream(rules, file, stream);
    if (stream == NULL)
        log_error("cannot read %s: %s", file->path, strerror(reason));
    else
        fclose(stream);
    if (fault != FAULT_NONE)
        log_error("no rules for User-Agent texts in %s: %s", file->path, file->advice);
    return fault;
}

enum fault
user_agent_rules_create(struct user_agent_rules **out, const char *regexes_path, const char *own_path)
{
    struct rules_file uap = {
        .path = regexes_path,
        .first = USER_AGENT_UAP_BROWSERS,
        .last = USER_AGENT_UAP_DEVICES,
        .advice = "install curt's regexes.yaml again, or set agents in [stats] to the path of uap-core's",
    };
    struct rules_file own = {
        .path = own_path,
        .first = USER_AGENT_PREVIEWS,
        .last = USER_AGENT_DEVICES,
        .strict = true,
        .advice = "install curt's user-agents.yaml again, or set agent_classes in [stats] to the path of a "
                  "correct copy",
    };
    struct user_agent_rules *rules = xcalloc(1, sizeof *rules);
    rules->limits = xchecked(pcre2_match_context_create(NULL));
    rules->groups = xchecked(pcre2_match_data_create(GROUPS_MAX, NULL));
    pcre2_set_match_limit(rules->limits, MATCH_STEPS);
    pcre2_set_heap_limit(rules->limits, MATCH_MEMORY);
    enum fault fault = file_load(rules, &uap);
    if (fault == FAULT_NONE)
        fault = file_load(rules, &own);
    if (fault != FAULT_NONE) {
        user_agent_rules_free(rules);
        rules = NULL;
    }
    *out = rules;
    return fault;
}

void
user_agent_rules_free(struct user_agent_rules *rules)
{
    if (rules == NULL)
        return;
    for (size_t i = 0; i < USER_AGENT_LISTS; i++) {
        for (size_t j = 0; j < rules->lists[i].count; j++) {
            pcre2_code_free(rules->lists[i].rules[j].code);
            regex_filter_free(&rules->lists[i].rules[j].filter);
            free(rules->lists[i].rules[j].name);
        }
        free(rules->lists[i].rules);
    }
    pcre2_match_context_free(rules->limits);
    pcre2_match_data_free(rules->groups);
    free(rules);
}

int
user_agent_rule_match(
    struct user_agent_rules *rules, const struct user_agent_rule *rule, struct user_agent_text text)
{
    if (text.trigrams != NULL && !regex_filter_passes(&rule->filter, text.trigrams))
        return 0;
    int count = rule->match(
        rule->code, (PCRE2_SPTR)text.bytes, text.length, 0, 0, rules->groups, rules->limits);
    if (count < 0)
        return 0;                          /* a match that ran into a limit is none either */
    return count > 0 ? count : GROUPS_MAX; /* 0: it set more groups than can be named */
}

const struct user_agent_rule *
user_agent_rules_first(
    struct user_agent_rules *rules, enum user_agent_list list, struct user_agent_text text, int *groups)
{
    const struct user_agent_rule_list *l = &rules->lists[list];
    for (size_t i = 0; i < l->count; i++)
        if ((*groups = user_agent_rule_match(rules, &l->rules[i], text)) > 0)
            return &l->rules[i];
    return NULL;
}

bool
user_agent_rules_find(struct user_agent_rules *rules, enum user_agent_list list, struct user_agent_text text,
    struct user_agent_text *found)
{
    const struct user_agent_rule_list *l = &rules->lists[list];
    found->bytes = NULL;
    for (size_t i = 0; i < l->count; i++) {
        int groups = user_agent_rule_match(rules, &l->rules[i], text);
        if (groups == 0)
            continue;
        struct user_agent_text match = user_agent_rules_group(rules, text, groups, 0);
        if (found->bytes == NULL || match.bytes < found->bytes)
            *found = match;
    }
    return found->bytes != NULL;
}

struct user_agent_text
user_agent_rules_group(
    const struct user_agent_rules *rules, struct user_agent_text text, int groups, int group)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(rules->groups);
    if (group >= groups || ends[2 * group] == PCRE2_UNSET)
        return (struct user_agent_text){text.bytes, 0, NULL};
    return (struct user_agent_text){
        text.bytes + ends[2 * group], ends[2 * group + 1] - ends[2 * group], NULL};
}
