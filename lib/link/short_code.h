/*
 * short_code.h: the short code that names a link, drawn by chance or chosen by a person (an alias).
 *
 * A drawn code is SHORT_CODE_GENERATED_MIN to SHORT_CODE_GENERATED_MAX characters of A-Z a-z 0-9. An alias is
 * 1 to SHORT_CODE_MAX bytes of UTF-8, whatever can be a path once it is percent-encoded (RFC 3986, 3.3): no
 * control characters, and no part between slashes that is empty, "." or "..", which browsers and web servers
 * take out (5.2.4). Codes are compared byte for byte, percent-decoded once and not normalized. Case matters,
 * unless the store ignores that of A-Z (code_case.h).
 */
#ifndef CURT_LINK_SHORT_CODE_H
#define CURT_LINK_SHORT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#define SHORT_CODE_MAX           255
#define SHORT_CODE_URL_SIZE      (3 * SHORT_CODE_MAX + 1) /* percent-encoded (net/url.h), with its NUL */
#define SHORT_CODE_GENERATED_MIN 5
#define SHORT_CODE_GENERATED_MAX 32

/* Draws a code of length characters from the kernel's random source and ends it with a NUL; a small one has
 * letters in one case and none of 0 1 i l o, which are mistaken for each other. */
void short_code_generate(char *out, size_t length, bool small);

/* Could this name a link at all? Asked before the store is touched. */
bool short_code_is_valid(const char *text, size_t length);

/* Is it of A-Z a-z 0-9 _ - alone, as most are? Such a code is valid, if it is no longer than SHORT_CODE_MAX.
 */
bool short_code_is_plain(const char *text, size_t length);

/*
 * What a telephone takes for the end of a link in a text is cut off, where the whole names no link. Each
 * returns false, and changes nothing, when there is nothing to cut off, or when what is left cannot name a
 * link.
 */

/* The + that asks for the preview. */
bool short_code_trim_plus(char *text);

/* The punctuation after any code, slashes and spaces. */
bool short_code_trim_punctuation(char *text);

/* Of a plain code, all that follows without a space, unless it is a path of its own (abc/d, abc.html). */
bool short_code_trim_rest(char *text);

/* _ and -: the mark that ends emphasis, or a dash. */
bool short_code_trim_marks(char *code);

/*
 * Is this alias kept for curt itself? What counts is the part before its first slash, without case. more is a
 * list of further words, separated by commas or spaces ("" for none).
 */
bool short_code_is_reserved(const char *alias, const char *more);

#endif
