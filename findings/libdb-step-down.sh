#!/bin/bash
# libdb-step-down: a running master can hand its role on only while elections are off, and the refusal does not say so.
#
# To step down before maintenance, a master of the replication manager calls DB_ENV->repmgr_start with DB_REP_CLIENT, with 0
# threads more. While elections are on (DB_REPMGR_CONF_ELECTIONS, the default), that is refused with EINVAL, and "repmgr is
# already started" is the reason given, as for a call that starts it twice. With elections off, the same call makes a client of
# it at once. That alone elects nobody; turning elections on again does, without a further call: a site that has no master
# begins an election then, which others with as much of the log win by a higher priority, and which it wins itself when it is
# alone. So three calls hand the role on: elections off, client, elections on.
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
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static DB_ENV *env;

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

static void role(const char *when)
{
    DB_REP_STAT *stat;
    sleep(2);
    must(env->rep_stat(env, &stat, 0));
    printf("%s: %s\n", when, stat->st_status == DB_REP_MASTER ? "master" : "client");
    fflush(stdout);
    free(stat);
}

static void say(const DB_ENV *handle, const char *prefix, const char *message)
{
    (void)handle, (void)prefix;
    printf("it says: %s\n", message);
}

int main(int argc, char **argv)
{
    DB_SITE *site;
    (void)argc;
    must(db_env_create(&env, 0));
    env->set_errcall(env, say);
    must(env->open(env, "home",
        DB_CREATE | DB_THREAD | DB_INIT_REP | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN, 0600));
    must(env->repmgr_site(env, "127.0.0.1", (unsigned)atoi(argv[1]), &site, 0));
    must(site->set_config(site, DB_LOCAL_SITE, 1));
    must(site->set_config(site, DB_GROUP_CREATOR, 1));
    must(site->close(site));
    must(env->repmgr_start(env, 1, DB_REP_MASTER));
    role("started");
    printf("told to be a client: %d\n", env->repmgr_start(env, 0, DB_REP_CLIENT));
    role("elections on");
    must(env->rep_set_config(env, DB_REPMGR_CONF_ELECTIONS, 0));
    printf("told to be a client: %d\n", env->repmgr_start(env, 0, DB_REP_CLIENT));
    role("elections off");
    must(env->rep_set_config(env, DB_REPMGR_CONF_ELECTIONS, 1));
    role("elections on again");
    must(env->close(env, 0));
    return 0;
}
END_OF_C
libraries=$work/root/usr/lib/$(gcc -print-multiarch)
gcc -O1 -I root/usr/include program.c -L "$libraries" -ldb-5.3 -Wl,-rpath,"$libraries" -o program

mkdir home
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
timeout 60 ./program "$port" | tee seen
diff - seen <<'END'
started: master
it says: BDB3640 repmgr is already started
told to be a client: 22
elections on: master
told to be a client: 0
elections off: client
elections on again: master
END
