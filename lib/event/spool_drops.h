/*
 * spool_drops.h: how many clicks were dropped because the spool had no room for them, ever, by all workers: a
 * number in a file that they share. Its place on the disk is taken in advance, so that it can be counted when
 * the disk is full.
 */
#ifndef CURT_EVENT_SPOOL_DROPS_H
#define CURT_EVENT_SPOOL_DROPS_H

#include <stdatomic.h>
#include <stdint.h>

#define SPOOL_DROPS_FILE "dropped" /* in the directory of the spool */

/* Maps the number, making the file if it is not there. NULL (logged) when that cannot be done. */
_Atomic uint64_t *spool_drops_map(int directory);
void spool_drops_unmap(_Atomic uint64_t *);

/* The number; 0 when nothing was ever dropped. */
uint64_t spool_drops_read(int directory);

#endif
