/*
 * link_urls.h: all URLs of a link, one after the other: where it leads, once it is over, on phones, by its
 * rules; and the picture of its preview.
 *
 *   struct link_urls urls = link_urls_of(&link);
 *   while (link_urls_next(&urls))
 *       ... urls.field, urls.url
 */
#ifndef CURT_LINK_LINK_URLS_H
#define CURT_LINK_LINK_URLS_H

#include "db/codec.h"
#include "link/link.h"

struct link_urls {
    const struct link *link; /* must stay as it is */
    unsigned nth;
    struct decoder rules;
    const char *field; /* "redirect_rules" */
    char url[URL_MAX + 1];
};

struct link_urls link_urls_of(const struct link *);

/* False past the last. */
bool link_urls_next(struct link_urls *);

#endif
