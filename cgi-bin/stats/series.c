/*
 * series.c: hours, days and months in a time zone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "http/problem.h"
#include "http/query_enum.h"

enum { SERIES_POINTS_MAX = 2000 };

static const char *const series_units[] = {"hour", "day", "month", NULL};

static bool
series_read_moment(struct request *request, const char *name, int64_t *out)
{
    char text[TIMESTAMP_SIZE + 16], detail[96];
    enum fault fault = request_query(request, name, text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    if (fault == FAULT_NONE && timestamp_parse(text, out) == FAULT_NONE)
        return true;
    snprintf(detail, sizeof detail, "%s is a time as in RFC 3339, such as 2026-05-25T00:00:00Z.", name);
    problem_send(request, ERROR_INVALID_PARAMETER, detail, name);
    return false;
}

static bool
series_lay_points(struct request *request, struct series *s, int64_t from, int64_t to)
{
    static const int usual[] = {[TIMEZONE_HOUR] = 24, [TIMEZONE_DAY] = 30, [TIMEZONE_MONTH] = 12};
    if (to == 0)
        to = timestamp_now();
    int64_t start = from != 0 ? timezone_start(s->unit, from)
                              : timezone_previous(s->unit, timezone_start(s->unit, to), usual[s->unit] - 1);
    s->starts = xcalloc(SERIES_POINTS_MAX, sizeof *s->starts);
    for (; start <= to && s->count < SERIES_POINTS_MAX; start = timezone_next(s->unit, start))
        s->starts[s->count++] = start;
    if (s->count > 0 && start > to)
        return true;
    problem_send(request, ERROR_INVALID_PARAMETER,
        s->count == 0 ? "from must be before to." : "from and to span more than 2,000 points.", "from");
    return false;
}

bool
series_read(struct request *request, struct series *s)
{
    int64_t from = 0, to = 0;
    int unit;
    *s = (struct series){.wanted = false};
    if (!query_enum(request, "unit", series_units, -1, &unit))
        return false;
    s->wanted = unit >= 0;
    if (!s->wanted)
        return true;
    s->unit = (enum timezone_unit)unit;
    enum fault fault = request_query(request, "tz", s->timezone, sizeof s->timezone);
    if (fault == FAULT_MISSING)
        strcpy(s->timezone, "UTC");
    if ((fault != FAULT_NONE && fault != FAULT_MISSING) || timezone_set(s->timezone) != FAULT_NONE) {
        problem_send(request, ERROR_INVALID_PARAMETER,
            "tz must be the name of a time zone, such as Europe/Berlin.", "tz");
        return false;
    }
    return series_read_moment(request, "from", &from) && series_read_moment(request, "to", &to) &&
           series_lay_points(request, s, from, to);
}

void
series_free(struct series *s)
{
    free(s->starts);
}

int64_t
series_end(const struct series *s)
{
    return timezone_next(s->unit, s->starts[s->count - 1]);
}

bool
series_place(struct series *s, int64_t timestamp, size_t *place)
{
    while (s->at + 1 < s->count && s->starts[s->at + 1] <= timestamp)
        s->at++;
    const bool last = s->at + 1 == s->count;
    *place = s->at;
    return timestamp >= s->starts[s->at] && !(last && timestamp >= series_end(s));
}

void
series_rewind(struct series *s)
{
    s->at = 0;
}

struct json_object *
series_json(const struct series *s, void (*add)(struct json_object *point, size_t place, const void *arg),
    const void *arg)
{
    struct json_object *series = json_object_new_object(), *points = json_object_new_array();
    for (size_t i = 0; i < s->count; i++) {
        char start[TIMEZONE_TIME_SIZE];
        struct json_object *point = json_object_new_object();
        timezone_format(s->starts[i], start);
        json_add_text(point, "start", start);
        add(point, i, arg);
        json_object_array_add(points, point);
    }
    json_add_text(series, "unit", series_units[s->unit]);
    json_add_text(series, "time_zone", s->timezone);
    json_object_object_add(series, "points", points);
    return series;
}
