/*
 * room.h: what the unit tests share: a fresh store in a directory of its own, child processes that never
 * outlive the test, and a bound on its time.
 *
 * A test of the store has room_begin and room_end as its setup and teardown. *state is then a struct room
 * with an open store. Close it before children open it for themselves: handles do not survive a fork.
 */
#ifndef CURT_TESTS_ROOM_H
#define CURT_TESTS_ROOM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/conf.h"
#include "base/json.h"
#include "store/env.h"
#include "store/link.h"
#include "store/row.h"

#define ROOM_SECONDS 240 /* for a whole test program, or a child: a hang becomes a failure */
#define ROOM_KILLED  256 /* and the signal: what room_wait says of a child that was killed */

#define COUNT(array)     (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, room_begin, room_end)

struct room {
    char directory[128]; /* the tests' own: the store is below it */
    struct conf conf;
    struct env *env; /* NULL while it is closed */
};

/* The first call of main: bounds the program's time, and takes every setting of curt out of the environment.
 */
void room_bound(void);

/* Makes a new directory, one at a time: it goes when the program ends, or with room_remove_directory. */
void room_make_directory(char *out, size_t size);
void room_remove_directory(const char *path);

/* Setup and teardown of a test: a new store, opened with all tables. */
int room_begin(void **state);
int room_end(void **state);

/* Opens the store with all tables, or closes it. */
void room_open(struct room *);
void room_close(struct room *);

/*
 * Forks a child that ends with the status that work returns; work must not assert. room_wait returns the
 * status, or ROOM_KILLED and the signal. room_end_children kills those that nobody waited for, because a test
 * failed before.
 */
pid_t room_child(struct room *, int (*work)(struct room *, int nth), int nth);
int room_wait(pid_t);
void room_end_children(void);

/* A pipe between processes, a byte a message: room_hear says whether one came within 60 s. */
void room_pipe(int ends[2]);
void room_tell(int ends[2]);
bool room_hear(int ends[2]);

/* Is there such a row? FAULT_MISSING when not. */
enum fault room_find(struct txn *, enum table, struct row_key);

/* How many rows a table has. */
unsigned room_count(struct txn *, enum table);

/*
 * Runs body in a transaction and fails with the line of the CHECK that did not hold. The body's own argument
 * is story->arg; it must not assert.
 */
struct story {
    int line;
    void *arg;
};

void room_transact(struct room *, enum fault (*body)(struct txn *, void *story), void *arg);

#define CHECK(what)                 \
    do {                            \
        if (!(what)) {              \
            story->line = __LINE__; \
            return FAULT_SYSTEM;    \
        }                           \
    } while (0)

/* The JSON of a text in which ' stands for ". The caller owns it. */
struct json_object *room_json(const char *text);

/* What the log has, a word an event and a space behind each: "link" of a link's, of a message its status, or
 * "priced", "received". The text is good until the next call. */
const char *room_published(struct room *);

/* A new live link of owner 1 with an id and a moment of its own, not in the store; and one that is. */
void room_link(struct link *out, const char *code, const char *url);
enum fault room_link_add(struct room *, const struct link *);

#endif
