/*
 * progress.h: how what takes a while says how far it is.
 */
#ifndef CURT_BASE_PROGRESS_H
#define CURT_BASE_PROGRESS_H

#include <stdint.h>

/* Told now and then: so much is done, of about how much, in whatever unit. */
typedef void progress_tell(uint64_t done, uint64_t all, void *arg);

#endif
