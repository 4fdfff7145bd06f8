/*
 * filled_text.h: which bytes of a text were filled into a template. The spans hang on the JSON string that
 * holds the text, so that url_finder.h gets them with it. A copy of the string is without them: pass on the
 * string itself.
 */
#ifndef CURT_MESSAGE_FILLED_TEXT_H
#define CURT_MESSAGE_FILLED_TEXT_H

#include <stddef.h>

#include "base/json.h"

struct text_span {
    size_t start, length; /* bytes; at least one */
};

/* In the order of the text. */
struct filled_text {
    size_t count;
    struct text_span spans[];
};

/* With room for max spans; count is 0. */
struct filled_text *filled_text_create(size_t max);

/* Hangs the spans on a string, which owns them from then on. */
void filled_text_attach(struct json_object *string, struct filled_text *);

/* NULL for a string whose bytes were all written by its author. Belongs to the string. */
const struct filled_text *filled_text_of(const struct json_object *string);

/*
 * How long the scheme is, with "://", of a value that is an http or https URL and nothing else: no text in
 * which a URL stands. 0 of any other, also of one that is not all ASCII, since that is read like a text.
 */
size_t filled_text_scheme(const char *value);

/* For a string that is a value by itself, not a text: if it is a URL, all of it belongs to the URL. */
void filled_text_attach_value(struct json_object *string);

/* The length of the span that starts at this byte, or 0; also for NULL. */
size_t filled_text_at(const struct filled_text *, size_t start);

#endif
