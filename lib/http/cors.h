/*
 * cors.h: pages of other sites that may use the API (the Fetch standard's CORS protocol): those of [web]
 * cors_origins, with an API key. A cookie of ours is never theirs to use: Access-Control-Allow-Credentials is
 * not sent.
 */
#ifndef CURT_HTTP_CORS_H
#define CURT_HTTP_CORS_H

#include <stdbool.h>

#include "base/config.h"
#include "http/request.h"

/* Adds what the answer to this request of the API needs. True when it was a preflight, and is answered. */
bool cors_handle(struct request *, const struct config *);

#endif
