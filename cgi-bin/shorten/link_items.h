/*
 * link_items.h: the links that the body of a POST asks for: one, an array, or lines. They are counted and
 * checked to be JSON before any is made; then each is read when its turn comes, so that a thousand long ones
 * take no more memory than one. Without its reader it is a plain value: a copy remembers a place.
 */
#ifndef CURT_CGI_BIN_SHORTEN_LINK_ITEMS_H
#define CURT_CGI_BIN_SHORTEN_LINK_ITEMS_H

#include "base/json_items.h"
#include "http/request.h"
#include "link/link_request.h"

enum link_items_form { LINK_ITEMS_ONE, LINK_ITEMS_ARRAY, LINK_ITEMS_LINES };

struct link_items {
    const struct config *config;
    const struct api_key *key; /* that makes them */
    int64_t now;
    enum link_items_form form;
    size_t count;
    struct link_request *one; /* the caller's; of LINK_ITEMS_ONE */
    struct json_items array;
    char *line; /* where the next one begins */
    struct json_reader *reader;
};

/*
 * Finds the links of a body, which stays the caller's. False when the answer, what is wrong with it, is sent.
 * one: room for the request, if there is one alone. To be freed with link_items_free in any case.
 */
bool link_items_read(struct request *, const struct config *, int64_t now, char *body, size_t length,
    struct link_request *one, struct link_items *out);

/* The next of them, of which there are ->count; what is wrong with it is in ->error. */
void link_items_next(struct link_items *, struct link_request *out);

void link_items_free(struct link_items *);

#endif
