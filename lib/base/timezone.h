/*
 * timezone.h: calendar time in a named time zone ("Europe/Berlin"), by the C library and Debian's tzdata.
 *
 * The C library knows one zone at a time: timezone_set sets it for the process, and the other calls mean that
 * one.
 */
#ifndef CURT_BASE_TIMEZONE_H
#define CURT_BASE_TIMEZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define TIMEZONE_NAME_SIZE    64    /* with the NUL */
#define TIMEZONE_WEEK_MINUTES 10080 /* minutes of a week on the clock */
#define TIMEZONE_TIME_SIZE    40    /* room for a time with its offset, with its NUL */

enum timezone_unit { TIMEZONE_HOUR, TIMEZONE_DAY, TIMEZONE_MONTH };

/* Where the files of zones are: the environment's TZDIR, or Debian's. */
const char *timezone_directory(void);

/* Is there such a zone? Does not enter it. */
bool timezone_exists(const char *name);

/* FAULT_INPUT: there is no such zone. */
enum fault timezone_set(const char *name);

/* The beginning of the hour, day or month that a time lies in, and of the one after that beginning. */
int64_t timezone_start(enum timezone_unit, int64_t timestamp);
int64_t timezone_next(enum timezone_unit, int64_t start);

/* The beginning `count` units before this beginning. */
int64_t timezone_previous(enum timezone_unit, int64_t start, int count);

/* The moment at which the clock and the calendar on the wall show what they show in UTC at this time. Of two
 * such moments it is either; where the clock passes over it, it is an hour off. */
int64_t timezone_moment_of(int64_t wall);

/* What the clock and the calendar on the wall show: the minute of the week, 0 for Monday 00:00. */
int timezone_week_minute(int64_t timestamp);

/* "2026-05-25T00:00:00+02:00" */
void timezone_format(int64_t timestamp, char out[static TIMEZONE_TIME_SIZE]);

#endif
