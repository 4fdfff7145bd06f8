/*
 * archive_source.c: reads an archive with libarchive. Nothing in it is believed: names and kinds of files are
 * checked, and sizes are what comes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/archive_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"

enum { ARCHIVE_SOURCE_PIECE = 256 * 1024 };

static enum fault
archive_source_failed(struct archive *archive)
{
    const char *why = archive_error_string(archive);
    log_error("the archive cannot be read: %s", why != NULL ? why : "libarchive does not say why");
    return FAULT_INPUT;
}

static enum fault
archive_source_file(
    struct archive *archive, struct archive_entry *entry, struct file_sink *sink, uint8_t *piece)
{
    const int64_t size = archive_entry_size(entry);
    int64_t left = size;
    enum fault fault = sink->begin(sink, archive_entry_pathname(entry), (uint64_t)size);
    while (left > 0 && fault == FAULT_NONE) {
        const la_ssize_t got = archive_read_data(archive, piece, ARCHIVE_SOURCE_PIECE);
        if (program_interrupted())
            fault = FAULT_AGAIN;
        else if (got <= 0 || got > left)
            fault = archive_source_failed(archive);
        else
            fault = sink->write(sink, piece, (size_t)got);
        left -= got;
    }
    return fault == FAULT_NONE ? sink->end(sink) : fault;
}

static enum fault
archive_source_manifest(struct archive *archive, struct archive_entry *entry, struct manifest *manifest)
{
    const int64_t size = archive_entry_size(entry);
    if (size < 0 || size > MANIFEST_BYTES_MAX)
        return archive_source_failed(archive);
    char *text = xmalloc((size_t)size + 1);
    const bool whole = archive_read_data(archive, text, (size_t)size) == (la_ssize_t)size;
    text[whole ? size : 0] = '\0';
    manifest_clear(manifest);
    enum fault fault = whole ? manifest_from_json(manifest, text, (size_t)size)
                             : archive_source_failed(archive);
    free(text);
    return fault;
}

static enum fault
archive_source_entry(struct archive *archive, struct archive_entry *entry, struct file_sink *sink,
    struct manifest *manifest, uint8_t *piece)
{
    const char *name = archive_entry_pathname(entry);
    const bool plain = name != NULL && archive_entry_filetype(entry) == AE_IFREG &&
                       archive_entry_hardlink(entry) == NULL && archive_entry_size_is_set(entry);
    if (plain && strcmp(name, MANIFEST_FILE) == 0)
        return archive_source_manifest(archive, entry, manifest);
    if (plain && manifest_name_is_valid(name))
        return archive_source_file(archive, entry, sink, piece);
    log_error(
        "the archive is not a backup of curt: it has %s", name != NULL ? name : "a file without a name");
    return FAULT_INPUT;
}

static enum fault
archive_source_walk(struct archive *archive, struct file_sink *sink, struct manifest *manifest)
{
    struct archive_entry *entry;
    uint8_t *piece = xmalloc(ARCHIVE_SOURCE_PIECE);
    enum fault fault = FAULT_NONE;
    int code = ARCHIVE_OK;
    while (fault == FAULT_NONE && (code = archive_read_next_header(archive, &entry)) == ARCHIVE_OK)
        fault = archive_source_entry(archive, entry, sink, manifest, piece);
    free(piece);
    if (fault != FAULT_NONE)
        return fault;
    if (code != ARCHIVE_EOF)
        return archive_source_failed(archive);
    if (manifest->count > 0)
        return FAULT_NONE;
    log_error("the archive is not the whole of a backup: its manifest is missing");
    return FAULT_INPUT;
}

/* Only what libarchive reads by itself: it would start other programs for some. */
static bool
archive_source_open(struct archive *archive, int file)
{
    return archive_read_support_format_tar(archive) == ARCHIVE_OK &&
           archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
           archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
           archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
           archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
           archive_read_open_fd(archive, file, ARCHIVE_SOURCE_PIECE) == ARCHIVE_OK;
}

enum fault
archive_source_read(int file, struct file_sink *sink, struct manifest *manifest)
{
    struct archive *archive = xchecked(archive_read_new());
    *manifest = (struct manifest){0};
    enum fault fault = archive_source_open(archive, file) ? archive_source_walk(archive, sink, manifest)
                                                          : archive_source_failed(archive);
    archive_read_free(archive);
    return fault;
}
