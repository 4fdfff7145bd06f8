/*
 * receipt.h: what the carrier said of a message, each time that it said something: the raw text, and when it
 * came. A receipt of which nobody knows the message yet is kept under the carrier's id, and joined when the
 * message turns up.
 */
#ifndef CURT_MESSAGE_RECEIPT_H
#define CURT_MESSAGE_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"
#include "db/row.h"

#define RECEIPT_BODY_MAX (32 * 1024)

struct receipt {
    int64_t at;
    size_t length;
    char body[RECEIPT_BODY_MAX + 1]; /* with a NUL after it */
};

/* once: it is one that its carrier may send again, unchanged, and what is kept already is not kept twice. */
enum fault receipt_add(struct txn *, const uint8_t message[static UUID_BYTES], bool once, int64_t at,
    const char *body, size_t length);
enum fault receipt_add_unknown(
    struct txn *, const char *carrier_id, bool once, int64_t at, const char *body, size_t length);

/* Calls visit with each of the message's, in the order in which they came; space holds one at a time. */
enum fault receipt_visit(struct txn *, const uint8_t message[static UUID_BYTES], struct receipt *space,
    void (*visit)(const struct receipt *, void *arg), void *arg);

/* Takes out the first that waits under the carrier's id: FAULT_MISSING when none does. */
enum fault receipt_take_unknown(struct txn *, const char *carrier_id, struct receipt *out);

enum fault receipt_remove(struct txn *, const uint8_t message[static UUID_BYTES]);

/* One that waits since before the time *arg, for row_sweep_run over TABLE_RECEIPT from receipt_from. */
bool receipt_is_expired(const struct cursor *, void *arg, bool *stop);
size_t receipt_from(uint8_t out[static ROW_KEY_MAX]);

#endif
