/*
 * query_domain.h: on which domain the link is that a request names by its code.
 */
#ifndef CURT_HTTP_QUERY_DOMAIN_H
#define CURT_HTTP_QUERY_DOMAIN_H

#include "base/domain_name.h"
#include "http/context.h"
#include "http/request.h"

/* The parameter domain: "" for the default one, and when it is not given. It need not be configured. False:
 * the answer, 400, is sent. */
bool query_domain(struct request *, const struct context *, char domain[static DOMAIN_NAME_MAX + 1]);

#endif
