#!/bin/bash
# libdb-directory-sync: Berkeley DB makes files and never syncs the directories that their names are in.
#
# With everything synchronous (no DB_TXN_NOSYNC), a commit syncs the file of the log, and a checkpoint the files of the
# databases; but neither the directory of the log, when it goes on in a new file, nor that of a database that was created or
# renamed. POSIX leaves it open whether a name survives a power cut then: who needs that relies on a file system that keeps
# names in the order of syncs (ext4 and XFS do), or syncs the directories after each checkpoint and new file of the log.
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

# What is synced, and whether it is a directory; a library before libc's, since the calls are what matters.
cat >syncs.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <sys/stat.h>

static void say(int file)
{
    struct stat at;
    if (fstat(file, &at) == 0)
        fprintf(stderr, "sync %s\n", S_ISDIR(at.st_mode) ? "directory" : "file");
}

int fsync(int file)
{
    say(file);
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file)
{
    say(file);
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
END
cat >program.c <<'END'
#include <db.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

int main(void)
{
    DB_ENV *env;
    DB *db;
    DB_TXN *txn;
    static char text[40000];
    DBT key = {.data = "key", .size = 3}, value = {.data = text, .size = sizeof text};
    must(db_env_create(&env, 0));
    must(env->set_lg_max(env, 1 << 20));
    must(env->set_lg_bsize(env, 1 << 18));
    must(env->open(env, "store", DB_CREATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN, 0600));
    must(db_create(&db, env, 0));
    must(db->open(db, NULL, "first.db", NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT, 0600));
    for (int i = 0; i < 100; i++) {
        memset(text, 'a' + i % 26, sizeof text);
        must(env->txn_begin(env, NULL, &txn, 0));
        must(db->put(db, txn, &key, &value, 0));
        must(txn->commit(txn, DB_TXN_SYNC));
    }
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    must(db->close(db, 0));
    must(env->dbrename(env, NULL, "first.db", NULL, "second.db", DB_AUTO_COMMIT));
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    must(env->close(env, 0));
    return 0;
}
END
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -shared -fPIC -o syncs.so syncs.c -ldl
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3
mkdir store
LD_LIBRARY_PATH=$library LD_PRELOAD=$PWD/syncs.so ./program 2>said

files=$(grep -c '^sync file$' said) directories=$(grep -c '^sync directory$' said || true)
logs=$(find store -name 'log.*' | wc -l)
echo "$logs files of the log, one database made and renamed: $files syncs of files, $directories of directories"
[ "$logs" -ge 4 ] && [ -e store/second.db ] && [ "$files" -ge 100 ] && [ "$directories" -eq 0 ]
