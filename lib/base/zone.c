#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

bool
zone_exists(const char *name)
{
    char path[128], head[4] = "";
    const size_t length = strlen(name);
    if (length == 0 || length >= ZONE_NAME_MAX || name[0] == '/' || strstr(name, "..") != NULL ||
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != length)
        return false;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "re");
    const size_t got = file != NULL ? fread(head, 1, sizeof head, file) : 0;
    if (file != NULL)
        fclose(file);
    return got == sizeof head && memcmp(head, "TZif", 4) == 0; /* RFC 8536, section 3.1 */
}

enum fault
zone_enter(const char *name)
{
    char value[ZONE_NAME_MAX + 1];
    if (!zone_exists(name))
        return FAULT_INPUT;
    snprintf(value, sizeof value, ":%s", name);
    setenv("TZ", value, 1);
    tzset();
    return FAULT_NONE;
}

static struct tm
zone_parts(int64_t moment)
{
    const time_t seconds = (time_t)(moment / CLOCK_SECOND);
    struct tm parts;
    localtime_r(&seconds, &parts);
    return parts;
}

static int64_t
zone_moment(struct tm parts)
{
    parts.tm_isdst = -1;
    return (int64_t)mktime(&parts) * CLOCK_SECOND;
}

/*
 * The first moment of the calendar day. Where a change of the clock falls on midnight, that comes twice, or
 * not at all, and mktime may give any of them, or an hour of the day before.
 */
static int64_t
zone_midnight(struct tm day)
{
    const int64_t hour = 3600 * CLOCK_SECOND;
    day.tm_hour = 12;
    day.tm_min = day.tm_sec = 0;
    const int64_t noon = zone_moment(day);
    day = zone_parts(noon); /* as a date that there is */
    struct tm parts = day;
    parts.tm_hour = 0;
    int64_t start = zone_moment(parts);
    if (zone_parts(start).tm_mday != day.tm_mday)
        start += hour;
    if (zone_parts(start - hour).tm_mday == day.tm_mday)
        start -= hour;
    return start;
}

int64_t
zone_start(enum zone_unit unit, int64_t moment)
{
    struct tm parts = zone_parts(moment);
    if (unit == ZONE_HOUR) /* not through the calendar: one hour a year comes twice */
        return (moment / CLOCK_SECOND - parts.tm_min * 60 - parts.tm_sec) * CLOCK_SECOND;
    if (unit == ZONE_MONTH)
        parts.tm_mday = 1;
    return zone_midnight(parts);
}

int64_t
zone_next(enum zone_unit unit, int64_t start)
{
    if (unit == ZONE_HOUR)
        return start + 3600 * CLOCK_SECOND;
    return zone_start(unit, start + (unit == ZONE_DAY ? CLOCK_DAY * 3 / 2 : 32 * CLOCK_DAY));
}

int64_t
zone_back(enum zone_unit unit, int64_t start, int count)
{
    struct tm parts = zone_parts(start);
    if (unit == ZONE_HOUR)
        return start - count * 3600 * CLOCK_SECOND;
    if (unit == ZONE_MONTH)
        parts.tm_mon -= count;
    else
        parts.tm_mday -= count;
    return zone_midnight(parts);
}

int
zone_week_minute(int64_t moment)
{
    const struct tm parts = zone_parts(moment);
    return ((parts.tm_wday + 6) % 7 * 24 + parts.tm_hour) * 60 + parts.tm_min;
}

void
zone_text(int64_t moment, char out[static ZONE_TEXT])
{
    char offset[8];
    struct tm parts = zone_parts(moment);
    const size_t n = strftime(out, ZONE_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
    strftime(offset, sizeof offset, "%z", &parts);
    snprintf(out + n, ZONE_TEXT - n, "%.3s:%.2s", offset, offset + 3);
}
