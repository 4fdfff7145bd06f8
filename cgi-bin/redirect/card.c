/*
 * card.c: what a link preview shows of a link whose owner has said that: the Open Graph protocol (ogp.me),
 * and the one tag of X's cards that has no counterpart there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buffer.h"
#include "http/response.h"
#include "link/link_json.h"
#include "redirect.h"

enum { CARD_TAGS_SIZE = 256 + 6 * (LINK_DESCRIPTION_MAX + LINK_APP_URL_MAX) /* a character can be &quot; */ };

/* An empty tag would be a picture of nothing. */
static void
card_add_tag(struct buffer *out, const char *property, const char *content)
{
    if (content[0] == '\0')
        return;
    buffer_addf(out, "<meta property=\"%s\" content=\"", property);
    buffer_add_html(out, content);
    buffer_add(out, "\">\n");
}

/* Who gets it and draws no preview, a bot with such a name, finds the way on it. */
void
redirect_send_card(const struct redirect *r, struct request *request, const struct link *link)
{
    char short_url[LINK_SHORT_URL_SIZE], host[URL_HOST_SIZE], space[CARD_TAGS_SIZE];
    const struct link_preview *preview = &link->preview;
    struct buffer tags = buffer_over(space, sizeof space);
    link_short_url(link, r->context->config, short_url);
    url_host(link->url, host);
    card_add_tag(&tags, "og:description", preview->description);
    card_add_tag(&tags, "og:image", preview->image);
    if (preview->image[0] != '\0')
        buffer_add(&tags, "<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
    response_header(request, "X-Robots-Tag", "noindex");
    response_header(request, "Cache-Control", "private, no-store");
    page_send(request, 200, &redirect_pages(r)->card,
        (const struct page_value[]){{"short_url", short_url}, {"url", link->url}, {"host", host},
            {"title", preview->title[0] != '\0' ? preview->title : host},
            {"description", preview->description}, {"tags_html", tags.text}, {NULL, NULL}});
}
