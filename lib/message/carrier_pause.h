/*
 * carrier_pause.h: why messages wait although they may be sent: the carrier refuses the whole account, or
 * cannot be reached. curt-relay writes it down; other programs show it.
 */
#ifndef CURT_MESSAGE_CARRIER_PAUSE_H
#define CURT_MESSAGE_CARRIER_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "db/env.h"

#define CARRIER_PAUSE_REASON_MAX 80
#define CARRIER_PAUSE_DETAIL_MAX 200

struct carrier_pause {
    int64_t since;                             /* nothing was taken since then */
    int64_t next_try;                          /* one message is sent then, to find out */
    char reason[CARRIER_PAUSE_REASON_MAX + 1]; /* short: "402 Payment Required", "Not connected" */
    char detail[CARRIER_PAUSE_DETAIL_MAX + 1]; /* a sentence of the carrier's; "": none */
};

/* FAULT_MISSING: it takes messages. */
enum fault carrier_pause_get(struct txn *, struct carrier_pause *out);
enum fault carrier_pause_put(struct txn *, const struct carrier_pause *);
enum fault carrier_pause_remove(struct txn *);

/* {"since", "next_try", "reason", "detail"}, the detail only in full: it is not for everybody. NULL when the
 * carrier takes messages, or the store cannot be read. Not in a transaction. The caller's. */
struct json_object *carrier_pause_to_json(struct env *, bool full);

#endif
