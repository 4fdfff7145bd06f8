/*
 * send_window.h: the hours of the week in which messages may go out.
 *
 * As text: "Mon-Fri 09:00-20:00, Sat 10:00-16:00 Europe/Berlin". Entries stand between commas, each a day or
 * a range of days (Mon Tue Wed Thu Fri Sat Sun; "Sat-Mon" is three), and from when to when: HH:MM-HH:MM, the
 * end, which is later, outside, 24:00 the end of the day. Then the time zone (timezone.h), without one UTC.
 * An empty text means always.
 *
 * What counts is what the clock on the wall shows. What would begin in an hour that is skipped begins right
 * behind it, and is left out if it would end there too; an hour that comes twice counts twice.
 */
#ifndef CURT_CAMPAIGN_SEND_WINDOW_H
#define CURT_CAMPAIGN_SEND_WINDOW_H

#include <stdint.h>

#include "base/fault.h"
#include "base/timezone.h"

#define SEND_WINDOW_SPANS_MAX 28 /* entries, at most */

struct send_window_span {
    uint8_t first, days; /* the first day, 0 for Monday, and how many there are with it */
    uint16_t begin, end; /* minutes of the day, the end outside */
};

struct send_window {
    unsigned count; /* 0: always */
    struct send_window_span spans[SEND_WINDOW_SPANS_MAX];
    char timezone[TIMEZONE_NAME_SIZE];
};

/* FAULT_INPUT: *why is a sentence for the sender (static text). */
enum fault send_window_parse(const char *text, struct send_window *out, const char **why);

/*
 * The moment itself if it lies within the hours, otherwise the beginning of the next of them (timestamp.h).
 * Enters the zone of the hours (timezone_set); 0 if that does not exist any more. Should they begin nowhere
 * in the four weeks after the moment, it is the end of these.
 */
int64_t send_window_next(const struct send_window *, int64_t moment);

#endif
