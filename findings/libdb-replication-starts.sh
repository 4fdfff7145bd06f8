#!/bin/bash
# libdb-replication-starts: a program that never calls repmgr_start replicates all the same, once it opens a table to write.
#
# One process of a site must call DB_ENV->repmgr_start; whether the others do is left to them. On a master, opening a table
# writes to the log (its file gets a number there), and the first thing that a process has to send makes the replication
# manager start in it: a thread, and connections to the other sites. A table that is opened to read writes nothing and
# starts nothing; nor does joining the environment. So a program that only reads has to say so (DB_RDONLY), and one that
# writes must be ready for a thread that it has not asked for, before its first write.
#
# Seen with Debian 12's libdb5.3 5.3.28+dfsg2-1: 1 thread after joining and after a table that is read, 2 after one that is
# written, though no row was.
set -euo pipefail

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
apt-get download libdb5.3=5.3.28+dfsg2-1 libdb5.3-dev=5.3.28+dfsg2-1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done

cat >program.c <<'END_OF_C'
#include <db.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static DB_ENV *env;

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

static void join(void)
{
    must(db_env_create(&env, 0));
    must(env->open(env, "home",
        DB_CREATE | DB_THREAD | DB_INIT_REP | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN, 0600));
}

static void open_table(u_int32_t how)
{
    DB *db;
    must(db_create(&db, env, 0));
    must(db->open(db, NULL, "table.db", NULL, DB_BTREE, DB_AUTO_COMMIT | DB_THREAD | how, 0600));
}

static void threads(const char *when)
{
    int count = -2; /* . and .. */
    sleep(1);
    DIR *tasks = opendir("/proc/self/task");
    while (readdir(tasks) != NULL)
        count++;
    closedir(tasks);
    printf("%s: %d\n", when, count);
    fflush(stdout);
}

static void be_master(unsigned port)
{
    DB_SITE *site;
    join();
    must(env->repmgr_site(env, "127.0.0.1", port, &site, 0));
    must(site->set_config(site, DB_LOCAL_SITE, 1));
    must(site->set_config(site, DB_GROUP_CREATOR, 1));
    must(site->close(site));
    must(env->repmgr_start(env, 1, DB_REP_MASTER));
    open_table(DB_CREATE);
    puts("ready");
    fflush(stdout);
    pause();
}

int main(int argc, char **argv)
{
    if (argc == 2)
        be_master((unsigned)atoi(argv[1]));
    join();
    threads("joined");
    open_table(DB_RDONLY);
    threads("a table to read");
    open_table(0);
    threads("a table to write");
    return 0;
}
END_OF_C
libraries=$work/root/usr/lib/$(gcc -print-multiarch)
gcc -O1 -I root/usr/include program.c -L "$libraries" -ldb-5.3 -Wl,-rpath,"$libraries" -o program

mkdir home
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
./program "$port" >master &
pid=$!
for _ in $(seq 50); do
    ! grep -q ready master || break
    sleep 0.1
done
./program | tee seen
diff - seen <<'END'
joined: 1
a table to read: 1
a table to write: 2
END
