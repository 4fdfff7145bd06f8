/*
 * week.c: the hours of the week.
 *
 * SPDX-License-Identifier: ISC
 */
#include "week.h"

#include <string.h>

#include "base/timezone.h"
#include "http/problem.h"
#include "http/query_enum.h"

enum { WEEK_DAYS = 7, WEEK_HOURS = 24 };

bool
week_read(struct request *request, bool series, struct week *out)
{
    memset(out, 0, sizeof *out);
    if (!query_yes(request, "week", &out->wanted))
        return false;
    if (!out->wanted || series)
        return true;
    problem_send(request, ERROR_INVALID_PARAMETER,
        "unit is missing: the hours of the week are of the same time as a series.", "unit");
    return false;
}

void
week_clear(struct week *week)
{
    memset(week->clicks, 0, sizeof week->clicks);
}

void
week_add(struct week *week, int64_t timestamp, uint64_t clicks)
{
    if (!week->wanted || clicks == 0)
        return;
    const int hour = timezone_week_minute(timestamp) / 60;
    week->clicks[hour / WEEK_HOURS][hour % WEEK_HOURS] += clicks;
}

struct json_object *
week_json(const struct week *week)
{
    struct json_object *days = json_object_new_array();
    for (int d = 0; d < WEEK_DAYS; d++) {
        struct json_object *hours = json_object_new_array();
        for (int h = 0; h < WEEK_HOURS; h++)
            json_object_array_add(hours, json_object_new_uint64(week->clicks[d][h]));
        json_object_array_add(days, hours);
    }
    return days;
}

void
week_add_csv(const struct week *week, struct buffer *out)
{
    buffer_add(out, "weekday,hour,clicks\r\n");
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < WEEK_HOURS; h++)
            buffer_addf(out, "%d,%d,%llu\r\n", d + 1, h, (unsigned long long)week->clicks[d][h]);
}
