/*
 * filled_text.c: spans of a text, kept as the user data of its JSON string.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/filled_text.h"

#include <stdlib.h>

#include "base/memory.h"

struct filled_text *
filled_text_create(size_t max)
{
    return xcalloc(1, sizeof(struct filled_text) + max * sizeof(struct text_span));
}

static void
filled_text_delete(struct json_object *string, void *filled)
{
    (void)string;
    free(filled);
}

void
filled_text_attach(struct json_object *string, struct filled_text *filled)
{
    json_object_set_userdata(string, filled, filled_text_delete);
}

const struct filled_text *
filled_text_of(const struct json_object *string)
{
    return json_object_get_userdata((struct json_object *)(uintptr_t)string);
}

static int
filled_text_compare(const void *start, const void *element)
{
    const size_t at = *(const size_t *)start, other = ((const struct text_span *)element)->start;
    return at < other ? -1 : at > other;
}

size_t
filled_text_at(const struct filled_text *filled, size_t start)
{
    if (filled == NULL)
        return 0;
    const struct text_span *span = bsearch(
        &start, filled->spans, filled->count, sizeof *filled->spans, filled_text_compare);
    return span != NULL ? span->length : 0;
}
