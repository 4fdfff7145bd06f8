#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

enum fault
zone_enter(const char *name)
{
    char path[128], head[4] = "", value[ZONE_NAME_MAX + 1];
    const size_t length = strlen(name);
    if (length == 0 || length >= ZONE_NAME_MAX || name[0] == '/' || strstr(name, "..") != NULL ||
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != length)
        return FAULT_INPUT;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "re");
    const size_t got = file != NULL ? fread(head, 1, sizeof head, file) : 0;
    if (file != NULL)
        fclose(file);
    if (got != sizeof head || memcmp(head, "TZif", 4) != 0) /* RFC 8536, section 3.1 */
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

int64_t
zone_start(enum zone_unit unit, int64_t moment)
{
    struct tm parts = zone_parts(moment);
    if (unit == ZONE_HOUR) /* not through the calendar: one hour a year comes twice */
        return (moment / CLOCK_SECOND - parts.tm_min * 60 - parts.tm_sec) * CLOCK_SECOND;
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    if (unit == ZONE_MONTH)
        parts.tm_mday = 1;
    return zone_moment(parts);
}

int64_t
zone_next(enum zone_unit unit, int64_t start)
{
    struct tm parts = zone_parts(start);
    if (unit == ZONE_HOUR)
        return start + 3600 * CLOCK_SECOND;
    parts.tm_hour = 0;
    if (unit == ZONE_MONTH)
        parts.tm_mon++;
    else
        parts.tm_mday++;
    const int64_t next = zone_moment(parts);
    return next > start ? next : start + CLOCK_DAY; /* where a change of the clock takes midnight away */
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
    return zone_moment(parts);
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
