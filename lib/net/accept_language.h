/*
 * accept_language.h: the languages that a client would like, of its Accept-Language (RFC 9110, 12.5.4).
 */
#ifndef CURT_NET_ACCEPT_LANGUAGE_H
#define CURT_NET_ACCEPT_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#define LANGUAGE_TAG_MAX     35
#define ACCEPT_LANGUAGES_MAX 16
#define ACCEPT_LANGUAGE_SIZE 4 /* room for a language of two or three letters (ISO 639), with its NUL */

/*
 * The language with the greatest weight, of several the first, in small letters and without script and
 * region;
 * "" when there is none. The list is taken apart.
 */
void accept_language_best(char *list, char out[static ACCEPT_LANGUAGE_SIZE]);

/* Tags where they stand in the list. */
struct accept_languages {
    size_t count;
    struct accept_language_tag {
        const char *bytes;
        size_t length;
    } tags[ACCEPT_LANGUAGES_MAX];
};

/* The tags of the list that have this weight at least (in thousandths): its first ACCEPT_LANGUAGES_MAX. */
void accept_language_read(const char *list, int weight, struct accept_languages *out);

/*
 * Is a language among them? The range, which needs no NUL, holds for itself and what begins with it: "en" for
 * en-GB, not "en-GB" for en (RFC 4647, 3.3.1). A * is no language.
 */
bool accept_languages_have(const struct accept_languages *, const char *range, size_t length);

/* Is it a language tag as browsers send them: "de", "zh-Hant-TW" (RFC 5646, 2.1, without its private use)? */
bool language_tag_is_valid(const char *tag);

#endif
