/*
 * campaign_retry.h: sends the failed messages of a campaign again: those that the carrier has not taken. Who
 * has opted out is left out.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_RETRY_H
#define CURT_CAMPAIGN_CAMPAIGN_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/input_error.h"
#include "campaign/campaign.h"

struct campaign_retry {
    const char *name;
    uint32_t owner;            /* whose it must be; 0: anybody's */
    uint64_t most;             /* after so many no more are looked for; 0: all of them */
    struct campaign *campaign; /* room; as it is afterwards */
    uint64_t count;            /* messages that wait again */
    bool complete;             /* none is left */
};

/*
 * Puts the messages back a few at a time; one that is done runs again. When it is interrupted, another call
 * goes on. FAULT_MISSING; FAULT_REFUSED: *error says in which state it is, and that this is not to be done
 * there.
 */
enum fault campaign_retry_run(struct env *, struct campaign_retry *, struct input_error *error);

#endif
