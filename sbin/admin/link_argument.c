/*
 * link_argument.c: reads CODE or DOMAIN/CODE.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_argument.h"

#include <stdio.h>
#include <string.h>

void
link_argument(const char *text, const struct config *config, char name[static LINK_NAME_MAX + 1])
{
    char typed[4 * DOMAIN_NAME_MAX + 1], domain[DOMAIN_NAME_MAX + 1] = "";
    const char *slash = strrchr(text, '/');
    name[0] = '\0';
    if (slash != NULL) {
        if ((size_t)(slash - text) >= sizeof typed)
            return;
        snprintf(typed, sizeof typed, "%.*s", (int)(slash - text), text);
        if (domain_name_parse(typed, domain) != FAULT_NONE)
            return;
    }
    if (strcmp(domain, config->domains[0].name) == 0)
        domain[0] = '\0';
    link_name_write(domain, slash != NULL ? slash + 1 : text, name);
}
