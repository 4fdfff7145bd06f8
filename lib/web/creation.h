/*
 * creation.h: making links, one or up to a thousand in one transaction: POST /api/v1/links, and the form.
 */
#ifndef CURT_WEB_CREATION_H
#define CURT_WEB_CREATION_H

#include "store/key.h"
#include "web/desk.h"
#include "web/http.h"
#include "web/wish.h"

#define CREATION_BATCH_MAX 1000

/* Handles POST /api/v1/links for this key, to its answer. */
void creation_handle(struct http *, const struct desk *, const struct key *);

/*
 * Makes the link of one wish for the key, or finds it again. What is wrong with the wish, if anything, is in
 * wish->error afterwards; the link in wish->link. FAULT_REFUSED, with *wait, when the key makes too many.
 */
enum fault creation_make(const struct desk *, const struct key *, struct wish *wish, int64_t *wait);

#endif
