/*
 * scheduled_jobs.c: goes through the schedule, and runs the job of each entry that is due.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/scheduled_jobs.h"

#include <stddef.h>

#include "base/program.h"
#include "db/schedule.h"
#include "event/custom_event.h"
#include "link/deleted_link.h"
#include "message/carrier_id_index.h"
#include "message/conversion.h"
#include "retention/link_expiry.h"
#include "retention/message_expiry.h"

/* Sets *count to 1 if there was something to do; in a dry run it does nothing else. */
typedef enum fault job_function(
    struct txn *, const struct retention *, const struct schedule_entry *, uint64_t *count);

static enum fault
event_id_delete(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    *count = 1;
    return r->dry_run ? FAULT_NONE : custom_event_forget(txn, (const uint8_t *)entry->name);
}

static enum fault
carrier_id_delete(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    (void)count;
    return r->dry_run ? FAULT_NONE : carrier_id_remove(txn, entry->name);
}

static enum fault
conversion_job(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    (void)count;
    return r->dry_run ? FAULT_NONE : conversion_forget(txn, entry->name, entry->length);
}

static enum fault
deleted_link_job(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    *count = 1;
    return r->dry_run ? FAULT_NONE : deleted_link_forget(txn, (const uint8_t *)entry->name, r->now);
}

/* Carrier ids, conversions and recipients are not counted: there is nothing in the report for them. */
#define NOT_COUNTED   SIZE_MAX
#define COUNTED(name) offsetof(struct scheduled_jobs_count, name)

static const struct job {
    enum schedule_kind kind;
    job_function *run;
    size_t counted;
} jobs[] = {
    {SCHEDULE_EXPIRE_LINK, link_expire, COUNTED(links_expired)},
    {SCHEDULE_DELETE_LINK, link_delete_expired, COUNTED(links_deleted)},
    {SCHEDULE_FORGET_LINK, deleted_link_job, COUNTED(deleted_links)},
    {SCHEDULE_DELETE_EVENT_ID, event_id_delete, COUNTED(event_ids)},
    {SCHEDULE_DELETE_MESSAGE, message_delete_expired, COUNTED(messages)},
    {SCHEDULE_DELETE_CARRIER_ID, carrier_id_delete, NOT_COUNTED},
    {SCHEDULE_FORGET_CONVERSION, conversion_job, NOT_COUNTED},
    {SCHEDULE_DELETE_RECIPIENTS, recipients_delete_expired, NOT_COUNTED},
};

/* One entry of the schedule, in a transaction that may run again. */
struct job_run {
    const struct retention *retention;
    struct schedule_entry after, entry; /* where to look on; what was found */
    const struct job *job;              /* NULL: not done here */
    uint64_t count;
};

static const struct job *
job_find(enum schedule_kind kind)
{
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        if (jobs[i].kind == kind)
            return &jobs[i];
    return NULL;
}

static enum fault
job_body(struct txn *txn, void *arg)
{
    struct job_run *run = arg;
    const struct retention *r = run->retention;
    run->count = 0;
    enum fault fault = schedule_next(txn, &run->after, r->now, &run->entry);
    if (fault != FAULT_NONE)
        return fault;
    run->job = job_find(run->entry.kind);
    if (run->job == NULL)
        return FAULT_NONE;
    fault = run->job->run(txn, r, &run->entry, &run->count);
    if (fault == FAULT_MISSING) /* of a row that must be there; from here it would say that nothing is due */
        fault = FAULT_SYSTEM;
    return fault != FAULT_NONE || r->dry_run ? fault : schedule_remove(txn, &run->entry);
}

/* Counts what one entry came to, and does the one job that takes more than one transaction. */
static enum fault
job_finish(struct job_run *run, struct scheduled_jobs_count *count)
{
    if (run->entry.kind == SCHEDULE_DELETE_STATS)
        return link_stats_delete(run->retention, &run->entry, &count->link_stats);
    if (run->job != NULL && run->job->counted != NOT_COUNTED)
        *(uint64_t *)((char *)count + run->job->counted) += run->count;
    return FAULT_NONE;
}

enum fault
scheduled_jobs_run(const struct retention *r, struct scheduled_jobs_count *count)
{
    struct job_run run = {.retention = r};
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && !program_interrupted()) {
        retention_begin_step(r);
        fault = env_txn(r->env, ENV_WRITE, job_body, &run);
        if (fault == FAULT_MISSING) /* nothing more is due */
            return FAULT_NONE;
        if (fault == FAULT_NONE)
            fault = job_finish(&run, count);
        run.after = run.entry;
    }
    return fault;
}
