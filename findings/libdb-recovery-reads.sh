#!/bin/bash
# libdb-recovery-reads: recovery reads what was logged since the last checkpoint four times, not two.
#
# Two passes would do: back to undo what was not committed, forward to redo what was. Berkeley DB 5.3 first looks for the
# last checkpoint from the end of the log backwards, since the place where it was noted is gone with the shared memory; then
# opens all files that the log names, forward; then undoes, and redoes. Each record's checksum is computed each time. So how
# long an application is away after a crash grows four times as fast with the log as its size says, and it pays to make
# checkpoints by the log's size.
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

# How much is read of files named log.*
cat >reads.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static unsigned long long total;

static ssize_t count(int file, ssize_t got)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    if (got > 0 && strstr(path, "/log.") != NULL)
        total += (unsigned long long)got;
    return got;
}

ssize_t read(int file, void *out, size_t size)
{
    return count(file, ((ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read"))(file, out, size));
}

ssize_t pread(int file, void *out, size_t size, off_t at)
{
    return count(
        file, ((ssize_t (*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread"))(file, out, size, at));
}

ssize_t readv(int file, const struct iovec *out, int pieces)
{
    return count(
        file, ((ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "readv"))(file, out, pieces));
}

__attribute__((destructor)) static void say(void)
{
    printf("%llu\n", total);
}
END
cat >program.c <<'END'
#include <db.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

/* "write": rows after a checkpoint, and an end without closing anything. "recover": what comes after it. */
int main(int argc, char **argv)
{
    DB_ENV *env;
    DB *db;
    DB_TXN *txn;
    const int writes = argc > 1 && strcmp(argv[1], "write") == 0;
    must(db_env_create(&env, 0));
    must(env->set_cachesize(env, 0, 32 << 20, 1));
    must(env->open(env, "store",
        DB_CREATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN | (writes ? 0 : DB_RECOVER), 0600));
    if (!writes)
        return 0;
    must(db_create(&db, env, 0));
    must(db->open(db, NULL, "rows.db", NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT, 0600));
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    for (int i = 0; i < 20000; i++) {
        char text[1000];
        DBT key = {.data = &i, .size = sizeof i}, value = {.data = text, .size = sizeof text};
        memset(text, 'a' + i % 26, sizeof text);
        must(env->txn_begin(env, NULL, &txn, 0));
        must(db->put(db, txn, &key, &value, 0));
        must(txn->commit(txn, DB_TXN_WRITE_NOSYNC));
    }
    must(env->log_flush(env, NULL));
    _exit(0);
}
END
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -shared -fPIC -o reads.so reads.c -ldl
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3
export LD_LIBRARY_PATH=$library
mkdir store
./program write
rm store/__db.*
log=$(cat store/log.* | tr -d '\0' | wc -c)
read=$(LD_PRELOAD=$PWD/reads.so ./program recover)
echo "$log bytes of log, $read read: $((read * 10 / log)) tenths"
[ $((read * 10 / log)) -ge 35 ] && [ $((read * 10 / log)) -le 60 ]
