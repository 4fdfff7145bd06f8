/*
 * user_agent_rules.h: the rules for User-Agent texts, read from two YAML files and compiled: uap-core's
 * regexes.yaml, and curt's own user-agents.yaml, which says what each of its lists is for.
 *
 * Both hold named lists of rules: a regex (PCRE2), perhaps regex_flag 'i' to ignore case, and the name that
 * it gives.
 */
#ifndef CURT_NET_USER_AGENT_RULES_H
#define CURT_NET_USER_AGENT_RULES_H

#include "base/fault.h"
#include "net/regex_filter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Bytes of any value, without a NUL at their end. */
struct user_agent_text {
    const char *bytes;
    size_t length;
    const struct trigram_set *trigrams; /* what is in it; NULL where that is not known */
};

enum user_agent_list {
    /* uap-core's */
    USER_AGENT_UAP_BROWSERS,
    USER_AGENT_UAP_SYSTEMS,
    USER_AGENT_UAP_DEVICES,
    /* curt's own */
    USER_AGENT_PREVIEWS,
    USER_AGENT_BOTS,
    USER_AGENT_TOOLS,
    USER_AGENT_BROWSERS,
    USER_AGENT_DISGUISES,
    USER_AGENT_STRANGERS,
    USER_AGENT_PROGRAMS,
    USER_AGENT_MODELS,
    USER_AGENT_PERSONS,
    USER_AGENT_APPS,
    USER_AGENT_DEVICES,
    USER_AGENT_LISTS
};

struct user_agent_rule {
    pcre2_code *code;
    int (*match)(const pcre2_code *, PCRE2_SPTR, PCRE2_SIZE, PCRE2_SIZE, uint32_t, pcre2_match_data *,
        pcre2_match_context *); /* with JIT or without */
    struct regex_filter filter; /* what the regex needs */
    bool names_spider;          /* its name is "Spider", uap-core's device family of every bot it knows */
    char *name;                 /* "$1" in it stands for the first group; NULL is "$1" */
};

struct user_agent_rule_list {
    struct user_agent_rule *rules;
    size_t count;
};

/* For one thread at a time: a match is kept in groups. */
struct user_agent_rules {
    struct user_agent_rule_list lists[USER_AGENT_LISTS];
    pcre2_match_context *limits;
    pcre2_match_data *groups;
};

/*
 * Reads and compiles both files. On FAULT_NONE *out is the caller's, to be freed with user_agent_rules_free;
 * otherwise it is NULL, and the log says what is wrong with which file and what to do.
 *
 * FAULT_SYSTEM: a file is missing or unreadable. FAULT_INPUT: a file is not what it should be. FAULT_FULL: a
 * list holds more rules than any version of uap-core would. A rule of uap-core's that cannot be compiled is
 * left out with a warning; one of curt's own is FAULT_INPUT.
 */
enum fault user_agent_rules_create(
    struct user_agent_rules **out, const char *regexes_path, const char *own_path);

/* Takes NULL too. */
void user_agent_rules_free(struct user_agent_rules *);

/* How many groups, the whole match included, are set; 0 is no match. */
int user_agent_rule_match(
    struct user_agent_rules *, const struct user_agent_rule *, struct user_agent_text text);

/* The first rule of the list that matches, and its groups as above; NULL when none does. */
const struct user_agent_rule *user_agent_rules_first(
    struct user_agent_rules *, enum user_agent_list list, struct user_agent_text text, int *groups);

/* Whether a rule of the list matches; *found is then the match that begins first in the text. */
bool user_agent_rules_find(struct user_agent_rules *, enum user_agent_list list, struct user_agent_text text,
    struct user_agent_text *found);

/* A group of the last match, which set so many; empty when it took no part. */
struct user_agent_text user_agent_rules_group(
    const struct user_agent_rules *, struct user_agent_text text, int groups, int group);

#endif
