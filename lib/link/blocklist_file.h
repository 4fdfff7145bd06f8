/*
 * blocklist_file.h: loads a file of entries (blocklist.h), one a line, in the place of the one before. Lines
 * that are empty, or begin with # or !, say nothing, and so does what follows a # after an entry.
 */
#ifndef CURT_LINK_BLOCKLIST_FILE_H
#define CURT_LINK_BLOCKLIST_FILE_H

#include <stdio.h>

#include "db/env.h"

struct blocklist_load {
    uint64_t added, kept, removed, refused; /* entries; refused: lines that are none */
};

/* Each refused line is logged, up to a few. FAULT_FULL (logged): the list has BLOCKLIST_MAX entries;
 * FAULT_INPUT (logged): the file has lines, and no entry. What was
 * broken off is done when the file is loaded again. */
enum fault blocklist_load(struct env *, FILE *from, int64_t now, struct blocklist_load *out);

#endif
