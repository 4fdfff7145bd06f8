/*
 * missed.h: somebody asked for what does not open: the body of EVENT_MISSED. It has what was asked for, and
 * a click (click.h) that says who asked; without a link, that has neither id nor owner, code or labels.
 */
#ifndef CURT_EVENT_MISSED_H
#define CURT_EVENT_MISSED_H

#include "event/click.h"

#define MISSED_PATH_MAX 255

/* Why it did not open. The numbers stand in the log, and in the rows of missed_stats.h. */
enum missed_reason {
    MISSED_ROOT,      /* no code at all */
    MISSED_NOT_FOUND, /* a code that names no link */
    MISSED_NOT_YET,   /* a link that is not valid yet */
    MISSED_EXPIRED,
    MISSED_USED_UP,
    MISSED_DISABLED,
    MISSED_REASONS
};

struct missed {
    enum missed_reason reason;
    struct click_text path; /* percent-decoded, with its first slash; cut to MISSED_PATH_MAX */
    struct click click;
};

/* "root", "not_found", "not_yet", "expired", "used_up", "disabled". */
const char *missed_reason_name(enum missed_reason);

/* FAULT_FULL: it does not fit; CLICK_BYTES_MAX is always enough for a click without a target. */
enum fault missed_encode(const struct missed *, uint8_t *out, size_t size, size_t *length);

/* The texts stand in the bytes afterwards. */
enum fault missed_decode(const uint8_t *bytes, size_t length, struct missed *out);

#endif
