/*
 * recipient_item.h: one recipient of a list, whatever the list's format.
 */
#ifndef CURT_CAMPAIGN_RECIPIENT_ITEM_H
#define CURT_CAMPAIGN_RECIPIENT_ITEM_H

#include <stdint.h>

#include "base/json.h"

struct recipient_item {
    uint64_t line;              /* of the CSV; of JSON the item, from 1 */
    struct json_object *fields; /* an object of texts, the caller's to free; NULL: see why */
    const char *why;            /* what is wrong with the item, or with the list: the reader's */
};

#endif
