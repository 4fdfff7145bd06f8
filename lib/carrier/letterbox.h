/*
 * letterbox.h: what people write to us: each text becomes message.received, and a word like STOP puts its
 * writer on the list of those that get nothing more, or takes him off it.
 */
#ifndef CURT_CARRIER_LETTERBOX_H
#define CURT_CARRIER_LETTERBOX_H

#include "base/conf.h"
#include "carrier/callback.h"
#include "store/env.h"

/* Takes it in, once: what came before under the same id of the carrier's changes nothing. */
enum fault letterbox_take(struct txn *, const struct conf *, const struct inbound_news *, int64_t now);

#endif
