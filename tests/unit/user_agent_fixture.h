/*
 * user_agent_fixture.h: the rules for User-Agent texts, read once for several tests: reading them takes a
 * while under valgrind. They keep no answers.
 */
#ifndef CURT_TESTS_UNIT_USER_AGENT_FIXTURE_H
#define CURT_TESTS_UNIT_USER_AGENT_FIXTURE_H

#include "net/user_agent.h"

#define REGEXES TOP_SRCDIR "/etc/regexes.yaml"
#define CLASSES TOP_SRCDIR "/etc/user-agents.yaml"

/* Setup and teardown of a group: *state is the struct user_agent_parser. */
static inline int
open_agents(void **state)
{
    struct user_agent_parser *agents;
    if (user_agent_parser_create(&agents, REGEXES, CLASSES, 0) != FAULT_NONE)
        return -1;
    *state = agents;
    return 0;
}

static inline int
close_agents(void **state)
{
    user_agent_parser_free(*state);
    return 0;
}

#endif
