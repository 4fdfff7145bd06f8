/*
 * pace.h: not more than so many a second: a bucket that fills as time goes by. It is small, so that in no
 * second there are many more than the rate.
 */
#ifndef CURT_BASE_PACE_H
#define CURT_BASE_PACE_H

#include <stdint.h>

struct pace {
    int64_t rate; /* a second; 0: no limit */
    double ready; /* how many may go at once */
    int64_t at;   /* when that was so (timestamp.h) */
};

/* How many may go now, at most `most`. */
unsigned pace_ready(struct pace *, int64_t now, unsigned most);

/* So many have gone. */
void pace_take(struct pace *, unsigned count);

#endif
