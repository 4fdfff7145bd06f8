#include "base/hours.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"

#define DAY_MINUTES (24 * 60)
#define MINUTE      (60 * CLOCK_SECOND)
#define STEP        60 /* minutes that are gone at once */

static const char entry_why[] =
    "an entry of the hours is a day or days and times, such as Mon-Fri 09:00-20:00";

/* Reads the name of a day. */
static bool
hours_day(const char **at, int *out)
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
hours_two_digits(const char **at, int *out)
{
    const char *c = *at;
    if (c[0] < '0' || c[0] > '9' || c[1] < '0' || c[1] > '9')
        return false;
    *out = (c[0] - '0') * 10 + c[1] - '0';
    *at += 2;
    return true;
}

static bool
hours_sign(const char **at, char sign)
{
    const bool there = **at == sign;
    *at += there;
    return there;
}

/* Reads HH:MM from 00:00 to 24:00. */
static bool
hours_time(const char **at, uint16_t *out)
{
    int hour, minute;
    if (!hours_two_digits(at, &hour) || !hours_sign(at, ':') || !hours_two_digits(at, &minute))
        return false;
    *out = (uint16_t)(hour * 60 + minute);
    return minute < 60 && *out <= DAY_MINUTES;
}

static void
hours_spaces(const char **at)
{
    *at += strspn(*at, " ");
}

/* Reads one entry, and the spaces behind it; NULL, or why it is none. */
static const char *
hours_entry(const char **at, struct hours_span *out)
{
    int first, last;
    if (!hours_day(at, &first))
        return entry_why;
    last = first;
    if (hours_sign(at, '-') && !hours_day(at, &last))
        return entry_why;
    if (**at != ' ')
        return entry_why;
    hours_spaces(at);
    if (!hours_time(at, &out->begin) || !hours_sign(at, '-') || !hours_time(at, &out->end))
        return "a time of the hours is HH:MM, from 00:00 to 24:00, such as 09:00-20:00";
    if (**at != '\0' && **at != ' ' && **at != ',')
        return entry_why;
    hours_spaces(at);
    out->first = (uint8_t)first;
    out->days = (uint8_t)((last - first + 7) % 7 + 1);
    return out->begin < out->end ? NULL : "the hours of a day must end later than they begin";
}

static const char *
hours_entries(const char **at, struct hours *out)
{
    do {
        hours_spaces(at);
        if (out->count == HOURS_SPANS)
            return "the hours have more than 28 entries";
        const char *why = hours_entry(at, &out->spans[out->count++]);
        if (why != NULL)
            return why;
    } while (hours_sign(at, ','));
    return NULL;
}

static const char *
hours_zone(const char *at, struct hours *out)
{
    size_t length = strlen(at);
    while (length > 0 && at[length - 1] == ' ')
        length--;
    if (length >= sizeof out->zone)
        return "there is no such time zone as the hours name";
    if (length > 0)
        snprintf(out->zone, sizeof out->zone, "%.*s", (int)length, at);
    return zone_exists(out->zone) ? NULL : "there is no such time zone as the hours name";
}

enum fault
hours_read(const char *text, struct hours *out, const char **why)
{
    memset(out, 0, sizeof *out);
    snprintf(out->zone, sizeof out->zone, "UTC");
    hours_spaces(&text);
    if (*text == '\0')
        return FAULT_NONE;
    const char *wrong = hours_entries(&text, out);
    if (wrong == NULL)
        wrong = hours_zone(text, out);
    if (wrong != NULL)
        *why = wrong;
    return wrong == NULL ? FAULT_NONE : FAULT_INPUT;
}

/* How many minutes from this one of the week on the clock shows a time within the hours; 0: it does now. */
static int
hours_wait(const struct hours *hours, int now)
{
    int wait = ZONE_WEEK;
    for (const struct hours_span *span = hours->spans; span < hours->spans + hours->count; span++)
        for (int nth = 0; nth < span->days; nth++) {
            const int day = (span->first + nth) % 7 * DAY_MINUTES;
            const int begins = (day + span->begin - now + ZONE_WEEK) % ZONE_WEEK;
            if (now >= day + span->begin && now < day + span->end)
                return 0;
            if (begins < wait)
                wait = begins;
        }
    return wait;
}

/* A step from a moment, of minutes in which the hours surely do not begin. */
static int
hours_step(int64_t moment, int now, int wait)
{
    const int step = wait < STEP ? wait : STEP;
    const bool steady = zone_week_minute(moment + step * MINUTE) == (now + step) % ZONE_WEEK;
    return steady ? step : 1; /* towards a change of the clock, minute by minute */
}

int64_t
hours_next(const struct hours *hours, int64_t moment)
{
    if (hours->count == 0)
        return moment;
    if (zone_enter(hours->zone) != FAULT_NONE)
        log_fatal("there is no time zone %s any more", hours->zone);
    const int64_t last = moment + 28 * CLOCK_DAY;
    int now = zone_week_minute(moment), wait;
    while ((wait = hours_wait(hours, now)) > 0 && moment < last) {
        moment -= moment % MINUTE; /* offsets from UTC are whole minutes nowadays */
        moment += hours_step(moment, now, wait) * MINUTE;
        now = zone_week_minute(moment);
    }
    return moment;
}
