/*
 * io.h: what the commands of curt read and print.
 */
#ifndef CURT_SBIN_ADMIN_IO_H
#define CURT_SBIN_ADMIN_IO_H

#include <json-c/json.h>
#include <stdio.h>

#include "base/input_error.h"
#include "base/progress.h"

enum { IO_LIST = 50 }; /* how many a list shows unless more are asked for */

/* Prints a value as one line of JSON, and frees it. */
void io_print(struct json_object *);

/*
 * Opens a file, or standard input for "-"; NULL, with a message. What comes through a pipe is read to its end
 * first, into a temporary file: to be called before the store is opened, which must not wait for it.
 */
FILE *io_open(const char *path);

/* Reads a JSON value of at most 1 MiB from a file, or from standard input for "-". NULL, with a message, when
 * there is none. The caller owns it. */
struct json_object *io_read(const char *path);

/* A pattern that is given as text, or as @ and a file's path. As above. */
struct json_object *io_pattern(const char *given);

/*
 * What says on a terminal how far something is, a tenth at a time; NULL if standard error is none. It is
 * given what was said, an unsigned that is 0 at first.
 */
progress_tell *io_progress(void);

/* If the disk of the store is full, says what to do: the command can be run again. */
void io_tell_full(enum fault);

/* If it was interrupted, says so in these words; if the store did not take it, that, and either can be run
 * again. To be called before store_close, which lets the interruption in. */
void io_tell_again(enum fault, const char *interrupted);

/* The exit status of a list that ended so, FAULT_MISSING at its end; says that it is not whole otherwise. */
int io_list_status(enum fault);

/* The exit status for a fault; says what is wrong. */
int io_status(enum fault, const struct input_error *);

#endif
