/*
 * visit.c: a visit as bytes, taken once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/visit.h"

#include "db/codec.h"

enum fault
visit_append(struct txn *txn, const uint8_t id[static UUID_BYTES], const struct visit *visit, int64_t now)
{
    uint8_t body[VISIT_BYTES_MAX];
    size_t length;
    struct encoder p = encoder_over(body, sizeof body);
    encode_timestamp(&p, visit->at);
    encode_text(&p, visit->country);
    enum fault fault = click_encode(&visit->click, body + p.length, CLICK_BYTES_MAX, &length);
    if (fault == FAULT_NONE)
        fault = row_add(txn, TABLE_CUSTOM_EVENT_ID, (struct row_key){id, UUID_BYTES}, "", 0);
    return fault != FAULT_NONE
               ? fault
               : event_log_append_as(txn, id, EVENT_VISIT, now, body, p.length + length, NULL);
}

enum fault
visit_decode(const struct event *event, struct visit *out)
{
    struct decoder u = decoder_over(event->body, event->length);
    out->at = decode_timestamp(&u);
    decode_text(&u, out->country, sizeof out->country);
    return u.bad ? FAULT_INPUT : click_decode(u.at, (size_t)(u.end - u.at), &out->click);
}
