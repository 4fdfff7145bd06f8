/*
 * link_rules.c: compiled rules as a whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules.h"

#include <string.h>

void
link_rules_copy(struct link_rules *to, const struct link_rules *from)
{
    to->length = from->length;
    memcpy(to->bytes, from->bytes, from->length);
}

bool
link_rules_are_same(const struct link_rules *a, const struct link_rules *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}
