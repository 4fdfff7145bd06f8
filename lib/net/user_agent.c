/*
 * user_agent.c: answers about User-Agent texts, from the cache or else from the rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent.h"

#include "base/log.h"
#include "base/memory.h"
#include "net/user_agent_cache.h"
#include "net/user_agent_rules.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct user_agent_parser {
    struct user_agent_rules *rules;
    struct user_agent_cache cache;
};

enum fault
user_agent_parser_create(
    struct user_agent_parser **out, const char *regexes_path, const char *own_path, size_t cache_size)
{
    struct user_agent_rules *rules;
    *out = NULL;
    enum fault fault = user_agent_rules_create(&rules, regexes_path, own_path);
    if (fault != FAULT_NONE)
        return fault;
    *out = xcalloc(1, sizeof **out);
    (*out)->rules = rules;
    user_agent_cache_init(&(*out)->cache, cache_size);
    return FAULT_NONE;
}

static const char *
user_agent_regexes(const struct config *config)
{
    static const char installed[] = CURT_DATADIR "/regexes.yaml", debian[] = USER_AGENT_DEBIAN_REGEXES;
    if (strcmp(config->stats_agents, installed) != 0 || access(installed, R_OK) == 0 ||
        access(debian, R_OK) != 0)
        return config->stats_agents;
    log_warn("%s is not there: using the older %s", installed, debian);
    return debian;
}

enum fault
user_agent_parser_open(struct user_agent_parser **out, const struct config *config, size_t cache_size)
{
    return user_agent_parser_create(out, user_agent_regexes(config), config->stats_agent_classes, cache_size);
}

void
user_agent_parser_free(struct user_agent_parser *agents)
{
    if (agents == NULL)
        return;
    user_agent_rules_free(agents->rules);
    user_agent_cache_clear(&agents->cache);
    free(agents);
}

void
user_agent_parse(struct user_agent_parser *agents, const char *text, size_t length, struct user_agent *out)
{
    if (text == NULL)
        text = "", length = 0;
    if (length > USER_AGENT_MAX)
        length = USER_AGENT_MAX;
    if (user_agent_cache_get(&agents->cache, text, length, out))
        return;
    user_agent_classify(agents->rules, text, length, out);
    user_agent_cache_put(&agents->cache, text, length, out);
}
