/*
 * import_run.h: the way of an import from another shortener: its links, a batch a transaction, and then its
 * visits. Whatever ends it, it is run again: what was taken is the same then, and is not taken twice.
 */
#ifndef CURT_IMPORT_IMPORT_RUN_H
#define CURT_IMPORT_IMPORT_RUN_H

#include "base/progress.h"
#include "import/import_reader.h"
#include "import/link_import.h"

struct import_job {
    struct link_import links;  /* how links are put: env, config, owner, domain, conflict, dry_run, now */
    struct import_input input; /* without why */
    struct import_why why;     /* why it could not be read to its end; "" when it was, or the store failed */
    bool local;                /* times without a zone are of the process's (timezone_set), not UTC */
    uint64_t most;             /* links that are read; 0: all */
    bool visits;               /* take them in, if there are any */
    void (*tell)(const struct import_row *, void *arg); /* each row, once its outcome is certain; or NULL */
    void *arg;
    progress_tell *progress; /* of a file, in bytes, after each batch, whether it is taken or not; or NULL */
    void *progress_arg;
};

/*
 * Runs it; *out has what was done, whatever comes of it. FAULT_INPUT, FAULT_REFUSED, FAULT_SYSTEM (logged):
 * the input cannot be read, or not to its end (->why); FAULT_AGAIN: the program is interrupted, or the other
 * side or the store does not answer; FAULT_SPACE.
 */
enum fault import_job_run(struct import_job *, struct import_counts *out);

#endif
