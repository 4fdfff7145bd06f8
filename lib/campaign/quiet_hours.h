/*
 * quiet_hours.h: hours of the day in which a recipient gets nothing, by the clock where the recipient is: the
 * time zones of the country that the number's country code is of (message/numbering_plan.h), as tzdata's
 * zone.tab has them.
 *
 * In a country with several zones it is quiet when it is in one of them, and so in countries that share a
 * code, the main one first. A zone that would leave no hour in common with those before it, in the order of
 * zone.tab, is left out: with +1, Guam's; with long hours, the last ones of a wide country. A recipient
 * without a number, or with one of no country, has no quiet hours.
 */
#ifndef CURT_CAMPAIGN_QUIET_HOURS_H
#define CURT_CAMPAIGN_QUIET_HOURS_H

#include <stdint.h>

#include "base/fault.h"

#define QUIET_HOURS_SIZE 12 /* of "21:00-08:00", with its NUL */

struct quiet_hours;

/* Reads zone.tab; without it, there are no quiet hours, and the log says so. The caller frees it. */
struct quiet_hours *quiet_hours_create(void);
void quiet_hours_free(struct quiet_hours *);

/* Is it HH:MM-HH:MM, from when to when, over midnight or not, of at most 20 hours? FAULT_INPUT. */
enum fault quiet_hours_check(const char *text);

/* The moment itself if it is not quiet for the recipient then, else when that ends. Enters time zones
 * (timezone_set). */
int64_t quiet_hours_end(struct quiet_hours *, const char *text, const char *recipient, int64_t moment);

#endif
