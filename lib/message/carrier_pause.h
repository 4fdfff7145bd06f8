/*
 * carrier_pause.h: why messages wait although they may be sent: a carrier refuses the whole account, or
 * cannot be reached. curt-relay writes it down, a row a carrier; other programs show it.
 */
#ifndef CURT_MESSAGE_CARRIER_PAUSE_H
#define CURT_MESSAGE_CARRIER_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "db/env.h"

#define CARRIER_PAUSE_REASON_MAX 80
#define CARRIER_PAUSE_DETAIL_MAX 200

#define CARRIER_PAUSE_CARRIER_MAX 16

struct carrier_pause {
    char carrier[CARRIER_PAUSE_CARRIER_MAX + 1]; /* "vonage"; of an older version "pause" */
    int64_t since;                               /* nothing was taken since then */
    int64_t next_try;                            /* one message is sent then, to find out */
    char reason[CARRIER_PAUSE_REASON_MAX + 1];   /* short: "402 Payment Required", "Not connected" */
    char detail[CARRIER_PAUSE_DETAIL_MAX + 1];   /* a sentence of the carrier's; "": none */
};

/* FAULT_MISSING: this carrier takes messages. */
enum fault carrier_pause_get(struct txn *, const char *carrier, struct carrier_pause *out);
/* The one after this carrier's, "" for the first: FAULT_MISSING past the last. */
enum fault carrier_pause_next(struct txn *, const char *carrier, struct carrier_pause *out);
/* The one that has lasted longest: FAULT_MISSING: all carriers take messages. */
enum fault carrier_pause_oldest(struct txn *, struct carrier_pause *out);
enum fault carrier_pause_put(struct txn *, const struct carrier_pause *);
enum fault carrier_pause_remove(struct txn *, const char *carrier);

/* The oldest: {"carrier", "since", "next_try", "reason", "detail"}, the detail only in full: it is not for
 * everybody. NULL when all carriers take messages, or the store cannot be read. Not in a transaction. The
 * caller's. */
struct json_object *carrier_pause_to_json(struct env *, bool full);

#endif
