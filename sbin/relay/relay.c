/*
 * curt-relay: follows the event log, counts, delivers and sends. See curt-relay(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/host_copy.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/dispatcher.h"
#include "db/checkpointer.h"
#include "db/cluster.h"
#include "db/cluster_handover.h"
#include "db/cluster_removal.h"
#include "event/checkpoint.h"
#include "event/intake.h"
#include "event/visitor_salt.h"
#include "fence.h"
#include "handover.h"
#include "link/code_case.h"
#include "seeder.h"
#include "sender/sender.h"
#include "shipper.h"
#include "stats/aggregator.h"
#include "stats/click_rank_begin.h"

enum {
    RELAY_FLUSH = 100000,  /* microseconds: what a power cut may cost of clicks */
    RELAY_TIDY = 1000000,  /* microseconds */
    RELAY_KEEP = 60000000, /* microseconds that a segment of the spool is kept when it is taken in */
    RELAY_REST = 20,       /* milliseconds */
    RELAY_JOIN = 200000,   /* microseconds between two looks for the tables */
    RELAY_YIELD = 2000000, /* microseconds that a master holds out with a full disk */
    RELAY_LOG = 4096,      /* kilobytes of the write-ahead log between two checkpoints, at most */
    RELAY_WATCHDOG = 60,   /* seconds */
};

struct relay {
    struct config config;
    struct env *env;
    struct aggregator *aggregator;
    struct intake *intake;
    struct dispatcher *deliver;
    struct sender *sender;
    struct checkpointer *checkpointer;
    struct fence fence;
    struct handover handover;
    struct shipper *shipper;          /* NULL when alone */
    int64_t counted, flushed, tidied; /* when last */
    uint32_t salted;                  /* the day that has its salt, and the next */
    uint64_t taken;
    bool leads;      /* counts, delivers and sends: as the master, or alone */
    bool hands_over; /* another host is to become the master */
    bool joined;     /* replication runs */
    bool once, verbose;
};

static volatile sig_atomic_t relay_ending, relay_reopening;

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

static bool
relay_due(int64_t *last, int64_t every)
{
    const int64_t now = monotonic_now();
    if (*last != 0 && now - *last < every)
        return false;
    *last = now;
    return true;
}

/* Ends the program for a fault, unless the same may go through later. */
static bool
relay_went(enum fault fault, const char *what)
{
    if (fault != FAULT_NONE && !fault_is_temporary(fault))
        log_fatal("cannot %s", what);
    return fault == FAULT_NONE;
}

/* Of today and, so that it is there at midnight, of tomorrow. */
static void
relay_draw_salts(struct relay *r)
{
    const uint32_t today = visitor_salt_day(timestamp_now());
    uint8_t salt[VISITOR_SALT_BYTES];
    if (today == r->salted)
        return;
    enum fault fault = visitor_salt_get(r->env, today, salt);
    if (fault == FAULT_NONE)
        fault = visitor_salt_get(r->env, today + 1, salt);
    explicit_bzero(salt, sizeof salt);
    if (relay_went(fault, "draw the salt of visitors"))
        r->salted = today;
}

/* What `curt forget` took out of the tables goes out of the log of each host. */
static void
relay_drop_log(struct relay *r)
{
    struct checkpoint log;
    if (relay_went(checkpoint_get(env_read(r->env), CHECKPOINT_LOG, &log), "look at the log"))
        relay_went(env_drop_log_before(r->env, (uint32_t)log.number), "remove files of the log");
}

static void
relay_keep_house(struct relay *r)
{
    if (relay_due(&r->flushed, RELAY_FLUSH))
        relay_went(env_flush(r->env), "flush the log to disk");
    cluster_tend(r->env);
    const int64_t begun = checkpointer_begun(r->checkpointer);
    if (begun != 0 && monotonic_now() - begun > RELAY_WATCHDOG * TIMESTAMP_SECOND)
        log_fatal("a checkpoint hangs");
    if (!relay_due(&r->tidied, RELAY_TIDY))
        return;
    env_fill_reserve(r->env);
    if (r->shipper != NULL)
        relay_drop_log(r);
    if (r->leads)
        relay_draw_salts(r);
    relay_went(intake_tidy(r->intake, RELAY_KEEP), "tidy the spool");
}

/* Takes in the next events; true when there are more. */
static bool
relay_count(struct relay *r)
{
    uint64_t taken;
    enum fault fault = aggregator_run(r->aggregator, r->env, r->intake, &taken);
    if (fault == FAULT_REFUSED) /* `curt forget` was quicker with these */
        fault = FAULT_AGAIN;
    const bool went = relay_went(fault, "count events");
    r->taken += taken;
    if (taken > 0 && r->verbose)
        log_info("%llu events taken in", (unsigned long long)taken);
    return !went || aggregator_is_behind(r->aggregator) || (r->once && taken > 0);
}

/* Delivers; waits a little for something to happen when `patient`. True when there is more to do. */
static bool
relay_deliver(struct relay *r, bool patient)
{
    if (relay_reopening)
        dispatcher_reopen(r->deliver);
    relay_reopening = 0;
    enum fault fault = dispatcher_run(r->deliver, patient ? RELAY_REST : 0);
    return !relay_went(fault, "deliver events") || !dispatcher_is_idle(r->deliver);
}

/* Hands messages to the carrier. True when there is more to do. */
static bool
relay_dispatch(struct relay *r, bool patient)
{
    enum fault fault = sender_run(r->sender, patient ? RELAY_REST : 0);
    return !relay_went(fault, "hand messages to the carrier") || !sender_is_idle(r->sender);
}

/* What is under way to the carrier and to targets ends while nothing is begun. */
static void
relay_drain(struct relay *r)
{
    if (r->sender != NULL)
        relay_went(sender_drain(r->sender, 0), "write down what the carrier said");
    if (r->deliver != NULL)
        relay_went(dispatcher_drain(r->deliver, 0), "write down what was delivered");
}

/* Until the end, or until this host may no longer write: then what is held in memory is dropped. */
static bool
relay_goes_on(struct relay *r)
{
    r->hands_over = r->hands_over || handover_is_due(&r->handover);
    return !relay_ending && !r->hands_over && fence_holds(&r->fence);
}

/*
 * While the disk has too little space, nothing is begun: what is in the spool is taken in, from the reserve,
 * which makes the spool smaller. In a cluster, another host becomes the master soon.
 */
static void
relay_hold(struct relay *r)
{
    const int64_t begun = monotonic_now();
    while (relay_goes_on(r) && !env_has_space(r->env)) {
        r->hands_over = r->shipper != NULL && monotonic_now() - begun > RELAY_YIELD;
        const uint64_t before = r->taken;
        alarm(RELAY_WATCHDOG);
        relay_count(r);
        relay_drain(r);
        relay_keep_house(r);
        if (r->taken == before)
            usleep(RELAY_FLUSH);
    }
}

/* Few events at a time would cost more than many, which share rows: so there is a pause between two reads. */
static void
relay_run(struct relay *r)
{
    bool more = true, under_way = true, sending = true;
    while (relay_goes_on(r)) {
        alarm(RELAY_WATCHDOG); /* a hang becomes a death, and the service manager starts another */
        if (!r->once)
            relay_hold(r);
        if (more || relay_due(&r->counted, r->config.relay_poll * 1000))
            more = relay_count(r);
        sending = relay_dispatch(r, !more);
        under_way = relay_deliver(r, !more && !sending);
        relay_keep_house(r);
        if (r->once && ((!more && !under_way && !sending) || !env_has_space(r->env)))
            break;
    }
    alarm(0);
    if (r->once)
        log_info("%llu events taken in", (unsigned long long)r->taken);
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

/* What is left to do for a host that was removed from its cluster. */
static void
relay_rest(void)
{
    log_warn("this host was removed from the cluster: it counts nothing and sends nothing any more; stop "
             "curt here, see curt-cluster(7)");
    alarm(0);
    while (!relay_ending)
        usleep(RELAY_JOIN);
}

/*
 * Replication first: what it brings may make the tables. Not while the disk is full: a replica that cannot
 * write down what it gets ends all its programs. False when the end came first.
 */
static bool
relay_join(struct relay *r)
{
    r->joined = env_has_space(r->env);
    if (cluster_is_removed(r->env))
        relay_rest();
    else if (r->joined && cluster_join(r->env) != FAULT_NONE)
        log_fatal("cannot join the cluster");
    while (!relay_ending && env_open_late(r->env, TABLE_ALL) != FAULT_NONE)
        usleep(RELAY_JOIN);
    return !relay_ending;
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
    if (!alone && !relay_join(r))
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

/* The rest needs space from its first moment. */
static void
relay_work(struct relay *r)
{
    code_case_begin(r->env, &r->config, true);
    if (click_rank_begin(r->env) != FAULT_NONE)
        log_fatal("cannot rank the links");
    r->deliver = dispatcher_create(&r->config, r->env);
    r->sender = sender_create(&r->config, r->env);
    relay_run(r);
    if (fence_holds(&r->fence) && sender_finish(r->sender) != FAULT_NONE)
        log_warn("could not record the carrier's last answers; those messages are unknown");
    sender_free(r->sender);
    if (fence_holds(&r->fence) && dispatcher_finish(r->deliver) != FAULT_NONE)
        log_warn("could not record the last deliveries; they will be delivered again");
    dispatcher_free(r->deliver);
    r->sender = NULL;
    r->deliver = NULL;
}

/* As the master, or alone. */
static void
relay_lead(struct relay *r)
{
    r->leads = true;
    r->salted = 0;
    if (r->shipper != NULL)
        intake_set_host(r->intake, r->config.cluster_name, false);
    if (!r->once)
        relay_hold(r);
    if (relay_goes_on(r) && env_has_space(r->env))
        relay_work(r);
    r->leads = false;
}

/* A replica takes part while there is room. Berkeley DB can neither begin nor end that in an open store. */
static bool
relay_may_follow(struct relay *r)
{
    if (cluster_is_removed(r->env))
        return false;
    if (r->joined == env_has_space(r->env))
        return true;
    r->hands_over = r->joined && cluster_role(r->env) == CLUSTER_MASTER;
    if (r->hands_over)
        return false;
    log_warn(r->joined ? "the disk is nearly full: replication ends; links open, as they are by now"
                       : "there is room on the disk: replication begins again");
    relay_ending = 1;
    return false;
}

/* As a replica: its clicks go to the master, until this host becomes that. */
static void
relay_follow(struct relay *r)
{
    bool more, is_replica = false;
    intake_set_host(r->intake, r->config.cluster_name, true);
    do {
        alarm(RELAY_WATCHDOG);
        if (!is_replica && (is_replica = cluster_role(r->env) == CLUSTER_REPLICA))
            host_copy_end_all(r->config.store_home);
        handover_follow(&r->handover, r->shipper);
        more = shipper_run(r->shipper);
        relay_keep_house(r);
        if (!more)
            usleep(RELAY_REST * 1000);
    } while (!relay_ending && relay_may_follow(r) && !cluster_can_write(r->env) && (more || !r->once));
}

/* Another host becomes the master, if it can: the one that is promoted, or any, since there is no room here.
 */
static void
relay_hand_over(struct relay *r)
{
    alarm(RELAY_WATCHDOG);
    if (env_has_space(r->env)) {
        handover_run(&r->handover, &r->fence);
    } else {
        log_warn("the disk is nearly full: another host shall be the master");
        if (cluster_step_down(r->env) != FAULT_NONE)
            log_warn("no host has become the master yet");
    }
    alarm(0);
    r->hands_over = false;
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
            relay_rest();
        else if (fence_begin(&r.fence, r.env, &r.config))
            relay_lead(&r);
        else
            relay_follow(&r);
        if (r.once)
            break;
        if (r.hands_over)
            relay_hand_over(&r);
    }
    const bool left = r.once && !env_has_space(r.env);
    relay_close(&r);
    return left ? EXIT_FAILURE : EXIT_SUCCESS;
}
