/*
 * domain_access.c: looks for a key among the keys of a domain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/domain_access.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A word of digits alone is an id: a key whose name looks like one is not taken for that other key. */
static bool
domain_access_names(const char *word, const struct api_key *key)
{
    char id[16];
    snprintf(id, sizeof id, "%" PRIu32, key->id);
    return word[strspn(word, "0123456789")] == '\0' ? strcmp(word, id) == 0 : strcmp(word, key->name) == 0;
}

bool
domain_access_allows(const struct config_domain *domain, const struct api_key *key)
{
    char words[CONFIG_VALUE_SIZE], *rest = words, *word;
    bool listed = domain->keys[0] == '\0' || key->role == ROLE_ADMIN;
    strcpy(words, domain->keys);
    while (!listed && (word = strsep(&rest, ",")) != NULL)
        listed = domain_access_names(utf8_trim_only(word, " \t"), key);
    return listed;
}

static bool
domain_access_wants(const struct config_domain *domain, const void *key)
{
    return domain_access_allows(domain, key);
}

enum fault
domain_access_check(
    const struct config *config, const char *name, const struct api_key *key, struct input_error *error)
{
    char names[INPUT_ERROR_DETAIL_SIZE / 2];
    const struct config_domain *domain = config_domain_find(config, name);
    if (domain != NULL && domain_access_allows(domain, key))
        return FAULT_NONE;
    config_domain_names(config, domain_access_wants, key, names, sizeof names);
    return input_error_set(
        error, ERROR_INVALID_VALUE, "", "domain", "domain must be one that this key may use: %s.", names);
}
