/*
 * accept_language.h: the language that a client would like best, of its Accept-Language (RFC 9110, 12.5.4).
 */
#ifndef CURT_NET_ACCEPT_LANGUAGE_H
#define CURT_NET_ACCEPT_LANGUAGE_H

#define ACCEPT_LANGUAGE_SIZE 4 /* room for a language of two or three letters (ISO 639), with its NUL */

/*
 * The language with the greatest weight, of several the first, in small letters and without script and
 * region;
 * "" when there is none. The list is taken apart.
 */
void accept_language_best(char *list, char out[static ACCEPT_LANGUAGE_SIZE]);

#endif
