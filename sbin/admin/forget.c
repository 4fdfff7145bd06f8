/*
 * forget.c: curt forget: a person is erased.
 * SPDX-License-Identifier: ISC
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "commands.h"
#include "db/cluster.h"
#include "db/log_files.h"
#include "event/checkpoint.h"
#include "io.h"
#include "message/address.h"
#include "retention/erasure.h"
#include "stats/aggregator.h"
#include "store.h"

struct forgetting {
    struct config config;
    struct env *env;
};

/* A segment that has an end is seen to have it when it was empty twice. */
enum { FORGET_LOOKS = 2 };

/* What was taken in leaves the spool, too, whether curt-relay runs or not. */
static enum fault
forget_spool(const struct forgetting *f, struct intake *intake)
{
    enum fault fault = intake_tidy(intake, INT64_MAX);
    if (fault == FAULT_NONE)
        fault = env_flush(f->env);
    return fault == FAULT_NONE ? intake_tidy(intake, 0) : fault;
}

/* The totals must not miss what is erased: everything is counted first. */
static enum fault
forget_count_all(void *arg)
{
    const struct forgetting *f = arg;
    struct aggregator *counter;
    uint64_t taken;
    unsigned idle = 0;
    struct intake *intake;
    enum fault fault = aggregator_create(&counter, &f->config);
    if (fault != FAULT_NONE)
        return fault;
    fault = intake_open(&intake, f->env, f->config.store_home);
    if (fault == FAULT_NONE) {
        intake_set_host(intake, f->config.cluster_name, false);
        do {
            fault = aggregator_run(counter, f->env, intake, &taken);
            idle = fault == FAULT_NONE && taken == 0 && !aggregator_is_behind(counter) ? idle + 1 : 0;
        } while (
            (fault == FAULT_NONE && idle < FORGET_LOOKS && !program_interrupted()) || fault == FAULT_REFUSED);
        if (fault == FAULT_NONE)
            fault = forget_spool(f, intake);
        intake_close(intake);
    }
    aggregator_free(counter);
    return fault;
}

static void
forget_tell(uint64_t done, uint64_t all, void *arg)
{
    (void)arg;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%llu of %llu events read", (unsigned long long)done, (unsigned long long)all);
}

/* What is counted: the key of its JSON, and the words for people. */
static const struct {
    const char *key, *words;
    size_t offset; /* of a uint64_t in struct erasure_count */
} erasure_rows[] = {
    {"messages", "messages", offsetof(struct erasure_count, messages)},
    {"links", "links", offsetof(struct erasure_count, links)},
    {"recipients", "recipients of campaigns", offsetof(struct erasure_count, recipients)},
    {"events", "events", offsetof(struct erasure_count, events)},
    {"dead_letters", "dead letters", offsetof(struct erasure_count, letters)},
    {"receipts", "receipts", offsetof(struct erasure_count, receipts)},
    {"idempotency_answers", "stored answers to requests", offsetof(struct erasure_count, answers)},
};

static void
forget_print(const struct erasure_count *count, bool json)
{
    struct json_object *object = json_object_new_object();
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    for (size_t i = 0; i < sizeof erasure_rows / sizeof *erasure_rows; i++) {
        uint64_t n;
        memcpy(&n, (const char *)count + erasure_rows[i].offset, sizeof n);
        if (!json)
            printf("%10llu  %s\n", (unsigned long long)n, erasure_rows[i].words);
        json_object_object_add(object, erasure_rows[i].key, json_object_new_uint64(n));
    }
    json_object_object_add(object, "was_suppressed", json_object_new_boolean(count->suppressed));
    if (!json && count->suppressed)
        puts("            the opt-out stays, as a digest of the number");
    if (json)
        io_print(object);
    else
        json_object_put(object);
}

static enum fault
forget_write_log(struct txn *txn, void *arg)
{
    const uint32_t *number = arg;
    return checkpoint_put(
        txn, CHECKPOINT_LOG, &(struct checkpoint){.number = *number, .at = timestamp_now()});
}

/* What left the tables must not stay in their log, nor come into backups; in a cluster, the curt-relay of
 * each host sees to that. What was erased just now may be in the file that the log ends in: it goes when the
 * next has begun. */
static enum fault
forget_log(struct env *env)
{
    struct log_end end = {0};
    unsigned removed;
    enum fault fault = env_checkpoint(env);
    if (fault == FAULT_NONE)
        fault = log_files_end(env, &end);
    uint32_t next = end.number + 1;
    if (fault == FAULT_NONE && cluster_role(env) != CLUSTER_ALONE)
        fault = env_txn(env, ENV_SYNC, forget_write_log, &next);
    return fault == FAULT_NONE ? env_drop_log(env, &removed) : fault;
}

int
forget_command(const struct call *call)
{
    static struct forgetting f;
    const struct erasure_options help = {.count = forget_count_all, .tell = forget_tell, .arg = &f};
    struct erasure_count count;
    char number[MESSAGE_ADDRESS_MAX + 1];
    const char *why;
    if (address_parse(argument(call, 0), number, &why) != FAULT_NONE) {
        log_error("%s %s", argument(call, 0), why);
        return EXIT_FAILURE;
    }
    f.env = store_open(&f.config);
    enum fault fault = erasure_run(f.env, number, &count, &help);
    if (fault == FAULT_NONE)
        fault = forget_log(f.env);
    io_tell_again(fault, "interrupted; run it again to erase the rest");
    store_close(f.env);
    io_tell_full(fault);
    if (fault == FAULT_NONE)
        forget_print(&count, option_flag(call, "json"));
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
