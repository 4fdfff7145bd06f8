/*
 * backup_follow.c: looks whether the log of the store goes on from that of a backup.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/backup_follow.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/directory_sink.h"
#include "backup/recorder.h"
#include "db/log_files.h"
#include "db/store_version.h"

static bool
backup_is_whole(const struct backup_place *place)
{
    char spool[BACKUP_PLACE_SPOOL_SIZE], path[MANIFEST_NAME_SIZE];
    const struct manifest *manifest = &place->manifest;
    const int set = openat(place->directory, manifest->set, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool whole = set >= 0;
    backup_place_spool(manifest->spool, spool);
    for (size_t i = 0; i < manifest->count && whole; i++) {
        struct stat at;
        directory_sink_path(spool, manifest->files[i].name, path);
        whole = fstatat(set, path, &at, 0) == 0 && (uint64_t)at.st_size >= manifest->files[i].size;
    }
    if (set >= 0)
        close(set);
    return whole;
}

/*
 * Does the file of the log that the backup ends in begin in the store as it does in the backup? In the log of
 * another store, or of one that was restored to an earlier moment, it does not.
 */
static bool
backup_log_goes_on(int log, const struct manifest *manifest)
{
    char name[LOG_FILE_NAME_SIZE], path[MANIFEST_NAME_SIZE];
    struct manifest found = {0};
    struct recorder recorder;
    log_file_name(manifest->log_last, name);
    snprintf(path, sizeof path, "log/%s", name);
    const struct manifest_file *file = manifest_find(manifest, path);
    recorder_begin(&recorder, NULL, &found);
    bool goes_on = file_sink_copy_at(&recorder.sink, path, log, name, file->size) == FAULT_NONE;
    recorder_end(&recorder);
    goes_on = goes_on && found.files[0].size == file->size &&
              sha256_equal(found.files[0].digest, file->digest);
    manifest_clear(&found);
    return goes_on;
}

bool
backup_follows(int log, const struct backup_place *place, const char **why)
{
    *why = NULL;
    if (place->manifest.store_version != STORE_VERSION)
        *why = "the store was upgraded since the last backup";
    else if (!backup_is_whole(place))
        *why = "files of the last backup are missing";
    else if (!backup_log_goes_on(log, &place->manifest))
        *why = "the store's log since the last backup is no longer there";
    return *why == NULL;
}
