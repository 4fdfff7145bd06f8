/*
 * dead_letters.c: walks the dead letters in bounded pieces.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/dead_letters.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/message_dead_letter.h"

enum { DEAD_LETTERS_LOOKS = 200 /* a transaction */ };

bool
dead_letters_want_all(const struct dead_letters_filter *wanted)
{
    return wanted->target[0] == '\0' && wanted->code == 0 && wanted->before == 0;
}

bool
dead_letters_match(const struct dead_letters_filter *wanted, const struct dead_letter *dead)
{
    return (wanted->target[0] == '\0' || strcmp(wanted->target, dead->target_name) == 0) &&
           (wanted->code == 0 || wanted->code == dead->code) &&
           (wanted->before == 0 || dead->since < wanted->before);
}

static bool
dead_letters_have_time(const struct dead_letters_cursor *cursor)
{
    return cursor->until == 0 || timestamp_now() < cursor->until;
}

enum fault
dead_letters_visit(struct env *env, const struct dead_letters_filter *wanted,
    struct dead_letters_cursor *cursor, bool (*visit)(const struct dead_letter *, void *arg), void *arg)
{
    struct dead_letter *dead = xmalloc(sizeof(struct dead_letter));
    enum fault fault = FAULT_NONE;
    while (dead_letters_have_time(cursor) &&
           (fault = dead_letter_next(env_read(env), &cursor->after, dead)) == FAULT_NONE) {
        if (dead_letters_match(wanted, dead) && !visit(dead, arg))
            break;
        cursor->after = (struct dead_letter_id){dead->target, dead->event.number};
    }
    free(dead);
    cursor->over = fault == FAULT_MISSING;
    return cursor->over ? FAULT_NONE : fault;
}

struct dead_letters_work {
    const struct dead_letters_filter *wanted;
    enum fault (*act)(struct txn *, struct dead_letter *, int64_t now);
    int64_t now;
    struct dead_letter_id from,
        to; /* what this transaction looks at begins after from; it came as far as to */
    uint64_t done;
    bool over;
    struct dead_letter *dead;
};

static enum fault
dead_letters_body(struct txn *txn, void *arg)
{
    struct dead_letters_work *work = arg;
    enum fault fault = FAULT_NONE;
    work->to = work->from;
    work->done = 0;
    for (int i = 0; i < DEAD_LETTERS_LOOKS && fault == FAULT_NONE; i++) {
        fault = dead_letter_next(txn, &work->to, work->dead);
        if (fault != FAULT_NONE)
            break;
        work->to = (struct dead_letter_id){work->dead->target, work->dead->event.number};
        if (!dead_letters_match(work->wanted, work->dead))
            continue;
        fault = work->act(txn, work->dead, work->now);
        work->done += fault == FAULT_NONE;
    }
    work->over = fault == FAULT_MISSING;
    return work->over ? FAULT_NONE : fault;
}

/* A bounded piece a transaction. */
static enum fault
dead_letters_work_all(
    struct env *env, struct dead_letters_work *work, struct dead_letters_cursor *cursor, uint64_t *count)
{
    enum fault fault = FAULT_NONE;
    work->dead = xmalloc(sizeof(struct dead_letter));
    work->from = cursor->after;
    for (*count = 0;
         fault == FAULT_NONE && !work->over && dead_letters_have_time(cursor) && !program_interrupted();) {
        fault = env_txn(env, ENV_SYNC, dead_letters_body, work);
        if (fault == FAULT_NONE)
            *count += work->done;
        work->from = work->to;
    }
    free(work->dead);
    cursor->after = work->from;
    cursor->over = work->over;
    return fault;
}

static enum fault
dead_letters_redrive_one(struct txn *txn, struct dead_letter *dead, int64_t now)
{
    dead->next = now;
    dead->attempts = 0;
    dead->exhausted = DEAD_LETTER_NOT_EXHAUSTED;
    return dead_letter_put(txn, dead);
}

enum fault
dead_letters_purge_one(struct txn *txn, const struct dead_letter_id *place, int64_t now)
{
    enum fault fault = place->target == MESSAGE_DEAD_LETTER_TARGET
                           ? message_dead_letter_give_up(txn, place, now)
                           : FAULT_NONE;
    return fault != FAULT_NONE ? fault : dead_letter_remove(txn, place);
}

static enum fault
dead_letters_purge_found(struct txn *txn, struct dead_letter *dead, int64_t now)
{
    return dead_letters_purge_one(txn, &(struct dead_letter_id){dead->target, dead->event.number}, now);
}

enum fault
dead_letters_redrive(struct env *env, const struct dead_letters_filter *wanted,
    struct dead_letters_cursor *cursor, int64_t now, uint64_t *count)
{
    struct dead_letters_work work = {.wanted = wanted, .act = dead_letters_redrive_one, .now = now};
    return dead_letters_work_all(env, &work, cursor, count);
}

enum fault
dead_letters_purge(struct env *env, const struct dead_letters_filter *wanted,
    struct dead_letters_cursor *cursor, uint64_t *count)
{
    struct dead_letters_work work = {
        .wanted = wanted, .act = dead_letters_purge_found, .now = timestamp_now()};
    return dead_letters_work_all(env, &work, cursor, count);
}
