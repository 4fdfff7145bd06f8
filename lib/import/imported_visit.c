/*
 * imported_visit.c: reads the fields of a visit.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/imported_visit.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "import/import_date.h"

/* What sources write for none: YOURLS "direct", Shlink "". */
static void
imported_visit_referrer(struct imported_visit *out, const char *text)
{
    if (strcmp(text, "direct") != 0)
        snprintf(out->referrer, sizeof out->referrer, "%s", text);
}

/* "US", "de"; what is longer, or no letters, is none. */
static void
imported_visit_country(struct imported_visit *out, const char *text)
{
    if (strlen(text) != 2 || !isalpha((unsigned char)text[0]) || !isalpha((unsigned char)text[1]))
        return;
    for (int i = 0; i < 2; i++)
        out->country[i] = (char)toupper((unsigned char)text[i]);
}

static enum fault
imported_visit_field(struct imported_visit *out, int field, const char *text, bool local)
{
    switch ((enum import_visit_field)field) {
    case IMPORT_VISIT_CODE:
        snprintf(out->code, sizeof out->code, "%s", text);
        break;
    case IMPORT_VISIT_LINK:
        snprintf(out->link_id, sizeof out->link_id, "%s", text);
        break;
    case IMPORT_VISIT_TIME:
        return import_date_parse(text, local, &out->at);
    case IMPORT_VISIT_REFERRER:
        imported_visit_referrer(out, text);
        break;
    case IMPORT_VISIT_AGENT:
        snprintf(out->agent, sizeof out->agent, "%s", text);
        break;
    case IMPORT_VISIT_ADDRESS:
        ip_address_parse(text, &out->address);
        break;
    case IMPORT_VISIT_COUNTRY:
        imported_visit_country(out, text);
        break;
    }
    return FAULT_NONE;
}

enum fault
imported_visit_read(
    struct imported_visit *out, const struct import_record *record, const struct import_reading *how)
{
    *out = (struct imported_visit){0};
    if (record->why != NULL)
        return FAULT_INPUT;
    for (const struct import_column *c = how->source->visits; c->name != NULL; c++) {
        const char *text = import_record_get(record, c->name, 0);
        if (text != NULL && imported_visit_field(out, c->field, text, how->local) != FAULT_NONE)
            return FAULT_INPUT;
    }
    return out->at > 0 && out->at <= how->now + TIMESTAMP_DAY ? FAULT_NONE : FAULT_INPUT;
}
