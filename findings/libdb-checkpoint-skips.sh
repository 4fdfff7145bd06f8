#!/bin/bash
# libdb-checkpoint-skips: a checkpoint that is asked for may do nothing, though there is something to write.
#
# DB_ENV->txn_checkpoint(env, 0, 0, 0) returns at once when the log ends with a checkpoint. That one may have been made by
# another thread or process, and have begun before the last commit: its record stands after that of the commit, and what was
# committed is in no table's file. A program that removes old files of the log next, so that something is gone for good, or
# copies the tables' files, needs DB_FORCE.
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

cat >program.c <<'END'
#define _GNU_SOURCE
#include <db.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static DB_ENV *env;
static atomic_int writing, committed;

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

/* In the place of libc's: the checkpoint's first page waits until there is a commit after its beginning. */
static ssize_t slow_pwrite(int file, const void *bytes, size_t size, off_t at)
{
    if (atomic_exchange(&writing, 1) == 0)
        while (!committed)
            usleep(1000);
    return pwrite(file, bytes, size, at);
}

static DB *table(const char *name)
{
    DB *db;
    must(db_create(&db, env, 0));
    must(db->open(db, NULL, name, NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT | DB_THREAD, 0600));
    return db;
}

static void put(DB *db, const char *key, const char *text)
{
    DBT k = {.data = (void *)key, .size = strlen(key)}, v = {.data = (void *)text, .size = strlen(text)};
    must(db->put(db, NULL, &k, &v, DB_AUTO_COMMIT));
}

static void *checkpoint(void *arg)
{
    (void)arg;
    must(env->txn_checkpoint(env, 0, 0, 0));
    return NULL;
}

static int in_file(const char *path, const char *text)
{
    char bytes[65536];
    FILE *file = fopen(path, "r");
    const size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return memmem(bytes, size, text, strlen(text)) != NULL;
}

int main(void)
{
    pthread_t thread;
    must(db_env_create(&env, 0));
    must(env->open(env, "store",
        DB_CREATE | DB_THREAD | DB_PRIVATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN, 0600));
    DB *first = table("first.db"), *second = table("second.db");
    put(first, "key", "early");
    put(second, "key", "early");
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    put(first, "key", "in between");
    must(db_env_set_func_pwrite(slow_pwrite));
    must(pthread_create(&thread, NULL, checkpoint, NULL));
    while (!writing)
        usleep(1000);
    put(second, "key", "the last commit");
    committed = 1;
    must(pthread_join(thread, NULL));
    must(env->txn_checkpoint(env, 0, 0, 0));
    const int without = in_file("store/second.db", "the last commit");
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    const int forced = in_file("store/second.db", "the last commit");
    printf("the last commit is in its file: %s after a checkpoint, %s after DB_FORCE\n", without ? "yes" : "no",
        forced ? "yes" : "no");
    return without || !forced;
}
END
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3 -lpthread
mkdir store
LD_LIBRARY_PATH=$library timeout 60 ./program
