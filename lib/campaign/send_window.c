/*
 * send_window.c: the hours of the week in which messages may go out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/send_window.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/timestamp.h"

#define DAY_MINUTES (24 * 60)
#define MINUTE      (60 * TIMESTAMP_SECOND)
#define STEP        60 /* minutes that are gone at once */

static const char entry_why[] =
    "an entry of the hours is a day or days and times, such as Mon-Fri 09:00-20:00";

/* Reads the name of a day. */
static bool
send_window_day(const char **at, int *out)
{
    static const char names[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    for (int day = 0; day < 7; day++)
        if (strncasecmp(*at, names[day], 3) == 0) {
            *at += 3;
            *out = day;
            return true;
        }
    return false;
}

static bool
send_window_two_digits(const char **at, int *out)
{
    const char *c = *at;
    if (c[0] < '0' || c[0] > '9' || c[1] < '0' || c[1] > '9')
        return false;
    *out = (c[0] - '0') * 10 + c[1] - '0';
    *at += 2;
    return true;
}

static bool
send_window_sign(const char **at, char sign)
{
    const bool there = **at == sign;
    *at += there;
    return there;
}

/* Reads HH:MM from 00:00 to 24:00. */
static bool
send_window_time(const char **at, uint16_t *out)
{
    int hour, minute;
    if (!send_window_two_digits(at, &hour) || !send_window_sign(at, ':') ||
        !send_window_two_digits(at, &minute))
        return false;
    *out = (uint16_t)(hour * 60 + minute);
    return minute < 60 && *out <= DAY_MINUTES;
}

static void
send_window_spaces(const char **at)
{
    *at += strspn(*at, " ");
}

/* Reads one entry, and the spaces after it; NULL, or why it is none. */
static const char *
send_window_entry(const char **at, struct send_window_span *out)
{
    int first, last;
    if (!send_window_day(at, &first))
        return entry_why;
    last = first;
    if (send_window_sign(at, '-') && !send_window_day(at, &last))
        return entry_why;
    if (**at != ' ')
        return entry_why;
    send_window_spaces(at);
    if (!send_window_time(at, &out->begin) || !send_window_sign(at, '-') || !send_window_time(at, &out->end))
        return "a time must be HH:MM, from 00:00 to 24:00, as in 09:00-20:00";
    if (**at != '\0' && **at != ' ' && **at != ',')
        return entry_why;
    send_window_spaces(at);
    out->first = (uint8_t)first;
    out->days = (uint8_t)((last - first + 7) % 7 + 1);
    return out->begin < out->end ? NULL : "a period must end after it begins";
}

static const char *
send_window_entries(const char **at, struct send_window *out)
{
    do {
        send_window_spaces(at);
        if (out->count == SEND_WINDOW_SPANS_MAX)
            return "there are more than 28 periods";
        const char *why = send_window_entry(at, &out->spans[out->count++]);
        if (why != NULL)
            return why;
    } while (send_window_sign(at, ','));
    return NULL;
}

static const char *
send_window_zone(const char *at, struct send_window *out)
{
    size_t length = strlen(at);
    while (length > 0 && at[length - 1] == ' ')
        length--;
    if (length >= sizeof out->timezone)
        return "the time zone does not exist";
    if (length > 0)
        snprintf(out->timezone, sizeof out->timezone, "%.*s", (int)length, at);
    return timezone_exists(out->timezone) ? NULL : "the time zone does not exist";
}

enum fault
send_window_parse(const char *text, struct send_window *out, const char **why)
{
    memset(out, 0, sizeof *out);
    snprintf(out->timezone, sizeof out->timezone, "UTC");
    send_window_spaces(&text);
    if (*text == '\0')
        return FAULT_NONE;
    const char *wrong = send_window_entries(&text, out);
    if (wrong == NULL)
        wrong = send_window_zone(text, out);
    if (wrong != NULL)
        *why = wrong;
    return wrong == NULL ? FAULT_NONE : FAULT_INPUT;
}

/* How many minutes from this one of the week on the clock shows a time within the hours; 0: it does now. */
static int
send_window_wait(const struct send_window *hours, int now)
{
    int wait = TIMEZONE_WEEK_MINUTES;
    for (const struct send_window_span *span = hours->spans; span < hours->spans + hours->count; span++)
        for (int nth = 0; nth < span->days; nth++) {
            const int day = (span->first + nth) % 7 * DAY_MINUTES;
            const int begins = (day + span->begin - now + TIMEZONE_WEEK_MINUTES) % TIMEZONE_WEEK_MINUTES;
            if (now >= day + span->begin && now < day + span->end)
                return 0;
            if (begins < wait)
                wait = begins;
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
send_window_next(const struct send_window *hours, int64_t moment)
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
