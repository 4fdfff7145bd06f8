/*
 * buffer.h: text built piece by piece into a space that the caller owns.
 *
 * A piece that does not fit is left out whole and marks the buffer full, for good: build everything, then ask
 * buffer_full() once. The text always ends with a NUL, which length does not count.
 */
#ifndef CURT_BASE_BUFFER_H
#define CURT_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *text;
    size_t size, length;
    bool full;
};

/* An empty buffer over size (at least 1) bytes of space. */
struct buffer buffer_over(char *space, size_t size);

void buffer_add(struct buffer *, const char *text);
void buffer_add_bytes(struct buffer *, const void *bytes, size_t length);
void buffer_addf(struct buffer *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds text so that HTML shows it as it is, in an element or between quotes. */
void buffer_add_html(struct buffer *, const char *text);

/* Adds one field of a CSV line (RFC 4180); a field that a spreadsheet would run as a formula gets a ' in
 * front. */
void buffer_add_csv(struct buffer *, const char *text);

#endif
