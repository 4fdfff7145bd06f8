/*
 * week_hours.c: hours of the week, read, compared and written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/week_hours.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"

static const char week_days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static const char entry_why[] =
    "an entry of the hours is a day or days and times, such as Mon-Fri 09:00-20:00";

/* Reads the name of a day. */
static bool
week_hours_day(const char **at, int *out)
{
    for (int day = 0; day < 7; day++)
        if (strncasecmp(*at, week_days[day], 3) == 0) {
            *at += 3;
            *out = day;
            return true;
        }
    return false;
}

static bool
week_hours_two_digits(const char **at, int *out)
{
    const char *c = *at;
    if (c[0] < '0' || c[0] > '9' || c[1] < '0' || c[1] > '9')
        return false;
    *out = (c[0] - '0') * 10 + c[1] - '0';
    *at += 2;
    return true;
}

static bool
week_hours_sign(const char **at, char sign)
{
    const bool there = **at == sign;
    *at += there;
    return there;
}

/* Reads HH:MM from 00:00 to 24:00. */
static bool
week_hours_time(const char **at, uint16_t *out)
{
    int hour, minute;
    if (!week_hours_two_digits(at, &hour) || !week_hours_sign(at, ':') || !week_hours_two_digits(at, &minute))
        return false;
    *out = (uint16_t)(hour * 60 + minute);
    return minute < 60 && *out <= WEEK_HOURS_DAY;
}

static void
week_hours_spaces(const char **at)
{
    *at += strspn(*at, " ");
}

/* Reads one entry, and the spaces after it; NULL, or why it is none. */
static const char *
week_hours_entry(const char **at, struct week_span *out)
{
    int first, last;
    if (!week_hours_day(at, &first))
        return entry_why;
    last = first;
    if (week_hours_sign(at, '-') && !week_hours_day(at, &last))
        return entry_why;
    if (**at != ' ')
        return entry_why;
    week_hours_spaces(at);
    if (!week_hours_time(at, &out->begin) || !week_hours_sign(at, '-') || !week_hours_time(at, &out->end))
        return "a time must be HH:MM, from 00:00 to 24:00, as in 09:00-20:00";
    if (**at != '\0' && **at != ' ' && **at != ',')
        return entry_why;
    week_hours_spaces(at);
    out->first = (uint8_t)first;
    out->days = (uint8_t)((last - first + 7) % 7 + 1);
    return out->begin < out->end ? NULL : "a period must end after it begins";
}

static const char *
week_hours_entries(const char **at, struct week_hours *out)
{
    do {
        week_hours_spaces(at);
        if (out->count == WEEK_HOURS_SPANS_MAX)
            return "there are more than 28 periods";
        const char *why = week_hours_entry(at, &out->spans[out->count++]);
        if (why != NULL)
            return why;
    } while (week_hours_sign(at, ','));
    return NULL;
}

static const char *
week_hours_zone(const char *at, struct week_hours *out)
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
week_hours_parse(const char *text, struct week_hours *out, const char **why)
{
    memset(out, 0, sizeof *out);
    snprintf(out->timezone, sizeof out->timezone, "UTC");
    week_hours_spaces(&text);
    if (*text == '\0')
        return FAULT_NONE;
    const char *wrong = week_hours_entries(&text, out);
    if (wrong == NULL)
        wrong = week_hours_zone(text, out);
    if (wrong != NULL)
        *why = wrong;
    return wrong == NULL ? FAULT_NONE : FAULT_INPUT;
}

void
week_hours_format(const struct week_hours *hours, char out[static WEEK_HOURS_SIZE])
{
    struct buffer text = buffer_over(out, WEEK_HOURS_SIZE);
    for (const struct week_span *span = hours->spans; span < hours->spans + hours->count; span++) {
        buffer_addf(&text, "%s%s", span == hours->spans ? "" : ", ", week_days[span->first % 7]);
        if (span->days > 1)
            buffer_addf(&text, "-%s", week_days[(span->first + span->days - 1) % 7]);
        buffer_addf(&text, " %02d:%02d-%02d:%02d", span->begin / 60, span->begin % 60, span->end / 60,
            span->end % 60);
    }
    if (hours->count > 0)
        buffer_addf(&text, " %s", hours->timezone);
}

bool
week_span_contains(const struct week_span *span, int minute)
{
    const int day = (minute / WEEK_HOURS_DAY - span->first + 7) % 7, of_day = minute % WEEK_HOURS_DAY;
    return day < span->days && of_day >= span->begin && of_day < span->end;
}
