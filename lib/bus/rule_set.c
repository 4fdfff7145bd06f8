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
rule_set_add(struct rule_set *book, const struct rule *rule)
{
    struct rule_set_rule *of = &book->rules[book->count];
    char why[PATTERN_ERROR_SIZE];
    strcpy(of->name, rule->name);
    of->enabled = rule->enabled;
    if (pattern_compile(rule->pattern, strlen(rule->pattern), &of->pattern, why) != FAULT_NONE) {
        log_error("cannot read the pattern of the rule %s: %s", rule->name, why);
        of->pattern = NULL;
    } else if (rule->enabled) {
        rule_index_add(book->route, of->pattern, (unsigned)book->count);
    }
    book->count++;
}

enum fault
rule_set_read(struct env *env, struct rule_set **out)
{
    struct rule rule = {.name = ""};
    struct rule_set *book = xcalloc(1, sizeof *book);
    book->route = rule_index_create();
    enum fault fault = rule_version(env_read(env), &book->version);
    while (fault == FAULT_NONE && book->count < RULES_MAX &&
           (fault = rule_next(env_read(env), rule.name, &rule)) == FAULT_NONE)
        rule_set_add(book, &rule);
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        rule_set_free(book);
        return fault;
    }
    *out = book;
    return FAULT_NONE;
}

void
rule_set_free(struct rule_set *book)
{
    if (book == NULL)
        return;
    rule_index_free(book->route);
    for (size_t i = 0; i < book->count; i++)
        pattern_free(book->rules[i].pattern);
    free(book);
}

int
rule_set_find(const struct rule_set *book, const char *name)
{
    for (size_t i = 0; i < book->count; i++)
        if (strcmp(book->rules[i].name, name) == 0)
            return book->rules[i].pattern != NULL ? (int)i : -1;
    return -1;
}
