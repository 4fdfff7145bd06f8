/*
 * query_domain.c: reads the name of a domain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/query_domain.h"

#include <string.h>

#include "http/problem.h"
#include "http/query.h"

bool
query_domain(struct request *request, const struct context *context, char domain[static DOMAIN_NAME_MAX + 1])
{
    char text[4 * DOMAIN_NAME_MAX];
    domain[0] = '\0';
    if (!query_text(request, "domain", text, sizeof text))
        return false;
    if (text[0] != '\0' && domain_name_parse(text, domain) != FAULT_NONE) {
        problem_send(request, ERROR_INVALID_PARAMETER, "domain must be the name of a host.", "domain");
        return false;
    }
    if (strcmp(domain, context->config->domains[0].name) == 0)
        domain[0] = '\0';
    return true;
}
