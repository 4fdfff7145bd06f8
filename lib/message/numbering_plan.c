/*
 * numbering_plan.c: finds a country's numbering plan, and the trunk prefix of a number.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/numbering_plan.h"

#include <stdlib.h>
#include <string.h>

static const struct numbering_plan numbering_plans[] = {
#include "message/numbering_plan_data.inc"
};

const struct numbering_plan *
numbering_plan_find(const char *digits)
{
    for (size_t i = 0; i < sizeof numbering_plans / sizeof *numbering_plans; i++)
        if (strncmp(digits, numbering_plans[i].country_code, strlen(numbering_plans[i].country_code)) == 0)
            return &numbering_plans[i]; /* no country code begins with another */
    return NULL;
}

const char *
numbering_plan_countries(const struct numbering_plan *plan, const char *digits, char space[static 3])
{
    const char *national = digits + strlen(plan->country_code);
    for (const char *at = plan->areas; *at != '\0'; at += 6 + (at[6] == ' '))
        if (strncmp(at, national, 3) == 0) {
            memcpy(space, at + 4, 2);
            space[2] = '\0';
            return space;
        }
    return plan->countries;
}

static bool
numbering_plan_mask_has(uint32_t lengths, size_t length)
{
    return length < 32 && (lengths >> length & 1) != 0;
}

bool
numbering_plan_has_length(const struct numbering_plan *plan, size_t length)
{
    return numbering_plan_mask_has(plan->lengths, length);
}

/* Is it a national number that begins like a trunk prefix, and yet has none? */
static bool
numbering_plan_is_start(const struct numbering_plan *plan, const char *national, size_t length)
{
    for (const char *at = plan->starts; *at != '\0';) {
        char *end;
        const uint32_t lengths = (uint32_t)strtoul(at + 3, &end, 16); /* after "80:" */
        if (strncmp(at, national, 2) == 0 && numbering_plan_mask_has(lengths, length))
            return true;
        at = end + strspn(end, " ");
    }
    return false;
}

size_t
numbering_plan_trunk(const struct numbering_plan *plan, const char *national)
{
    const size_t length = strlen(national);
    if (length < 2 || numbering_plan_is_start(plan, national, length))
        return 0;
    for (const char *at = plan->prefixes; *at != '\0'; at += strspn(at, " ")) {
        const size_t n = strcspn(at, " ");
        if (strncmp(at, national, n) == 0 && numbering_plan_has_length(plan, length - n))
            return n;
        at += n;
    }
    return 0;
}
