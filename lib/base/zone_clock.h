/*
 * zone_clock.h: what the clock on the wall shows in many time zones, asked often.
 *
 * timezone.h knows one zone at a time, and entering another reads its file. What it says is kept for each
 * zone until the next quarter of an hour (UTC): no zone changes its clock at another moment nowadays. A new
 * tzdata is noticed then, too.
 */
#ifndef CURT_BASE_ZONE_CLOCK_H
#define CURT_BASE_ZONE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* For one thread at a time. The caller frees it. */
struct zone_clock;

struct zone_clock *zone_clock_create(void);
void zone_clock_free(struct zone_clock *);

/* The minute of the week (timezone.h) in the zone, whose name needs no NUL; -1: there is no such zone. May
 * enter it (timezone_set). */
int zone_clock_week_minute(struct zone_clock *, const char *zone, size_t length, int64_t now);

#endif
