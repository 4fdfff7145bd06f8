/*
 * spool_record.c: a click of the spool as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_record.h"

#include <zlib.h>

#include "db/codec.h"

enum { SPOOL_RECORD_CRC = 4, SPOOL_RECORD_KIND = 8 /* where they begin */ };

static uint32_t
spool_record_crc(const uint8_t *record, size_t length)
{
    const uLong crc = crc32(0, record, SPOOL_RECORD_CRC);
    return (uint32_t)crc32(crc, record + SPOOL_RECORD_KIND, (uInt)(length - SPOOL_RECORD_KIND));
}

size_t
spool_record_encode(const struct spool_record *record, uint8_t out[static SPOOL_RECORD_MAX])
{
    struct encoder head = encoder_over(out, SPOOL_RECORD_CRC),
                   crc = encoder_over(out + SPOOL_RECORD_CRC, SPOOL_RECORD_KIND - SPOOL_RECORD_CRC),
                   rest = encoder_over(out + SPOOL_RECORD_KIND, SPOOL_RECORD_MAX - SPOOL_RECORD_KIND);
    encode_u8(&rest, (uint8_t)record->kind);
    encode_timestamp(&rest, record->at);
    encode_bytes(&rest, record->id, UUID_BYTES);
    encode_bytes(&rest, record->body, record->length);
    encode_u32(&head, (uint32_t)rest.length);
    encode_u32(&crc, spool_record_crc(out, SPOOL_RECORD_KIND + rest.length));
    return SPOOL_RECORD_KIND + rest.length;
}

enum fault
spool_record_decode(const uint8_t *bytes, size_t size, struct spool_record *out, size_t *taken)
{
    struct decoder u = decoder_over(bytes, size);
    const size_t length = decode_u32(&u);
    const uint32_t crc = decode_u32(&u);
    if (u.bad || length == 0)
        return FAULT_MISSING;
    if (length < SPOOL_RECORD_HEAD - SPOOL_RECORD_KIND || length > SPOOL_RECORD_MAX - SPOOL_RECORD_KIND)
        return FAULT_INPUT;
    if (length > size - SPOOL_RECORD_KIND)
        return FAULT_MISSING;
    *taken = SPOOL_RECORD_KIND + length;
    if (crc != spool_record_crc(bytes, *taken))
        return FAULT_INPUT;
    out->kind = decode_u8(&u);
    out->at = decode_timestamp(&u);
    out->id = decode_bytes(&u, UUID_BYTES);
    out->length = length - (SPOOL_RECORD_HEAD - SPOOL_RECORD_KIND);
    out->body = decode_bytes(&u, out->length);
    return FAULT_NONE;
}
