/*
 * spool_cut.c: shortens segments of the spool.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_cut.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "event/spool.h"
#include "event/spool_cursor.h"
#include "event/spool_directory.h"

struct spool_cut {
    struct env *env;
    int directory;
    int64_t after;
    enum fault fault;
};

/* Where the first click stands that is too late, or what is no click. */
static uint64_t
spool_cut_place(int file, uint64_t from, int64_t after)
{
    uint8_t bytes[SPOOL_RECORD_MAX];
    for (;;) {
        struct spool_record record;
        size_t taken;
        const ssize_t got = pread(file, bytes, sizeof bytes, (off_t)from);
        if (got <= 0 || spool_record_decode(bytes, (size_t)got, &record, &taken) != FAULT_NONE ||
            record.at > after)
            return from;
        from += taken;
    }
}

static bool
spool_cut_one(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    struct spool_cut *cut = arg;
    uint64_t from;
    const int file = openat(cut->directory, name, O_RDWR | O_CLOEXEC);
    cut->fault = spool_cursor_get(env_read(cut->env), id, &from);
    if (from < SPOOL_HEADER)
        from = SPOOL_HEADER;
    if (cut->fault == FAULT_NONE &&
        (file < 0 || ftruncate(file, (off_t)spool_cut_place(file, from, cut->after)) != 0)) {
        log_error("cannot shorten %s of the spool: %s", name, strerror(errno));
        cut->fault = FAULT_SYSTEM;
    }
    if (file >= 0)
        close(file);
    return cut->fault == FAULT_NONE;
}

enum fault
spool_cut(struct env *env, const char *home, int64_t after)
{
    struct spool_cut cut = {.env = env, .directory = spool_directory_open(home), .after = after};
    if (cut.directory < 0)
        return FAULT_SYSTEM;
    enum fault fault = spool_directory_visit(cut.directory, spool_cut_one, &cut);
    close(cut.directory);
    return fault == FAULT_NONE ? cut.fault : fault;
}
