/*
 * emphasis.h: the marks that dress words in Markdown and in WhatsApp (*bold*, _italic_, ~struck~), where a
 * URL is dressed by them.
 */
#ifndef CURT_MESSAGE_EMPHASIS_H
#define CURT_MESSAGE_EMPHASIS_H

#include <stddef.h>

#define EMPHASIS_MARKS "*_~"

/*
 * How many bytes of the tail, which ends a URL, belong to the URL: up to its last mark that closes no
 * emphasis. The URL begins at the byte start of the text; emphasis is open there when its mark stands right
 * before the URL, or before a word on the same line.
 */
size_t emphasis_trim(const char *text, size_t start, const char *tail, size_t length);

#endif
