/*
 * send_window.c: the hours of the week in which messages may go out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/send_window.h"

#include <stdbool.h>

#include "base/timestamp.h"

#define MINUTE (60 * TIMESTAMP_SECOND)
#define STEP   60 /* minutes that are gone at once */

/* How many minutes from this one of the week on the clock shows a time within the hours; 0: it does now. */
static int
send_window_wait(const struct week_hours *hours, int now)
{
    int wait = TIMEZONE_WEEK_MINUTES;
    for (const struct week_span *span = hours->spans; span < hours->spans + hours->count; span++) {
        if (week_span_contains(span, now))
            return 0;
        for (int nth = 0; nth < span->days; nth++) {
            const int day = (span->first + nth) % 7 * WEEK_HOURS_DAY;
            const int begins = (day + span->begin - now + TIMEZONE_WEEK_MINUTES) % TIMEZONE_WEEK_MINUTES;
            if (begins < wait)
                wait = begins;
        }
    }
    return wait;
}

/* A step from a moment, of minutes in which the hours surely do not begin. */
static int
send_window_step(int64_t moment, int now, int wait)
{
    const int step = wait < STEP ? wait : STEP;
    const bool steady = timezone_week_minute(moment + step * MINUTE) == (now + step) % TIMEZONE_WEEK_MINUTES;
    return steady ? step : 1; /* towards a change of the clock, minute by minute */
}

int64_t
send_window_next(const struct week_hours *hours, int64_t moment)
{
    if (hours->count == 0)
        return moment;
    if (timezone_set(hours->timezone) != FAULT_NONE)
        return 0;
    const int64_t last = moment + 28 * TIMESTAMP_DAY;
    int now = timezone_week_minute(moment), wait;
    while ((wait = send_window_wait(hours, now)) > 0 && moment < last) {
        moment -= moment % MINUTE; /* offsets from UTC are whole minutes nowadays */
        moment += send_window_step(moment, now, wait) * MINUTE;
        now = timezone_week_minute(moment);
    }
    return moment;
}
