/*
 * config_domain.c: the domains of a configuration: which there are, and which one a host is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <strings.h>

#include "base/config_internal.h"

#define CONFIG_DOMAIN_SECTION "domain "

bool
config_is_domain(const char *section)
{
    return strncmp(section, CONFIG_DOMAIN_SECTION, strlen(CONFIG_DOMAIN_SECTION)) == 0;
}

static size_t
config_domain_place(const struct config *config, const char *name)
{
    size_t i = 1;
    while (i < config->domain_count && strcmp(config->domains[i].name, name) != 0)
        i++;
    return i;
}

/* A port is no part of a domain's name: its base_url says it. */
bool
config_domain_open(
    struct config *config, const char *section, size_t *out, struct config_source *source, size_t at)
{
    const char *text = section + strlen(CONFIG_DOMAIN_SECTION);
    char name[DOMAIN_NAME_MAX + 1], *why = source->why + at;
    const size_t size = sizeof source->why - at;
    text += strspn(text, " \t");
    const char *colon = text[0] == '[' ? NULL : strchr(text, ':');
    if (colon != NULL || domain_name_parse(text, name) != FAULT_NONE) {
        snprintf(why, size,
            "[%.60s]: expected the name of a host of at most %d characters, such as [domain "
            "go.example.com]",
            section, DOMAIN_NAME_MAX);
        return false;
    }
    *out = config_domain_place(config, name);
    if (*out == CONFIG_DOMAINS_MAX) {
        snprintf(why, size, "there are more than %d domains", CONFIG_DOMAINS_MAX - 1);
        return false;
    }
    if (*out < config->domain_count)
        return true;
    struct config_domain *domain = &config->domains[config->domain_count++];
    strcpy(domain->name, name);
    for (int i = 0; i < config_domain_key_count; i++)
        if (config_domain_keys[i].initial[0] != '\0')
            config_value_set(domain, &config_domain_keys[i], config_domain_keys[i].initial);
    return true;
}

/* The name of a base URL, which config_value_origin has checked: "" when it cannot be a domain's. */
static void
config_domain_name_of(const char *base_url, char out[static DOMAIN_NAME_MAX + 1])
{
    domain_name_parse(strstr(base_url, "://") + 3, out);
}

static void
config_domain_inherit(char *value, const char *from)
{
    if (value[0] == '\0')
        strcpy(value, from);
}

/* Scheme and port of the default domain, and another host. False: it is too long. */
static bool
config_domain_derive_url(const char *base_url, const char *name, char out[static CONFIG_VALUE_SIZE])
{
    const char *host = strstr(base_url, "://") + 3;
    const char *port = host + (host[0] == '[' ? strcspn(host, "]") : 0);
    port += strcspn(port, ":");
    const int n = snprintf(out, CONFIG_VALUE_SIZE, "%.*s%s%s", (int)(host - base_url), base_url, name, port);
    return n < CONFIG_VALUE_SIZE;
}

static enum fault
config_domain_complete(
    const struct config *config, struct config_domain *domain, struct config_source *source)
{
    const struct config_domain *first = &config->domains[0];
    char name[DOMAIN_NAME_MAX + 1];
    if (strcmp(domain->name, first->name) == 0) {
        snprintf(source->why, sizeof source->why,
            "%s: [domain %.100s] is the host of [web] base_url, whose settings are in [web] and [links]",
            source->path, domain->name);
        return FAULT_INPUT;
    }
    if (domain->base_url[0] == '\0' &&
        !config_domain_derive_url(first->base_url, domain->name, domain->base_url))
        return FAULT_INPUT;
    config_domain_name_of(domain->base_url, name);
    if (strcmp(domain->name, name) != 0) {
        snprintf(source->why, sizeof source->why,
            "%s: [domain %.100s] base_url = %.100s: expected %.100s as its host", source->path, domain->name,
            domain->base_url, domain->name);
        return FAULT_INPUT;
    }
    config_domain_inherit(domain->root, first->root);
    config_domain_inherit(domain->not_found, first->not_found);
    config_domain_inherit(domain->expired_url, first->expired_url);
    config_domain_inherit(domain->pages, first->pages);
    config_domain_inherit(domain->ios_apps, first->ios_apps);
    config_domain_inherit(domain->android_apps, first->android_apps);
    if (domain->code_length == 0)
        domain->code_length = first->code_length;
    return FAULT_NONE;
}

enum fault
config_domains_complete(struct config *config, struct config_source *source)
{
    struct config_domain *first = &config->domains[0];
    enum fault fault = FAULT_NONE;
    config_domain_name_of(config->web_base_url, first->name);
    strcpy(first->base_url, config->web_base_url);
    strcpy(first->root, config->web_root);
    strcpy(first->not_found, config->web_not_found);
    strcpy(first->expired_url, config->links_expired_url);
    strcpy(first->pages, config->web_pages);
    strcpy(first->ios_apps, config->web_ios_apps);
    strcpy(first->android_apps, config->web_android_apps);
    first->code_length = config->links_code_length;
    for (size_t i = 1; i < config->domain_count && fault == FAULT_NONE; i++)
        fault = config_domain_complete(config, &config->domains[i], source);
    return fault;
}

const struct config_domain *
config_domain_find(const struct config *config, const char *name)
{
    const size_t place = name[0] == '\0' || strcmp(config->domains[0].name, name) == 0
                             ? 0
                             : config_domain_place(config, name);
    return place == 0 || place < config->domain_count ? &config->domains[place] : NULL;
}

const struct config_domain *
config_domain_of_host(const struct config *config, const char *host)
{
    char name[DOMAIN_NAME_MAX + 1];
    const struct config_domain *domain = NULL;
    if (config->domain_count <= 1 && config->web_unknown_hosts == CONFIG_SERVE)
        return &config->domains[0];
    if (domain_name_of_host(host, name) == FAULT_NONE)
        domain = config_domain_find(config, name);
    return domain == NULL && config->web_unknown_hosts == CONFIG_SERVE ? &config->domains[0] : domain;
}

void
config_domain_base_url(const struct config *config, const char *name, char out[static CONFIG_VALUE_SIZE])
{
    const struct config_domain *domain = name[0] != '\0' ? config_domain_find(config, name) : NULL;
    if (domain == NULL && name[0] != '\0')
        config_domain_derive_url(config->web_base_url, name, out);
    else
        strcpy(out, domain != NULL ? domain->base_url : config->web_base_url);
}

void
config_domain_names(const struct config *config,
    bool (*wanted)(const struct config_domain *, const void *arg), const void *arg, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < config->domain_count; i++) {
        const char *name = config->domains[i].name, *comma = length > 0 ? ", " : "";
        if ((wanted == NULL || wanted(&config->domains[i], arg)) &&
            length + strlen(comma) + strlen(name) < size)
            length += (size_t)sprintf(out + length, "%s%s", comma, name);
    }
}
