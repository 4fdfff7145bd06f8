#include "bus/letters.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/program.h"
#include "store/parked.h"

enum { LETTERS_LOOKS = 200 /* a transaction */ };

static bool
letters_match(const struct letters_wanted *wanted, const struct dead *dead)
{
    return (wanted->target[0] == '\0' || strcmp(wanted->target, dead->target_name) == 0) &&
           (wanted->code == 0 || wanted->code == dead->code) &&
           (wanted->before == 0 || dead->since < wanted->before);
}

static struct dead *
letters_space(void)
{
    struct dead *dead = malloc(sizeof *dead);
    if (dead == NULL)
        log_fatal("out of memory");
    return dead;
}

static bool
letters_have_time(const struct letters_walk *walk)
{
    return walk->until == 0 || clock_now() < walk->until;
}

enum fault
letters_visit(struct env *env, const struct letters_wanted *wanted, struct letters_walk *walk,
    bool (*visit)(const struct dead *, void *arg), void *arg)
{
    struct dead *dead = letters_space();
    enum fault fault = FAULT_NONE;
    while (letters_have_time(walk) && (fault = dead_next(env_read(env), &walk->after, dead)) == FAULT_NONE) {
        if (letters_match(wanted, dead) && !visit(dead, arg))
            break;
        walk->after = (struct dead_place){dead->target, dead->event.number};
    }
    free(dead);
    walk->over = fault == FAULT_MISSING;
    return walk->over ? FAULT_NONE : fault;
}

struct letters_work {
    const struct letters_wanted *wanted;
    enum fault (*act)(struct txn *, struct dead *, int64_t now);
    int64_t now;
    struct dead_place from, to; /* what this transaction looks at begins behind from; it came as far as to */
    uint64_t done;
    bool over;
    struct dead *dead;
};

static enum fault
letters_body(struct txn *txn, void *arg)
{
    struct letters_work *work = arg;
    enum fault fault = FAULT_NONE;
    work->to = work->from;
    work->done = 0;
    for (int i = 0; i < LETTERS_LOOKS && fault == FAULT_NONE; i++) {
        fault = dead_next(txn, &work->to, work->dead);
        if (fault != FAULT_NONE)
            break;
        work->to = (struct dead_place){work->dead->target, work->dead->event.number};
        if (!letters_match(work->wanted, work->dead))
            continue;
        fault = work->act(txn, work->dead, work->now);
        work->done += fault == FAULT_NONE;
    }
    work->over = fault == FAULT_MISSING;
    return work->over ? FAULT_NONE : fault;
}

/* A bounded piece a transaction. */
static enum fault
letters_work_all(struct env *env, struct letters_work *work, struct letters_walk *walk, uint64_t *count)
{
    enum fault fault = FAULT_NONE;
    work->dead = letters_space();
    work->from = walk->after;
    for (*count = 0;
         fault == FAULT_NONE && !work->over && letters_have_time(walk) && !program_interrupted();) {
        fault = env_txn(env, ENV_SYNC, letters_body, work);
        if (fault == FAULT_NONE)
            *count += work->done;
        work->from = work->to;
    }
    free(work->dead);
    walk->after = work->from;
    walk->over = work->over;
    return fault;
}

static enum fault
letters_redrive_one(struct txn *txn, struct dead *dead, int64_t now)
{
    dead->next = now;
    dead->attempts = 0;
    dead->exhausted = DEAD_NOT_EXHAUSTED;
    return dead_put(txn, dead);
}

enum fault
letters_purge_one(struct txn *txn, const struct dead_place *place, int64_t now)
{
    enum fault fault = place->target == PARKED_TARGET ? parked_give_up(txn, place, now) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : dead_remove(txn, place);
}

static enum fault
letters_purge_found(struct txn *txn, struct dead *dead, int64_t now)
{
    return letters_purge_one(txn, &(struct dead_place){dead->target, dead->event.number}, now);
}

enum fault
letters_redrive(struct env *env, const struct letters_wanted *wanted, struct letters_walk *walk, int64_t now,
    uint64_t *count)
{
    struct letters_work work = {.wanted = wanted, .act = letters_redrive_one, .now = now};
    return letters_work_all(env, &work, walk, count);
}

enum fault
letters_purge(
    struct env *env, const struct letters_wanted *wanted, struct letters_walk *walk, uint64_t *count)
{
    struct letters_work work = {.wanted = wanted, .act = letters_purge_found, .now = clock_now()};
    return letters_work_all(env, &work, walk, count);
}
