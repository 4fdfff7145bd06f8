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

enum { URL_SCHEME_SHOWN = 32 /* characters of one that is refused */, URL_READINGS = 5 };

static bool
url_listed(const char *word, size_t length, const char *list)
{
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
url_own_base(CURLU *url, const char *own_base)
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

static bool
url_own(CURLU *url, const struct url_rules *rules)
{
    const struct config *config = rules->domains;
    bool own = url_own_base(url, rules->own_base);
    for (size_t i = 1; config != NULL && i < config->domain_count && !own; i++)
        own = url_own_base(url, config->domains[i].base_url);
    return own;
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

static enum fault
url_refuse_scheme(const char *text, size_t length, const struct url_rules *rules, struct input_error *error)
{
    if (length == 0)
        return input_error_set(error, ERROR_URL_SCHEME, "", "url",
            "url must be an absolute URL, which begins with a scheme such as https://.");
    return input_error_set(error, ERROR_URL_SCHEME, "", "url",
        "url has the scheme %.*s, which is not allowed here; [links] schemes allows %s.",
        length < URL_SCHEME_SHOWN ? (int)length : URL_SCHEME_SHOWN, text,
        rules->schemes[0] != '\0' ? rules->schemes : "none");
}

/* How long the scheme is (RFC 3986, section 3.1): 0 when the text begins with none. */
static size_t
url_scheme_length(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
    return text[0] != '\0' && strchr(letters, text[0]) != NULL && text[length] == ':' ? length : 0;
}

/* What libcurl calls the authority begins after any number of slashes, as in browsers. */
static const char *
url_after_authority(const char *text, size_t scheme)
{
    const char *authority = text + scheme + 1;
    authority += strspn(authority, "/");
    return authority + strcspn(authority, "/?#");
}

/* Writes a text with each byte percent-encoded that is neither a letter, a digit nor one of `others`. */
static enum fault
url_encode_but(const char *text, const char *others, char *out, size_t size)
{
    size_t n = 0;
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const bool encoded = !alphanumeric && strchr(others, c) == NULL;
        if (n + (encoded ? 3 : 1) >= size)
            break;
        n += (size_t)(encoded ? sprintf(out + n, "%%%02X", c) : sprintf(out + n, "%c", c));
    }
    out[n] = '\0';
    return *text == '\0' ? FAULT_NONE : FAULT_FULL;
}

enum fault
url_encode_path(const char *text, bool slashes, char *out, size_t size)
{
    return url_encode_but(text, slashes ? "-._~!$&()*+,=:@/" : "-._~!$&()*+,=:@", out, size);
}

enum fault
url_encode_value(const char *text, char *out, size_t size)
{
    return url_encode_but(text, "-._~", out, size);
}

void
url_add_value(struct buffer *b, const char *text)
{
    if (b->full || url_encode_value(text, b->text + b->length, b->size - b->length) != FAULT_NONE)
        b->full = true;
    else
        b->length += strlen(b->text + b->length);
}

enum fault
url_encode(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool encoded = c <= 0x20 || c >= 0x7f;
        if (n + (encoded ? 3 : 1) >= size)
            break;
        n += (size_t)(encoded ? sprintf(out + n, "%%%02X", c) : sprintf(out + n, "%c", c));
    }
    out[n] = '\0';
    return *text == '\0' ? FAULT_NONE : FAULT_FULL;
}

/* The host in punycode, or NULL; the caller frees it (curl_free). */
static char *
url_punycode(CURLU *url)
{
    char *host = NULL;
    if (curl_url_get(url, CURLUPART_HOST, &host, CURLU_PUNYCODE) == CURLUE_OK)
        return host;
    curl_free(host); /* libcurl may have set it all the same */
    return NULL;
}

/* Takes the joiners U+200C and U+200D out of a text in UTF-8; false when there are none. */
static bool
url_without_joiners(char *text)
{
    char *to = text;
    bool found = false;
    for (const char *from = text; *from != '\0';) {
        const bool joiner = memcmp(from, "\xe2\x80", 2) == 0 && (from[2] == '\x8c' || from[2] == '\x8d');
        if (!joiner)
            *to++ = *from++;
        else
            from += 3;
        found = found || joiner;
    }
    *to = '\0';
    return found;
}

/*
 * Does the host have a joiner where IDNA 2008 forbids it (RFC 5892, appendix A)? libcurl 7.88.1 does not say
 * so: it then asks libidn2 by the older rules, which drop the joiner, and that is another host.
 */
static bool
url_lost_joiner(CURLU *url)
{
    char *host = NULL, *encoded = url_punycode(url), *bare = NULL;
    CURLU *other = xchecked(curl_url_dup(url));
    if (curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK && url_without_joiners(host) &&
        curl_url_set(other, CURLUPART_HOST, host, 0) == CURLUE_OK)
        bare = url_punycode(other);
    const bool lost = encoded != NULL && bare != NULL && strcasecmp(encoded, bare) == 0;
    curl_free(host);
    curl_free(encoded);
    curl_free(bare);
    curl_url_cleanup(other);
    return lost;
}

/* What is to be kept, as libcurl writes it: it drops the marks of an empty query and of an empty fragment. */
static enum fault
url_write(CURLU *url, const char *rest, char out[static URL_MAX + 1], struct input_error *error)
{
    const size_t query = strcspn(rest, "?#"), fragment = strcspn(rest, "#");
    const bool empty_query = rest[query] == '?' && query + 1 == fragment,
               empty_fragment = rest[fragment] == '#' && rest[fragment + 1] == '\0';
    char *whole = NULL;
    if (url_lost_joiner(url) || curl_url_get(url, CURLUPART_URL, &whole, CURLU_PUNYCODE) != CURLUE_OK) {
        curl_free(whole);
        return url_refuse(error, CURLUE_BAD_HOSTNAME);
    }
    const size_t before = strcspn(whole, "#");
    const int n = snprintf(out, URL_MAX + 1, "%.*s%s%s%s", (int)before, whole,
        empty_query && memchr(whole, '?', before) == NULL ? "?" : "", whole + before,
        empty_fragment && whole[before] == '\0' ? "#" : "");
    curl_free(whole);
    if (n > URL_MAX)
        return url_refuse_length(error);
    for (const char *c = out; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
            return url_refuse(error, CURLUE_BAD_HOSTNAME);
    return FAULT_NONE;
}

static enum fault
url_read(CURLU *url, const char *text, size_t scheme, const struct url_rules *rules,
    char out[static URL_MAX + 1], struct input_error *error)
{
    char encoded[URL_MAX + 1];
    const char *rest = url_after_authority(text, scheme);
    const size_t before = (size_t)(rest - text);
    memcpy(encoded, text, before);
    if (url_encode(rest, encoded + before, sizeof encoded - before) != FAULT_NONE)
        return url_refuse_length(error);
    const CURLUcode code = curl_url_set(
        url, CURLUPART_URL, encoded, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS | CURLU_DISALLOW_USER);
    if (code != CURLUE_OK)
        return url_refuse(error, code);
    if (url_own(url, rules))
        return input_error_set(
            error, ERROR_URL_LOOP, "", "url", "url must not lead to this shortener itself.");
    return url_write(url, encoded + before, out, error);
}

static enum fault
url_read_once(const char *text, size_t scheme, const struct url_rules *rules, char out[static URL_MAX + 1],
    struct input_error *error)
{
    CURLU *url = xchecked(curl_url());
    enum fault fault = url_read(url, text, scheme, rules, out, error);
    curl_url_cleanup(url);
    return fault;
}

bool
url_is_absolute(const char *text)
{
    CURLU *url = xchecked(curl_url());
    bool is = url_scheme_length(text) > 0;
    for (const char *c = text; *c != '\0'; c++)
        is = is && (unsigned char)*c > 0x20 && (unsigned char)*c != 0x7f;
    is = is &&
         curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS) == CURLUE_OK;
    curl_url_cleanup(url);
    return is;
}

/* What was changed is read again, until nothing changes: libcurl decodes a host that is percent-encoded,
 * 127%2e1, once, but only when it reads that again does it see that it is an address in a short form, or
 * encoded twice. */
static enum fault
url_check_web(const char *text, size_t scheme, const struct url_rules *rules, char out[static URL_MAX + 1],
    struct input_error *error)
{
    char before[URL_MAX + 1];
    enum fault fault = url_read_once(text, scheme, rules, out, error);
    bool changed = fault == FAULT_NONE && strcmp(text, out) != 0;
    for (int i = 0; changed && i < URL_READINGS; i++) {
        strcpy(before, out);
        fault = url_read_once(before, scheme, rules, out, error);
        changed = fault == FAULT_NONE && strcmp(before, out) != 0;
    }
    return changed ? url_refuse(error, CURLUE_BAD_HOSTNAME) : fault;
}

/* A URL of another scheme is for the phone's own programs to read: it goes out as it came. */
static enum fault
url_check_other(const char *text, size_t scheme, char out[static URL_MAX + 1], struct input_error *error)
{
    if (text[scheme + 1] == '\0')
        return input_error_set(error, ERROR_INVALID_URL, "", "url", "url has nothing after its scheme.");
    return url_encode(text, out, URL_MAX + 1) == FAULT_NONE ? FAULT_NONE : url_refuse_length(error);
}

enum fault
url_check(
    const char *text, const struct url_rules *rules, char out[static URL_MAX + 1], struct input_error *error)
{
    const size_t scheme = url_scheme_length(text);
    out[0] = '\0';
    if (strlen(text) > URL_MAX)
        return url_refuse_length(error);
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || *c == 0x7f)
            return input_error_set(
                error, ERROR_INVALID_URL, "", "url", "url must not contain spaces or control characters.");
    if (!url_listed(text, scheme, rules->schemes))
        return url_refuse_scheme(text, scheme, rules, error);
    return url_listed(text, scheme, "http, https") ? url_check_web(text, scheme, rules, out, error)
                                                   : url_check_other(text, scheme, out, error);
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

/* The path, decoded, as libcurl takes it, which removes dot segments; NULL: there is none. The caller frees
 * it (curl_free). */
static char *
url_decoded_path(const char *text)
{
    char *path = NULL;
    CURLU *url = xchecked(curl_url());
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK ||
        (curl_url_get(url, CURLUPART_PATH, &path, CURLU_URLDECODE) != CURLUE_OK &&
            curl_url_get(url, CURLUPART_PATH, &path, 0) != CURLUE_OK)) /* a control character in it */
        path = NULL;
    curl_url_cleanup(url);
    return path;
}

/* Dots that were encoded are dots once they are decoded, so it is read twice. */
enum fault
url_path(const char *text, char *out, size_t size)
{
    static const char any[] = "http://a";
    char again[sizeof any + 3 * URL_MAX];
    char *path = url_decoded_path(text);
    out[0] = '\0';
    strcpy(again, any);
    if (path == NULL)
        return FAULT_NONE;
    enum fault fault = url_encode_path(path, true, again + sizeof any - 1, sizeof again - sizeof any);
    curl_free(path);
    if (fault != FAULT_NONE)
        return fault;
    path = url_decoded_path(again);
    if (path != NULL)
        fault = url_encode_path(path, true, out, size);
    curl_free(path);
    return fault;
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

enum fault
url_form_next(char **rest, char **name, char **value)
{
    while ((*name = strsep(rest, "&")) != NULL && **name == '\0')
        ;
    if (*name == NULL)
        return FAULT_MISSING;
    *value = strchr(*name, '=');
    if (*value != NULL)
        *(*value)++ = '\0';
    else
        *value = *name + strlen(*name);
    const enum fault fault = url_decode(*name, true);
    return fault == FAULT_NONE ? url_decode(*value, true) : fault;
}
