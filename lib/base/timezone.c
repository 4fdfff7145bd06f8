/*
 * timezone.c: the C library's TZ, set and asked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timezone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/timestamp.h"

enum { TIMEZONE_PATH_SIZE = 1024 };

const char *
timezone_directory(void)
{
    const char *directory = getenv("TZDIR");
    return directory != NULL && *directory != '\0' ? directory : "/usr/share/zoneinfo";
}

/* The zone's file, where the C library looks for it; false for what cannot be a name of one. */
static bool
timezone_path(const char *name, char out[static TIMEZONE_PATH_SIZE])
{
    const size_t length = strlen(name);
    if (length == 0 || length >= TIMEZONE_NAME_SIZE || name[0] == '/' || strstr(name, "..") != NULL ||
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != length)
        return false;
    return snprintf(out, TIMEZONE_PATH_SIZE, "%s/%s", timezone_directory(), name) < TIMEZONE_PATH_SIZE;
}

static bool
timezone_is_file(const char *path)
{
    char head[4] = "";
    FILE *file = fopen(path, "re");
    const size_t got = file != NULL ? fread(head, 1, sizeof head, file) : 0;
    if (file != NULL)
        fclose(file);
    return got == sizeof head && memcmp(head, "TZif", 4) == 0; /* RFC 8536, section 3.1 */
}

bool
timezone_exists(const char *name)
{
    char path[TIMEZONE_PATH_SIZE];
    return timezone_path(name, path) && timezone_is_file(path);
}

/*
 * The C library does not look at the file again while the text of TZ stays, and reads it again when the text
 * has changed and the file has too. So a zone's name and its path take turns: a new tzdata is noticed.
 */
enum fault
timezone_set(const char *name)
{
    char path[TIMEZONE_PATH_SIZE], value[TIMEZONE_PATH_SIZE + 1];
    const char *before = getenv("TZ");
    if (!timezone_path(name, path) || !timezone_is_file(path))
        return FAULT_INPUT;
    snprintf(value, sizeof value, ":%s", name);
    if (before != NULL && strcmp(before, value) == 0)
        snprintf(value, sizeof value, ":%s", path);
    setenv("TZ", value, 1);
    tzset();
    return FAULT_NONE;
}

static struct tm
timezone_parts(int64_t timestamp)
{
    const time_t seconds = (time_t)(timestamp / TIMESTAMP_SECOND);
    struct tm parts;
    localtime_r(&seconds, &parts);
    return parts;
}

static int64_t
timezone_moment(struct tm parts)
{
    parts.tm_isdst = -1;
    return (int64_t)mktime(&parts) * TIMESTAMP_SECOND;
}

/*
 * The first time of the calendar day. Where a change of the clock falls on midnight, that comes twice, or
 * not at all, and mktime may give any of them, or an hour of the day before.
 */
static int64_t
timezone_midnight(struct tm day)
{
    const int64_t hour = 3600 * TIMESTAMP_SECOND;
    day.tm_hour = 12;
    day.tm_min = day.tm_sec = 0;
    const int64_t noon = timezone_moment(day);
    day = timezone_parts(noon); /* as a date that there is */
    struct tm parts = day;
    parts.tm_hour = 0;
    int64_t start = timezone_moment(parts);
    if (timezone_parts(start).tm_mday != day.tm_mday)
        start += hour;
    if (timezone_parts(start - hour).tm_mday == day.tm_mday)
        start -= hour;
    return start;
}

int64_t
timezone_start(enum timezone_unit unit, int64_t timestamp)
{
    struct tm parts = timezone_parts(timestamp);
    if (unit == TIMEZONE_HOUR) /* not through the calendar: one hour a year comes twice */
        return (timestamp / TIMESTAMP_SECOND - parts.tm_min * 60 - parts.tm_sec) * TIMESTAMP_SECOND;
    if (unit == TIMEZONE_MONTH)
        parts.tm_mday = 1;
    return timezone_midnight(parts);
}

int64_t
timezone_next(enum timezone_unit unit, int64_t start)
{
    if (unit == TIMEZONE_HOUR)
        return start + 3600 * TIMESTAMP_SECOND;
    return timezone_start(unit, start + (unit == TIMEZONE_DAY ? TIMESTAMP_DAY * 3 / 2 : 32 * TIMESTAMP_DAY));
}

int64_t
timezone_previous(enum timezone_unit unit, int64_t start, int count)
{
    struct tm parts = timezone_parts(start);
    if (unit == TIMEZONE_HOUR)
        return start - count * 3600 * TIMESTAMP_SECOND;
    if (unit == TIMEZONE_MONTH)
        parts.tm_mon -= count;
    else
        parts.tm_mday -= count;
    return timezone_midnight(parts);
}

int64_t
timezone_moment_of(int64_t wall)
{
    const time_t seconds = (time_t)(wall / TIMESTAMP_SECOND);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    return timezone_moment(parts) + wall % TIMESTAMP_SECOND;
}

int
timezone_week_minute(int64_t timestamp)
{
    const struct tm parts = timezone_parts(timestamp);
    return ((parts.tm_wday + 6) % 7 * 24 + parts.tm_hour) * 60 + parts.tm_min;
}

void
timezone_format(int64_t timestamp, char out[static TIMEZONE_TIME_SIZE])
{
    char offset[8];
    struct tm parts = timezone_parts(timestamp);
    const size_t n = strftime(out, TIMEZONE_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
    strftime(offset, sizeof offset, "%z", &parts);
    snprintf(out + n, TIMEZONE_TIME_SIZE - n, "%.3s:%.2s", offset, offset + 3);
}
