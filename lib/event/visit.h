/*
 * visit.h: a click that another shortener answered, and that came with its time when its link was imported:
 * the body of EVENT_VISIT. Its event is of the time of the import; the visit itself is earlier.
 *
 * A visit is counted as a click is, at its own time, but is nothing new: targets never get it. Its id is
 * derived from what it is, and is remembered for good, so that it is taken in once.
 */
#ifndef CURT_EVENT_VISIT_H
#define CURT_EVENT_VISIT_H

#include "event/click.h"

#define VISIT_COUNTRY_SIZE 3 /* two letters (ISO 3166), with the NUL */
#define VISIT_BYTES_MAX    (16 + CLICK_BYTES_MAX)

struct visit {
    int64_t at;                       /* timestamp.h */
    char country[VISIT_COUNTRY_SIZE]; /* as the other shortener knew it; "": it did not */
    struct click click;
};

/* Appends the visit, now. FAULT_EXISTS: one of that id was taken before. */
enum fault visit_append(struct txn *, const uint8_t id[static UUID_BYTES], const struct visit *, int64_t now);

/* The texts stand in the event's body. FAULT_INPUT: it is none. */
enum fault visit_decode(const struct event *, struct visit *out);

#endif
