/*
 * import_run.c: reads, and puts in batches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/program.h"
#include "import/import_links.h"
#include "import/visit_import.h"

enum { IMPORT_RUN_LOG_KBYTES = 64 * 1024 /* between two checkpoints */ };

struct import_run {
    struct import_job *job;
    struct import_reader *reader;
    struct import_reading how;
    struct import_counts *counts;
    struct import_links taken; /* whose visits are to come */
    struct import_row *rows;
    size_t row_count;
    uint64_t links; /* that were read */
    uint64_t seen;  /* records of visits */
    uint64_t size;  /* of the file, in bytes; 0: it is none */
};

static void
import_run_progress(const struct import_run *run)
{
    const struct import_job *job = run->job;
    const long at = run->size > 0 ? ftell(job->input.file) : -1;
    if (job->progress != NULL && at >= 0)
        job->progress((uint64_t)at, run->size, job->progress_arg);
}

static void
import_run_count(struct import_run *run, const struct import_row *row)
{
    run->counts->rows++;
    run->counts->links[row->outcome]++;
    if (row->outcome == IMPORT_SKIPPED || row->outcome == IMPORT_REFUSED)
        return;
    run->counts->clicks += row->from.clicks;
    if (!run->job->visits || !import_reader_has_visits(run->reader))
        return;
    char name[LINK_NAME_MAX + 1];
    link_name(&row->link, name);
    import_links_add(&run->taken, &row->from, name);
}

/* Puts the rows that were read. */
static enum fault
import_run_put(struct import_run *run)
{
    struct import_job *job = run->job;
    enum fault fault = link_import_put(&job->links, run->rows, run->row_count);
    if (fault == FAULT_NONE && !job->links.dry_run)
        fault = env_bound_log(job->links.env, IMPORT_RUN_LOG_KBYTES);
    for (size_t i = 0; i < run->row_count && fault == FAULT_NONE; i++) {
        import_run_count(run, &run->rows[i]);
        if (job->tell != NULL)
            job->tell(&run->rows[i], job->arg);
    }
    run->row_count = 0;
    import_run_progress(run);
    return fault == FAULT_NONE && program_interrupted() ? FAULT_AGAIN : fault;
}

/* One record can be several links: these are counted. */
static bool
import_run_is_full(struct import_run *run)
{
    const uint64_t most = run->job->most;
    return most > 0 && run->links++ == most;
}

/* All links of a record, put when there are enough. */
static enum fault
import_run_take(struct import_run *run, const struct import_record *record)
{
    enum fault fault = FAULT_NONE;
    bool more = true;
    for (size_t nth = 0; more && fault == FAULT_NONE; nth++) {
        if (import_run_is_full(run)) {
            return import_why_set(&run->job->why, FAULT_REFUSED,
                "The file has more than %llu rows; these were read, and `curt import` takes more",
                (unsigned long long)run->job->most);
        }
        more = imported_link_read(&run->rows[run->row_count++].from, record, &run->how, nth);
        if (run->row_count == LINK_IMPORT_BATCH)
            fault = import_run_put(run);
    }
    return fault;
}

/* What was read before something went wrong is put all the same. */
static enum fault
import_run_links(struct import_run *run)
{
    struct import_record record;
    enum fault fault, end;
    while ((fault = import_reader_next(run->reader, &record)) == FAULT_NONE) {
        fault = import_run_take(run, &record);
        if (fault != FAULT_NONE && run->job->why.text[0] == '\0')
            return fault; /* the store's */
        if (fault != FAULT_NONE)
            break;
    }
    end = import_run_put(run);
    return end != FAULT_NONE || fault == FAULT_MISSING ? end : fault;
}

static enum fault
import_run_put_visits(struct import_run *run, struct visit_import *visits)
{
    enum fault fault = visit_import_put(visits, run->counts);
    if (fault == FAULT_NONE && !run->job->links.dry_run)
        fault = env_bound_log(run->job->links.env, IMPORT_RUN_LOG_KBYTES);
    import_run_progress(run);
    return fault == FAULT_NONE && program_interrupted() ? FAULT_AGAIN : fault;
}

/* Visits that are passed over make no transaction, whose end would say how far it is. */
static enum fault
import_run_go_on(struct import_run *run)
{
    if (++run->seen % VISIT_IMPORT_BATCH != 0)
        return FAULT_NONE;
    import_run_progress(run);
    return program_interrupted() ? FAULT_AGAIN : FAULT_NONE;
}

/* All that the reader has now: of a file, whose visits name their links, or of one link. */
static enum fault
import_run_read_visits(struct import_run *run, struct visit_import *visits, const struct import_link_id *of)
{
    struct import_record record;
    struct imported_visit visit;
    enum fault fault;
    while ((fault = import_reader_next_visit(run->reader, &record)) == FAULT_NONE) {
        if ((fault = import_run_go_on(run)) != FAULT_NONE)
            return fault;
        if (imported_visit_read(&visit, &record, &run->how) != FAULT_NONE) {
            run->counts->visits_bad++;
            continue;
        }
        const struct import_link_id *link = of != NULL
                                                ? of
                                                : import_links_find(&run->taken, visit.link_id, visit.code);
        if (link == NULL)
            run->counts->visits_left++;
        else
            visit_import_add(visits, link->name, &visit);
        if (visit_import_is_full(visits) && (fault = import_run_put_visits(run, visits)) != FAULT_NONE)
            return fault;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
import_run_visits(struct import_run *run)
{
    struct visit_import *visits = visit_import_create(&run->job->links, run->how.source);
    enum fault fault = import_reader_begin_visits(run->reader);
    if (fault == FAULT_NONE && !import_reader_asks_by_link(run->reader))
        fault = import_run_read_visits(run, visits, NULL);
    else
        for (size_t i = 0; i < run->taken.count && fault == FAULT_NONE; i++) {
            import_reader_set_link(run->reader, run->taken.list[i].code, run->taken.list[i].domain);
            fault = import_run_read_visits(run, visits, &run->taken.list[i]);
        }
    if (fault == FAULT_NONE)
        fault = import_run_put_visits(run, visits);
    visit_import_free(visits);
    return fault;
}

static void
import_run_measure(struct import_run *run)
{
    FILE *file = run->job->input.file;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        return;
    const long size = ftell(file);
    run->size = size > 0 ? (uint64_t)size : 0;
    rewind(file);
}

enum fault
import_job_run(struct import_job *job, struct import_counts *out)
{
    struct import_run run = {.job = job, .counts = out};
    *out = (struct import_counts){0};
    job->why.text[0] = '\0';
    job->input.why = &job->why;
    import_run_measure(&run);
    enum fault fault = import_reader_open(&run.reader, &job->input);
    run.how = (struct import_reading){
        job->input.source, job->local, import_reader_path(run.reader), job->links.now};
    run.rows = xcalloc(LINK_IMPORT_BATCH, sizeof *run.rows);
    if (fault == FAULT_NONE)
        fault = import_run_links(&run);
    if (fault == FAULT_NONE && job->visits && import_reader_has_visits(run.reader))
        fault = import_run_visits(&run);
    if (!job->links.dry_run && job->links.env != NULL && env_flush(job->links.env) != FAULT_NONE &&
        fault == FAULT_NONE)
        fault = FAULT_SYSTEM;
    import_reader_free(run.reader);
    import_links_free(&run.taken);
    name_set_free(&job->links.seen);
    free(run.rows);
    return fault;
}
