/*
 * spool_directory.h: the directory of the spool (spool.h) and the names in it.
 */
#ifndef CURT_EVENT_SPOOL_DIRECTORY_H
#define CURT_EVENT_SPOOL_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/uuid.h"

#define SPOOL_DIRECTORY "spool"   /* in the store's */
#define SPOOL_SUFFIX    ".clicks" /* of a segment */
#define SPOOL_UNLOCKED  ".new"    /* after that, while its owner has not locked it */
#define SPOOL_HOLD      "hold"    /* locked while nothing may be taken off the disk */
#define SPOOL_NAME_SIZE 48        /* room for the name of a segment, with its NUL */

/* Opens spool/ in the store's directory, made if it is not there; -1 (logged) when it cannot be. */
int spool_directory_open(const char *home);

/* Calls visit for the file of every segment until it says no. FAULT_SYSTEM (logged): it cannot be read. */
enum fault spool_directory_visit(int directory,
    bool (*visit)(const char *name, const uint8_t id[static UUID_BYTES], void *arg), void *arg);

/*
 * Up to `most` segments in the order of their ids: those after `after` first, then those from the beginning
 * on. *count is how many there are in ids. FAULT_SYSTEM (logged): it cannot be read.
 */
enum fault spool_directory_next(int directory, const uint8_t after[static UUID_BYTES],
    uint8_t (*ids)[UUID_BYTES], size_t most, size_t *count);

/*
 * Keeps curt-relay from taking anything off the disk (intake_tidy) until the file that is returned is closed:
 * until then, what is not in the log is in the spool. For one at a time. -1 (logged): it cannot be done.
 */
int spool_directory_hold(int directory);
bool spool_directory_is_held(int directory);

/* Removes the files of workers that died before they had locked them, when they are that many microseconds
 * old. */
void spool_directory_clean(int directory, int64_t age);

/*
 * How many zeros a segment of so many bytes ends with, which are no clicks yet (spool_ahead.h): up to
 * SPOOL_AHEAD_MAX of them, and a few more or less, since clicks have zeros too.
 */
uint64_t spool_segment_zeros(int file, uint64_t size);

/* The bytes that the clicks of a segment take on the disk; *length: up to where they are, at the most. */
uint64_t spool_segment_bytes(int file, uint64_t *length);

/* The bytes that the clicks of all segments take on the disk. */
enum fault spool_directory_bytes(int directory, uint64_t *bytes);

/* Is it the name of a segment that its owner has locked? */
bool spool_is_segment_name(const char *name);

void spool_segment_name(const uint8_t id[static UUID_BYTES], char out[static SPOOL_NAME_SIZE]);

#endif
