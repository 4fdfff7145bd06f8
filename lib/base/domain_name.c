/*
 * domain_name.c: reads names of hosts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/domain_name.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A name in UTF-8 may be longer than its A-labels, but not by much. */
enum { DOMAIN_NAME_TYPED = 4 * DOMAIN_NAME_MAX };

/* ":8443", or nothing; the digits may be missing (RFC 3986, 3.2.3). */
static bool
domain_name_is_port(const char *text)
{
    const size_t digits = strspn(text + (*text == ':'), "0123456789");
    return *text == '\0' ||
           (*text == ':' && text[1 + digits] == '\0' && digits <= 5 && atoi(text + 1) <= 65535);
}

static enum fault
domain_name_of_ipv6(const char *host, char out[static DOMAIN_NAME_MAX + 1])
{
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;
    const size_t length = strcspn(host + 1, "]");
    if (length >= sizeof text || host[1 + length] != ']' || !domain_name_is_port(host + length + 2))
        return FAULT_INPUT;
    memcpy(text, host + 1, length);
    text[length] = '\0';
    if (inet_pton(AF_INET6, text, &address) != 1)
        return FAULT_INPUT;
    inet_ntop(AF_INET6, &address, text, sizeof text);
    snprintf(out, DOMAIN_NAME_MAX + 1, "[%s]", text);
    return FAULT_NONE;
}

/* Labels of letters, digits, hyphens and, as there are in practice, underscores; none is empty. */
static enum fault
domain_name_of_labels(const char *host, size_t length, char out[static DOMAIN_NAME_MAX + 1])
{
    for (size_t i = 0; i < length; i++) {
        const char c = host[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool dot = c == '.' && i > 0 && i + 1 < length && host[i - 1] != '.';
        if (!letter && !dot && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return FAULT_INPUT;
        out[i] = (char)(letter ? c | 0x20 : c);
    }
    out[length] = '\0';
    return FAULT_NONE;
}

enum fault
domain_name_of_host(const char *host, char out[static DOMAIN_NAME_MAX + 1])
{
    enum fault fault = FAULT_INPUT;
    size_t length = strcspn(host, ":");
    if (*host == '[') {
        fault = domain_name_of_ipv6(host, out);
    } else if (domain_name_is_port(host + length)) {
        length -= length > 1 && host[length - 1] == '.';
        if (length > 0 && length <= DOMAIN_NAME_MAX)
            fault = domain_name_of_labels(host, length, out);
    }
    if (fault != FAULT_NONE)
        out[0] = '\0';
    return fault;
}

enum fault
domain_name_parse(const char *text, char out[static DOMAIN_NAME_MAX + 1])
{
    static const char ascii[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    bool international = false;
    out[0] = '\0';
    for (const char *c = text; *c != '\0'; c++) {
        const bool other = (unsigned char)*c >= 0x80;
        international = international || other;
        if (text[0] != '[' && !other && strchr(ascii, *c) == NULL)
            return FAULT_INPUT;
    }
    if (!international)
        return domain_name_of_host(text, out);
    char url[DOMAIN_NAME_TYPED + 16], *host = NULL;
    CURLU *reader = xchecked(curl_url());
    enum fault fault = FAULT_INPUT;
    if (strlen(text) <= DOMAIN_NAME_TYPED) {
        snprintf(url, sizeof url, "http://%s/", text);
        if (curl_url_set(reader, CURLUPART_URL, url, 0) == CURLUE_OK &&
            curl_url_get(reader, CURLUPART_HOST, &host, CURLU_PUNYCODE) == CURLUE_OK)
            fault = domain_name_of_host(host, out);
    }
    curl_free(host);
    curl_url_cleanup(reader);
    return fault;
}
