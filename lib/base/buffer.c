/*
 * buffer.c: appending to a bounded text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buffer
buffer_over(char *space, size_t size)
{
    space[0] = '\0';
    return (struct buffer){.text = space, .size = size};
}

void
buffer_add_bytes(struct buffer *b, const void *bytes, size_t length)
{
    if (b->full || length >= b->size - b->length) {
        b->full = true;
        return;
    }
    memcpy(b->text + b->length, bytes, length);
    b->length += length;
    b->text[b->length] = '\0';
}

void
buffer_add(struct buffer *b, const char *text)
{
    buffer_add_bytes(b, text, strlen(text));
}

void
buffer_addf(struct buffer *b, const char *format, ...)
{
    if (b->full)
        return;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(b->text + b->length, b->size - b->length, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= b->size - b->length) {
        b->text[b->length] = '\0';
        b->full = true;
        return;
    }
    b->length += (size_t)n;
}

void
buffer_add_html(struct buffer *b, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            buffer_add(b, "&amp;");
            break;
        case '<':
            buffer_add(b, "&lt;");
            break;
        case '>':
            buffer_add(b, "&gt;");
            break;
        case '"':
            buffer_add(b, "&quot;");
            break;
        case '\'':
            buffer_add(b, "&#39;");
            break;
        default:
            buffer_add_bytes(b, text, 1);
        }
    }
}

void
buffer_add_csv(struct buffer *b, const char *text)
{
    buffer_add(b, "\"");
    if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
        buffer_add(b, "'");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buffer_add(b, "\"");
        buffer_add_bytes(b, text, 1);
    }
    buffer_add(b, "\"");
}
