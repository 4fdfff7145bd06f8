/*
 * link_name.h: what names a link: its code, or, on another domain than the default one, //DOMAIN/CODE, as a
 * URL without its scheme. It is the key of the link's row, and stands for the link in indexes, events and
 * bodies of messages. A code never begins with a slash, nor has a domain one in it.
 */
#ifndef CURT_LINK_LINK_NAME_H
#define CURT_LINK_LINK_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/domain_name.h"
#include "base/fault.h"
#include "link/short_code.h"

#define LINK_NAME_MAX (3 + DOMAIN_NAME_MAX + SHORT_CODE_MAX)

/* domain: "" for the default one. Of a part that is too long, or a code that begins with a slash, "": no
 * link's name. */
void link_name_write(const char *domain, const char *code, char out[static LINK_NAME_MAX + 1]);

/* FAULT_INPUT: it is no name, or one of its parts is too long; both are "" then. What characters a code has
 * is not looked at. */
enum fault link_name_read(const char *name, size_t length, char domain[static DOMAIN_NAME_MAX + 1],
    char code[static SHORT_CODE_MAX + 1]);

/* The code in it: a name that is none is its own. */
const char *link_name_code(const char *name);

/* Could this name a link at all? Asked before the store is touched. */
bool link_name_is_valid(const char *name);

#endif
