/*
 * rule_set.c: reads, compiles and indexes all rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/rule_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"

static void
rule_set_add(struct rule_set *set, const struct rule *rule)
{
    struct rule_set_rule *of = &set->rules[set->count];
    char why[PATTERN_ERROR_SIZE];
    strcpy(of->name, rule->name);
    of->enabled = rule->enabled;
    if (pattern_compile(rule->pattern, strlen(rule->pattern), &of->pattern, why) != FAULT_NONE) {
        log_error("cannot read the pattern of the rule %s: %s", rule->name, why);
        of->pattern = NULL;
    } else if (rule->enabled) {
        rule_index_add(set->route, of->pattern, (unsigned)set->count);
    }
    set->count++;
}

enum fault
rule_set_read(struct env *env, struct rule_set **out)
{
    struct rule rule = {.name = ""};
    struct rule_set *set = xcalloc(1, sizeof *set);
    set->route = rule_index_create();
    enum fault fault = rule_version(env_read(env), &set->version);
    while (fault == FAULT_NONE && set->count < RULES_MAX &&
           (fault = rule_next(env_read(env), rule.name, &rule)) == FAULT_NONE)
        rule_set_add(set, &rule);
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        rule_set_free(set);
        return fault;
    }
    *out = set;
    return FAULT_NONE;
}

void
rule_set_free(struct rule_set *set)
{
    if (set == NULL)
        return;
    rule_index_free(set->route);
    for (size_t i = 0; i < set->count; i++)
        pattern_free(set->rules[i].pattern);
    free(set);
}

int
rule_set_find(const struct rule_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->rules[i].name, name) == 0)
            return set->rules[i].pattern != NULL ? (int)i : -1;
    return -1;
}
