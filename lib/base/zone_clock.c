/*
 * zone_clock.c: minutes of the week at the last quarter of an hour, by zone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/zone_clock.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "base/timezone.h"

#define ZONE_CLOCK_QUARTER (15 * 60 * TIMESTAMP_SECOND)

enum { ZONE_CLOCK_ZONES = 32 };

struct zone_clock {
    struct zone_clock_hand {
        char zone[TIMEZONE_NAME_SIZE]; /* "": none */
        int64_t quarter;               /* when the minute was */
        int minute;                    /* -1: there was no such zone */
    } hands[ZONE_CLOCK_ZONES];
    unsigned next; /* the one that makes room */
};

struct zone_clock *
zone_clock_create(void)
{
    return xcalloc(1, sizeof(struct zone_clock));
}

void
zone_clock_free(struct zone_clock *clock)
{
    free(clock);
}

static struct zone_clock_hand *
zone_clock_hand(struct zone_clock *clock, const char *zone, size_t length)
{
    for (struct zone_clock_hand *hand = clock->hands; hand < clock->hands + ZONE_CLOCK_ZONES; hand++)
        if (memcmp(hand->zone, zone, length) == 0 && hand->zone[length] == '\0')
            return hand;
    struct zone_clock_hand *hand = &clock->hands[clock->next++ % ZONE_CLOCK_ZONES];
    memcpy(hand->zone, zone, length);
    hand->zone[length] = '\0';
    hand->quarter = -1;
    return hand;
}

int
zone_clock_week_minute(struct zone_clock *clock, const char *zone, size_t length, int64_t now)
{
    if (length == 0 || length >= TIMEZONE_NAME_SIZE)
        return -1;
    struct zone_clock_hand *hand = zone_clock_hand(clock, zone, length);
    const int64_t after = now % ZONE_CLOCK_QUARTER;
    if (hand->quarter != now - after) {
        hand->quarter = now - after;
        hand->minute = timezone_set(hand->zone) == FAULT_NONE ? timezone_week_minute(hand->quarter) : -1;
    }
    if (hand->minute < 0)
        return -1;
    return (hand->minute + (int)(after / (60 * TIMESTAMP_SECOND))) % TIMEZONE_WEEK_MINUTES;
}
