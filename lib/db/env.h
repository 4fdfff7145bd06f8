/*
 * env.h: the Berkeley DB environment that all programs of curt share, its tables, and its transactions.
 *
 * A program opens one environment, with the tables it needs, and closes it when it ends in good order; a
 * program that dies in between is noticed by the next that opens (registry.h). A store that needs recovery is
 * fatal here: the program exits and is started again.
 */
#ifndef CURT_DB_ENV_H
#define CURT_DB_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"

/* In the order in which they are opened, by everybody. */
enum table {
    TABLE_LINK,            /* code -> link (link.h) */
    TABLE_LINK_INDEX,      /* links by owner, campaign, tag and URL (link_index.h) */
    TABLE_SCHEDULE,        /* moment, kind, name -> what the sweeper has to do then (schedule.h) */
    TABLE_LINK_USE,        /* link id -> opens so far, of links with a limit (link.h) */
    TABLE_API_KEY,         /* key id -> API key (api_key.h) */
    TABLE_SESSION,         /* digest of a cookie -> sign-in (session.h) */
    TABLE_CREATE_LIMIT,    /* key id -> creates left (create_limit.h) */
    TABLE_IDEMPOTENCY,     /* key id, Idempotency-Key -> the answer given (idempotency.h) */
    TABLE_VISITOR_SALT,    /* day -> salt of the visitor hash (visitor_salt.h) */
    TABLE_EVENT,           /* event number -> event (event_log.h), a queue */
    TABLE_EVENT_REST,      /* event number -> what did not fit the queue's record */
    TABLE_CHECKPOINT,      /* consumer -> the last event it has taken (checkpoint.h) */
    TABLE_CLICK_STATS,     /* scope, kind -> counts (click_stats.h) */
    TABLE_VISITOR,         /* day, scope, visitor: who was seen (click_stats.h) */
    TABLE_RULE,            /* name -> rule (rule.h) */
    TABLE_TARGET,          /* name -> target (target.h) */
    TABLE_DELIVERY_CURSOR, /* target id -> how far it has come (delivery_cursor.h) */
    TABLE_DEAD_LETTER,     /* target id, event number -> dead letter (dead_letter.h) */
    TABLE_CUSTOM_EVENT_ID, /* id of an event from outside -> nothing: it was taken (custom_event.h) */
    TABLE_REPLAY,          /* name -> replay (replay.h) */
    TABLE_MESSAGE,         /* message id -> message (message.h) */
    TABLE_MESSAGE_BODY,    /* message id -> what is sent, as JSON (message.h) */
    TABLE_MESSAGE_INDEX,   /* messages by time, campaign and number (message_index.h) */
    TABLE_MESSAGE_OPEN,    /* message id, event number -> who opened its links (message_open.h) */
    TABLE_OUTBOX,      /* lane, moment, message id: what waits for the carrier, or is under way (outbox.h) */
    TABLE_RECEIPT,     /* message, moment -> what the carrier said (receipt.h) */
    TABLE_CARRIER_ID,  /* the carrier's id -> message id (carrier_id_index.h) */
    TABLE_JWT_REPLAY,  /* id of a signed token that was taken (jwt_replay.h) */
    TABLE_SUPPRESSION, /* digest of a number: nothing more is sent to it (suppression.h) */
    TABLE_CAMPAIGN,    /* name -> campaign (campaign.h) */
    TABLE_RECIPIENT,   /* campaign id, place or number -> recipient (recipient.h) */
    TABLES
};

_Static_assert(TABLES < 32, "a set of tables is 32 bits");

#define TABLE_BIT(table) (1u << (table))
#define TABLE_ALL        (TABLE_BIT(TABLES) - 1)

struct env;
struct txn;

/*
 * Opens the store in conf->store_home with the tables in `tables`; those in `readonly` too cannot be written
 * through this handle. FAULT_SYSTEM (logged) when it cannot be had.
 */
enum fault env_open(struct env **out, const struct config *config, unsigned tables, unsigned readonly);

/* env_open for a program: failure is fatal. */
struct env *env_open_or_die(const struct config *config, unsigned tables, unsigned readonly);

void env_close(struct env *);

/* Makes the directories and the DB_CONFIG of a new store; FAULT_EXISTS when there is one already. */
enum fault env_create(const char *home);

/* What a commit survives. */
enum env_durability {
    ENV_WRITE, /* the death of any process: the log is with the operating system */
    ENV_SYNC,  /* power loss too: the log is on the disk. Others may see it just before */
};

/*
 * Runs body in one transaction and commits it when body returns FAULT_NONE; else aborts it and returns what
 * body returned. A deadlock is not the caller's business: the body is run again from the start, so it must be
 * safe to run again. FAULT_AGAIN after too many tries.
 */
enum fault env_txn(struct env *, enum env_durability, enum fault (*body)(struct txn *, void *arg), void *arg);

/* Reads outside any transaction: each sees the last committed state, and retries by itself. */
struct txn *env_read(struct env *);

/* The environment of a transaction. */
struct env *env_of(struct txn *);

/* Puts everything committed so far on the disk. */
enum fault env_flush(struct env *);

/* Writes changed pages to the tables' files, so that recovery need not go back further. */
enum fault env_checkpoint(struct env *);

/* Removes log files that nothing needs any more; how many is in *removed. */
enum fault env_trim_log(struct env *, unsigned *removed);

/* How many processes have the store open. */
int env_users(struct env *);

#endif
