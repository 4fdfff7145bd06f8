/*
 * timestamp.h: times, as whole microseconds since 1970-01-01T00:00:00Z (int64_t), and how they are written.
 *
 * Written and read as RFC 3339 in UTC. 0 stands for "no such time" wherever a time may be absent.
 */
#ifndef CURT_BASE_TIMESTAMP_H
#define CURT_BASE_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define TIMESTAMP_SECOND INT64_C(1000000)
#define TIMESTAMP_DAY    (86400 * TIMESTAMP_SECOND)
#define TIMESTAMP_SIZE   32 /* room for a time as text, with its NUL */

/* Now, from the system's real-time clock. */
int64_t timestamp_now(void);

/* Writes "2026-05-25T16:56:50.669Z". A time before the year 1 or after 9999 is written as the nearest of
 * the two. */
void timestamp_format(int64_t timestamp, char out[static TIMESTAMP_SIZE]);

/*
 * Reads RFC 3339 ("2026-05-25T16:56:50Z", a fraction and an offset allowed) between the years 1970 and 9999.
 * FAULT_INPUT for anything else, a day that is not in the calendar included.
 */
enum fault timestamp_parse(const char *text, int64_t *out);

/*
 * Reads a time as programs write it that do not keep to RFC 3339: "2026-05-25 16:56:50,123 +0200 CEST"; a
 * space or a T before the time, perhaps no seconds, a fraction after a point or a comma, an offset with or
 * without a colon or minutes, and the name of a time zone after it; or "UTC" or "GMT"; without an offset it
 * is UTC. FAULT_INPUT for anything else.
 */
enum fault timestamp_parse_loosely(const char *text, int64_t *out);

#endif
