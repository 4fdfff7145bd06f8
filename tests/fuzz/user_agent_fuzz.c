/*
 * user_agent_fuzz.c: User-Agent texts: a name that is printable for each, and the same when the answer is
 * kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent.h"

#include "fuzz.h"

static void
check_name(const char *name, size_t size)
{
    HOLDS(strlen(name) < size && name[0] != '\0');
    for (const char *c = name; *c != '\0'; c++)
        HOLDS(*c >= 0x20 && *c < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct user_agent_parser *agents;
    if (agents == NULL && user_agent_parser_create(&agents, TOP_SRCDIR "/etc/regexes.yaml",
                              TOP_SRCDIR "/etc/user-agents.yaml", 16) != FAULT_NONE)
        abort();
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct user_agent once = {0}, twice = {0};
    size_t length;
    char *text = fuzz_rest(&in, &length);
    user_agent_parse(agents, text, length, &once);
    user_agent_parse(agents, text, length, &twice);
    check_name(once.browser, sizeof once.browser);
    check_name(once.system, sizeof once.system);
    check_name(once.device, sizeof once.device);
    HOLDS(once.class == twice.class && strcmp(once.browser, twice.browser) == 0);
    HOLDS(strcmp(once.system, twice.system) == 0 && strcmp(once.device, twice.device) == 0);
    free(text);
    return 0;
}
