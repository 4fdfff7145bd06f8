/*
 * link_argument.c: reads CODE, DOMAIN/CODE or a short URL.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_argument.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "link/deleted_link.h"
#include "link/link_json.h"

/* What is before the first slash, as the name of a domain. "": there is no slash, or it can be none. */
static void
link_argument_domain(const char *text, char domain[static DOMAIN_NAME_MAX + 1])
{
    char typed[4 * DOMAIN_NAME_MAX + 1];
    const size_t length = strcspn(text, "/");
    domain[0] = '\0';
    if (text[length] != '/' || length >= sizeof typed)
        return;
    snprintf(typed, sizeof typed, "%.*s", (int)length, text);
    domain_name_parse(typed, domain);
}

static void
link_argument_write(
    const struct config *config, const char *domain, const char *code, char name[static LINK_NAME_MAX + 1])
{
    link_name_write(strcmp(domain, config->domains[0].name) == 0 ? "" : domain, code, name);
}

/* Is there such a link, or was there? */
static bool
link_argument_is_known(struct env *env, const char *name)
{
    static struct link link;
    return link_get_owned(env_read(env), name, 0, &link) == FAULT_NONE ||
           deleted_link_find(env_read(env), name) == FAULT_NONE;
}

void
link_argument(
    struct env *env, const char *text, const struct config *config, char name[static LINK_NAME_MAX + 1])
{
    char domain[DOMAIN_NAME_MAX + 1];
    if (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0) {
        link_name_of_url(text, config, name);
        return;
    }
    name[0] = '\0';
    link_argument_domain(text, domain);
    if (domain[0] != '\0')
        link_argument_write(config, domain, text + strcspn(text, "/") + 1, name);
    if (domain[0] == '\0' || (config_domain_find(config, domain) == NULL &&
                                 (!link_argument_is_known(env, name) || link_argument_is_known(env, text))))
        link_name_write("", text, name);
}
