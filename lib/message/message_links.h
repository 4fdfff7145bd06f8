/*
 * message_links.h: the links of one message: found in the texts of its JSON, which nobody changes, and made
 * short in a copy of it.
 */
#ifndef CURT_MESSAGE_MESSAGE_LINKS_H
#define CURT_MESSAGE_MESSAGE_LINKS_H

#include "base/arena.h"
#include "base/config.h"
#include "base/fault.h"
#include "base/json.h"
#include "link/link_name.h"
#include "message/url_finder.h"

#define MESSAGE_LINKS_MAX 50 /* different ones in a message */

struct message_link {
    const char *url;                         /* as Location will have it */
    char code[SHORT_CODE_GENERATED_MAX + 1]; /* "": not drawn yet */
};

/* Where a link stands in a text. */
struct message_link_placement {
    size_t start, length; /* bytes */
    size_t link;          /* its place in the links */
    struct message_link_placement *next;
};

/* A text with links in it. */
struct message_link_text {
    struct json_object *string; /* of the message's JSON */
    struct message_link_placement *first, *last;
    struct message_link_text *next;
};

struct message_links {
    const struct config *config;
    const struct config_domain *domain; /* that they are on; NULL: the default one */
    struct arena arena;
    size_t count;
    struct message_link links[MESSAGE_LINKS_MAX];
    struct message_link_text *texts;
    size_t kept; /* URLs that stay as they are */
};

/*
 * Finds the links in all that a person reads or opens in the message, and in its failover (message_shape.h).
 * The message's JSON is used until message_links_free. FAULT_FULL: there are more than MESSAGE_LINKS_MAX;
 * message_links_free is the caller's then too.
 */
enum fault message_links_find(struct message_links *, const struct config *, const struct config_domain *,
    struct url_finder *, struct json_object *message_json);

/* How long the codes are that are drawn. */
size_t message_links_code_length(const struct message_links *);

/* A string of the message with its links short, as long as the links are there. A code that is not drawn yet
 * is a row of x. */
const char *message_links_shorten_text(struct message_links *, struct json_object *string, size_t *length);

/* A copy of the message's JSON with its links short. The caller owns it. */
struct json_object *message_links_shorten(struct message_links *, struct json_object *value);

/* [{"code": its name, "url"}, ...]. The caller owns it. */
struct json_object *message_links_to_json(const struct message_links *);

/* No more bytes than the short links and message_links_to_json add to the message's JSON. */
size_t message_links_size(const struct message_links *);

void message_links_free(struct message_links *);

#endif
