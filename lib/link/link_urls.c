/*
 * link_urls.c: the fields of a link that are URLs, and the targets of its rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_urls.h"

#include <stddef.h>
#include <string.h>

#include "link/link_rules_internal.h"

static const struct {
    const char *field;
    size_t at;
} link_url_fields[] = {
    {"url", offsetof(struct link, url)},
    {"expired_url", offsetof(struct link, expired_url)},
    {"ios_url", offsetof(struct link, ios_url)},
    {"android_url", offsetof(struct link, android_url)},
    {"preview_image", offsetof(struct link, preview.image)},
};

enum { LINK_URL_FIELDS = sizeof link_url_fields / sizeof *link_url_fields };

struct link_urls
link_urls_of(const struct link *link)
{
    return (struct link_urls){.link = link, .rules = link_rules_decoder(&link->rules)};
}

static bool
link_urls_next_rule(struct link_urls *urls)
{
    struct decoder rule;
    struct link_rule_part part;
    while (link_rules_next(&urls->rules, &rule))
        while (link_rule_next(&rule, &part))
            if (part.kind == LINK_RULE_URL && part.length <= URL_MAX) {
                memcpy(urls->url, part.bytes, part.length);
                urls->url[part.length] = '\0';
                urls->field = "redirect_rules";
                return true;
            }
    return false;
}

bool
link_urls_next(struct link_urls *urls)
{
    while (urls->nth < LINK_URL_FIELDS) {
        const char *url = (const char *)urls->link + link_url_fields[urls->nth].at;
        urls->field = link_url_fields[urls->nth++].field;
        if (url[0] != '\0') {
            strcpy(urls->url, url);
            return true;
        }
    }
    return link_urls_next_rule(urls);
}
