/*
 * missed.c: a visit that led nowhere as bytes: reason, path, and the click as click.c packs it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/missed.h"

#include "db/codec.h"

const char *
missed_reason_name(enum missed_reason reason)
{
    static const char *const names[MISSED_REASONS] = {
        [MISSED_ROOT] = "root",
        [MISSED_NOT_FOUND] = "not_found",
        [MISSED_NOT_YET] = "not_yet",
        [MISSED_EXPIRED] = "expired",
        [MISSED_USED_UP] = "used_up",
        [MISSED_DISABLED] = "disabled",
    };
    return names[reason];
}

enum fault
missed_encode(const struct missed *missed, uint8_t *out, size_t size, size_t *length)
{
    const size_t path = missed->path.length < MISSED_PATH_MAX ? missed->path.length : MISSED_PATH_MAX;
    size_t click = 0;
    struct encoder p = encoder_over(out, size);
    encode_u8(&p, (uint8_t)missed->reason);
    encode_text_bytes(&p, missed->path.bytes, path);
    if (p.full)
        return FAULT_FULL;
    enum fault fault = click_encode(&missed->click, out + p.length, size - p.length, &click);
    *length = p.length + click;
    return fault;
}

enum fault
missed_decode(const uint8_t *bytes, size_t length, struct missed *out)
{
    struct decoder u = decoder_over(bytes, length);
    const unsigned reason = decode_u8(&u);
    out->path.bytes = decode_text_bytes(&u, &out->path.length);
    if (u.bad || reason >= MISSED_REASONS || out->path.length > MISSED_PATH_MAX)
        return FAULT_INPUT;
    out->reason = (enum missed_reason)reason;
    return click_decode(u.at, (size_t)(u.end - u.at), &out->click);
}
