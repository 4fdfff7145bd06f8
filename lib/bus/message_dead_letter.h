/*
 * message_dead_letter.h: messages that the carrier surely did not take, again and again: they lie among the
 * dead letters, as letters to the target MESSAGE_DEAD_LETTER_TARGET, until the sweeper or a redrive
 * hands them back to the outbox. The message itself stays requested.
 */
#ifndef CURT_BUS_MESSAGE_DEAD_LETTER_H
#define CURT_BUS_MESSAGE_DEAD_LETTER_H

#include "bus/dead_letter.h"
#include "message/message.h"

#define MESSAGE_DEAD_LETTER_TARGET      1 /* no target has this id: theirs are drawn from 64 bits */
#define MESSAGE_DEAD_LETTER_TARGET_NAME "carrier"

/* What was given up, as an error of the message. */
#define MESSAGE_DEAD_LETTER_GIVEN_UP "given up"

struct message_dead_letter {
    const struct message *message; /* with attempts, error and detail */
    enum dead_letter_code code;
    uint16_t status; /* of HTTP; 0 for none */
    int64_t next;    /* when it is tried again; 0: not before it is redriven */
    enum dead_letter_exhausted exhausted;
};

/* Writes the letter; space is for it. */
enum fault message_dead_letter_put(
    struct txn *, const struct message_dead_letter *, struct dead_letter *space, int64_t now);

/* Hands the message back to the outbox, with the letter's attempts, and takes the letter out. FAULT_MISSING
 * when there is none. */
enum fault message_dead_letter_redrive(struct txn *, const struct dead_letter *, int64_t now);

/* Takes out the letter of a message that is taken out itself, if there is one. */
enum fault message_dead_letter_remove(struct txn *, const uint8_t id[static UUID_BYTES]);

/* The message has failed; the letter is the caller's to remove. */
enum fault message_dead_letter_give_up(struct txn *, const struct dead_letter_id *, int64_t now);

#endif
