/*
 * recipients_import_json.h: what became of an import, as JSON, the same for the command and the API.
 */
#ifndef CURT_CAMPAIGN_RECIPIENTS_IMPORT_JSON_H
#define CURT_CAMPAIGN_RECIPIENTS_IMPORT_JSON_H

#include "campaign/recipients_import.h"

/* Numbers are shown without their middle unless full. The caller owns the object. */
struct json_object *recipients_import_to_json(const struct recipients_import *, bool full);

#endif
