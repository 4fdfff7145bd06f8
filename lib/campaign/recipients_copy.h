/*
 * recipients_copy.h: the recipients of messages that went out, once more for another campaign: those who
 * clicked, or those who got the message and did not. Each comes with what the first campaign had of it, and
 * not if it has opted out since.
 */
#ifndef CURT_CAMPAIGN_RECIPIENTS_COPY_H
#define CURT_CAMPAIGN_RECIPIENTS_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"
#include "campaign/recipients_import.h"

#define RECIPIENTS_COPY_MAX       10000  /* recipients a call */
#define RECIPIENTS_COPY_LOOKS_MAX 100000 /* messages that a call looks at */

struct recipients_copy {
    const char *campaign; /* as messages are labelled */
    uint32_t owner;       /* whose messages; 0: everybody's */
    bool clicked;
    /* The message that it goes on after; nil: the first. nil afterwards: no more. */
    uint8_t after[UUID_BYTES];
    /* Of this call: */
    uint64_t looked;     /* at messages that the owner may see */
    uint64_t suppressed; /* left out: have opted out */
};

/*
 * Adds the next recipients to an import that has begun and was made for JSON; recipients_import_end is the
 * caller's. A message without fields of its recipient gives its number alone. Faults as of
 * recipients_import_one.
 */
enum fault recipients_copy_run(struct env *, struct recipients_copy *, struct recipients_import *);

#endif
