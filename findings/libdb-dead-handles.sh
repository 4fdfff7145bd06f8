#!/bin/bash
# libdb-dead-handles: what a killed process had open stays open, and each checkpoint goes on writing it to the log.
#
# A process that dies outside of any call of Berkeley DB and any transaction holds up nobody. But for each table that it had
# open, a locker and a lock stay in the lock region, and an entry in the table of files of the log region, whatever the others
# open and close afterwards. The lockers are bounded by set_lk_max_lockers, so after enough such deaths
# nobody can open a table; and every checkpoint logs each of these entries as a file that is open, which recovery then opens.
# DB_ENV->failchk would clean up, but only where set_thread_count and is_alive track every thread in every call. Recovery does.
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
#include <db.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TABLES = 10, DEATHS = 5 };

static DB_ENV *env;
static DB *tables[TABLES];

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

static void open_all(u_int32_t recover)
{
    char name[32];
    must(db_env_create(&env, 0));
    must(env->open(env, "store", DB_CREATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN | recover, 0600));
    for (int i = 0; i < TABLES; i++) {
        snprintf(name, sizeof name, "table%d.db", i);
        must(db_create(&tables[i], env, 0));
        must(tables[i]->open(tables[i], NULL, name, NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT, 0600));
    }
}

static void close_all(void)
{
    for (int i = 0; i < TABLES; i++)
        must(tables[i]->close(tables[i], 0));
    must(env->close(env, 0));
}

static void put(int table)
{
    DBT key = {.data = "key", .size = 3};
    must(tables[table]->put(tables[table], NULL, &key, &key, DB_AUTO_COMMIT));
}

/* What the lock region has, and how many bytes of the log a checkpoint takes. */
static void look(const char *when, unsigned *lockers, unsigned *bytes)
{
    DB_LOCK_STAT *locks;
    DB_LOG_STAT *before, *after;
    put(0);
    must(env->log_stat(env, &before, 0));
    must(env->txn_checkpoint(env, 0, 0, DB_FORCE));
    must(env->log_stat(env, &after, 0));
    must(env->lock_stat(env, &locks, 0));
    *lockers = locks->st_nlockers;
    *bytes = after->st_cur_offset - before->st_cur_offset;
    printf("%-28s %3u lockers, %3u locks, %5u bytes of log a checkpoint\n", when, locks->st_nlockers, locks->st_nlocks,
        *bytes);
    free(locks);
    free(before);
    free(after);
}

/* A process that writes to each table, and is killed while it does nothing. Or it closes all and ends. */
static void live_and_end(int dies)
{
    const pid_t pid = fork();
    if (pid == 0) {
        open_all(0);
        for (int i = 0; i < TABLES; i++)
            put(i);
        if (dies)
            raise(SIGKILL);
        close_all();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

int main(void)
{
    unsigned lockers[4], bytes[4];
    int go[2];
    if (pipe(go) != 0)
        return 2;
    /* It is forked as well: handles do not survive that. */
    const pid_t stays = fork();
    if (stays == 0) {
        char one;
        close(go[1]);
        for (int i = 0; read(go[0], &one, 1) == 1; i++) {
            if (one == 'o')
                open_all(DB_RECOVER);
            static const char *const when[] = {"before", "after clean ends", "after deaths", "recovered"};
            static int looks;
            look(when[looks], &lockers[looks], &bytes[looks]);
            looks++;
            if (looks == 3) {
                close_all();
                open_all(DB_RECOVER);
                look(when[looks], &lockers[looks], &bytes[looks]);
                fflush(stdout);
                _exit(!(lockers[1] == lockers[0] && lockers[2] >= lockers[0] + TABLES * DEATHS && bytes[2] > 3 * bytes[1] &&
                    lockers[3] == lockers[0]));
            }
        }
        _exit(3);
    }
    close(go[0]);
    if (write(go[1], "o", 1) != 1)
        return 2;
    sleep(1);
    for (int i = 0; i < DEATHS; i++)
        live_and_end(0);
    if (write(go[1], "l", 1) != 1)
        return 2;
    sleep(1);
    for (int i = 0; i < DEATHS; i++)
        live_and_end(1);
    if (write(go[1], "l", 1) != 1)
        return 2;
    int status;
    waitpid(stays, &status, 0);
    return WEXITSTATUS(status);
}
END
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3 -lpthread
mkdir store
LD_LIBRARY_PATH=$library timeout 60 ./program
