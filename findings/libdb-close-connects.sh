#!/bin/bash
# libdb-close-connects: closing an environment that replicates waits until a host that does not answer would have been reached.
#
# The replication manager connects to each host that it does not hear in a thread of its own, with a connect() that blocks, and
# DB_ENV->close joins these threads. Where nothing answers, not even with a refusal, as behind a cut cable or a firewall that
# drops, that lasts as long as the system tries: two minutes with Linux's defaults, and DB_REP_CONNECTION_RETRY does not bound
# it. No timeout of DB_ENV->rep_set_timeout is about connecting. A program that must end soon ends the connecting itself, by
# shutdown() of its sockets that are in SYN_SENT, or sets TCP_SYNCNT for them.
#
# Here, in a network of its own where the system tries for three seconds, the close begins a second after the connecting.
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
#include <time.h>
#include <unistd.h>

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

static void add_site(DB_ENV *env, const char *host, int is_local)
{
    DB_SITE *site;
    must(env->repmgr_site(env, host, 5000, &site, 0));
    must(site->set_config(site, DB_LEGACY, 1));
    if (is_local)
        must(site->set_config(site, DB_LOCAL_SITE, 1));
    must(site->close(site));
}

/* How long it takes to close an environment that connects to this host. */
static double close_takes(const char *home, const char *host)
{
    DB_ENV *env;
    must(db_env_create(&env, 0));
    must(env->rep_set_timeout(env, DB_REP_CONNECTION_RETRY, 100000));
    add_site(env, "10.99.0.1", 1);
    add_site(env, host, 0);
    must(env->open(env, home,
        DB_CREATE | DB_THREAD | DB_PRIVATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN | DB_INIT_REP, 0600));
    must(env->repmgr_start(env, 1, DB_REP_CLIENT));
    sleep(1);
    const double begun = now();
    must(env->close(env, 0));
    return now() - begun;
}

int main(void)
{
    const double refused = close_takes("refused", "127.0.0.1");
    const double silent = close_takes("silent", "10.99.0.2");
    printf("closed in %.1f s where the other host refuses, in %.1f s where nothing answers\n", refused, silent);
    return refused > 0.8 || silent < 1.5;
}
END_OF_C
library=$(dirname "$(find root -name libdb-5.3.so)")
gcc -I root/usr/include -o program program.c -L "$library" -ldb-5.3 -lpthread
mkdir refused silent
export LD_LIBRARY_PATH=$PWD/$library
# Packets to 10.99.0.2 go out, and nobody is there.
timeout 300 unshare --map-root-user --net sh -ec '
    ip link set lo up
    ip link add here type veth peer name there
    ip addr add 10.99.0.1/24 dev here
    ip link set here up
    ip link set there up
    ip neigh add 10.99.0.2 lladdr 02:00:00:00:00:02 dev here
    echo 1 >/proc/sys/net/ipv4/tcp_syn_retries
    ./program'
