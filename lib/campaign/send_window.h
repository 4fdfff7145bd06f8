/*
 * send_window.h: the hours of the week (base/week_hours.h) in which messages may go out.
 *
 * What counts is what the clock on the wall shows. What would begin in an hour that is skipped begins right
 * behind it, and is left out if it would end there too; an hour that comes twice counts twice.
 */
#ifndef CURT_CAMPAIGN_SEND_WINDOW_H
#define CURT_CAMPAIGN_SEND_WINDOW_H

#include "base/week_hours.h"

/*
 * The moment itself if it lies within the hours, otherwise the beginning of the next of them (timestamp.h).
 * Enters the zone of the hours (timezone_set); 0 if that does not exist any more. Should they begin nowhere
 * in the four weeks after the moment, it is the end of these.
 */
int64_t send_window_next(const struct week_hours *, int64_t moment);

#endif
