/*
 * link_rules_choose.h: which rule of a link holds for a visitor. Run for each click of a link with rules: it
 * takes no memory.
 */
#ifndef CURT_LINK_LINK_RULES_CHOOSE_H
#define CURT_LINK_LINK_RULES_CHOOSE_H

#include "link/link_rules.h"
#include "link/link_visitor.h"
#include "net/url.h"

/* The first rule that holds, from 1, and its target; 0: none does, and url is left alone. */
unsigned link_rules_choose(const struct link_rules *, struct link_visitor *, char url[static URL_MAX + 1]);

#endif
