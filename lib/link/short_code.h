/*
 * short_code.h: the short code that names a link, drawn by chance or chosen by a person (an alias).
 *
 * A drawn code is SHORT_CODE_GENERATED_MIN to SHORT_CODE_GENERATED_MAX characters of A-Z a-z 0-9; an alias is
 * 1 to SHORT_CODE_MAX characters of A-Z a-z 0-9 _ -. Case matters, unless the store ignores it (code_case.h).
 */
#ifndef CURT_LINK_SHORT_CODE_H
#define CURT_LINK_SHORT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#define SHORT_CODE_MAX           64
#define SHORT_CODE_GENERATED_MIN 5
#define SHORT_CODE_GENERATED_MAX 32

/* Draws a code of length characters from the kernel's random source and ends it with a NUL; a small one has
 * letters in one case and none of 0 1 i l o, which are mistaken for each other. */
void short_code_generate(char *out, size_t length, bool small);

/* Could this name a link at all? Asked before the store is touched. */
bool short_code_is_valid(const char *text, size_t length);

/*
 * Cuts off what a telephone takes for the end of a link in a text: the punctuation after it, a slash, or what
 * follows without a space. False when what is left cannot name a link, or when the rest is a path of its own
 * (abc/d, abc.html).
 */
bool short_code_trim(char *text);

/*
 * Cuts off _ and - at the end of a code that names no link: a telephone takes in the mark that ends emphasis,
 * or a dash. False when there is none, or nothing else.
 */
bool short_code_trim_marks(char *code);

/*
 * Is this alias kept for curt itself? Compared without case. more is a list of further words, separated by
 * commas or spaces ("" for none).
 */
bool short_code_is_reserved(const char *alias, const char *more);

#endif
