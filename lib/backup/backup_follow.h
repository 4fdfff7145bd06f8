/*
 * backup_follow.h: can a backup go on where the last one ended?
 */
#ifndef CURT_BACKUP_BACKUP_FOLLOW_H
#define CURT_BACKUP_BACKUP_FOLLOW_H

#include "backup/backup_place.h"

/*
 * Is the backup that is there whole, by the sizes of its files, and of this store, and does the store have
 * the log since then? Else *why is a clause that says why not. log: the directory of the store's log.
 */
bool backup_follows(int log, const struct backup_place *, const char **why);

#endif
