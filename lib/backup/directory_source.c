/*
 * directory_source.c: reads the files that a manifest names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/directory_source.h"

#include <unistd.h>

#include "backup/backup_place.h"
#include "backup/directory_sink.h"

enum fault
directory_source_read(const char *path, struct file_sink *sink, struct manifest *manifest)
{
    struct backup_place place;
    char spool[BACKUP_PLACE_SPOOL_SIZE], name[MANIFEST_NAME_SIZE];
    enum fault fault = backup_place_open(&place, path, false);
    *manifest = place.manifest;
    place.manifest = (struct manifest){0};
    backup_place_spool(manifest->spool, spool);
    const int set = fault == FAULT_NONE ? backup_place_open_set(&place, manifest->set) : -1;
    if (set < 0 && fault == FAULT_NONE)
        fault = FAULT_SYSTEM;
    for (size_t i = 0; i < manifest->count && fault == FAULT_NONE; i++) {
        const struct manifest_file *file = &manifest->files[i];
        directory_sink_path(spool, file->name, name);
        fault = file_sink_copy_at(sink, file->name, set, name, file->size);
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    if (set >= 0)
        close(set);
    backup_place_close(&place);
    return fault;
}
