/*
 * utf8.h: is this text UTF-8 (RFC 3629)? What strangers send as text is checked or cleaned here before it is
 * kept or shown.
 */
#ifndef CURT_BASE_UTF8_H
#define CURT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Well-formed, without overlong forms and surrogates. */
bool utf8_is_valid(const char *text, size_t length);

/* How many bytes the character at text has, and its code point; 0 when there is none that is well-formed. */
size_t utf8_decode(const char *text, size_t length, uint32_t *out);

#define UTF8_MARK "\xef\xbb\xbf" /* U+FEFF, the byte order mark, which some editors put first */

/* The bytes of a byte order mark that the text begins with: 3 or 0. */
size_t utf8_mark_length(const char *text, size_t length);

/* How many characters a text has that is UTF-8. */
size_t utf8_count(const char *text);

/* Takes white space, and characters that are not seen (zero-width, direction marks), off both ends of a text
 * that is UTF-8, in place: where it begins now. */
char *utf8_trim(char *text);

/* The same of these ASCII characters alone, such as " \t". */
char *utf8_trim_only(char *text, const char *blanks);

/* Copies as much as fits, with '?' for each byte that is not UTF-8 or is a control character, and ends it
 * with a NUL. */
void utf8_clean(const char *text, size_t length, char *out, size_t size);

#endif
