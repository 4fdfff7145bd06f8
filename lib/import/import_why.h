/*
 * import_why.h: why a source cannot be read, in a sentence for people: on the terminal, or in an answer.
 */
#ifndef CURT_IMPORT_IMPORT_WHY_H
#define CURT_IMPORT_IMPORT_WHY_H

#include "base/fault.h"

struct import_why {
    char text[400]; /* "" for nothing to say; UTF-8 */
};

/* Says it, and returns the fault. */
enum fault import_why_set(struct import_why *, enum fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
