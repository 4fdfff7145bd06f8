/*
 * idempotency.c: the table of answers to requests with an Idempotency-Key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/idempotency.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "db/codec.h"

enum {
    IDEMPOTENCY_HEAD = 8 + SHA256_BYTES + 2 + 2 + 2, /* of a row, but for the location and the body */
    IDEMPOTENCY_KEY = 4 + SHA256_BYTES,
    IDEMPOTENCY_FORM = 0, /* where rows of an older form have a status */
};

static struct row_key
idempotency_key(struct encoder *p, const struct idempotency *once)
{
    encode_u32(p, once->api_key);
    encode_bytes(p, once->name, SHA256_BYTES);
    return encoder_key(p);
}

static void
idempotency_take_answer(struct idempotency *once, struct idempotency_answer answer)
{
    free(once->answer.location);
    free(once->answer.body);
    once->answer = answer;
}

void
idempotency_set_answer(struct idempotency *once, int status, const char *location, char *body, size_t length)
{
    idempotency_take_answer(once, (struct idempotency_answer){.status = (uint16_t)status,
                                      .location = location != NULL ? xstrdup(location) : NULL,
                                      .body = body,
                                      .length = length});
}

void
idempotency_clear(struct idempotency *once)
{
    idempotency_take_answer(once, (struct idempotency_answer){0});
}

/* The older form: the status, then a code or an id, a line feed and the body. There is no location in it. */
static void
idempotency_decode_old(struct decoder *u)
{
    const uint8_t *feed = memchr(u->at, '\n', (size_t)(u->end - u->at));
    u->bad = u->bad || feed == NULL;
    if (feed != NULL)
        u->at = feed + 1;
}

/* Takes the row over, when it is the answer: answers may be large, and are not copied. */
static enum fault
idempotency_decode(struct idempotency *once, uint8_t *row, size_t row_length)
{
    struct decoder u = decoder_over(row, row_length);
    const char *location = NULL;
    size_t location_length = 0;
    const int64_t at = decode_timestamp(&u);
    const uint8_t *request = decode_bytes(&u, SHA256_BYTES);
    uint16_t status = decode_u16(&u);
    if (status == IDEMPOTENCY_FORM) {
        status = decode_u16(&u);
        location = decode_text_bytes(&u, &location_length);
    } else {
        idempotency_decode_old(&u);
    }
    if (u.bad)
        return FAULT_SYSTEM;
    if (at < once->since)
        return FAULT_MISSING;
    if (memcmp(request, once->request, SHA256_BYTES) != 0)
        return FAULT_REFUSED;
    const size_t length = (size_t)(u.end - u.at);
    char *place = location_length > 0 ? xstrndup(location, location_length) : NULL;
    memmove(row, u.at, length);
    idempotency_take_answer(
        once, (struct idempotency_answer){
                  .status = status, .location = place, .body = (char *)row, .length = length});
    return FAULT_NONE;
}

enum fault
idempotency_get(struct txn *txn, struct idempotency *once)
{
    uint8_t space[IDEMPOTENCY_KEY];
    struct encoder k = encoder_over(space, sizeof space);
    size_t length;
    if (!once->has_key)
        return FAULT_MISSING;
    uint8_t *row = xmalloc(IDEMPOTENCY_ROW_MAX); /* only what the row fills becomes memory */
    enum fault fault = row_get_for_update(
        txn, TABLE_IDEMPOTENCY, idempotency_key(&k, once), row, IDEMPOTENCY_ROW_MAX, &length);
    if (fault == FAULT_NONE)
        fault = idempotency_decode(once, row, length);
    if (fault != FAULT_NONE)
        free(row);
    return fault;
}

static enum fault
idempotency_find_body(struct txn *txn, void *arg)
{
    return idempotency_get(txn, arg);
}

enum fault
idempotency_find(struct env *env, struct idempotency *once)
{
    return once->has_key ? env_txn(env, ENV_SYNC, idempotency_find_body, once) : FAULT_MISSING;
}

/* Puts the head of a row in front of the body, which is moved, and not copied, since it may be large. */
static void
idempotency_encode(struct idempotency *once, const char *location, size_t head)
{
    struct idempotency_answer *answer = &once->answer;
    answer->body = xreallocarray(answer->body, head + answer->length, 1);
    memmove(answer->body + head, answer->body, answer->length);
    struct encoder p = encoder_over((uint8_t *)answer->body, head);
    encode_timestamp(&p, once->now);
    encode_bytes(&p, once->request, SHA256_BYTES);
    encode_u16(&p, IDEMPOTENCY_FORM);
    encode_u16(&p, answer->status);
    encode_text(&p, location);
}

enum fault
idempotency_put(struct txn *txn, struct idempotency *once)
{
    uint8_t space[IDEMPOTENCY_KEY];
    struct encoder k = encoder_over(space, sizeof space);
    struct idempotency_answer *answer = &once->answer;
    const char *location = answer->location != NULL ? answer->location : "";
    const size_t head = IDEMPOTENCY_HEAD + strlen(location), size = head + answer->length;
    if (!once->has_key)
        return FAULT_NONE;
    if (size > IDEMPOTENCY_ROW_MAX || strlen(location) > UINT16_MAX) {
        log_error("a response of %zu bytes is too long to store for its Idempotency-Key", size);
        return FAULT_SYSTEM;
    }
    idempotency_encode(once, location, head);
    enum fault fault = row_put(txn, TABLE_IDEMPOTENCY, idempotency_key(&k, once), answer->body, size);
    memmove(answer->body, answer->body + head, answer->length);
    return fault;
}

bool
idempotency_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    return decode_timestamp(&u) < *(const int64_t *)arg;
}
