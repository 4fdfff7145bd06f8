/*
 * spool_shipment.h: a batch of clicks on its way from a replica's spool to the master of the cluster, as
 * bytes: who sends it, where it begins and ends in each segment, which may be the same place, the segments
 * that are gone, and the records. Numbers are big-endian, as in the store.
 *
 * The master takes it in as a whole, in one transaction with the cursors (spool_cursor.h), so that it may
 * come more than once: from the second time on it is refused, and the answer says where the cursors stand.
 */
#ifndef CURT_EVENT_SPOOL_SHIPMENT_H
#define CURT_EVENT_SPOOL_SHIPMENT_H

#include <stddef.h>
#include <stdint.h>

#include "db/env.h"
#include "db/host.h"
#include "event/intake.h"

#define SPOOL_SHIPMENT_MAX (1024 * 1024) /* bytes */

/* An answer: a segment and its cursor each. */
#define SPOOL_SHIPMENT_CURSOR     (UUID_BYTES + 8)
#define SPOOL_SHIPMENT_ANSWER_MAX (INTAKE_SEGMENTS * SPOOL_SHIPMENT_CURSOR)

/* What the intake has collected, and what the host says of itself (its `seen` is the master's). How many
 * bytes.
 */
size_t spool_shipment_encode(
    const struct intake *, const struct host *, uint8_t out[static SPOOL_SHIPMENT_MAX]);

/*
 * At the master. FAULT_INPUT: it is none. FAULT_MISSING: its host was removed from the cluster.
 * FAULT_REFUSED: it does not begin where the cursors stand, which are in answer, *length bytes of it. Else
 * what env_txn says.
 */
enum fault spool_shipment_take(struct env *, const void *bytes, size_t size,
    uint8_t answer[static SPOOL_SHIPMENT_ANSWER_MAX], size_t *length);

/* At the replica: where the cursors stand. FAULT_INPUT: it is no answer. */
enum fault spool_shipment_answered(struct intake *, const void *answer, size_t length);

#endif
