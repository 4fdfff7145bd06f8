/*
 * import_date.c: tries one spelling after the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/timezone.h"

/* By how many digits there are: seconds had ten since 2001 and have until 2286. A fraction may follow them.
 */
static enum fault
import_date_number(const char *text, size_t digits, int64_t *out)
{
    const char *rest = text + digits;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    if (digits == 0 || digits > 16 || *rest != '\0')
        return FAULT_INPUT;
    const int64_t n = strtoll(text, NULL, 10);
    *out = digits <= 11 ? n * TIMESTAMP_SECOND : digits <= 14 ? n * 1000 : n;
    return FAULT_NONE;
}

static bool
import_date_has_zone(const char *text)
{
    return strlen(text) > 11 && strpbrk(text + 11, "Zz+-UG") != NULL;
}

enum fault
import_date_parse(const char *text, bool local, int64_t *out)
{
    char longer[64];
    text += strspn(text, " ");
    const size_t digits = strspn(text, "0123456789");
    if (text[digits] == '\0' || text[digits] == '.')
        return import_date_number(text, digits, out);
    if (strlen(text) == 10) {
        snprintf(longer, sizeof longer, "%s 00:00:00", text);
        text = longer;
    }
    enum fault fault = timestamp_parse_loosely(text, out);
    if (fault == FAULT_NONE && local && !import_date_has_zone(text))
        *out = timezone_moment_of(*out);
    return fault;
}
