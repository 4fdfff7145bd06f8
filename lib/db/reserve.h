/*
 * reserve.h: space on the disk of the store that is kept for bad times ([store] reserve). It is there twice:
 *
 * - so much must be free, or no transaction begins that could wait: a disk that is full in the middle of a
 * write would end all programs;
 * - so much is in a file, home/reserve. If the disk fills up nevertheless, the file is removed to make room
 * for recovery, and for writing down what has happened already. curt-relay makes it again.
 *
 * Sizes are bytes.
 */
#ifndef CURT_DB_RESERVE_H
#define CURT_DB_RESERVE_H

#include <stdbool.h>
#include <stdint.h>

struct reserve {
    uint64_t bytes;
    int64_t looked; /* monotonic.h */
    bool touched;
};

/*
 * Is less free than there should be, or would it be with the file? Looked at ten times a second; a change is
 * logged.
 */
bool reserve_is_touched(struct reserve *, const char *home);

/* Makes the file if it is not there, or not of this size, and there is room for it. */
void reserve_fill(const struct reserve *, const char *home);

/* Removes the file if less is free than half of what there should be. Is there at least a quarter of it now?
 */
bool reserve_use(const struct reserve *, const char *home);

#endif
