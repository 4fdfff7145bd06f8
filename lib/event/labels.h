/*
 * labels.h: what a sender groups links by: at most one campaign and a few tags.
 *
 * A name is 1 to LABEL_MAX bytes of UTF-8 without control characters. Packed, labels travel with the link and
 * with every click, so that counting never has to look the link up.
 */
#ifndef CURT_EVENT_LABELS_H
#define CURT_EVENT_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/json.h"

#define LABEL_MAX        64
#define LABELS_TAGS_MAX  10
#define LABELS_BYTES_MAX ((1 + LABELS_TAGS_MAX) * (2 + LABEL_MAX))

struct labels {
    char campaign[LABEL_MAX + 1]; /* "": none */
    size_t tag_count;
    char tags[LABELS_TAGS_MAX][LABEL_MAX + 1];
};

bool label_is_valid(const char *name);

bool labels_have_tag(const struct labels *, const char *tag);

/* Adds campaign and tags; what there is none of is left out. */
void labels_add_json(const struct labels *, struct json_object *to);

/* Returns the packed length; 0 for no labels at all. */
size_t labels_encode(const struct labels *, uint8_t out[static LABELS_BYTES_MAX]);
enum fault labels_decode(const void *bytes, size_t length, struct labels *out);

#endif
