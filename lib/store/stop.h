/*
 * stop.h: numbers that nothing more is sent to: their owners replied STOP, the carrier said that they opted
 * out, or an administrator put them there.
 *
 * An entry is found by a digest of the number. When a person is forgotten the number goes and the digest
 * stays: nothing is sent to that number, and the list does not say which it is.
 */
#ifndef CURT_STORE_STOP_H
#define CURT_STORE_STOP_H

#include <stdint.h>

#include "store/env.h"
#include "store/message.h"

#define STOP_ID 16 /* bytes of the digest */

enum stop_reason { STOP_REPLY = 1, STOP_CARRIER, STOP_ADMIN };

struct stop {
    uint8_t id[STOP_ID];                  /* zeroed: before the first */
    char number[MESSAGE_ADDRESS_MAX + 1]; /* "": forgotten */
    enum stop_reason reason;
    int64_t since;
};

/* FAULT_MISSING: messages may go there. */
enum fault stop_find(struct txn *, const char *number, struct stop *out);

/* What is there already stays as it is: FAULT_EXISTS. */
enum fault stop_add(struct txn *, const char *number, enum stop_reason, int64_t now);
enum fault stop_remove(struct txn *, const char *number);

/* Keeps the entry without the number. FAULT_MISSING. */
enum fault stop_forget(struct txn *, const char *number);

/* The entry behind `after`, which may be out itself, in no order that means anything. */
enum fault stop_next(struct txn *, const uint8_t after[static STOP_ID], struct stop *out);

/* "reply", "carrier", "admin" */
const char *stop_reason_name(enum stop_reason);

#endif
