/*
 * order.h: one message that the carrier is asked to take: what is written down before and after, so that it
 * is not asked twice because something died. Each call is part of a transaction of the caller's.
 */
#ifndef CURT_CARRIER_ORDER_H
#define CURT_CARRIER_ORDER_H

#include <stdbool.h>

#include "base/conf.h"
#include "carrier/carrier.h"
#include "store/campaign.h"
#include "store/dead.h"
#include "store/message.h"
#include "store/outbox.h"

struct order {
    struct outbox waited;         /* where it was in the outbox */
    int64_t began;                /* 0: it is nobody's */
    bool ready;                   /* it is written down as sending, and may be sent */
    struct carrier_answer answer; /* once it is there */
    struct order *next;           /* the caller's */
};

/* What orders need; the caller's. */
struct order_desk {
    const struct conf *conf;
    int64_t now;
    struct campaign campaign; /* room, as below */
    struct dead dead;
};

/* A message is not sent after all: it has failed. It was read in this transaction, to change it. */
enum fault order_fail(struct txn *, struct message *, const char *error, const char *detail, int64_t now);

/*
 * Takes it out of where it waited. If it is to be sent it is sending from now on, and order->ready; its
 * number may be stopped, its campaign cancelled, or it may be sent or gone already.
 */
enum fault order_begin(struct txn *, struct order_desk *, struct order *);

/* Writes down what came of it, as order->answer says. */
enum fault order_settle(struct txn *, struct order_desk *, const struct order *);

/* Whoever sent it died, and nobody knows what came of it: the first such is unknown now. FAULT_MISSING when
 * there is none. */
enum fault order_lose(struct txn *, int64_t now);

#endif
