/*
 * filled_text.c: spans of a text, kept as the user data of its JSON string.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/filled_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

size_t
filled_text_scheme(const char *value)
{
    const size_t scheme = strncasecmp(value, "http://", 7) == 0    ? 7
                          : strncasecmp(value, "https://", 8) == 0 ? 8
                                                                   : 0;
    for (const char *c = value; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f || strchr("<>\"`", *c) != NULL)
            return 0;
    return value[scheme] != '\0' ? scheme : 0;
}

void
filled_text_attach_value(struct json_object *string)
{
    const char *value = json_object_get_string(string);
    const size_t scheme = filled_text_scheme(value);
    if (scheme == 0 || filled_text_of(string) != NULL)
        return;
    struct filled_text *filled = filled_text_create(1);
    filled->spans[filled->count++] = (struct text_span){scheme, strlen(value) - scheme};
    filled_text_attach(string, filled);
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
