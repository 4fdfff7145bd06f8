/*
 * spool_shipment.c: clicks of another host's spool.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_shipment.h"

#include <string.h>

#include "base/timestamp.h"
#include "db/codec.h"
#include "event/event_log.h"
#include "event/spool.h"

enum { SPOOL_SHIPMENT_KIND = 1 };

static void
shipment_encode_record(struct encoder *p, const struct spool_record *record)
{
    uint8_t bytes[SPOOL_RECORD_MAX];
    encode_bytes(p, bytes, spool_record_encode(record, bytes));
}

/* A batch has INTAKE_BATCH records of less than half a megabyte, so there is room. */
size_t
spool_shipment_encode(
    const struct intake *intake, const struct host *host, uint8_t out[static SPOOL_SHIPMENT_MAX])
{
    struct encoder p = encoder_over(out, SPOOL_SHIPMENT_MAX);
    struct spool_move moves[INTAKE_SEGMENTS];
    const size_t count = intake_moves(intake, moves);
    size_t forgotten;
    const uint8_t(*gone)[UUID_BYTES] = intake_forgotten(intake, &forgotten);
    encode_u8(&p, SPOOL_SHIPMENT_KIND);
    encode_text(&p, host->name);
    encode_text(&p, host->address);
    encode_u64(&p, host->events);
    encode_u64(&p, host->spool);
    encode_u16(&p, (uint16_t)forgotten);
    encode_bytes(&p, gone, forgotten * UUID_BYTES);
    encode_u16(&p, (uint16_t)count);
    for (size_t i = 0; i < count; i++) {
        encode_bytes(&p, moves[i].segment, UUID_BYTES);
        encode_u64(&p, moves[i].from);
        encode_u64(&p, moves[i].to);
    }
    encode_u32(&p, (uint32_t)intake_count(intake));
    for (size_t i = 0; i < intake_count(intake); i++)
        shipment_encode_record(&p, intake_record(intake, i));
    return p.length;
}

/* One that is read; the pointers are into its bytes. */
struct shipment {
    struct host host;
    const uint8_t *forgotten; /* UUID_BYTES each */
    size_t forgotten_count;
    struct spool_move moves[INTAKE_SEGMENTS];
    size_t move_count;
    uint32_t count; /* of records */
    const uint8_t *records;
    size_t size;
};

static enum fault
shipment_read_moves(struct decoder *u, struct shipment *out)
{
    out->move_count = decode_u16(u);
    if (out->move_count > INTAKE_SEGMENTS)
        return FAULT_INPUT;
    for (size_t i = 0; i < out->move_count; i++) {
        struct spool_move *move = &out->moves[i];
        const uint8_t *segment = decode_bytes(u, UUID_BYTES);
        if (segment != NULL)
            memcpy(move->segment, segment, UUID_BYTES);
        move->from = decode_u64(u);
        move->to = decode_u64(u);
        if (move->from < SPOOL_HEADER || move->to < move->from)
            return FAULT_INPUT;
    }
    return u->bad ? FAULT_INPUT : FAULT_NONE;
}

/* Each record is whole, and none is missing. */
static enum fault
shipment_check_records(const struct shipment *shipment)
{
    struct spool_record record;
    enum fault fault = FAULT_NONE;
    uint32_t count = 0;
    for (size_t at = 0, taken; at < shipment->size && fault == FAULT_NONE; at += taken, count++)
        fault = spool_record_decode(shipment->records + at, shipment->size - at, &record, &taken);
    return fault == FAULT_NONE && count == shipment->count ? FAULT_NONE : FAULT_INPUT;
}

static enum fault
shipment_read(const void *bytes, size_t size, struct shipment *out)
{
    struct decoder u = decoder_over(bytes, size);
    if (decode_u8(&u) != SPOOL_SHIPMENT_KIND)
        return FAULT_INPUT;
    decode_text(&u, out->host.name, sizeof out->host.name);
    decode_text(&u, out->host.address, sizeof out->host.address);
    out->host.events = decode_u64(&u);
    out->host.spool = decode_u64(&u);
    out->forgotten_count = decode_u16(&u);
    out->forgotten = decode_bytes(&u, out->forgotten_count * UUID_BYTES);
    enum fault fault = shipment_read_moves(&u, out);
    out->count = decode_u32(&u);
    out->records = u.at;
    out->size = (size_t)(u.end - u.at);
    if (u.bad)
        fault = FAULT_INPUT;
    return fault == FAULT_NONE ? shipment_check_records(out) : fault;
}

static enum fault
shipment_append(struct txn *txn, const struct shipment *shipment)
{
    enum fault fault = FAULT_NONE;
    for (size_t at = 0, taken; at < shipment->size && fault == FAULT_NONE; at += taken) {
        struct spool_record click;
        fault = spool_record_decode(shipment->records + at, shipment->size - at, &click, &taken);
        if (fault == FAULT_NONE)
            fault = event_log_append_as(txn, click.id, click.kind, click.at, click.body, click.length, NULL);
    }
    return fault;
}

static enum fault
shipment_take(struct txn *txn, void *arg)
{
    struct shipment *shipment = arg;
    enum fault fault = host_was_removed(txn, shipment->host.name);
    if (fault != FAULT_MISSING)
        return fault == FAULT_NONE ? FAULT_MISSING : fault;
    fault = FAULT_NONE;
    for (size_t i = 0; i < shipment->move_count && fault == FAULT_NONE; i++)
        fault = spool_cursor_move(txn, &shipment->moves[i], shipment->host.name);
    for (size_t i = 0; i < shipment->forgotten_count && fault == FAULT_NONE; i++)
        fault = spool_cursor_remove(txn, shipment->forgotten + i * UUID_BYTES);
    if (fault == FAULT_NONE)
        fault = shipment_append(txn, shipment);
    shipment->host.seen = timestamp_now();
    shipment->host.copied = shipment->host.to_copy = 0;
    return fault == FAULT_NONE ? host_put(txn, &shipment->host) : fault;
}

struct shipment_answer {
    const struct shipment *shipment;
    struct encoder text;
};

/* Where the cursors of a shipment stand now. */
static enum fault
shipment_answer(struct txn *txn, void *arg)
{
    struct shipment_answer *answer = arg;
    enum fault fault = FAULT_NONE;
    answer->text.length = 0;
    for (size_t i = 0; i < answer->shipment->move_count && fault == FAULT_NONE; i++) {
        const uint8_t *segment = answer->shipment->moves[i].segment;
        uint64_t offset;
        fault = spool_cursor_get(txn, segment, &offset);
        encode_bytes(&answer->text, segment, UUID_BYTES);
        encode_u64(&answer->text, offset != 0 ? offset : SPOOL_HEADER);
    }
    return fault;
}

enum fault
spool_shipment_take(struct env *env, const void *bytes, size_t size,
    uint8_t answer[static SPOOL_SHIPMENT_ANSWER_MAX], size_t *length)
{
    struct shipment shipment;
    struct shipment_answer out = {&shipment, encoder_over(answer, SPOOL_SHIPMENT_ANSWER_MAX)};
    enum fault fault = shipment_read(bytes, size, &shipment);
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_WRITE, shipment_take, &shipment);
    /* As a write: the host forgets what the cursors have passed, so a majority must have them. */
    if (fault == FAULT_REFUSED && env_txn(env, ENV_WRITE, shipment_answer, &out) != FAULT_NONE)
        fault = FAULT_AGAIN;
    *length = out.text.length;
    return fault;
}

enum fault
spool_shipment_answered(struct intake *intake, const void *answer, size_t length)
{
    struct decoder u = decoder_over(answer, length);
    while (!decoder_is_at_end(&u)) {
        const uint8_t *segment = decode_bytes(&u, UUID_BYTES);
        const uint64_t offset = decode_u64(&u);
        if (u.bad || offset < SPOOL_HEADER)
            return FAULT_INPUT;
        intake_move_to(intake, segment, offset);
    }
    return FAULT_NONE;
}
