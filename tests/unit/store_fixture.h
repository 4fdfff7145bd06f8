/*
 * store_fixture.h: what the unit tests share: a fresh store in a directory of its own, child processes that
 * never outlive the test, and a bound on its time.
 *
 * A test of the store has store_fixture_begin and store_fixture_end as its setup and teardown. *state is then
 * a struct store_fixture with an open store. Close it before children open it for themselves: handles do not
 * survive a fork.
 */
#ifndef CURT_TESTS_UNIT_STORE_FIXTURE_H
#define CURT_TESTS_UNIT_STORE_FIXTURE_H

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

#include "base/config.h"
#include "base/json.h"
#include "db/env.h"
#include "db/row.h"
#include "link/link.h"

#define STORE_FIXTURE_SECONDS 240 /* for a whole test program, or a child: a hang becomes a failure */
#define STORE_FIXTURE_KILLED                                                       \
    256 /* and the signal: what store_fixture_wait says of a child that was killed \
         */

#define COUNT(array)     (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, store_fixture_begin, store_fixture_end)

struct store_fixture {
    char directory[128]; /* the tests' own: the store is below it */
    struct config config;
    struct env *env; /* NULL while it is closed */
};

/* The first call of main: bounds the program's time, and takes every setting of curt out of the environment.
 */
void store_fixture_bound(void);

/* Makes a new directory, one at a time: it goes when the program ends, or with
 * store_fixture_remove_directory. */
void store_fixture_make_directory(char *out, size_t size);
void store_fixture_remove_directory(const char *path);

/* Setup and teardown of a test: a new store, opened with all tables. Its log is in files of 4 MB, which makes
 * recovery quick; for a test of these files, they are as `curt init` makes them. */
int store_fixture_begin(void **state);
int store_fixture_begin_as_made(void **state);
int store_fixture_end(void **state);

/* Opens the store with all tables, or closes it. */
void store_fixture_open(struct store_fixture *);
void store_fixture_close(struct store_fixture *);

/*
 * Forks a child that ends with the status that work returns; work must not assert. store_fixture_wait returns
 * the status, or STORE_FIXTURE_KILLED and the signal. store_fixture_end_children kills those that nobody
 * waited for, because a test failed before.
 */
pid_t store_fixture_child(struct store_fixture *, int (*work)(struct store_fixture *, int nth), int nth);
int store_fixture_wait(pid_t);
void store_fixture_end_children(void);

/* A pipe between processes, a byte a message: store_fixture_hear says whether one came within 60 s. */
void store_fixture_pipe(int ends[2]);
void store_fixture_tell(int ends[2]);
bool store_fixture_hear(int ends[2]);

/* Is there such a row? FAULT_MISSING when not. */
enum fault store_fixture_find(struct txn *, enum table, struct row_key);

/* How many rows a table has. */
unsigned store_fixture_count(struct txn *, enum table);

/*
 * Runs body in a transaction and fails with the line of the CHECK that did not hold. The body's own argument
 * is story->arg; it must not assert.
 */
struct story {
    int line;
    void *arg;
};

void store_fixture_transact(struct store_fixture *, enum fault (*body)(struct txn *, void *story), void *arg);

#define CHECK(what)                 \
    do {                            \
        if (!(what)) {              \
            story->line = __LINE__; \
            return FAULT_SYSTEM;    \
        }                           \
    } while (0)

/* The JSON of a text in which ' stands for ". The caller owns it. */
struct json_object *store_fixture_json(const char *text);

/* What the log has, a word an event and a space after each: "link" of a link's, of a message its status, or
 * "priced", "received". The text is good until the next call. */
const char *store_fixture_published(struct store_fixture *);

/* A new live link of owner 1 with an id and a time of its own, not in the store; and one that is. */
void store_fixture_link(struct link *out, const char *code, const char *url);
enum fault store_fixture_link_add(struct store_fixture *, const struct link *);

#endif
