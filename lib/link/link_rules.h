/*
 * link_rules.h: the redirect rules of a link: by what a visitor is, another target than the link's URL.
 *
 * A rule holds when all of its conditions do; the first that holds wins, and without one it is the link's own
 * URL. They are compiled when they are saved (link_rules_json.h), go with the link's row, and are chosen from
 * as they lie there (link_rules_choose.h).
 *
 * As bytes: LINK_RULES_FORMAT, then for each rule its length (2 bytes) and its parts, each a kind (1 byte), a
 * length (2 bytes) and what it has: the conditions, by their kinds, then LINK_RULE_URL. They may be any
 * bytes: a rule that cannot be read does not hold.
 */
#ifndef CURT_LINK_LINK_RULES_H
#define CURT_LINK_LINK_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_RULES_COUNT_MAX 32
#define LINK_RULES_MAX       12288 /* bytes of all of them, compiled */

struct link_rules {
    uint16_t length; /* 0: there are none */
    uint8_t bytes[LINK_RULES_MAX];
};

void link_rules_copy(struct link_rules *to, const struct link_rules *from);
bool link_rules_are_same(const struct link_rules *, const struct link_rules *);

#endif
