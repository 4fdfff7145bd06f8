/*
 * seed.h: the copy of the cluster's store that a new host begins with, as far as it has it: files in the
 * folder seed of the store's directory, written piece by piece, and the plan, what the master said there is
 * to copy (backup/host_copy.h). It goes on after any death, and moves into its place at last; other programs
 * do not enter the store before that (env.h).
 *
 * Replication then brings what happened since: it finds the end of the copied log in that of the master.
 */
#ifndef CURT_BACKUP_SEED_H
#define CURT_BACKUP_SEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backup/manifest.h"
#include "base/config.h"
#include "base/uuid.h"

struct seed {
    const struct config *config;
    int home, folder;
    char id[UUID_SIZE]; /* of the copy; "": there is no plan yet */
    struct manifest files;
    size_t at;     /* the file that is copied now */
    uint64_t from; /* its next byte */
    uint64_t done; /* bytes of all files */
};

/*
 * Does this host need one: is it to join a cluster ([cluster] hosts), in which it never was? Logged:
 * FAULT_REFUSED: its store has something already that an export would have (exported_table.h), and is not
 * thrown away; FAULT_SYSTEM: it cannot be read.
 */
enum fault seed_is_needed(const struct config *, bool *out);

/* Makes the directories, and reads how far an earlier process has come. The configuration must outlive it.
 * FAULT_SYSTEM (logged). */
enum fault seed_open(struct seed *, const struct config *);
void seed_close(struct seed *);

/* Begins a copy, by what the master says of it (host_copy_begin); what there was of another one goes. The
 * text needs no NUL. Logged: FAULT_INPUT: it is none that this curt can use; FAULT_SPACE: there is no room
 * for it; FAULT_SYSTEM.
 */
enum fault seed_begin(struct seed *, const char *plan, size_t length);

/* The files of the log (host_copy_log), which come last. Logged: FAULT_INPUT. */
enum fault seed_add_log(struct seed *, const char *list, size_t length);

/* What is to be asked for next, from the byte `from` on; NULL: nothing that is known of. */
const struct manifest_file *seed_next(struct seed *);

/* How many bytes of that, at most HOST_COPY_PIECE: what follows may be written just then. */
size_t seed_wants(const struct seed *);

/* A piece of that file, on the disk when this returns; length 0: there is no such file any more. FAULT_SYSTEM
 * (logged). */
enum fault seed_add(struct seed *, const void *bytes, size_t length);

/* Makes tables of the copy, and has it take its place. Can be called again. FAULT_SYSTEM (logged): a copy
 * that cannot be recovered is none any more, and the next process begins another. */
enum fault seed_finish(struct seed *);

/* Is it copied, so that there is nothing to be asked for? */
bool seed_is_copied(const struct seed *);

#endif
