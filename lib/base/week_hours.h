/*
 * week_hours.h: hours of the week, as people write them and as the clock on a wall shows them.
 *
 * As text: "Mon-Fri 09:00-20:00, Sat 10:00-16:00 Europe/Berlin". Entries stand between commas, each a day or
 * a range of days (Mon Tue Wed Thu Fri Sat Sun; "Sat-Mon" is three), and from when to when: HH:MM-HH:MM, the
 * end, which is later, outside, 24:00 the end of the day. Then the time zone (timezone.h), without one UTC.
 * An empty text means always.
 */
#ifndef CURT_BASE_WEEK_HOURS_H
#define CURT_BASE_WEEK_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/timezone.h"

#define WEEK_HOURS_SPANS_MAX 28 /* entries, at most */
#define WEEK_HOURS_DAY       (24 * 60)
/* Room for the text, with its NUL. */
#define WEEK_HOURS_SIZE (WEEK_HOURS_SPANS_MAX * 22 + TIMEZONE_NAME_SIZE)

struct week_span {
    uint8_t first, days; /* the first day, 0 for Monday, and how many there are with it */
    uint16_t begin, end; /* minutes of the day, the end outside */
};

struct week_hours {
    unsigned count; /* 0: always */
    struct week_span spans[WEEK_HOURS_SPANS_MAX];
    char timezone[TIMEZONE_NAME_SIZE];
};

/* FAULT_INPUT: *why is a sentence for the sender (static text). */
enum fault week_hours_parse(const char *text, struct week_hours *out, const char **why);

/* The text that is read as these hours. */
void week_hours_format(const struct week_hours *, char out[static WEEK_HOURS_SIZE]);

/* Does the minute of the week (timezone_week_minute) lie within the span? */
bool week_span_contains(const struct week_span *, int minute);

#endif
