/*
 * url_end.h: where a URL in a text ends, as a reader would see it.
 *
 * It runs to white space, a control or formatting character, one of < > " ` or punctuation beyond ASCII.
 * Letters, digits, marks and symbols of any script belong to it, and so do
 *
 * - brackets of any script that are balanced: a closing one without its opening one ends the URL, and so does
 * an opening one beyond ASCII that is not closed;
 * - what joins a word of another script than ours: · ・ ‐ ’ and the others that Unicode lists as medial (UAX
 * #31, table 3a), between two letters beyond ASCII, and the · of the Catalan l·l;
 * - joiners (U+200C, U+200D) between characters, and variation selectors of characters beyond ASCII;
 * - what was filled into it (filled_text.h), whatever that is; what is not ASCII right after that belongs to
 * the sentence.
 *
 * A host has no brackets but those of an IPv6 address, and ends at , ; ! and '.
 *
 * At its end, . , ; : ! ? ' belong to the sentence. * _ ~ at its end belong to the URL, unless the same mark
 * was opened before the URL: there they are emphasis, as in Markdown and WhatsApp. At the end of a host they
 * are never the URL's.
 */
#ifndef CURT_MESSAGE_URL_END_H
#define CURT_MESSAGE_URL_END_H

#include "message/filled_text.h"

/* The compiled expression. For one thread at a time. */
struct url_end;

struct url_end *url_end_create(void);
void url_end_free(struct url_end *);

/* Where the characters end that can be in a URL; from is the first byte after its "://". */
size_t url_end_run(
    struct url_end *, const char *text, size_t length, const struct filled_text *filled, size_t from);

/* The same, without what belongs to the sentence. start is where its scheme begins. */
size_t url_end_find(struct url_end *, const char *text, size_t length, const struct filled_text *filled,
    size_t start, size_t from);

#endif
