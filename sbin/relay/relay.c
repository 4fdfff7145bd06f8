/*
 * curt-relay: follows the event log, counts, delivers and sends. See curt-relay(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "relay.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lockfile.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "db/cluster_removal.h"
#include "seeder.h"

enum { RELAY_LOG = 4096 /* kilobytes of the write-ahead log between two checkpoints, at most */ };

volatile sig_atomic_t relay_ending, relay_reopening;

static void
relay_end(int signal_number)
{
    (void)signal_number;
    relay_ending = 1;
}

static void
relay_reopen(int signal_number)
{
    (void)signal_number;
    relay_reopening = 1;
}

/* Ends the program for a fault, unless the same may go through later. */
bool
relay_went(enum fault fault, const char *what)
{
    if (fault != FAULT_NONE && !fault_is_temporary(fault))
        log_fatal("cannot %s", what);
    return fault == FAULT_NONE;
}

static const char
    relay_usage[] = "usage: curt-relay [--once] [--verbose]\n",
    relay_help[] = "\ncount clicks, deliver events to targets, and hand messages to the "
                   "carrier\n\noptions:\n  --once     process what there is, then exit\n  --verbose  log how "
                   "many events are processed\n  --help     print this\n  --version  print the version\n";

static void
relay_options(struct relay *r, int argc, char **argv)
{
    static const struct option options[] = {{"once", no_argument, NULL, 'o'},
        {"verbose", no_argument, NULL, 'v'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'}, {0}};
    for (int c; (c = getopt_long(argc, argv, "ovh", options, NULL)) != -1;) {
        if (c == 'o') {
            r->once = true;
        } else if (c == 'v') {
            r->verbose = true;
        } else if (c == 'h') {
            printf("%s%s", relay_usage, relay_help);
            exit(EXIT_SUCCESS);
        } else if (c == 'V') {
            puts("curt-relay " PACKAGE_VERSION);
            exit(EXIT_SUCCESS);
        } else { /* getopt_long has said what is wrong */
            fputs(relay_usage, stderr);
            exit(2);
        }
    }
    if (optind < argc) {
        log_error("unexpected argument %s", argv[optind]);
        fputs(relay_usage, stderr);
        exit(2);
    }
}

/*
 * [relay] nice. Linux keeps it a thread: recovery, which all programs wait for, is over by now, and
 * checkpoints, which decide how long the next one takes, keep their priority.
 */
static void
relay_step_back(const struct config *config)
{
    errno = 0;
    if (nice((int)config->relay_nice) == -1 && errno != 0)
        log_warn("cannot lower the priority: %s", strerror(errno));
}

static void
relay_lock(const struct config *config)
{
    /* The store of a host that joins a cluster comes from the others. */
    if (config->cluster_name[0] != '\0' && config->cluster_hosts[0] != '\0')
        mkdir(config->store_home, 0700);
    switch (lockfile_acquire(config->store_home, "relay.lock")) {
    case FAULT_NONE:
        break;
    case FAULT_REFUSED:
        log_fatal("another curt-relay is running on this store");
    default:
        log_fatal("cannot run without the lock; create the store with `curt init`");
    }
}

static void
relay_take_signals(void)
{
    const struct sigaction end = {.sa_handler = relay_end};
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGHUP, &(const struct sigaction){.sa_handler = relay_reopen}, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* What taking in needs. False when the end came first. */
static bool
relay_open(struct relay *r)
{
    if (aggregator_create(&r->aggregator, &r->config) != FAULT_NONE)
        log_fatal("cannot count clicks");
    const bool alone = r->config.cluster_name[0] == '\0';
    r->env = env_open_or_die(&r->config, alone ? TABLE_ALL : 0, 0);
    env_watch(r->env);
    if (!alone && !follow_join(r))
        return false;
    r->checkpointer = checkpointer_start(r->env, r->config.relay_checkpoint * TIMESTAMP_SECOND, RELAY_LOG);
    relay_step_back(&r->config);
    if (intake_open(&r->intake, r->env, r->config.store_home) != FAULT_NONE)
        log_fatal("cannot take in clicks");
    if (!alone)
        r->shipper = shipper_create(&r->config, r->env, r->intake);
    return true;
}

static void
relay_close(struct relay *r)
{
    if (r->checkpointer != NULL) {
        checkpointer_stop(r->checkpointer);
        if (env_has_space(r->env))
            env_checkpoint(r->env);
        intake_close(r->intake);
    }
    if (r->shipper != NULL)
        shipper_free(r->shipper);
    env_close(r->env);
    aggregator_free(r->aggregator);
}

int
main(int argc, char **argv)
{
    static struct relay r;
    program_begin("curt-relay");
    relay_options(&r, argc, argv);
    config_load_or_die(&r.config);
    relay_lock(&r.config);
    relay_take_signals();
    if (!seeder_run(&r.config, &relay_ending))
        return EXIT_SUCCESS;
    const bool open = relay_open(&r);
    handover_begin(&r.handover, r.env, &r.config);
    while (open && !relay_ending) {
        if (cluster_is_removed(r.env))
            follow_rest();
        else if (fence_begin(&r.fence, r.env, &r.config))
            lead(&r);
        else
            follow(&r);
        if (r.once)
            break;
        if (r.hands_over)
            follow_hand_over(&r);
    }
    const bool left = r.once && !env_has_space(r.env);
    relay_close(&r);
    return left ? EXIT_FAILURE : EXIT_SUCCESS;
}
