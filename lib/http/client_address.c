/*
 * client_address.c: reads X-Forwarded-For and its like from the end, as far as their writers are trusted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/client_address.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define BLANKS " \t"

void
trusted_proxies_set_header(struct trusted_proxies *proxies, const char *header)
{
    snprintf(proxies->variable, sizeof proxies->variable, "HTTP_%s", header);
    for (char *c = proxies->variable; *c != '\0'; c++)
        *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
    proxies->rfc7239 = strcasecmp(header, "Forwarded") == 0;
}

static bool
client_address_trusts(const struct trusted_proxies *proxies, const struct ip_address *address)
{
    for (size_t i = 0; i < proxies->count; i++)
        if (network_contains(&proxies->networks[i], address))
            return true;
    return false;
}

/* The quotes around it go. */
static char *
text_unquote(char *text)
{
    const size_t length = strlen(text);
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return text;
    text[length - 1] = '\0';
    return utf8_trim_only(text + 1, BLANKS);
}

/* ":4711", or one that is hidden, ":_a" (RFC 7239, 6); or none. */
static bool
text_is_port(const char *text)
{
    if (*text == '\0')
        return true;
    const size_t digits = strspn(text + 1, "0123456789");
    return text[0] == ':' && (text[1] == '_' || (digits > 0 && digits <= 5 && text[1 + digits] == '\0'));
}

/* A zone says which of the proxy's networks a link-local address is in: it is no part of the address. */
static enum fault
node_parse_v6(char *text, struct ip_address *out)
{
    char *zone = strchr(text, '%');
    if (zone != NULL && zone[1] != '\0')
        *zone = '\0';
    return ip_address_parse(text, out);
}

/*
 * An address as a proxy writes it: maybe in quotes; IPv4 maybe with a port; IPv6 as it is or in brackets,
 * these maybe with a port, and maybe with a zone.
 */
static enum fault
node_parse(char *text, struct ip_address *out)
{
    text = text_unquote(utf8_trim_only(text, BLANKS));
    char *colon = strchr(text, ':');
    char *end = strchr(text, ']');
    *out = (struct ip_address){0};
    if (*text == '[') {
        if (end == NULL || !text_is_port(end + 1))
            return FAULT_INPUT;
        *end = '\0';
        return node_parse_v6(text + 1, out);
    }
    if (colon != NULL && strchr(colon + 1, ':') != NULL)
        return node_parse_v6(text, out);
    if (colon != NULL && !text_is_port(colon))
        return FAULT_INPUT;
    if (colon != NULL)
        *colon = '\0';
    return ip_address_parse(text, out);
}

/*
 * What follows the last separator that is in no quotes; *length becomes that of what stands before it. It is
 * looked for from the end, which our own proxy wrote: a quote that a client left open before it hides
 * nothing.
 */
static char *
text_take_last(char *text, size_t *length, char separator)
{
    bool quoted = false;
    size_t at = *length;
    while (at > 0 && (quoted || text[at - 1] != separator))
        if (text[--at] == '"')
            quoted = !quoted;
    *length = at > 0 ? at - 1 : 0;
    if (at > 0)
        text[at - 1] = '\0';
    return text + at;
}

/* One element of Forwarded: "for=192.0.2.60;proto=http". FAULT_INPUT where it does not say for whom, or
 * twice. */
static enum fault
element_parse(char *element, struct ip_address *out)
{
    enum fault fault = FAULT_MISSING;
    for (size_t length = strlen(element); length > 0;) {
        char *pair = utf8_trim_only(text_take_last(element, &length, ';'), BLANKS);
        char *equals = strchr(pair, '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        if (strcasecmp(utf8_trim_only(pair, BLANKS), "for") == 0)
            fault = fault == FAULT_MISSING ? node_parse(equals + 1, out) : FAULT_INPUT;
    }
    return fault == FAULT_NONE ? FAULT_NONE : FAULT_INPUT;
}

void
client_address(
    const struct trusted_proxies *proxies, const char *peer, const char *forwarded, struct ip_address *out)
{
    ip_address_parse(peer, out);
    if (proxies->count == 0 || !client_address_trusts(proxies, out))
        return;
    char list[1024];
    size_t length = strlen(forwarded);
    /* A list that is too long was padded at its beginning. */
    length = (size_t)snprintf(
        list, sizeof list, "%s", length < sizeof list ? forwarded : forwarded + length - sizeof list + 1);
    while (length > 0 && client_address_trusts(proxies, out)) {
        struct ip_address before;
        char *entry = utf8_trim_only(text_take_last(list, &length, ','), BLANKS);
        if (*entry == '\0')
            continue;
        if ((proxies->rfc7239 ? element_parse : node_parse)(entry, &before) != FAULT_NONE)
            return;
        *out = before;
    }
}
