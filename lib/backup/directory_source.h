/*
 * directory_source.h: reads a backup in a directory (backup_place.h).
 */
#ifndef CURT_BACKUP_DIRECTORY_SOURCE_H
#define CURT_BACKUP_DIRECTORY_SOURCE_H

#include "backup/manifest.h"
#include "db/file_sink.h"

/*
 * Hands the files of the backup to the sink, and reads its manifest, to be cleared in any case. What is
 * missing is not handed over (manifest_compare). FAULT_REFUSED (logged): there is no backup; FAULT_INPUT
 * (logged): its manifest is damaged; FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM (logged).
 */
enum fault directory_source_read(const char *path, struct file_sink *, struct manifest *);

#endif
