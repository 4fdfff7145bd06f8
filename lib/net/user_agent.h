/*
 * user_agent.h: who a User-Agent text says is there: a person, a bot or a link preview, and with which
 * browser, system and kind of device. user_agent_class.h says what the answers mean.
 *
 * Names come from the rules of uap-core (regexes.yaml, made by etc/uap-core); the class and the kind of
 * device from those of curt (etc/user-agents.yaml).
 */
#ifndef CURT_NET_USER_AGENT_H
#define CURT_NET_USER_AGENT_H

#include "base/config.h"
#include "base/fault.h"
#include "net/user_agent_class.h"

#include <stddef.h>

#define USER_AGENT_DEBIAN_REGEXES "/usr/share/uap-core/regexes.yaml"

/* The compiled rules, and a memory of the texts seen last. For one thread at a time. */
struct user_agent_parser;

/*
 * Reads and compiles the rules in the files regexes_path, uap-core's, and own_path, curt's user-agents.yaml
 * (about 30 ms and 5 MiB), and keeps at most cache_size answers (about 350 bytes each, 1.3 KiB at most; 0
 * keeps none). On FAULT_NONE *out is the caller's, to be closed with user_agent_parser_free; otherwise it is
 * NULL.
 *
 * FAULT_SYSTEM: a file is missing or unreadable. FAULT_INPUT: a file is not what it should be. FAULT_FULL: it
 * holds more rules than any version of uap-core would. The log says which, and what to do. A single rule of
 * uap-core's that cannot be compiled is left out with a warning; one of curt's own is FAULT_INPUT.
 */
enum fault user_agent_parser_create(
    struct user_agent_parser **out, const char *regexes_path, const char *own_path, size_t cache_size);

/*
 * The same with the files that [stats] names. Where the default regexes.yaml is not installed, as in a
 * build directory, that of Debian's package is used, and the log says so.
 */
enum fault user_agent_parser_open(
    struct user_agent_parser **out, const struct config *config, size_t cache_size);

/* Takes NULL too. */
void user_agent_parser_free(struct user_agent_parser *agents);

/*
 * Fills *out for a text of any bytes, which needs no NUL at its end; NULL with length 0 is a missing one.
 * Never fails: what is unknown is "Other". The text is the caller's, and not referred to afterwards.
 */
void user_agent_parse(
    struct user_agent_parser *agents, const char *text, size_t length, struct user_agent *out);

#endif
