/*
 * merge_text.c: fills values into a text as they are, then looks which of them URLs take in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/merge_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The text on its way to be encoded. */
struct merge_encoding {
    const struct merge_text *from;
    size_t at, next; /* how much of it is copied, and the first value that is not */
    struct buffer text;
    struct filled_text *filled;
};

struct merge_text *
merge_text_create(size_t max)
{
    struct merge_text *merged = xmalloc(sizeof *merged);
    merged->text = buffer_over(merged->space, sizeof merged->space);
    merged->values = xcalloc(max + 1, sizeof *merged->values);
    merged->count = 0;
    return merged;
}

void
merge_text_free(struct merge_text *merged)
{
    free(merged->values);
    free(merged);
}

void
merge_text_add(struct merge_text *merged, const char *bytes, size_t length)
{
    buffer_add_bytes(&merged->text, bytes, length);
}

void
merge_text_add_value(struct merge_text *merged, const char *value)
{
    merged->values[merged->count++] = (struct merge_value){
        merged->text.length, strlen(value), filled_text_scheme(value)};
    buffer_add(&merged->text, value);
}

static void
merge_text_encode(struct buffer *out, const char *value, size_t length)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; length > 0; value++, length--)
        if (memchr(unreserved, *value, sizeof unreserved - 1) != NULL)
            buffer_add_bytes(out, value, 1);
        else
            buffer_addf(out, "%%%02X", (unsigned char)*value);
}

static void
merge_text_copy(struct merge_encoding *e, size_t end)
{
    buffer_add_bytes(&e->text, e->from->text.text + e->at, end - e->at);
    e->at = end;
}

/* Could it be a host, or one with what follows it? */
static bool
merge_text_is_host(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)value[i] <= 0x20 || value[i] == 0x7f || strchr("<>\"`\\", value[i]) != NULL)
            return false;
    return true;
}

/* Is all that the URL has so far its scheme and what may be a host? */
static bool
merge_text_is_in_host(const char *url, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr("/?#", url[i]) != NULL)
            return false;
    return true;
}

/*
 * Copies a value that is part of the URL whose scheme is over at url. One that is the URL itself stays as it
 * is from there on, and so does one in the place of the host: encoded, it would be none.
 */
static void
merge_text_copy_value(struct merge_encoding *e, const struct merge_value *value, size_t url)
{
    const char *text = e->from->text.text;
    const bool is_own = value->start < url;
    const size_t start = is_own ? value->start + value->scheme : value->start;
    const bool as_it_is = is_own || (merge_text_is_in_host(text + url, start - url) &&
                                        merge_text_is_host(text + start, value->length));
    merge_text_copy(e, start);
    struct text_span *span = &e->filled->spans[e->filled->count++];
    span->start = e->text.length;
    if (as_it_is)
        merge_text_copy(e, value->start + value->length);
    else
        merge_text_encode(&e->text, e->from->text.text + value->start, value->length);
    e->at = value->start + value->length;
    span->length = e->text.length - span->start;
}

/* Copies what is before a URL, whose values stay as they are, and then the URL. start is where its scheme is
 * over. */
static void
merge_text_copy_url(struct merge_encoding *e, size_t start, size_t end)
{
    const struct merge_value *values = e->from->values;
    while (e->next < e->from->count && values[e->next].start + values[e->next].scheme < start)
        e->next++;
    for (; e->next < e->from->count && values[e->next].start < end; e->next++)
        merge_text_copy_value(e, &values[e->next], start);
    merge_text_copy(e, end);
}

/* A value that is a URL has two spans: all of it where it comes into another URL, and what follows its
 * scheme. */
static struct filled_text *
merge_text_filled(const struct merge_text *merged)
{
    struct filled_text *filled = filled_text_create(2 * merged->count);
    for (size_t i = 0; i < merged->count; i++) {
        const struct merge_value *value = &merged->values[i];
        filled->spans[filled->count++] = (struct text_span){value->start, value->length};
        if (value->scheme > 0)
            filled->spans[filled->count++] = (struct text_span){
                value->start + value->scheme, value->length - value->scheme};
    }
    return filled;
}

static void
merge_text_encode_urls(struct merge_encoding *e, struct url_finder *finder)
{
    const char *text = e->from->text.text, *found;
    const size_t length = e->from->text.length;
    struct filled_text *filled = merge_text_filled(e->from);
    while (finder != NULL && (found = memmem(text + e->at, length - e->at, "://", 3)) != NULL) {
        const size_t start = (size_t)(found - text) + 3;
        merge_text_copy_url(e, start, url_finder_run(finder, text, length, filled, start));
    }
    free(filled);
    merge_text_copy(e, length);
}

struct json_object *
merge_text_to_json(const struct merge_text *merged, struct url_finder *finder)
{
    char *space = xmalloc(MERGE_TEXT_MAX);
    struct merge_encoding e = {.from = merged,
        .text = buffer_over(space, MERGE_TEXT_MAX),
        .filled = filled_text_create(merged->count)};
    struct json_object *string = NULL;
    if (!merged->text.full)
        merge_text_encode_urls(&e, finder);
    if (!merged->text.full && !e.text.full)
        string = json_object_new_string_len(e.text.text, (int)e.text.length);
    free(space);
    if (string != NULL && e.filled->count > 0)
        filled_text_attach(string, e.filled);
    else
        free(e.filled);
    return string;
}
