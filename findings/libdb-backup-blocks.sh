#!/bin/bash
# libdb-backup-blocks: who writes a page waits for a backup's copy to be written, however slow that is.
#
# DB_ENV->backup and DB_ENV->dbbackup read a table's file 1 MB at a time, and keep everybody from writing these pages so that
# none is read half written. They do so until the next megabyte, also while what they have read is written to its copy, by
# themselves or by the function given to DB_ENV->set_backup_callbacks. If that writes to a pipe to another machine, a
# checkpoint takes as long as the network. A program that must not hold others back keeps what it is given in memory, and
# writes it in the function `close`, before which the pages are let go; or reads the pages itself (DB_MPOOLFILE->get).
#
# Seen with Debian 12's libdb5.3 5.3.28+dfsg2-1.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libdb5.3=5.3.28+dfsg2-1 libdb5.3-dev=5.3.28+dfsg2-1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done

cat >program.c <<'END_OF_C'
#include <db.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static DB_ENV *env;
static atomic_int writing;
static int slow_in_close;

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* The copy takes two seconds. */
static void be_slow(void)
{
    writing = 1;
    sleep(2);
}

static int copy_open(DB_ENV *e, const char *name, const char *target, void **handle)
{
    (void)e, (void)name, (void)target;
    *handle = NULL;
    return 0;
}

static int copy_write(DB_ENV *e, u_int32_t gigabytes, u_int32_t at, u_int32_t size, u_int8_t *bytes, void *handle)
{
    (void)e, (void)gigabytes, (void)at, (void)size, (void)bytes, (void)handle;
    if (!slow_in_close)
        be_slow();
    return 0;
}

static int copy_close(DB_ENV *e, const char *name, void *handle)
{
    (void)e, (void)name, (void)handle;
    if (slow_in_close)
        be_slow();
    return 0;
}

static void *backup(void *arg)
{
    (void)arg;
    must(env->dbbackup(env, "table.db", "copy", 0));
    return NULL;
}

/* How long a checkpoint takes while the copy is written. */
static double checkpoint(DB *db, const char *text)
{
    pthread_t thread;
    DBT k = {.data = "key", .size = 3}, v = {.data = (void *)text, .size = strlen(text)};
    writing = 0;
    must(pthread_create(&thread, NULL, backup, NULL));
    while (!writing)
        usleep(1000);
    must(db->put(db, NULL, &k, &v, DB_AUTO_COMMIT));
    const double begun = now();
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    const double took = now() - begun;
    must(pthread_join(thread, NULL));
    return took;
}

int main(void)
{
    DB *db;
    must(db_env_create(&env, 0));
    must(env->set_backup_callbacks(env, copy_open, copy_write, copy_close));
    must(env->open(env, "store",
        DB_CREATE | DB_THREAD | DB_PRIVATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN, 0600));
    must(db_create(&db, env, 0));
    must(db->open(db, NULL, "table.db", NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT | DB_THREAD, 0600));
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    const double held = checkpoint(db, "one");
    slow_in_close = 1;
    const double free = checkpoint(db, "other");
    printf("a checkpoint beside a copy that takes 2 s: %.2f s, and %.2f s if it is written at the end\n", held, free);
    return held < 1 || free > 1;
}
END_OF_C
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3 -lpthread
mkdir store
LD_LIBRARY_PATH=$library timeout 60 ./program
