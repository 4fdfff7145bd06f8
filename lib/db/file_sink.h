/*
 * file_sink.h: where copies of files go, one after the other: a directory, or an archive. Which it is, the
 * one who copies need not know.
 */
#ifndef CURT_DB_FILE_SINK_H
#define CURT_DB_FILE_SINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct file_sink {
    /* A file of exactly so many bytes; its name is a path in the store, such as "log/log.0000000001". */
    enum fault (*begin)(struct file_sink *, const char *name, uint64_t size);
    enum fault (*write)(struct file_sink *, const void *bytes, size_t length);
    enum fault (*end)(struct file_sink *);
};

/*
 * Copies an open file's first `size` bytes; zeros stand for what it does not have. FAULT_AGAIN: the program
 * is interrupted (base/program.h). FAULT_SYSTEM (logged).
 */
enum fault file_sink_copy(struct file_sink *, const char *name, int file, uint64_t size);

/* The same of a file in a directory, as long as it is now, or its first `most` bytes. FAULT_MISSING: it is
 * not there. */
enum fault file_sink_copy_at(
    struct file_sink *, const char *name, int directory, const char *file_name, uint64_t most);

#endif
