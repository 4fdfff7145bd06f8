/*
 * series.h: the points in time of an answer: an hour, a day or a month each, in a named time zone. What was
 * counted at each is the caller's, by the point's place.
 */
#ifndef CURT_CGI_BIN_STATS_SERIES_H
#define CURT_CGI_BIN_STATS_SERIES_H

#include "base/timezone.h"
#include "http/request.h"

struct series {
    bool wanted; /* else there are no points */
    enum timezone_unit unit;
    char timezone[TIMEZONE_NAME_SIZE];
    size_t count;
    int64_t *starts; /* times, rising */
    size_t at;       /* of the last time that was placed */
};

/*
 * Reads unit, tz, from and to of the query, and lays the points out. False when the answer, 400, is sent. The
 * caller frees it, in any case.
 */
bool series_read(struct request *, struct series *out);
void series_free(struct series *);

/* The time at which the last point ends. */
int64_t series_end(const struct series *);

/* Which point does the time belong to? False for none. Moments rise from one call to the next, and begin
 * again after series_rewind. */
bool series_place(struct series *, int64_t timestamp, size_t *place);
void series_rewind(struct series *);

/* {unit, time_zone, points: [{start, and what add adds}]} */
struct json_object *series_json(const struct series *,
    void (*add)(struct json_object *point, size_t place, const void *arg), const void *arg);

#endif
