/*
 * table_verify.c: DB->verify, and what it leaves out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/table_verify.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"
#include "db/internal.h"
#include "db/queue.h"

/* The head of a page, as in src/dbinc/db_page.h of Berkeley DB 5.3.28: where its number and its kind are. */
enum { TABLE_VERIFY_NUMBER = 8, TABLE_VERIFY_KIND = 25, TABLE_VERIFY_HEAD = 26 };

static int
table_verify_file(const char *home, enum table table)
{
    DB *db;
    char path[STORE_PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/db/%s", home, table_file(table));
    int code = db_create(&db, NULL, 0);
    if (code != 0)
        return code;
    db->set_errcall(db, db_say);
    db->set_cachesize(db, 0, 64 * 1024 * 1024, 1);
    return db->verify(db, path, NULL, NULL, 0); /* the handle is gone after it */
}

/* What this process has locked is locked for as long as one that it has made is there, so that ends too. */
static int
table_verify_child(const char *home, enum table table, pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return EXIT_FAILURE;
    return table_verify_file(home, table) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* In a process of its own: of a damaged page, Berkeley DB 5.3.28 may crash instead of saying so. */
static enum fault
table_verify_apart(const char *home, enum table table, bool *damaged)
{
    int status;
    const pid_t parent = getpid(), child = fork();
    if (child == 0)
        _exit(table_verify_child(home, table, parent));
    if (child < 0 || waitpid(child, &status, 0) != child) {
        log_error("cannot look at %s in a process of its own: %s", table_file(table), strerror(errno));
        return FAULT_SYSTEM;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        log_error("the process that looked at %s was killed", table_file(table));
        return FAULT_SYSTEM;
    }
    if (WIFSIGNALED(status))
        log_error("Berkeley DB crashed looking at %s (signal %d)", table_file(table), WTERMSIG(status));
    *damaged = !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS;
    return FAULT_NONE;
}

enum fault
table_verify_files(const char *path, table_verify_tell *tell, void *arg)
{
    struct registry registry;
    enum fault fault = registry_enter_empty(&registry, path);
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++) {
        bool damaged;
        fault = program_interrupted() ? FAULT_AGAIN : table_verify_apart(path, t, &damaged);
        if (fault == FAULT_NONE)
            tell(t, damaged, arg);
    }
    registry_leave(&registry);
    return fault;
}

/* A page of zeros was given out and not written yet. The first one says what the file is, and was read to
 * open it. */
static bool
table_verify_is_page(const uint8_t page[static TABLE_VERIFY_HEAD], db_pgno_t number)
{
    static const uint8_t kinds[] = {
        0 /* free */, 3 /* inner */, 5 /* leaf */, 7 /* overflow */, 9 /* meta */};
    static const uint8_t zeros[TABLE_VERIFY_HEAD];
    db_pgno_t found;
    memcpy(&found, page + TABLE_VERIFY_NUMBER, sizeof found);
    return memcmp(page, zeros, sizeof zeros) == 0 ||
           (found == number && memchr(kinds, page[TABLE_VERIFY_KIND], sizeof kinds) != NULL);
}

static int
table_verify_page(DB_MPOOLFILE *pages, db_pgno_t number, bool *good)
{
    void *page;
    int code = pages->get(pages, &number, NULL, 0, &page);
    *good = true;
    if (code == DB_PAGE_NOTFOUND)
        return 0;
    if (code == 0) {
        *good = table_verify_is_page(page, number);
        code = pages->put(pages, page, DB_PRIORITY_VERY_LOW, 0);
    }
    return code;
}

enum fault
table_verify_pages(struct env *env, enum table table, uint32_t *page)
{
    static const char what[] = "look at the pages of a table";
    DB_MPOOLFILE *pages = db_table(env, table)->get_mpf(db_table(env, table));
    db_pgno_t last = 0;
    bool good = true;
    db_enter(env);
    enum fault fault = db_leave(&env->read, pages->get_last_pgno(pages, &last), what);
    for (uint64_t next = 1; next <= last && fault == FAULT_NONE && good; next++) {
        if (program_interrupted())
            return FAULT_AGAIN;
        *page = (uint32_t)next;
        db_enter(env);
        fault = db_leave(&env->read, table_verify_page(pages, (db_pgno_t)next, &good), what);
    }
    return fault == FAULT_NONE && !good ? FAULT_INPUT : fault;
}

static bool
table_verify_extent(struct env *env, enum table table, uint32_t extent)
{
    char name[QUEUE_EXTENT_NAME_SIZE], path[STORE_PATH_SIZE + QUEUE_EXTENT_NAME_SIZE + 8];
    queue_extent_name(table, extent, name);
    snprintf(path, sizeof path, "%s/db/%s", env->home, name);
    return access(path, F_OK) == 0;
}

/* What is taken out meanwhile moves the first record: its file may go. */
enum fault
table_verify_extents(struct env *env, enum table table, uint32_t *missing)
{
    DB *db = db_table(env, table);
    uint32_t before;
    enum fault fault;
    *missing = 0;
    do {
        DB_QUEUE_STAT *stat = NULL;
        db_enter(env);
        fault = db_leave(&env->read, db->stat(db, NULL, &stat, DB_FAST_STAT), "look at a queue");
        if (fault != FAULT_NONE)
            return fault;
        const uint32_t first = stat->qs_first_recno, next = stat->qs_cur_recno;
        free(stat);
        before = *missing;
        *missing = 0;
        for (uint32_t n = queue_extent(first); first != next && n <= queue_extent(next - 1); n++)
            *missing += !table_verify_extent(env, table, n);
    } while (*missing > 0 && before != *missing);
    return FAULT_NONE;
}
