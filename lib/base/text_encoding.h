/*
 * text_encoding.h: a text in pieces, as UTF-8: its byte-order mark taken off, and UTF-16 (RFC 2781) turned
 * into UTF-8, as spreadsheets save "Unicode text". Without a mark it is UTF-16 when the first two characters
 * have a NUL each. Anything else is passed on as it is: whether it is UTF-8 is for the reader to check.
 */
#ifndef CURT_BASE_TEXT_ENCODING_H
#define CURT_BASE_TEXT_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_ENCODING_MAX 4 /* bytes that one call may give */

enum text_encoding_form { TEXT_UNDECIDED, TEXT_UTF8, TEXT_UTF16_LE, TEXT_UTF16_BE };

/* Zeroed at the beginning. */
struct text_encoding {
    enum text_encoding_form form;
    size_t count; /* bytes that wait for those after them */
    uint8_t waiting[TEXT_ENCODING_MAX];
    uint32_t high; /* the first half of a pair of surrogates; 0: none */
};

/* Takes a byte, and writes the text that it completes: how many bytes. Half a pair of surrogates without the
 * other becomes the byte 0xff, which no UTF-8 has. */
size_t text_encoding_take(struct text_encoding *, uint8_t byte, char out[static TEXT_ENCODING_MAX]);

/* What waits when no byte follows. */
size_t text_encoding_end(struct text_encoding *, char out[static TEXT_ENCODING_MAX]);

#endif
