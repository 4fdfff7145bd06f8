/*
 * backup_place.h: a directory with a backup in it:
 *
 *     manifest.json              which of what follows belongs to it (manifest.h)
 *     full-20261129T041023Z/     db/, log/, DB_CONFIG, VERSION, spool-1/
 *
 * The manifest is written last and takes the place of the one before at once. So whatever ends a backup, the
 * one before is as good as it was: a full one goes into a new folder, the next by log adds files of the log
 * and another copy of the spool. What the manifest does not name is removed afterwards.
 */
#ifndef CURT_BACKUP_BACKUP_PLACE_H
#define CURT_BACKUP_BACKUP_PLACE_H

#include "backup/manifest.h"

#define BACKUP_PLACE_SPOOL_SIZE 24 /* room for "spool-1" */

struct backup_place {
    int directory;
    struct manifest manifest; /* of the backup that is there */
    bool exists;              /* is there one? */
};

/*
 * With `make`, the directory is made if it is not there, and must be empty or have backups of curt.
 * FAULT_REFUSED (logged): something else is in it, or nothing; FAULT_INPUT (logged): its manifest cannot be
 * read; FAULT_SYSTEM (logged).
 */
enum fault backup_place_open(struct backup_place *, const char *path, bool make);
void backup_place_close(struct backup_place *);

/* A new folder for a full backup: its name goes to `set`. FAULT_SYSTEM (logged). */
enum fault backup_place_make_set(struct backup_place *, int64_t now, char set[static MANIFEST_SET_SIZE]);

/* The folder in a set, opened. -1 (logged). */
int backup_place_open_set(const struct backup_place *, const char *set);
void backup_place_spool(unsigned number, char out[static BACKUP_PLACE_SPOOL_SIZE]);

/* Makes this the manifest, and removes what it does not name. FAULT_SYSTEM (logged): the old one stays. */
enum fault backup_place_publish(struct backup_place *, const struct manifest *);

/* Removes what an interrupted backup has left. */
void backup_place_tidy(const struct backup_place *);

#endif
