/*
 * config_origin.c: the address that curt is served at: scheme, host and perhaps a port (RFC 6454, section 4).
 *
 * It becomes as browsers write it in Origin: scheme and host in small letters, and no port where it is that
 * of the scheme.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/config_internal.h"
#include "base/utf8.h"

static bool
config_host_is_ipv6(const char *text, size_t length)
{
    char address[INET6_ADDRSTRLEN];
    struct in6_addr parsed;
    if (length < 4 || length - 2 >= sizeof address || text[length - 1] != ']')
        return false;
    memcpy(address, text + 1, length - 2);
    address[length - 2] = '\0';
    return inet_pton(AF_INET6, address, &parsed) == 1;
}

/* A name, perhaps an international one, or an address. */
static bool
config_host_is_valid(const char *text, size_t length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    if (text[0] == '[')
        return config_host_is_ipv6(text, length);
    if (length == 0 || !utf8_is_valid(text, length))
        return false;
    for (size_t i = 0; i < length; i++) {
        const bool dot = text[i] == '.';
        if ((unsigned char)text[i] < 0x80 && strchr(letters, text[i]) == NULL)
            return false;
        if (dot && (i == 0 || i + 1 == length || text[i - 1] == '.'))
            return false;
    }
    return true;
}

/* ":8443", or nothing. */
static bool
config_port_is_valid(const char *text)
{
    const size_t digits = strspn(text + (*text == ':'), "0123456789");
    if (*text == '\0')
        return true;
    return *text == ':' && text[1] != '0' && digits > 0 && digits <= 5 && text[1 + digits] == '\0' &&
           atoi(text + 1) <= 65535;
}

bool
config_value_origin(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == '/')
        text[--n] = '\0';
    const bool secure = strncasecmp(text, "https://", 8) == 0;
    if (!secure && strncasecmp(text, "http://", 7) != 0)
        return false;
    for (char *c = text; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    char *host = text + (secure ? 8 : 7);
    char *port = host + (host[0] == '[' ? strcspn(host, "]") : 0);
    port += strcspn(port, ":");
    if (!config_host_is_valid(host, (size_t)(port - host)) || !config_port_is_valid(port))
        return false;
    if (strcmp(port, secure ? ":443" : ":80") == 0)
        *port = '\0';
    return true;
}
