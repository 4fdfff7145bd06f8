/*
 * backup.c: what is copied, and in which order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/archive_sink.h"
#include "backup/backup_follow.h"
#include "backup/backup_place.h"
#include "backup/directory_sink.h"
#include "backup/recorder.h"
#include "base/json.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "db/log_files.h"
#include "db/store_version.h"
#include "db/table_copy.h"
#include "event/spool_directory.h"
#include "event/spool_drops.h"

struct backup {
    struct env *env;
    const struct backup_request *request;
    int home, log, spool; /* the store's directories */
    uint32_t kept;        /* log files that were kept from here on before */
    struct manifest manifest;
    struct recorder recorder;
};

static enum fault
backup_copy(struct backup *b, const char *folder, int directory, const char *name, uint64_t most)
{
    char path[MANIFEST_NAME_SIZE];
    snprintf(path, sizeof path, "%s%s", folder, name);
    return file_sink_copy_at(&b->recorder.sink, path, directory, name, most);
}

static enum fault
backup_copy_log(struct backup *b, uint32_t first, const struct log_end *end)
{
    enum fault fault = FAULT_NONE;
    for (uint64_t number = first; number <= end->number && fault == FAULT_NONE; number++) {
        char name[LOG_FILE_NAME_SIZE];
        log_file_name((uint32_t)number, name);
        fault = backup_copy(b, "log/", b->log, name, number < end->number ? UINT64_MAX : end->offset);
        if (fault != FAULT_MISSING)
            continue;
        log_error(
            "the store's %s was removed meanwhile: the backup took too long for [store] backup_log, the disk "
            "of the store is full, or a person was forgotten; run it again",
            name);
        fault = FAULT_SYSTEM;
    }
    return fault;
}

struct backup_segments {
    struct backup *backup;
    enum fault fault;
};

static bool
backup_copy_segment(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    struct backup_segments *segments = arg;
    (void)id;
    segments->fault = backup_copy(segments->backup, "spool/", segments->backup->spool, name, UINT64_MAX);
    if (segments->fault == FAULT_MISSING) /* removed just before: it is in the log */
        segments->fault = FAULT_NONE;
    return segments->fault == FAULT_NONE;
}

static enum fault
backup_copy_spool(struct backup *b)
{
    struct backup_segments segments = {.backup = b};
    enum fault fault = spool_directory_visit(b->spool, backup_copy_segment, &segments);
    if (fault == FAULT_NONE)
        fault = segments.fault;
    if (fault == FAULT_NONE)
        fault = backup_copy(b, "spool/", b->spool, SPOOL_DROPS_FILE, UINT64_MAX);
    return fault == FAULT_MISSING ? FAULT_NONE : fault; /* nothing was ever dropped */
}

/* The tables; from now on the log must stay. */
static enum fault
backup_copy_tables(struct backup *b)
{
    enum fault fault = env_has_space(b->env) ? log_files_keep(b->env, 1) : FAULT_SPACE; /* for a checkpoint */
    if (fault == FAULT_NONE)
        fault = env_checkpoint(b->env);
    if (fault == FAULT_NONE)
        fault = log_files_first(b->env, &b->manifest.log_first);
    if (fault == FAULT_NONE)
        fault = log_files_keep(
            b->env, b->kept != 0 && b->kept < b->manifest.log_first ? b->kept : b->manifest.log_first);
    if (fault == FAULT_NONE)
        fault = backup_copy(b, "", b->home, "DB_CONFIG", UINT64_MAX);
    if (fault == FAULT_NONE)
        fault = backup_copy(b, "", b->home, "VERSION", UINT64_MAX);
    return fault == FAULT_NONE
               ? table_copy_all(b->env, &b->recorder.sink, b->request->progress, b->request->arg)
               : fault;
}

/* The rest of the log and the spool, in a moment: what is taken in meanwhile takes room in both. */
static enum fault
backup_copy_end(struct backup *b, uint32_t from)
{
    struct log_end end;
    const int hold = spool_directory_hold(b->spool);
    if (hold < 0)
        return FAULT_SYSTEM;
    b->manifest.to = timestamp_now();
    enum fault fault = log_files_end(b->env, &end);
    if (fault == FAULT_NONE)
        fault = backup_copy_log(b, from, &end);
    b->manifest.log_last = end.number;
    if (fault == FAULT_NONE)
        fault = backup_copy_spool(b);
    close(hold);
    return fault;
}

/* First all that may take long: the tables, and the log without the file that it ends in. */
static enum fault
backup_copy_all(struct backup *b, bool full)
{
    struct log_end end = {0};
    uint32_t first = b->manifest.log_last;
    enum fault fault = full ? backup_copy_tables(b) : FAULT_NONE;
    if (full)
        first = b->manifest.log_first;
    if (fault == FAULT_NONE)
        fault = log_files_end(b->env, &end);
    if (fault == FAULT_NONE && full) /* a moment is a whole second */
        b->manifest.from = (timestamp_now() / TIMESTAMP_SECOND + 1) * TIMESTAMP_SECOND;
    if (fault == FAULT_NONE)
        fault = backup_copy_log(b, first, &(struct log_end){end.number - 1, UINT32_MAX});
    return fault == FAULT_NONE ? backup_copy_end(b, end.number) : fault;
}

static enum fault
backup_to_archive(struct backup *b)
{
    struct archive_sink archive;
    enum fault fault = archive_sink_open(&archive, STDOUT_FILENO);
    if (fault != FAULT_NONE)
        return fault;
    recorder_begin(&b->recorder, &archive.sink, &b->manifest);
    fault = backup_copy_all(b, true);
    recorder_end(&b->recorder);
    if (fault == FAULT_NONE) {
        size_t length;
        struct json_object *json = manifest_to_json(&b->manifest);
        const char *text = json_text(json, &length);
        fault = archive.sink.begin(&archive.sink, MANIFEST_FILE, length);
        if (fault == FAULT_NONE)
            fault = archive.sink.write(&archive.sink, text, length);
        if (fault == FAULT_NONE)
            fault = archive.sink.end(&archive.sink);
        json_object_put(json);
    }
    const enum fault closed = archive_sink_close(&archive, fault == FAULT_NONE);
    log_files_keep(b->env, b->kept); /* no log follows an archive */
    return fault == FAULT_NONE ? closed : fault;
}

static enum fault
backup_to_set(struct backup *b, struct backup_place *place, bool full)
{
    struct directory_sink sink;
    char spool[BACKUP_PLACE_SPOOL_SIZE];
    const int set = backup_place_open_set(place, b->manifest.set);
    if (set < 0)
        return FAULT_SYSTEM;
    manifest_remove(&b->manifest, "spool/");
    backup_place_spool(++b->manifest.spool, spool);
    enum fault fault = directory_sink_open(&sink, set, spool);
    if (fault == FAULT_NONE) {
        recorder_begin(&b->recorder, &sink.sink, &b->manifest);
        fault = backup_copy_all(b, full);
        recorder_end(&b->recorder);
        directory_sink_close(&sink);
    }
    if (fault == FAULT_NONE)
        fault = directory_sink_sync(&sink);
    close(set);
    return fault == FAULT_NONE ? backup_place_publish(place, &b->manifest) : fault;
}

/* What is there already goes on, or a new one begins. */
static enum fault
backup_choose(struct backup *b, struct backup_place *place, struct backup_result *out)
{
    out->full = !place->exists || b->request->full;
    if (!out->full)
        out->full = !backup_follows(b->log, place, &out->why);
    if (out->full)
        return backup_place_make_set(place, timestamp_now(), b->manifest.set);
    b->manifest = place->manifest;
    place->manifest = (struct manifest){0};
    return FAULT_NONE;
}

static enum fault
backup_to_directory(struct backup *b, struct backup_result *out)
{
    struct backup_place place;
    enum fault fault = backup_place_open(&place, b->request->directory, true);
    if (fault == FAULT_NONE) {
        backup_place_tidy(&place);
        fault = backup_choose(b, &place, out);
    }
    if (fault == FAULT_NONE)
        fault = backup_to_set(b, &place, out->full);
    log_files_keep(b->env, fault == FAULT_NONE ? b->manifest.log_last : b->kept);
    backup_place_close(&place);
    return fault;
}

static enum fault
backup_open(struct backup *b, const char *home)
{
    enum fault fault = lockfile_acquire(home, "backup.lock");
    if (fault == FAULT_REFUSED)
        log_error("another backup of this store is running");
    if (fault != FAULT_NONE)
        return fault;
    b->home = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    b->log = openat(b->home, LOG_FILES_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    b->spool = spool_directory_open(home);
    b->kept = log_files_kept(b->env);
    b->manifest.store_version = STORE_VERSION;
    if (b->home >= 0 && b->log >= 0 && b->spool >= 0)
        return FAULT_NONE;
    log_error("cannot read the store %s: %s", home, strerror(errno));
    return FAULT_SYSTEM;
}

static void
backup_close(struct backup *b)
{
    const int files[] = {b->home, b->log, b->spool};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] >= 0)
            close(files[i]);
    manifest_clear(&b->manifest);
}

enum fault
backup_run(struct env *env, const char *home, const struct backup_request *request, struct backup_result *out)
{
    struct backup b = {.env = env, .request = request, .home = -1, .log = -1, .spool = -1};
    *out = (struct backup_result){.full = true};
    enum fault fault = backup_open(&b, home);
    if (fault == FAULT_NONE)
        fault = request->directory == NULL ? backup_to_archive(&b) : backup_to_directory(&b, out);
    out->from = b.manifest.from;
    out->to = b.manifest.to;
    out->written = b.recorder.bytes;
    out->bytes = manifest_bytes(&b.manifest);
    out->files = b.manifest.count;
    backup_close(&b);
    return fault;
}

enum fault
backup_to_store(struct env *env, const char *home, int directory, progress_tell *progress, void *arg)
{
    const struct backup_request request = {.full = true, .progress = progress, .arg = arg};
    struct backup b = {.env = env, .request = &request, .home = -1, .log = -1, .spool = -1};
    struct directory_sink sink;
    enum fault fault = backup_open(&b, home);
    if (fault == FAULT_NONE)
        fault = directory_sink_open(&sink, directory, "spool");
    if (fault == FAULT_NONE) {
        recorder_begin(&b.recorder, &sink.sink, &b.manifest);
        fault = backup_copy_all(&b, true);
        recorder_end(&b.recorder);
        directory_sink_close(&sink);
        log_files_keep(env, b.kept);
    }
    backup_close(&b);
    return fault;
}
