/*
 * curt-sweep: from cron: publishes which links have expired, deletes what is past its retention
 * (lib/retention), checkpoints, removes old logs, retries dead letters. One at a time; a bounded piece of
 * work a transaction. See curt-sweep(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lockfile.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/retry.h"
#include "db/cluster.h"
#include "link/link_block.h"
#include "retention/log_trim.h"
#include "retention/purge.h"
#include "retention/scheduled_jobs.h"

enum {
    SWEEP_WATCHDOG = 60, /* seconds, for one transaction */
    SWEEP_RETRY = 40,    /* seconds, for dead letters */
};

struct sweep_report {
    struct scheduled_jobs_count jobs;
    struct retry_count retry;
    struct link_block_count blocked;
    uint64_t events;
    struct purge_count purged;
    uint64_t log_files;
};

struct sweep {
    struct config config;
    struct retention retention;
    struct sweep_report report;
    bool verbose, json;
};

/* What is reported: where it is counted, the key of its JSON, and the words for people. */
static const struct {
    size_t at;
    const char *key, *words;
} sweep_rows[] = {
#define ROW(member, key, words)                           \
    {                                                     \
        offsetof(struct sweep_report, member), key, words \
    }
    ROW(jobs.links_expired, "links_expired", "links expired"),
    ROW(jobs.links_deleted, "links_removed", "links removed"),
    ROW(jobs.deleted_links, "deleted_links", "deleted links that cannot be restored any more"),
    ROW(blocked.blocked, "links_blocked", "links that the blocklist closes"),
    ROW(blocked.unblocked, "links_unblocked", "links that it opens again"),
    ROW(jobs.link_stats, "link_counts", "counts of deleted links"),
    ROW(jobs.event_ids, "custom_event_ids", "ids of custom events"),
    ROW(jobs.messages, "messages", "messages past their retention"),
    ROW(retry.delivered, "dead_letters_delivered", "dead letters delivered"),
    ROW(retry.failed, "dead_letters_failed", "failed attempts at dead letters"),
    ROW(retry.exhausted, "dead_letters_exhausted", "dead letters that are not tried again"),
    ROW(retry.returned, "messages_requeued", "messages queued again"),
    ROW(events, "events", "events"),
    ROW(purged.sessions, "sessions", "sign-ins"),
    ROW(purged.idempotency_keys, "idempotency_keys", "idempotency keys"),
    ROW(purged.rate_limits, "rate_limits", "idle rate limits"),
    ROW(purged.salts, "salts", "salts"),
    ROW(purged.visitors, "visitors", "visitors of past days"),
    ROW(purged.jwt_ids, "receipt_tokens", "tokens of receipts"),
    ROW(purged.receipts, "unmatched_receipts", "receipts of unknown messages"),
    ROW(purged.busiest, "rankings", "rankings of days"),
    ROW(purged.missed, "missed", "counts of missed visits of days"),
    ROW(log_files, "log_files", "log files"),
#undef ROW
};

static uint64_t
sweep_value(const struct sweep_report *report, size_t row)
{
    uint64_t value;
    memcpy(&value, (const char *)report + sweep_rows[row].at, sizeof value);
    return value;
}

static void
sweep_print(const struct sweep *s)
{
    const size_t rows = sizeof sweep_rows / sizeof *sweep_rows;
    if (s->json) {
        struct json_object *all = json_object_new_object();
        for (size_t i = 0; i < rows; i++)
            json_object_object_add(
                all, sweep_rows[i].key, json_object_new_int64((int64_t)sweep_value(&s->report, i)));
        puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN));
        json_object_put(all);
    } else if (s->verbose || s->retention.dry_run) {
        printf("%s\n", s->retention.dry_run ? "would do" : "did");
        for (size_t i = 0; i < rows; i++)
            printf("%12" PRIu64 "  %s\n", sweep_value(&s->report, i), sweep_rows[i].words);
    }
}

static void
sweep_watchdog(void)
{
    alarm(SWEEP_WATCHDOG);
}

static enum fault
sweep_jobs(struct sweep *s)
{
    return scheduled_jobs_run(&s->retention, &s->report.jobs);
}

static void
sweep_tell(const struct link_block_count *count, void *arg)
{
    (void)count, (void)arg;
    sweep_watchdog();
}

/* If the blocklist has changed. */
static enum fault
sweep_blocklist(struct sweep *s)
{
    if (s->retention.dry_run)
        return FAULT_NONE;
    sweep_watchdog();
    return link_block_scan(s->retention.env, s->retention.now, sweep_tell, NULL, &s->report.blocked);
}

static enum fault
sweep_events(struct sweep *s)
{
    return log_trim_run(&s->retention, &s->report.events);
}

static enum fault
sweep_tables(struct sweep *s)
{
    return purge_run(&s->retention, &s->report.purged);
}

/* Berkeley DB's own log: what recovery does not need. */
static enum fault
sweep_log_files(struct sweep *s)
{
    unsigned removed = 0;
    if (s->retention.dry_run)
        return FAULT_NONE;
    sweep_watchdog();
    enum fault fault = env_checkpoint_if_changed(s->retention.env);
    if (fault == FAULT_NONE)
        fault = env_trim_log(s->retention.env, &removed);
    s->report.log_files = removed;
    return fault;
}

/* Dead letters that are due. `curt dead redrive` may be working on them already. */
static enum fault
sweep_dead_letters(struct sweep *s)
{
    static const struct dead_letters_filter all;
    if (s->retention.dry_run || lockfile_acquire(s->config.store_home, RETRY_TURN) != FAULT_NONE)
        return FAULT_NONE;
    return retry_run(
        &s->config, s->retention.env, &all, s->retention.now, SWEEP_RETRY, &s->report.retry, NULL, NULL);
}

static const char
    sweep_usage[] = "usage: curt-sweep [--dry-run] [--verbose] [--json]\n",
    sweep_help[] =
        "\nexpire links, retry dead letters, and delete what is past its retention\n\noptions:\n  --dry-run  "
        "change nothing; print what would be done\n  --verbose  print what was done\n  --json     print it "
        "as a JSON object\n  --help     print this\n  --version  print the version\n";

static void
sweep_options(struct sweep *s, int argc, char **argv)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'},
        {"verbose", no_argument, NULL, 'v'}, {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'}, {0}};
    for (int c; (c = getopt_long(argc, argv, "nvjh", options, NULL)) != -1;) {
        if (c == 'n') {
            s->retention.dry_run = true;
        } else if (c == 'v') {
            s->verbose = true;
        } else if (c == 'j') {
            s->json = true;
        } else if (c == 'h') {
            printf("%s%s", sweep_usage, sweep_help);
            exit(EXIT_SUCCESS);
        } else if (c == 'V') {
            puts("curt-sweep " PACKAGE_VERSION);
            exit(EXIT_SUCCESS);
        } else { /* getopt_long has said what is wrong */
            fputs(sweep_usage, stderr);
            exit(2);
        }
    }
    if (optind < argc) {
        log_error("unexpected argument %s", argv[optind]);
        fputs(sweep_usage, stderr);
        exit(2);
    }
}

/* Another sweep that runs is no error: this one ends. */
static void
sweep_lock(const struct config *config)
{
    switch (lockfile_acquire(config->store_home, "sweep.lock")) {
    case FAULT_NONE:
        return;
    case FAULT_REFUSED:
        log_info("another curt-sweep is running; nothing done");
        exit(EXIT_SUCCESS);
    default:
        log_fatal("cannot run without the lock; create the store with `curt init`");
    }
}

/* Every step runs: one that fails must not keep the others from their work. */
static enum fault
sweep_steps(struct sweep *s)
{
    static enum fault (*const steps[])(struct sweep *) = {
        sweep_jobs, sweep_blocklist, sweep_events, sweep_tables, sweep_log_files, sweep_dead_letters};
    struct retention *r = &s->retention;
    enum fault fault = checkpoint_get(env_read(r->env), CHECKPOINT_AGGREGATOR, &r->counted);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const enum fault step = steps[i](s);
        fault = fault == FAULT_NONE ? step : fault;
    }
    return fault;
}

/* In a cluster, the master's does it for all, if a majority hears it. */
static enum fault
sweep_where_it_may(struct sweep *s)
{
    struct env *env = s->retention.env;
    if (cluster_can_write(env))
        return sweep_steps(s);
    if (cluster_role(env) != CLUSTER_MASTER)
        return FAULT_NONE;
    cluster_tell_refusal(env);
    return FAULT_AGAIN;
}

static enum fault
sweep_run(struct sweep *s)
{
    struct retention *r = &s->retention;
    r->config = &s->config;
    r->now = timestamp_now();
    r->watchdog = sweep_watchdog;
    r->env = env_open_or_die(&s->config, TABLE_ALL, 0);
    const enum fault fault = sweep_where_it_may(s);
    alarm(0);
    env_close(r->env);
    return fault;
}

int
main(int argc, char **argv)
{
    static struct sweep s;
    program_begin("curt-sweep");
    sweep_options(&s, argc, argv);
    config_load_or_die(&s.config);
    sweep_lock(&s.config);
    program_hold_signals();
    enum fault fault = sweep_run(&s);
    sweep_print(&s);
    if (fault != FAULT_NONE)
        log_error("not everything was swept; the next run continues");
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
