/*
 * send_attempt.h: one message that the carrier is asked to take: what is written down before and after, so
 * that it is not asked twice because something died. Each call is part of a transaction of the caller's.
 */
#ifndef CURT_SENDER_SEND_ATTEMPT_H
#define CURT_SENDER_SEND_ATTEMPT_H

#include <stdbool.h>

#include "base/config.h"
#include "bus/dead_letter.h"
#include "campaign/campaign.h"
#include "carrier/carrier.h"
#include "message/message.h"
#include "message/outbox.h"

struct send_attempt {
    struct outbox waited;         /* where it was in the outbox */
    enum config_carrier carrier;  /* who is asked */
    char quiet[QUIET_HOURS_SIZE]; /* its campaign's quiet hours; "": none */
    int64_t began;                /* 0: it is nobody's */
    bool ready;                   /* it is written down as sending, and may be sent */
    struct carrier_result answer; /* once it is there */
    struct send_attempt *next;    /* the caller's */
};

/* What attempts need; the caller's. */
struct send_attempt_context {
    const struct config *config;
    int64_t now;
    int64_t steady; /* now, for what waits (steady_clock.h) */
    struct quiet_hours *quiet;
    struct campaign campaign; /* room, as below */
    struct dead_letter dead;
};

/* A message is not sent after all: it has failed. It was read in this transaction, to change it. */
enum fault send_attempt_fail(
    struct txn *, struct message *, const char *error, const char *detail, int64_t now);

/*
 * Takes it out of where it waited. If it is to be sent it is sending from now on, and attempt->ready; its
 * number may be stopped, its campaign cancelled, it may be sent or gone already, or wait until it is not
 * quiet any more where its recipient is, or until its campaign, which is over, would send again.
 */
enum fault send_attempt_begin(struct txn *, struct send_attempt_context *, struct send_attempt *);

/* Writes down what came of it, as attempt->answer says. */
enum fault send_attempt_settle(struct txn *, struct send_attempt_context *, const struct send_attempt *);

/* Whoever sent it died, and nobody knows what came of it: the first such is unknown now. FAULT_MISSING when
 * there is none. */
enum fault send_attempt_mark_unknown(struct txn *, int64_t now);

#endif
