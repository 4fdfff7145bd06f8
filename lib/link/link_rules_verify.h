/*
 * link_rules_verify.h: are compiled redirect rules as they were written? For those who look for damage in a
 * store: a rule that cannot be read does not hold, and says nothing.
 */
#ifndef CURT_LINK_LINK_RULES_VERIFY_H
#define CURT_LINK_LINK_RULES_VERIFY_H

#include "link/link_rules.h"

bool link_rules_can_be_read(const struct link_rules *);

#endif
