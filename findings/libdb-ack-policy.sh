#!/bin/bash
# libdb-ack-policy: who changes who acknowledges is not counted by the others any more, as one that acknowledges.
#
# DB_ENV->repmgr_set_ack_policy may be called while replication runs, and tells the other sites of the change. What it tells
# them says, in the same message, that this site cannot be elected: they count its acknowledgements no longer where those of
# electable sites are needed, as with DB_REPMGR_ACKS_QUORUM, the default. The site acknowledges as before, nothing is
# logged, and changing the policy back changes nothing. It shows when the site is needed: in a group of three with one down, a
# master's commits all fail with DB_EVENT_REP_PERM_FAILED, at once, although the other site has them. It lasts until the two
# sites are connected anew, since the handshake says it right.
#
# Here, of three sites the third never starts; the second changes its policy and back, and is closed and opened again at
# the end.
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
#include <string.h>
#include <unistd.h>

static const char *const addresses[] = {"127.0.2.1", "127.0.2.2", "127.0.2.3"};
static int failed; /* commits that were not acknowledged */

static void must(int code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", db_strerror(code));
        exit(1);
    }
}

static void hear(DB_ENV *env, u_int32_t event, void *info)
{
    (void)env;
    (void)info;
    failed += event == DB_EVENT_REP_PERM_FAILED;
}

static DB_ENV *begin(const char *home, int own, u_int32_t role)
{
    DB_ENV *env;
    must(db_env_create(&env, 0));
    must(env->set_event_notify(env, hear));
    must(env->rep_set_timeout(env, DB_REP_CONNECTION_RETRY, 100000));
    for (int i = 0; i < 3; i++) {
        DB_SITE *site;
        must(env->repmgr_site(env, addresses[i], 5000, &site, 0));
        must(site->set_config(site, DB_LEGACY, 1));
        if (i == own)
            must(site->set_config(site, DB_LOCAL_SITE, 1));
        must(site->close(site));
    }
    must(env->open(env, home,
        DB_CREATE | DB_THREAD | DB_PRIVATE | DB_RECOVER | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN |
            DB_INIT_REP,
        0600));
    must(env->repmgr_start(env, 2, role));
    return env;
}

/* How many of ten commits are acknowledged by the majority, once the replica has caught up. */
static int acknowledged(DB *db)
{
    sleep(3);
    failed = 0;
    for (int i = 0; i < 10; i++) {
        DBT key = {.data = &i, .size = sizeof i};
        must(db->put(db, NULL, &key, &key, DB_AUTO_COMMIT));
    }
    return 10 - failed;
}

int main(void)
{
    DB *db;
    DB_ENV *master = begin("master", 0, DB_REP_MASTER), *replica = begin("replica", 1, DB_REP_CLIENT);
    must(db_create(&db, master, 0));
    must(db->open(db, NULL, "a.db", NULL, DB_BTREE, DB_CREATE | DB_AUTO_COMMIT, 0600));
    const int before = acknowledged(db);
    must(replica->repmgr_set_ack_policy(replica, DB_REPMGR_ACKS_ALL_AVAILABLE));
    must(replica->repmgr_set_ack_policy(replica, DB_REPMGR_ACKS_QUORUM));
    const int after = acknowledged(db);
    must(replica->close(replica, 0));
    replica = begin("replica", 1, DB_REP_CLIENT);
    const int anew = acknowledged(db);
    printf("acknowledged of 10: %d, after the replica's policy was changed and changed back %d, connected anew %d\n",
        before, after, anew);
    must(db->close(db, 0));
    must(replica->close(replica, 0));
    must(master->close(master, 0));
    return before != 10 || after != 0 || anew != 10;
}
END_OF_C
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3 -lpthread
mkdir master replica
export LD_LIBRARY_PATH=$PWD/$library
timeout 120 unshare --map-root-user --net sh -ec 'ip link set lo up; ./program'
