/*
 * import.h: fills a new store with what another has exported (export.h).
 *
 * A transaction puts some lines, and how many are in the store by then: whatever ends the import, it goes on
 * there. Until it is finished, no other program enters the store (store_version.h).
 */
#ifndef CURT_BACKUP_IMPORT_H
#define CURT_BACKUP_IMPORT_H

#include "backup/export.h"
#include "backup/import_file.h"
#include "backup/restored_store.h"

struct import_result {
    uint64_t went_on_at; /* lines that were in the store before; 0: it was a new one */
    struct restored_store store;
};

/*
 * The file is checked. The store is that of the configuration. FAULT_REFUSED (logged): there is none, it has
 * data, somebody else uses it, or the import of another file was begun; FAULT_INPUT (logged): a line cannot
 * be one of this store; FAULT_AGAIN: the program is interrupted; FAULT_SPACE; others are logged.
 */
enum fault import_run(const struct config *, struct import_file *, bool send_queued, progress_tell *,
    void *arg, struct import_result *out);

#endif
