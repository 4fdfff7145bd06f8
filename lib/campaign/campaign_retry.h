/*
 * campaign_retry.h: sends the failed messages of a campaign again: those that the carrier has not taken.
 * Recipients who have opted out are left out, and messages that were cancelled.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_RETRY_H
#define CURT_CAMPAIGN_CAMPAIGN_RETRY_H

#include <stdint.h>

#include "base/input_error.h"
#include "base/uuid.h"
#include "campaign/campaign.h"

struct campaign_retry {
    const char *name;
    uint32_t owner; /* whose it must be; 0: anybody's */
    uint64_t most;  /* messages that one call may put back, of as many as it may look at; 0: all of them */
    uint8_t
        after[UUID_BYTES]; /* the message that it goes on after; nil: the first. nil afterwards: no more */
    struct campaign *campaign; /* the caller's; as it is afterwards */
    uint64_t count;            /* messages that wait again */
    uint64_t looked;           /* at */
};

/*
 * Puts the messages back a few at a time; a campaign that is done runs again. After an interruption, another
 * call goes on. FAULT_MISSING: there is no such campaign; FAULT_REFUSED: not in its state, as *error says.
 */
enum fault campaign_retry_run(struct env *, struct campaign_retry *, struct input_error *error);

#endif
