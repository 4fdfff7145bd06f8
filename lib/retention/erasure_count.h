/*
 * erasure_count.h: what an erasure (erasure.h) has deleted.
 */
#ifndef CURT_RETENTION_ERASURE_COUNT_H
#define CURT_RETENTION_ERASURE_COUNT_H

#include <stdbool.h>
#include <stdint.h>

struct erasure_count {
    uint64_t messages, links, recipients, events, letters, receipts, answers;
    bool suppressed; /* the number was on the list */
};

#endif
