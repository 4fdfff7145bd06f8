/*
 * table_copy.c: copies btrees page by page through the cache, and the queue as Berkeley DB does.
 *
 * DB_ENV->dbbackup would do for all, but it holds back whoever writes one of the 256 pages that it has in
 * hand until they are written to their copy: with a copy that goes to a slow network, a checkpoint would
 * hang. So a btree is read as any reader reads it: a page is locked for as long as it takes to copy it. The
 * pages of a queue cannot be had in this way; its files are small, and are taken whole into memory before
 * anything is written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/table_copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/program.h"
#include "db/internal.h"
#include "db/queue.h"

enum {
    TABLE_COPY_PAGES = 64,                             /* that are handed on at once */
    TABLE_COPY_FILE = (QUEUE_EXTENT + 1) * TABLE_PAGE, /* of a queue, at the most */
    TABLE_COPY_CHUNK = 1024 * 1024,                    /* what dbbackup reads at once */
};

struct table_copy {
    struct env *env;
    struct file_sink *sink;
    progress_tell *progress;
    void *arg;
    uint64_t done, all;
    enum fault fault; /* of the sink, while Berkeley DB calls it */
    uint8_t *bytes;   /* TABLE_COPY_FILE of them */
    char name[64];    /* of the file of a queue that is being read; so much was read of it */
    size_t length;
    bool ended;
};

static void
table_copy_tell(struct table_copy *copy, size_t bytes)
{
    copy->done += bytes;
    if (copy->progress != NULL)
        copy->progress(copy->done, copy->done > copy->all ? copy->done : copy->all, copy->arg);
}

/* A page that was given out but never written is zeros; recovery has what belongs there. */
static int
table_copy_page(DB_MPOOLFILE *pages, db_pgno_t number, uint8_t out[static TABLE_PAGE])
{
    void *page;
    const int code = pages->get(pages, &number, NULL, 0, &page);
    if (code == DB_PAGE_NOTFOUND) {
        memset(out, 0, TABLE_PAGE);
        return 0;
    }
    if (code != 0)
        return code;
    memcpy(out, page, TABLE_PAGE);
    return pages->put(pages, page, DB_PRIORITY_VERY_LOW, 0); /* others need the cache more */
}

static enum fault
table_copy_btree(struct table_copy *copy, enum table table)
{
    uint8_t *const bytes = copy->bytes;
    DB_MPOOLFILE *pages = copy->env->tables[table]->get_mpf(copy->env->tables[table]);
    db_pgno_t last = 0;
    char name[64];
    snprintf(name, sizeof name, "db/%s", table_file(table));
    db_enter(copy->env);
    enum fault fault = db_leave(&copy->env->read, pages->get_last_pgno(pages, &last), name);
    if (fault == FAULT_NONE)
        fault = copy->sink->begin(copy->sink, name, ((uint64_t)last + 1) * TABLE_PAGE);
    for (uint64_t next = 0; next <= last && fault == FAULT_NONE;) {
        size_t count = 0;
        for (; count < TABLE_COPY_PAGES && next <= last && fault == FAULT_NONE; count++, next++) {
            db_enter(copy->env);
            fault = db_leave(
                &copy->env->read, table_copy_page(pages, (db_pgno_t)next, bytes + count * TABLE_PAGE), name);
        }
        if (fault == FAULT_NONE)
            fault = program_interrupted() ? FAULT_AGAIN
                                          : copy->sink->write(copy->sink, bytes, count * TABLE_PAGE);
        table_copy_tell(copy, count * TABLE_PAGE);
    }
    return fault == FAULT_NONE ? copy->sink->end(copy->sink) : fault;
}

static int
table_copy_open(DB_ENV *handle, const char *file, const char *target, void **out)
{
    const struct env *env = handle->app_private;
    struct table_copy *copy = env->copying;
    const char *base = strrchr(file, '/'); /* an extent is ./__dbq... */
    (void)target;
    snprintf(copy->name, sizeof copy->name, "db/%s", base != NULL ? base + 1 : file);
    copy->length = 0;
    copy->ended = false;
    *out = copy;
    return 0;
}

/*
 * Fewer bytes than were asked for are the end: what somebody adds to the file just then, Berkeley DB would
 * hand over with the number of the page before.
 */
static int
table_copy_write(
    DB_ENV *handle, u_int32_t gigabytes, u_int32_t offset, u_int32_t size, u_int8_t *bytes, void *arg)
{
    struct table_copy *copy = arg;
    (void)handle;
    if (copy->ended)
        return 0;
    if (gigabytes > 0 || offset != copy->length || size > TABLE_COPY_FILE - copy->length)
        return EFBIG;
    memcpy(copy->bytes + copy->length, bytes, size);
    copy->length += size;
    copy->ended = size < TABLE_COPY_CHUNK;
    return 0;
}

/* Now nobody is held back any more. */
static int
table_copy_close(DB_ENV *handle, const char *file, void *arg)
{
    struct table_copy *copy = arg;
    struct file_sink *sink = copy->sink;
    (void)handle;
    (void)file;
    copy->fault = program_interrupted() ? FAULT_AGAIN : sink->begin(sink, copy->name, copy->length);
    if (copy->fault == FAULT_NONE && copy->length > 0)
        copy->fault = sink->write(sink, copy->bytes, copy->length);
    if (copy->fault == FAULT_NONE)
        copy->fault = sink->end(sink);
    table_copy_tell(copy, copy->length);
    return copy->fault == FAULT_NONE ? 0 : EIO;
}

static void
table_copy_say_nothing(const DB_ENV *handle, const char *prefix, const char *message)
{
    (void)handle;
    (void)prefix;
    (void)message;
}

static enum fault
table_copy_queue(struct table_copy *copy, enum table table)
{
    DB_ENV *handle = copy->env->handle;
    void (*say)(const DB_ENV *, const char *, const char *) = NULL;
    copy->env->copying = copy;
    handle->get_errcall(handle, &say);
    db_enter(copy->env);
    int code = handle->set_backup_callbacks(handle, table_copy_open, table_copy_write, table_copy_close);
    handle->set_errcall(handle, table_copy_say_nothing); /* it would call an interruption an error */
    if (code == 0)
        code = handle->dbbackup(handle, table_file(table), "", 0);
    handle->set_errcall(handle, say);
    if (copy->fault != FAULT_NONE)
        code = 0; /* which is what it says of it */
    const enum fault fault = db_leave(&copy->env->read, code, "copy a queue");
    return copy->fault != FAULT_NONE ? copy->fault : fault;
}

/* About: a queue's files are not counted. */
static uint64_t
table_copy_bytes(struct env *env)
{
    uint64_t all = 0;
    for (enum table t = 0; t < TABLES; t++) {
        DB_MPOOLFILE *pages = env->tables[t]->get_mpf(env->tables[t]);
        db_pgno_t last = 0;
        db_enter(env);
        if (db_leave(&env->read, pages->get_last_pgno(pages, &last), table_file(t)) == FAULT_NONE)
            all += ((uint64_t)last + 1) * TABLE_PAGE;
    }
    return all;
}

enum fault
table_copy_all(struct env *env, struct file_sink *sink, progress_tell *progress, void *arg)
{
    struct table_copy copy = {
        .env = env, .sink = sink, .progress = progress, .arg = arg, .all = table_copy_bytes(env)};
    copy.bytes = xmalloc(TABLE_COPY_FILE);
    enum fault fault = FAULT_NONE;
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++)
        fault = t == TABLE_EVENT ? table_copy_queue(&copy, t) : table_copy_btree(&copy, t);
    free(copy.bytes);
    return fault;
}
