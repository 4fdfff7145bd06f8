/*
 * archive_source.h: reads an archive that archive_sink.h wrote, packed by gzip, bzip2, xz or zstd or not.
 */
#ifndef CURT_BACKUP_ARCHIVE_SOURCE_H
#define CURT_BACKUP_ARCHIVE_SOURCE_H

#include "backup/manifest.h"
#include "db/file_sink.h"

/*
 * Hands the files of the archive to the sink, and reads its manifest, to be cleared in any case. FAULT_INPUT
 * (logged): it is no backup, or breaks off; FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM (logged).
 */
enum fault archive_source_read(int file, struct file_sink *, struct manifest *);

#endif
