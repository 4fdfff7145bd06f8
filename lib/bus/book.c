#include "bus/book.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void
book_add(struct book *book, const struct rule *rule)
{
    struct book_rule *of = &book->rules[book->count];
    char why[PATTERN_WHY];
    strcpy(of->name, rule->name);
    of->enabled = rule->enabled;
    if (pattern_compile(rule->pattern, strlen(rule->pattern), &of->pattern, why) != FAULT_NONE) {
        log_error("the pattern of the rule %s cannot be read: %s", rule->name, why);
        of->pattern = NULL;
    } else if (rule->enabled) {
        route_add(book->route, of->pattern, (unsigned)book->count);
    }
    book->count++;
}

enum fault
book_read(struct env *env, struct book **out)
{
    struct rule rule = {.name = ""};
    struct book *book = calloc(1, sizeof *book);
    if (book == NULL)
        log_fatal("out of memory");
    book->route = route_new();
    enum fault fault = rule_version(env_read(env), &book->version);
    while (fault == FAULT_NONE && book->count < RULES_MAX &&
           (fault = rule_next(env_read(env), rule.name, &rule)) == FAULT_NONE)
        book_add(book, &rule);
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        book_free(book);
        return fault;
    }
    *out = book;
    return FAULT_NONE;
}

void
book_free(struct book *book)
{
    if (book == NULL)
        return;
    route_free(book->route);
    for (size_t i = 0; i < book->count; i++)
        pattern_free(book->rules[i].pattern);
    free(book);
}

int
book_find(const struct book *book, const char *name)
{
    for (size_t i = 0; i < book->count; i++)
        if (strcmp(book->rules[i].name, name) == 0)
            return book->rules[i].pattern != NULL ? (int)i : -1;
    return -1;
}
