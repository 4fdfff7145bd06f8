/*
 * fault.h: why a call failed, for every module of curt.
 *
 * A function that can fail returns an enum fault; FAULT_NONE is 0. There are only as many as a caller can act
 * on: what a library said in detail is in the log (log.h), never in the return value.
 */
#ifndef CURT_BASE_FAULT_H
#define CURT_BASE_FAULT_H

#include <stdbool.h>

enum fault {
    FAULT_NONE = 0,
    FAULT_MISSING, /* what was asked for is not there */
    FAULT_EXISTS,  /* the name is taken */
    FAULT_INPUT,   /* what was given can never be right */
    FAULT_FULL,    /* it does not fit the buffer or the bound */
    FAULT_REFUSED, /* right, but not allowed: to this caller, or in this state */
    FAULT_AGAIN,   /* not now: the same call may go through later */
    FAULT_SPACE,   /* not now: the disk has too little space */
    FAULT_SYSTEM,  /* the machine said no (disk, memory, a missing file); the log says what */
};

/* Does it pass by itself, so that the same call may go through later? */
static inline bool
fault_is_temporary(enum fault fault)
{
    return fault == FAULT_AGAIN || fault == FAULT_SPACE;
}

/* Is it the machine's, whatever was asked for? */
static inline bool
fault_is_ours(enum fault fault)
{
    return fault_is_temporary(fault) || fault == FAULT_SYSTEM;
}

#endif
