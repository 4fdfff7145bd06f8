/*
 * file_sink.c: copies files into a sink.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/file_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"

enum { FILE_SINK_PIECE = 256 * 1024 };

/* Reads the piece whole, or to the end of the file; what is past that is zeros. */
static enum fault
file_sink_read(int file, uint64_t at, uint8_t *piece, size_t length)
{
    size_t have = 0;
    while (have < length) {
        const ssize_t got = pread(file, piece + have, length - have, (off_t)(at + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAULT_SYSTEM;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    memset(piece + have, 0, length - have);
    return FAULT_NONE;
}

enum fault
file_sink_copy(struct file_sink *sink, const char *name, int file, uint64_t size)
{
    uint8_t *piece = xmalloc(FILE_SINK_PIECE);
    enum fault fault = sink->begin(sink, name, size);
    for (uint64_t at = 0; at < size && fault == FAULT_NONE;) {
        const size_t length = size - at < FILE_SINK_PIECE ? (size_t)(size - at) : FILE_SINK_PIECE;
        fault = program_interrupted() ? FAULT_AGAIN : file_sink_read(file, at, piece, length);
        if (fault == FAULT_SYSTEM)
            log_error("cannot read %s: %s", name, strerror(errno));
        if (fault == FAULT_NONE)
            fault = sink->write(sink, piece, length);
        at += length;
    }
    free(piece);
    return fault == FAULT_NONE ? sink->end(sink) : fault;
}

enum fault
file_sink_copy_at(
    struct file_sink *sink, const char *name, int directory, const char *file_name, uint64_t most)
{
    struct stat at;
    const int file = openat(directory, file_name, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return FAULT_MISSING;
    enum fault fault = file >= 0 && fstat(file, &at) == 0 ? FAULT_NONE : FAULT_SYSTEM;
    if (fault != FAULT_NONE)
        log_error("cannot read %s: %s", name, strerror(errno));
    else
        fault = file_sink_copy(sink, name, file, (uint64_t)at.st_size < most ? (uint64_t)at.st_size : most);
    if (file >= 0)
        close(file);
    return fault;
}
