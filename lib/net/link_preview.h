/*
 * link_preview.h: which link-preview fetcher sent a User-Agent text, if any.
 *
 * When a link is pasted into a messenger or a social network, a program of theirs reads the page to draw a
 * card with its title and picture. Such a visit is neither a person nor a crawler, and it says that the link
 * was shared. A person who opens the link inside the same app comes with another text, and is no preview.
 */
#ifndef CURT_NET_LINK_PREVIEW_H
#define CURT_NET_LINK_PREVIEW_H

#include <stddef.h>

/*
 * The fetcher's name, a constant string of at most 63 bytes, or NULL when text is no fetcher's. The name is
 * the one that uap-core uses, where it has one. text may hold any bytes and needs no NUL at its end.
 */
const char *link_preview_name(const char *text, size_t length);

#endif
