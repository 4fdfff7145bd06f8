/*
 * zone.h: calendar time in a named time zone ("Europe/Berlin"), by the C library and Debian's tzdata.
 *
 * The C library knows one zone at a time: zone_enter sets it for the process, and the other calls mean that
 * one.
 */
#ifndef CURT_BASE_ZONE_H
#define CURT_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define ZONE_NAME_MAX 64    /* with the NUL */
#define ZONE_WEEK     10080 /* minutes of a week on the clock */
#define ZONE_TEXT     40    /* room for a moment with its offset, with its NUL */

enum zone_unit { ZONE_HOUR, ZONE_DAY, ZONE_MONTH };

/* Is there such a zone? Does not enter it. */
bool zone_exists(const char *name);

/* FAULT_INPUT: there is no such zone. */
enum fault zone_enter(const char *name);

/* The beginning of the hour, day or month that a moment lies in, and of the one after that beginning. */
int64_t zone_start(enum zone_unit, int64_t moment);
int64_t zone_next(enum zone_unit, int64_t start);

/* The beginning `count` units before this beginning. */
int64_t zone_back(enum zone_unit, int64_t start, int count);

/* What the clock and the calendar on the wall show: the minute of the week, 0 for Monday 00:00. */
int zone_week_minute(int64_t moment);

/* "2026-05-25T00:00:00+02:00" */
void zone_text(int64_t moment, char out[static ZONE_TEXT]);

#endif
