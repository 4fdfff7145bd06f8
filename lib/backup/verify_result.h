/*
 * verify_result.h: what was found in a table.
 */
#ifndef CURT_BACKUP_VERIFY_RESULT_H
#define CURT_BACKUP_VERIFY_RESULT_H

#include <stdint.h>

struct verify_result {
    const char *name;  /* "link.db" */
    uint64_t rows;     /* that were read */
    uint64_t faults;   /* that were found */
    const char *fault; /* what is wrong, a clause; NULL: nothing */
    char first[400];   /* the first it is so with: a name, an id; "" */
    uint64_t waiting;  /* messages that are to be sent: in message.db such ones, elsewhere rows for them */
};

#endif
