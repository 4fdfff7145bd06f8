/*
 * link.h: a link: a short code, the URL it leads to, and the rules by which it opens.
 *
 * A link has an id beside its code, drawn by chance: counts hang on the id, so that a code that is deleted
 * and taken again starts from nothing. Moments are as in timestamp.h.
 */
#ifndef CURT_LINK_LINK_H
#define CURT_LINK_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"
#include "event/labels.h"
#include "link/short_code.h"
#include "net/url.h"

#define LINK_TITLE_MAX 256

enum link_state { LINK_LIVE, LINK_NOT_YET, LINK_EXPIRED, LINK_DISABLED, LINK_USED_UP };

struct link {
    char code[SHORT_CODE_MAX + 1];
    uint64_t id;
    uint32_t owner;   /* the key that made it (api_key.h) */
    uint32_t version; /* 1, and one more with each change */
    int64_t created, changed;
    int64_t valid_from, expires; /* 0: at once, never */
    uint64_t max_clicks;         /* 0: no limit */
    uint16_t status;             /* 301, 302, 307 or 308 */
    bool track_first;            /* caches may answer after the first click */
    bool forward_query;
    bool disabled;
    bool expiry_told;            /* link.expired is published */
    uint8_t message[UUID_BYTES]; /* the message that it was made for (message.h); nil: none */
    struct labels labels;
    char title[LINK_TITLE_MAX + 1];
    char url[URL_MAX + 1];
};

/* FAULT_MISSING when no link has this code. */
enum fault link_get(struct txn *, const char *code, struct link *out);

/* Writes a new link with its index and what is due; FAULT_EXISTS when the code is taken, and nothing is
 * written. */
enum fault link_add(struct txn *, const struct link *);

/* Writes `after` in the place of `before`, which was read in this transaction; the codes are the same. */
enum fault link_update(struct txn *, const struct link *before, const struct link *after);

/* Takes the link out; its counts follow later (schedule.h). */
enum fault link_remove(struct txn *, const struct link *, int64_t now);

/* Does it open at this moment? used is what link_uses says, for a link with a limit. */
enum link_state link_state(const struct link *, int64_t now, uint64_t used);

/* How often a link with a limit was opened. */
enum fault link_uses(struct txn *, const struct link *, uint64_t *used);

/* One open more of a link with a limit; FAULT_REFUSED when it is used up. */
enum fault link_use(struct txn *, const struct link *);

#endif
