/*
 * spool_record.h: a click as it stands in the spool (spool.h): the length of what follows the checksum, the
 * checksum (CRC-32 of ISO 3309, as zlib's crc32 makes it) of the length and of what follows, kind, moment,
 * id, and the packed click (click.h). Numbers are big-endian, as in the store.
 */
#ifndef CURT_EVENT_SPOOL_RECORD_H
#define CURT_EVENT_SPOOL_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/uuid.h"
#include "event/click.h"
#include "event/event_log.h"

#define SPOOL_RECORD_HEAD (4 + 4 + 1 + 8 + UUID_BYTES) /* bytes before the click */
#define SPOOL_RECORD_MAX  (SPOOL_RECORD_HEAD + CLICK_BYTES_MAX)

struct spool_record {
    enum event_kind kind;
    int64_t at;
    const uint8_t *id;   /* UUID_BYTES */
    const uint8_t *body; /* the packed click */
    size_t length;       /* of it, at most CLICK_BYTES_MAX */
};

/* Writes the record; returns how many bytes it has. */
size_t spool_record_encode(const struct spool_record *, uint8_t out[static SPOOL_RECORD_MAX]);

/*
 * Reads the record that bytes begin with, and says how many it takes; out points into them. FAULT_MISSING:
 * there is none yet, or not all of it. FAULT_INPUT: it is torn.
 */
enum fault spool_record_decode(const uint8_t *bytes, size_t size, struct spool_record *out, size_t *taken);

#endif
