/*
 * client_address.c: reads X-Forwarded-For from its end, as far as its writers are trusted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/client_address.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool
client_address_trusts(const struct trusted_proxies *proxies, const struct ip_address *address)
{
    for (size_t i = 0; i < proxies->count; i++)
        if (network_contains(&proxies->networks[i], address))
            return true;
    return false;
}

/* The address at the end of the list, which is cut off: 0 for none. */
static enum fault
client_address_take_last(char *list, struct ip_address *out)
{
    size_t end = strlen(list);
    while (end > 0 && (list[end - 1] == ' ' || list[end - 1] == ',' || list[end - 1] == '\t'))
        end--;
    list[end] = '\0';
    char *start = strrchr(list, ',');
    start = start != NULL ? start + 1 : list;
    start += strspn(start, " \t");
    enum fault fault = ip_address_parse(start, out);
    *start = '\0';
    return fault;
}

void
client_address(const struct trusted_proxies *proxies, const char *peer, const char *forwarded_for,
    struct ip_address *out)
{
    ip_address_parse(peer, out);
    if (proxies->count == 0 || !client_address_trusts(proxies, out))
        return;
    char list[1024];
    const size_t length = strlen(forwarded_for);
    /* The end is what our own proxies wrote; a list that is too long was padded at its beginning. */
    snprintf(list, sizeof list, "%s",
        length < sizeof list ? forwarded_for : forwarded_for + length - sizeof list + 1);
    struct ip_address before;
    while (client_address_trusts(proxies, out) && client_address_take_last(list, &before) == FAULT_NONE)
        *out = before;
}
