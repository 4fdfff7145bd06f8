/*
 * backup_source.c: reads a backup and records what it has.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/backup_source.h"

#include <unistd.h>

#include "backup/archive_source.h"
#include "backup/directory_source.h"
#include "backup/recorder.h"

enum fault
backup_source_read(const char *directory, struct file_sink *sink, struct manifest *manifest)
{
    struct manifest found = {0};
    struct recorder recorder;
    recorder_begin(&recorder, sink, &found);
    enum fault fault = directory == NULL ? archive_source_read(STDIN_FILENO, &recorder.sink, manifest)
                                         : directory_source_read(directory, &recorder.sink, manifest);
    recorder_end(&recorder);
    if (fault == FAULT_NONE)
        fault = manifest_compare(manifest, &found);
    manifest_clear(&found);
    return fault;
}
