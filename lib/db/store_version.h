/*
 * store_version.h: which version a store has: how its rows and files are to be read.
 *
 * It is a number in the store's file VERSION; a store without that file has version 0. While a step of an
 * upgrade is under way that other programs must not see, the file names the version that the store will have
 * and the one that it comes from, "2 1", so that programs of both refuse it. While an import is not finished,
 * it says so, "4 importing".
 */
#ifndef CURT_DB_STORE_VERSION_H
#define CURT_DB_STORE_VERSION_H

#include <stdbool.h>

#include "base/fault.h"

enum { STORE_VERSION = 5 }; /* what this curt reads and writes */

struct store_version {
    unsigned number; /* that it has, or had before the step under way */
    bool upgrading;  /* a step to number + 1 was begun, and must be finished */
    bool importing;  /* an import was begun, and must be finished */
};

/* FAULT_SYSTEM (logged) when the file cannot be read. */
enum fault store_version_read(const char *home, struct store_version *out);

/* Replaces the file, and has it on the disk. FAULT_SYSTEM (logged). */
enum fault store_version_write(const char *home, struct store_version);

/* Is the version from least to most, with no step under way unless least is below most, and no import? A
 * FAULT_REFUSED is logged, with what to do. */
enum fault store_version_check(const char *home, unsigned least, unsigned most);

/* Is it this curt's version, with an import under way? FAULT_REFUSED (logged). */
enum fault store_version_check_import(const char *home);

#endif
