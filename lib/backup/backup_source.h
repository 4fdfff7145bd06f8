/*
 * backup_source.h: reads a backup, from a directory or as an archive, and compares it with its manifest.
 */
#ifndef CURT_BACKUP_BACKUP_SOURCE_H
#define CURT_BACKUP_BACKUP_SOURCE_H

#include "backup/manifest.h"
#include "db/file_sink.h"

/*
 * Hands the files of the backup in a directory, or of the archive on standard input for NULL, to the sink,
 * which may be NULL, and reads its manifest, to be cleared in any case. FAULT_INPUT (logged): it is damaged;
 * FAULT_REFUSED (logged): there is none; FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM (logged).
 */
enum fault backup_source_read(const char *directory, struct file_sink *, struct manifest *);

#endif
