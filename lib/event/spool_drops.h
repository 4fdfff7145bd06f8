/*
 * spool_drops.h: what never came into the spool, by all workers: numbers in a file that they share. Its place
 * on the disk is taken in advance, so that it can be counted when the disk is full.
 */
#ifndef CURT_EVENT_SPOOL_DROPS_H
#define CURT_EVENT_SPOOL_DROPS_H

#include <stdatomic.h>
#include <stdint.h>

#define SPOOL_DROPS_FILE "dropped" /* in the directory of the spool */

/* Ever. A file of an older curt has the first alone. */
struct spool_drops {
    uint64_t clicks; /* for which the spool had no room */
    uint64_t missed; /* visits to what does not open (missed.h): no room, or too many of them at a time */
};

/* The same, shared. */
struct spool_drops_shared {
    _Atomic uint64_t clicks, missed;
};

/* Maps the numbers, making the file if it is not there. NULL (logged) when that cannot be done. */
struct spool_drops_shared *spool_drops_map(int directory);
void spool_drops_unmap(struct spool_drops_shared *);

/* The numbers; 0 when nothing was ever dropped. */
struct spool_drops spool_drops_read(int directory);

#endif
