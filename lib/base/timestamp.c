/*
 * timestamp.c: RFC 3339 to microseconds and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timestamp.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

int64_t
timestamp_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * TIMESTAMP_SECOND + now.tv_nsec / 1000;
}

void
timestamp_format(int64_t timestamp, char out[static TIMESTAMP_SIZE])
{
    const int64_t first = INT64_C(-62135596800) * TIMESTAMP_SECOND,
                  last = INT64_C(253402300800) * TIMESTAMP_SECOND - 1;
    if (timestamp < first)
        timestamp = first;
    if (timestamp > last)
        timestamp = last;
    int64_t seconds = timestamp / TIMESTAMP_SECOND, rest = timestamp % TIMESTAMP_SECOND;
    if (rest < 0) {
        rest += TIMESTAMP_SECOND;
        seconds--;
    }
    time_t whole = (time_t)seconds;
    struct tm parts;
    gmtime_r(&whole, &parts);
    char year[16]; /* strftime writes the year 1 as 1 */
    snprintf(year, sizeof year, "%04d", parts.tm_year + 1900);
    strcpy(out, year);
    const size_t n = 4 + strftime(out + 4, TIMESTAMP_SIZE - 4, "-%m-%dT%H:%M:%S", &parts);
    snprintf(out + n, TIMESTAMP_SIZE - n, ".%03dZ", (int)(rest / 1000));
}

/* Does the text begin like the shape, in which d stands for a digit? */
static bool
timestamp_shaped(const char *text, const char *shape)
{
    for (; *shape != '\0'; shape++, text++) {
        const bool digit = *text >= '0' && *text <= '9';
        if (*shape == 'd' ? !digit : *text != *shape && !(*shape == 'T' && *text == 't'))
            return false;
    }
    return true;
}

/* "Z", "+hh:mm" or "-hh:mm" to the end of the text. */
static bool
timestamp_offset(const char *text, int64_t *seconds)
{
    *seconds = 0;
    if ((text[0] == 'Z' || text[0] == 'z') && text[1] == '\0')
        return true;
    int hours, minutes;
    if ((text[0] != '+' && text[0] != '-') || strlen(text) != 6 || !timestamp_shaped(text + 1, "dd:dd"))
        return false;
    if (sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 || hours > 23 || minutes > 59)
        return false;
    *seconds = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

enum fault
timestamp_parse(const char *text, int64_t *out)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    if (!timestamp_shaped(text, shape))
        return FAULT_INPUT;
    struct tm parts = {0};
    if (sscanf(text, "%4d-%2d-%2d%*1c%2d:%2d:%2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
            &parts.tm_hour, &parts.tm_min, &parts.tm_sec) != 6)
        return FAULT_INPUT;
    if (parts.tm_year < 1970 || parts.tm_mon < 1 || parts.tm_mon > 12 || parts.tm_mday < 1 ||
        parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 59)
        return FAULT_INPUT;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    const int day = parts.tm_mday;
    const time_t seconds = timegm(&parts);
    if (parts.tm_mday != day) /* timegm moved 30 February to March */
        return FAULT_INPUT;

    const char *rest = text + sizeof shape - 1;
    int64_t fraction = 0, scale = TIMESTAMP_SECOND / 10, offset;
    if (*rest == '.') {
        if (*++rest < '0' || *rest > '9')
            return FAULT_INPUT;
        for (; *rest >= '0' && *rest <= '9'; rest++, scale /= 10)
            fraction += (*rest - '0') * scale;
    }
    if (!timestamp_offset(rest, &offset))
        return FAULT_INPUT;
    *out = ((int64_t)seconds - offset) * TIMESTAMP_SECOND + fraction;
    return *out < 0 ? FAULT_INPUT : FAULT_NONE;
}

/* What is left once spaces are passed over, and the name of a time zone if that stands alone: nothing? */
static bool
timestamp_is_over(const char *text)
{
    text += strspn(text, " ");
    text += strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* "+02:00", "+0200 CEST", "+02", "Z", "UTC", "GMT" or nothing, as RFC 3339 has it; NULL for another. */
static const char *
timestamp_strict_offset(const char *text, char out[static 8])
{
    static const char *const utc[] = {"", "Z", "z", "UTC", "GMT"};
    text += strspn(text, " ");
    const size_t word = strcspn(text, " \t\r\n");
    for (size_t i = 0; i < sizeof utc / sizeof *utc; i++)
        if (strlen(utc[i]) == word && strncmp(text, utc[i], word) == 0)
            return timestamp_is_over(text + word) ? "Z" : NULL;
    const size_t digits = word > 0 ? strspn(text + 1, "0123456789") : 0;
    const char *minutes = digits == 4 ? text + 3 : digits == 2 && text[3] == ':' ? text + 4 : "00";
    if ((digits != 2 && digits != 4) || word != 1 + digits + (minutes == text + 4 ? 3 : 0) ||
        !timestamp_is_over(text + word))
        return NULL;
    snprintf(out, 8, "%.3s:%.2s", text, minutes);
    return out;
}

enum fault
timestamp_parse_loosely(const char *text, int64_t *out)
{
    char strict[64], offset[8];
    text += strspn(text, " \t\r\n");
    const size_t head = strspn(text, "0123456789-");
    if (head != 10 || (text[10] != ' ' && text[10] != 'T' && text[10] != 't'))
        return FAULT_INPUT;
    const size_t time = strspn(text + 11, "0123456789:.,");
    const char *rest = timestamp_strict_offset(text + 11 + time, offset);
    if (rest == NULL || time > 40)
        return FAULT_INPUT;
    snprintf(
        strict, sizeof strict, "%.10sT%.*s%s%s", text, (int)time, text + 11, time == 5 ? ":00" : "", rest);
    char *comma = strchr(strict, ',');
    if (comma != NULL)
        *comma = '.';
    return timestamp_parse(strict, out);
}
