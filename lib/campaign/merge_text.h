/*
 * merge_text.h: a text that values are filled into. Those that become part of a URL, of whatever scheme, are
 * percent-encoded (RFC 3986, section 2.1), but in the place of its host, and belong to that URL whatever they
 * end in (filled_text.h).
 */
#ifndef CURT_CAMPAIGN_MERGE_TEXT_H
#define CURT_CAMPAIGN_MERGE_TEXT_H

#include "base/buffer.h"
#include "message/url_finder.h"

#define MERGE_TEXT_MAX (64 * 1024)

struct merge_value {
    size_t start, length;
    size_t scheme; /* bytes with "://" of a value that is a URL by itself; 0 of another */
};

struct merge_text {
    struct buffer text; /* with the values as they are */
    struct merge_value *values;
    size_t count;
    char space[MERGE_TEXT_MAX];
};

/* With room for max values. The caller frees it with merge_text_free. */
struct merge_text *merge_text_create(size_t max);
void merge_text_free(struct merge_text *);

/* Adds what the template's author wrote. */
void merge_text_add(struct merge_text *, const char *bytes, size_t length);

void merge_text_add_value(struct merge_text *, const char *value);

/* The text as a JSON string, which the caller owns; without a finder, nothing is encoded. NULL: it is too
 * long. */
struct json_object *merge_text_to_json(const struct merge_text *, struct url_finder *);

#endif
