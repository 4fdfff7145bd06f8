/*
 * quiet_hours.c: when it is quiet where a recipient is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/quiet_hours.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "base/timezone.h"
#include "message/address.h"
#include "message/numbering_plan.h"

enum {
    QUIET_DAY = 24 * 60,   /* minutes */
    QUIET_MOST = 20 * 60,  /* that may be quiet */
    QUIET_LEAST = 60,      /* that zones must leave in common */
    QUIET_ZONES_MAX = 600, /* zone.tab has some 420 lines */
    QUIET_KNOWN_MAX = 64,  /* answers that are kept */
    QUIET_LINE = 256,
    QUIET_COUNTRIES = 96, /* bytes */
};

#define QUIET_MINUTE (60 * TIMESTAMP_SECOND)

struct quiet_zone {
    char country[3], name[TIMEZONE_NAME_SIZE];
};

/* What was found out for countries and hours, and for which moments it holds. */
struct quiet_known {
    char countries[QUIET_COUNTRIES], text[QUIET_HOURS_SIZE];
    int64_t from, until, end;
};

struct quiet_hours {
    size_t zone_count, known_count, next;
    struct quiet_zone zones[QUIET_ZONES_MAX];
    struct quiet_known known[QUIET_KNOWN_MAX];
};

/* "GB\t+513030-0000731\tEurope/London", perhaps with a comment behind another tab; false for another line. */
static bool
quiet_zone_read(char *line, struct quiet_zone *out)
{
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    const char *country = strsep(&rest, "\t"), *place = strsep(&rest, "\t"), *name = strsep(&rest, "\t");
    if (country[0] == '#' || place == NULL || name == NULL || strlen(country) != 2 ||
        strlen(name) >= sizeof out->name)
        return false;
    strcpy(out->country, country);
    strcpy(out->name, name);
    return true;
}

struct quiet_hours *
quiet_hours_create(void)
{
    struct quiet_hours *quiet = xcalloc(1, sizeof *quiet);
    char path[512], line[QUIET_LINE];
    snprintf(path, sizeof path, "%s/zone.tab", timezone_directory());
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        log_error("cannot open %s: %s; campaigns have no quiet hours", path, strerror(errno));
        return quiet;
    }
    while (quiet->zone_count < QUIET_ZONES_MAX && fgets(line, sizeof line, file) != NULL)
        quiet->zone_count += quiet_zone_read(line, &quiet->zones[quiet->zone_count]);
    fclose(file);
    return quiet;
}

void
quiet_hours_free(struct quiet_hours *quiet)
{
    free(quiet);
}

/* A minute of the day; -1 for another text. */
static int
quiet_minute(const char *text)
{
    const bool digits = strspn(text, "0123456789") == 2 && text[2] == ':' &&
                        strspn(text + 3, "0123456789") == 2;
    const int hour = digits ? atoi(text) : 24, minute = digits ? atoi(text + 3) : 60;
    return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

static bool
quiet_hours_read(const char *text, int *begin, int *minutes)
{
    if (strlen(text) != QUIET_HOURS_SIZE - 1 || text[5] != '-')
        return false;
    const int end = quiet_minute(text + 6);
    *begin = quiet_minute(text);
    *minutes = (end - *begin + QUIET_DAY) % QUIET_DAY;
    return *begin >= 0 && end >= 0 && *minutes > 0 && *minutes <= QUIET_MOST;
}

enum fault
quiet_hours_check(const char *text)
{
    int begin, minutes;
    return quiet_hours_read(text, &begin, &minutes) ? FAULT_NONE : FAULT_INPUT;
}

/* Has the day so many minutes in a row that are not quiet? It may do so over its end. */
static bool
quiet_day_has_room(const bool quiet[static QUIET_DAY])
{
    int room = 0;
    for (int i = 0; i < QUIET_DAY + QUIET_LEAST && room < QUIET_LEAST; i++)
        room = quiet[i % QUIET_DAY] ? 0 : room + 1;
    return room == QUIET_LEAST;
}

/* Marks which of the minutes from the moment on are quiet in the country's zones, but for one that would
 * leave no room beside those before it. */
static void
quiet_day_add(const struct quiet_hours *all, const char *country, int64_t moment, int begin, int minutes,
    bool quiet[static QUIET_DAY])
{
    bool more[QUIET_DAY];
    for (size_t i = 0; i < all->zone_count; i++) {
        if (memcmp(all->zones[i].country, country, 2) != 0 || timezone_set(all->zones[i].name) != FAULT_NONE)
            continue;
        const int now = timezone_week_minute(moment) % QUIET_DAY;
        memcpy(more, quiet, sizeof more);
        for (int n = 0; n < minutes; n++)
            more[(begin + n - now + QUIET_DAY) % QUIET_DAY] = true;
        if (quiet_day_has_room(more))
            memcpy(quiet, more, sizeof more);
    }
}

/* How many minutes it stays quiet in the countries; an hour that the clock skips meanwhile is looked at again
 * when the time has come. */
static int
quiet_wait(const struct quiet_hours *all, const char *countries, const char *text, int64_t moment)
{
    bool quiet[QUIET_DAY] = {false};
    int begin, minutes, wait = 0;
    if (!quiet_hours_read(text, &begin, &minutes))
        return 0;
    for (const char *country = countries; strlen(country) >= 2; country += 2 + (country[2] == ' '))
        quiet_day_add(all, country, moment, begin, minutes, quiet);
    while (wait < QUIET_DAY && quiet[wait])
        wait++;
    return wait % QUIET_DAY;
}

/* Where the recipient is: the countries of its number, or of a user id its country. */
static const char *
quiet_countries(const char *recipient, char space[static 3])
{
    const struct numbering_plan *plan = numbering_plan_find(recipient);
    if (!address_is_bsuid(recipient))
        return plan != NULL ? numbering_plan_countries(plan, recipient, space) : "";
    memcpy(space, recipient, 2);
    space[2] = '\0';
    return space;
}

static struct quiet_known *
quiet_known_find(struct quiet_hours *quiet, const char *countries, const char *text)
{
    for (size_t i = 0; i < quiet->known_count; i++)
        if (strcmp(quiet->known[i].countries, countries) == 0 && strcmp(quiet->known[i].text, text) == 0)
            return &quiet->known[i];
    struct quiet_known *known = &quiet->known[quiet->next];
    quiet->next = (quiet->next + 1) % QUIET_KNOWN_MAX;
    quiet->known_count += quiet->known_count < QUIET_KNOWN_MAX;
    *known = (struct quiet_known){.from = INT64_MAX};
    snprintf(known->countries, sizeof known->countries, "%s", countries);
    snprintf(known->text, sizeof known->text, "%s", text);
    return known;
}

int64_t
quiet_hours_end(struct quiet_hours *quiet, const char *text, const char *recipient, int64_t moment)
{
    char space[3];
    const char *countries = quiet_countries(recipient, space);
    const int64_t minute = moment - moment % QUIET_MINUTE;
    if (*countries == '\0')
        return moment;
    struct quiet_known *known = quiet_known_find(quiet, countries, text);
    if (moment < known->from || moment >= known->until) {
        const int wait = quiet_wait(quiet, countries, text, moment);
        known->from = minute;
        known->end = wait > 0 ? minute + wait * QUIET_MINUTE : 0;
        known->until = wait > 0 ? known->end : minute + QUIET_MINUTE;
    }
    return known->end > moment ? known->end : moment;
}
