/*
 * retry.h: tries dead letters again that are due (delivery.h): one at a time for each target, in the order of
 * the events, several targets at once. One program does so at a time (the caller takes the turn RETRY_TURN).
 */
#ifndef CURT_BUS_RETRY_H
#define CURT_BUS_RETRY_H

#include "base/config.h"
#include "bus/dead_letters.h"
#include "db/env.h"

#define RETRY_TURN "retry.lock"

struct retry_count {
    uint64_t delivered, failed, exhausted; /* exhausted: not tried again until redriven */
    uint64_t returned;                     /* messages handed back to curt-relay, which sends them */
};

/*
 * Tries what is due by now and wanted, for at most that many seconds; no request is begun later. tell, if not
 * NULL, is called after each letter. A target that cannot be reached, or wants patience, is left alone until
 * the next time.
 */
enum fault retry_run(const struct config *, struct env *, const struct dead_letters_filter *wanted,
    int64_t now, int seconds, struct retry_count *count, void (*tell)(const struct retry_count *, void *arg),
    void *arg);

#endif
