/*
 * url.c: checks and normalises URLs through libcurl.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/url.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/ip_address.h"
#include "base/memory.h"

static bool
url_listed(const char *word, const char *list)
{
    const size_t length = strlen(word);
    for (const char *at = list + strspn(list, ", "); *at != '\0'; at += strspn(at, ", ")) {
        size_t n = strcspn(at, ", ");
        if (n == length && strncasecmp(at, word, n) == 0)
            return true;
        at += n;
    }
    return false;
}

/* The port that a URL reaches, where both well-known web ports count as one: curt behind TLS answers on both.
 */
static void
url_place(CURLU *url, char host[static URL_HOST_SIZE], char port[static 8])
{
    char *part = NULL;
    host[0] = port[0] = '\0';
    if (curl_url_get(url, CURLUPART_HOST, &part, CURLU_PUNYCODE) == CURLUE_OK) {
        size_t n = strlen(part);
        if (n > 1 && part[n - 1] == '.') /* the root's dot names the same host */
            part[n - 1] = '\0';
        snprintf(host, URL_HOST_SIZE, "%s", part);
    }
    curl_free(part);
    part = NULL;
    if (curl_url_get(url, CURLUPART_PORT, &part, CURLU_DEFAULT_PORT) == CURLUE_OK)
        snprintf(port, 8, "%s", strcmp(part, "443") == 0 ? "80" : part);
    curl_free(part);
}

/* Does this name the machine itself? */
static bool
url_loopback(const char *host)
{
    static const char *const nets[] = {"127.0.0.0/8", "0.0.0.0", "::1", "::"};
    char bare[URL_HOST_SIZE];
    struct ip_address address;
    struct network net;
    const size_t length = strlen(host);
    if (strcasecmp(host, "localhost") == 0 ||
        (length > 10 && strcasecmp(host + length - 10, ".localhost") == 0))
        return true;
    snprintf(bare, sizeof bare, "%s", host + (host[0] == '['));
    bare[strcspn(bare, "]")] = '\0';
    if (ip_address_parse(bare, &address) != FAULT_NONE)
        return false;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
        if (network_parse(nets[i], &net) == FAULT_NONE && network_contains(&net, &address))
            return true;
    return false;
}

static bool
url_own(CURLU *url, const char *own_base)
{
    char host[URL_HOST_SIZE], port[8], own_host[URL_HOST_SIZE], own_port[8];
    CURLU *own = curl_url();
    bool same = false;
    if (own != NULL && curl_url_set(own, CURLUPART_URL, own_base, 0) == CURLUE_OK) {
        url_place(own, own_host, own_port);
        url_place(url, host, port);
        same = strcmp(port, own_port) == 0 &&
               (strcasecmp(host, own_host) == 0 || (url_loopback(host) && url_loopback(own_host)));
    }
    curl_url_cleanup(own);
    return same;
}

static enum fault
url_refuse(struct input_error *error, CURLUcode code)
{
    switch (code) {
    case CURLUE_USER_NOT_ALLOWED:
        return input_error_set(
            error, ERROR_INVALID_URL, "", "url", "url must not have a user name or password.");
    case CURLUE_BAD_HOSTNAME:
    case CURLUE_NO_HOST:
        return input_error_set(error, ERROR_INVALID_URL, "", "url", "url has no valid host name.");
    case CURLUE_BAD_PORT_NUMBER:
        return input_error_set(error, ERROR_INVALID_URL, "", "url", "url has a port that is not 0 to 65535.");
    case CURLUE_BAD_SCHEME:
    case CURLUE_UNSUPPORTED_SCHEME:
        return input_error_set(error, ERROR_URL_SCHEME, "", "url",
            "url must be a URL with an allowed scheme, such as https://.");
    default:
        return input_error_set(error, ERROR_INVALID_URL, "", "url", "url must be an absolute URL.");
    }
}

static enum fault
url_refuse_length(struct input_error *error)
{
    return input_error_as(FAULT_FULL, input_error_set(error, ERROR_URL_TOO_LONG, "", "url",
                                          "url must be at most %d bytes long, encoded.", URL_MAX));
}

/* Percent-encodes what is not ASCII: libcurl leaves the fragment as it came. */
static enum fault
url_encode(const char *text, char out[static URL_MAX + 1])
{
    size_t n = 0;
    for (; *text != '\0' && n < URL_MAX; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c >= 0x80 && n + 3 > URL_MAX)
            break;
        if (c < 0x80)
            out[n++] = (char)c;
        else
            n += (size_t)sprintf(out + n, "%%%02x", c);
    }
    out[n] = '\0';
    return *text == '\0' ? FAULT_NONE : FAULT_FULL;
}

static enum fault
url_read(CURLU *url, const char *text, const struct url_rules *rules, char *out, struct input_error *error)
{
    char *part = NULL;
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text,
        CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS | CURLU_DISALLOW_USER | CURLU_URLENCODE);
    if (code != CURLUE_OK)
        return url_refuse(error, code);
    code = curl_url_get(url, CURLUPART_SCHEME, &part, 0);
    const bool allowed = code == CURLUE_OK && url_listed(part, rules->schemes);
    curl_free(part);
    if (!allowed)
        return url_refuse(error, CURLUE_UNSUPPORTED_SCHEME);
    if (url_own(url, rules->own_base))
        return input_error_set(
            error, ERROR_URL_LOOP, "", "url", "url must not lead to this shortener itself.");
    code = curl_url_get(url, CURLUPART_URL, &part, CURLU_PUNYCODE);
    if (code != CURLUE_OK)
        return url_refuse(error, CURLUE_BAD_HOSTNAME);
    enum fault fault = url_encode(part, out);
    curl_free(part);
    if (fault == FAULT_FULL)
        return url_refuse_length(error);
    for (const char *c = out; *c != '\0'; c++)
        if (*c <= 0x20 || *c == 0x7f)
            return url_refuse(error, CURLUE_BAD_HOSTNAME);
    return FAULT_NONE;
}

enum fault
url_check(
    const char *text, const struct url_rules *rules, char out[static URL_MAX + 1], struct input_error *error)
{
    if (strlen(text) > URL_MAX)
        return url_refuse_length(error);
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || *c == 0x7f)
            return input_error_set(
                error, ERROR_INVALID_URL, "", "url", "url must not contain spaces or control characters.");
    CURLU *url = xchecked(curl_url());
    out[0] = '\0';
    enum fault fault = url_read(url, text, rules, out, error);
    curl_url_cleanup(url);
    return fault;
}

void
url_host(const char *text, char out[static URL_HOST_SIZE])
{
    char port[8];
    CURLU *url = curl_url();
    out[0] = '\0';
    if (url != NULL && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK)
        url_place(url, out, port);
    curl_url_cleanup(url);
    for (char *c = out; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
}

enum fault
url_decode(char *text, int plus)
{
    if (plus)
        for (char *c = text; *c != '\0'; c++)
            if (*c == '+')
                *c = ' ';
    if (strchr(text, '%') == NULL)
        return FAULT_NONE;
    int length;
    char *decoded = xchecked(curl_easy_unescape(NULL, text, (int)strlen(text), &length));
    const bool whole = strlen(decoded) == (size_t)length;
    if (whole)
        memcpy(text, decoded, (size_t)length + 1);
    curl_free(decoded);
    return whole ? FAULT_NONE : FAULT_INPUT;
}
