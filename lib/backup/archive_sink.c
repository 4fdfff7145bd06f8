/*
 * archive_sink.c: writes an archive with libarchive.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/archive_sink.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/log.h"
#include "base/timestamp.h"

static enum fault
archive_sink_failed(struct archive *archive)
{
    const char *why = archive_error_string(archive);
    log_error("cannot write the backup: %s", why != NULL ? why : "libarchive does not say why");
    return FAULT_SYSTEM;
}

static enum fault
archive_sink_begin(struct file_sink *sink, const char *name, uint64_t size)
{
    struct archive *archive = ((struct archive_sink *)sink)->archive;
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, timestamp_now() / TIMESTAMP_SECOND, 0);
    const int code = archive_write_header(archive, entry);
    archive_entry_free(entry);
    return code == ARCHIVE_OK ? FAULT_NONE : archive_sink_failed(archive);
}

static enum fault
archive_sink_write(struct file_sink *sink, const void *bytes, size_t length)
{
    struct archive *archive = ((struct archive_sink *)sink)->archive;
    return archive_write_data(archive, bytes, length) == (la_ssize_t)length ? FAULT_NONE
                                                                            : archive_sink_failed(archive);
}

static enum fault
archive_sink_end(struct file_sink *sink)
{
    struct archive *archive = ((struct archive_sink *)sink)->archive;
    return archive_write_finish_entry(archive) == ARCHIVE_OK ? FAULT_NONE : archive_sink_failed(archive);
}

enum fault
archive_sink_open(struct archive_sink *to, int file)
{
    *to = (struct archive_sink){
        .sink = {archive_sink_begin, archive_sink_write, archive_sink_end}, .archive = archive_write_new()};
    if (to->archive == NULL) {
        log_error("libarchive cannot make an archive");
        return FAULT_SYSTEM;
    }
    if (archive_write_set_format_pax_restricted(to->archive) == ARCHIVE_OK &&
        archive_write_open_fd(to->archive, file) == ARCHIVE_OK)
        return FAULT_NONE;
    archive_sink_failed(to->archive);
    archive_sink_close(to, false);
    return FAULT_SYSTEM;
}

enum fault
archive_sink_close(struct archive_sink *to, bool whole)
{
    enum fault fault = FAULT_NONE;
    if (!whole && to->archive != NULL)
        archive_write_fail(to->archive);
    else if (to->archive != NULL && archive_write_close(to->archive) != ARCHIVE_OK)
        fault = archive_sink_failed(to->archive);
    if (to->archive != NULL)
        archive_write_free(to->archive);
    to->archive = NULL;
    return fault;
}
