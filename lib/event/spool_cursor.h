/*
 * spool_cursor.h: how far each segment of the spool (spool.h) is taken into the log: the row moves in the
 * transaction that appends the events, so that each click is in the log once. A segment's name is unique on
 * all machines. In a cluster, the row names the host that has the segment, and takes the row away with it.
 */
#ifndef CURT_EVENT_SPOOL_CURSOR_H
#define CURT_EVENT_SPOOL_CURSOR_H

#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"

/* The offset in the segment; 0: nothing was taken yet. */
enum fault spool_cursor_get(struct txn *, const uint8_t segment[static UUID_BYTES], uint64_t *offset);

/* The same, locked for the move that follows. Only in a transaction. */
enum fault spool_cursor_get_for_update(
    struct txn *, const uint8_t segment[static UUID_BYTES], uint64_t *offset);

/* Of a host's segment: "" for that of a host that is alone. */
enum fault spool_cursor_put(
    struct txn *, const uint8_t segment[static UUID_BYTES], uint64_t offset, const char *host);

/*
 * Where a batch of clicks of a segment begins and ends; the same twice where it has none. One that begins
 * where the cursor stands moves it; else FAULT_REFUSED: somebody else has taken in some of these.
 */
struct spool_move {
    uint8_t segment[UUID_BYTES];
    uint64_t from, to;
};

enum fault spool_cursor_move(struct txn *, const struct spool_move *, const char *host);

/* No error when there is none. */
enum fault spool_cursor_remove(struct txn *, const uint8_t segment[static UUID_BYTES]);

/* The first segment of the host after this one that has a row; 16 bytes of 0 come before all. FAULT_MISSING:
 * no more. */
enum fault spool_cursor_next(struct txn *, const char *host, uint8_t segment[static UUID_BYTES]);

#endif
