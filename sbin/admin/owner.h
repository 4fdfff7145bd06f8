/*
 * owner.h: whom the links, messages and campaigns belong to that the administrator makes here: the oldest
 * administrator's key that is good.
 */
#ifndef CURT_SBIN_ADMIN_OWNER_H
#define CURT_SBIN_ADMIN_OWNER_H

#include "db/env.h"

/* FAULT_REFUSED, with a message, when there is no such key. */
enum fault owner_find(struct env *, uint32_t *out);

/* Is that the number of a key that is good? FAULT_REFUSED, with a message, when it is not. */
enum fault owner_check(struct env *, uint32_t id);

#endif
