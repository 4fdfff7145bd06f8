/*
 * parked.h: messages that the carrier surely did not take, again and again: they lie among the dead letters,
 * as letters to the target PARKED_TARGET, until the sweeper or somebody's redrive hands them back to the
 * outbox. The message itself stays requested.
 */
#ifndef CURT_STORE_PARKED_H
#define CURT_STORE_PARKED_H

#include "store/dead.h"
#include "store/message.h"

#define PARKED_TARGET      1 /* no target has this id: theirs are drawn from 64 bits */
#define PARKED_TARGET_NAME "carrier"

/* What was given up, as an error of the message. */
#define PARKED_GIVEN_UP "given up"

struct parked {
    const struct message *message; /* with attempts, error and detail */
    enum dead_code code;
    uint16_t status; /* of HTTP; 0 for none */
    int64_t next;    /* when it is tried again; 0: it rests */
    enum dead_exhausted exhausted;
};

/* Writes the letter; space is for it. */
enum fault parked_put(struct txn *, const struct parked *, struct dead *space, int64_t now);

/* Hands the message back to the outbox, with the letter's attempts, and takes the letter out. FAULT_MISSING
 * when there is none. */
enum fault parked_return(struct txn *, const struct dead *, int64_t now);

/* Takes out the letter of a message that is taken out itself, if there is one. */
enum fault parked_forget(struct txn *, const uint8_t id[static UUID_BYTES]);

/* The message has failed; the letter is the caller's to remove. */
enum fault parked_give_up(struct txn *, const struct dead_place *, int64_t now);

#endif
