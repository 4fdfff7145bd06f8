/*
 * erasure.h: a person, known by a number, is taken out of every table: messages with their links, receipts
 * and opens; a campaign's recipients who wait; events of the log, which become blanks; dead letters; answers
 * kept for an Idempotency-Key. On the list of suppression.h stays that nothing is sent to the number, and not
 * which it is.
 *
 * Counts stay as they are: they hang on no person. For that, every event is counted before: that is the
 * caller's help.
 */
#ifndef CURT_RETENTION_ERASURE_H
#define CURT_RETENTION_ERASURE_H

#include <stdint.h>

#include "db/env.h"
#include "retention/erasure_count.h"

struct erasure_options {
    enum fault (*count)(void *arg); /* counts all events that there are; NULL: they are */
    /* NULL, or told now and then how far it has come in the log. */
    void (*tell)(uint64_t done, uint64_t all, void *arg);
    void *arg;
};

/* It can be run again, if it was interrupted (FAULT_AGAIN). A message that goes to somebody else when it
 * cannot reach the person counts too. */
enum fault erasure_run(
    struct env *, const char *number, struct erasure_count *out, const struct erasure_options *);

#endif
