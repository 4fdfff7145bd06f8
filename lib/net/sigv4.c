/*
 * sigv4.c: the canonical request of AWS's Signature Version 4, and its signature.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"

#define SIGV4_ALGORITHM  "AWS4-HMAC-SHA256"
#define SIGV4_TERMINATOR "aws4_request"

bool
sigv4_is_authorization(const char *text)
{
    return strncmp(text, SIGV4_ALGORITHM " ", sizeof SIGV4_ALGORITHM) == 0;
}

/* Copies what stands before one of the `ends` and goes on behind it: false when it is empty, or too long. */
static bool
sigv4_take(const char **at, const char *end, char out[], size_t size)
{
    const size_t length = strcspn(*at, end);
    if (length == 0 || length >= size)
        return false;
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length;
    *at += **at != '\0';
    return true;
}

static bool
sigv4_read_credential(const char *text, struct sigv4_authorization *out)
{
    return sigv4_take(&text, "/", out->key, sizeof out->key) &&
           sigv4_take(&text, "/", out->date, sizeof out->date) && strlen(out->date) == 8 &&
           sigv4_take(&text, "/", out->region, sizeof out->region) &&
           sigv4_take(&text, "/", out->service, sizeof out->service) && strcmp(text, SIGV4_TERMINATOR) == 0;
}

/* Sorted and each once, as the clients write them: two lists cannot stand for the same headers. */
static bool
sigv4_read_headers(const char *text, struct sigv4_authorization *out)
{
    char name[128], before[128] = "";
    if (strlen(text) > SIGV4_HEADERS_MAX)
        return false;
    strcpy(out->headers, text);
    while (*text != '\0') {
        const bool last = text[strcspn(text, ";")] == '\0';
        if (!sigv4_take(&text, ";", name, sizeof name) || strcmp(before, name) >= 0 ||
            strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != strlen(name) ||
            (!last && *text == '\0'))
            return false;
        strcpy(before, name);
    }
    return before[0] != '\0';
}

static bool
sigv4_read_part(const char *part, struct sigv4_authorization *out)
{
    if (strncmp(part, "Credential=", 11) == 0)
        return out->key[0] == '\0' && sigv4_read_credential(part + 11, out);
    if (strncmp(part, "SignedHeaders=", 14) == 0)
        return out->headers[0] == '\0' && sigv4_read_headers(part + 14, out);
    return strncmp(part, "Signature=", 10) == 0 && sha256_parse(part + 10, out->signature);
}

enum fault
sigv4_authorization_parse(const char *text, struct sigv4_authorization *out)
{
    char part[SIGV4_HEADERS_MAX + 32];
    unsigned parts = 0;
    *out = (struct sigv4_authorization){.key = ""};
    if (!sigv4_is_authorization(text))
        return FAULT_INPUT;
    for (text += sizeof SIGV4_ALGORITHM; *text != '\0'; parts++) {
        text += strspn(text, " ");
        if (!sigv4_take(&text, ", ", part, sizeof part) || !sigv4_read_part(part, out))
            return FAULT_INPUT;
        text += strspn(text, " ");
    }
    return parts == 3 && out->key[0] != '\0' && out->headers[0] != '\0' ? FAULT_NONE : FAULT_INPUT;
}

bool
sigv4_signs(const struct sigv4_authorization *authorization, const char *header)
{
    const size_t length = strlen(header);
    for (const char *at = authorization->headers; *at != '\0'; at += strcspn(at, ";"), at += *at == ';')
        if (strncmp(at, header, length) == 0 && (at[length] == ';' || at[length] == '\0'))
            return true;
    return false;
}

enum fault
sigv4_time_parse(const char *text, int64_t *out)
{
    char rfc[TIMESTAMP_SIZE];
    if (strlen(text) != SIGV4_TIME_SIZE - 1 || strspn(text, "0123456789") != 8 || text[8] != 'T' ||
        strspn(text + 9, "0123456789") != 6 || text[15] != 'Z')
        return FAULT_INPUT;
    snprintf(rfc, sizeof rfc, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 9, text + 11,
        text + 13);
    return timestamp_parse(rfc, out);
}

/* By name, then by value: not as whole texts, in which '=' would stand among the letters of names. */
static int
sigv4_compare_parameters(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    const size_t x_name = strcspn(x, "="), y_name = strcspn(y, "=");
    const int names = memcmp(x, y, x_name < y_name ? x_name : y_name);
    return names != 0         ? names
           : x_name != y_name ? (x_name < y_name ? -1 : 1)
                              : strcmp(x + x_name, y + y_name);
}

static enum fault
sigv4_add_query(struct buffer *out, const char *query)
{
    char space[SIGV4_QUERY_MAX + 1], *parameters[SIGV4_PARAMETERS_MAX], *rest = space;
    size_t count = 0;
    if (strlen(query) > SIGV4_QUERY_MAX)
        return FAULT_INPUT;
    strcpy(space, query);
    for (char *one; (one = strsep(&rest, "&")) != NULL;) {
        if (*one == '\0')
            continue;
        if (count == SIGV4_PARAMETERS_MAX)
            return FAULT_INPUT;
        parameters[count++] = one;
    }
    qsort(parameters, count, sizeof *parameters, sigv4_compare_parameters);
    for (size_t i = 0; i < count; i++)
        buffer_addf(
            out, "%s%s%s", i > 0 ? "&" : "", parameters[i], strchr(parameters[i], '=') == NULL ? "=" : "");
    return FAULT_NONE;
}

/* Without the spaces around it, and with one for several inside. */
static void
sigv4_add_value(struct buffer *out, const char *value)
{
    value += strspn(value, " \t");
    while (*value != '\0') {
        const size_t word = strcspn(value, " \t");
        buffer_add_bytes(out, value, word);
        value += word;
        value += strspn(value, " \t");
        if (*value != '\0')
            buffer_add(out, " ");
    }
}

static enum fault
sigv4_add_headers(
    struct buffer *out, const struct sigv4_request *request, const struct sigv4_authorization *authorization)
{
    char name[128];
    for (const char *at = authorization->headers; sigv4_take(&at, ";", name, sizeof name);) {
        const char *value = request->header(request->arg, name);
        if (value == NULL)
            return FAULT_INPUT;
        buffer_addf(out, "%s:", name);
        sigv4_add_value(out, value);
        buffer_add(out, "\n");
    }
    return FAULT_NONE;
}

enum fault
sigv4_canonical_request(
    const struct sigv4_request *request, const struct sigv4_authorization *authorization, struct buffer *out)
{
    char digest[SHA256_TEXT_SIZE];
    buffer_addf(out, "%s\n%s\n", request->method, request->path);
    enum fault fault = sigv4_add_query(out, request->query);
    buffer_add(out, "\n");
    if (fault == FAULT_NONE)
        fault = sigv4_add_headers(out, request, authorization);
    sha256_format(request->body_digest, digest);
    buffer_addf(out, "\n%s\n%s", authorization->headers, digest);
    return fault != FAULT_NONE ? fault : out->full ? FAULT_FULL : FAULT_NONE;
}

void
sigv4_string_to_sign(const struct sigv4_authorization *authorization, const char time[static SIGV4_TIME_SIZE],
    const struct buffer *canonical, char out[static SIGV4_STRING_SIZE])
{
    uint8_t digest[SHA256_BYTES];
    char text[SHA256_TEXT_SIZE];
    sha256_digest(&(struct sha256_part){canonical->text, canonical->length}, 1, digest);
    sha256_format(digest, text);
    snprintf(out, SIGV4_STRING_SIZE, SIGV4_ALGORITHM "\n%s\n%s/%s/%s/" SIGV4_TERMINATOR "\n%s", time,
        authorization->date, authorization->region, authorization->service, text);
}

static void
sigv4_step(uint8_t key[static SHA256_BYTES], const char *text)
{
    uint8_t next[SHA256_BYTES];
    sha256_hmac(key, SHA256_BYTES, &(struct sha256_part){text, strlen(text)}, 1, next);
    memcpy(key, next, sizeof next);
}

void
sigv4_sign(const char *secret, const struct sigv4_authorization *authorization, const char *string,
    uint8_t out[static SHA256_BYTES])
{
    char first[256];
    const int length = snprintf(first, sizeof first, "AWS4%s", secret);
    sha256_hmac(first, (size_t)length < sizeof first ? (size_t)length : sizeof first - 1,
        &(struct sha256_part){authorization->date, strlen(authorization->date)}, 1, out);
    explicit_bzero(first, sizeof first);
    sigv4_step(out, authorization->region);
    sigv4_step(out, authorization->service);
    sigv4_step(out, SIGV4_TERMINATOR);
    sigv4_step(out, string);
}

bool
sigv4_holds(const struct sigv4_request *request, const struct sigv4_authorization *authorization,
    const char time[static SIGV4_TIME_SIZE], const char *secret)
{
    char *space = xmalloc(SIGV4_CANONICAL_SIZE), string[SIGV4_STRING_SIZE];
    uint8_t signature[SHA256_BYTES];
    struct buffer canonical = buffer_over(space, SIGV4_CANONICAL_SIZE);
    const enum fault fault = sigv4_canonical_request(request, authorization, &canonical);
    if (fault == FAULT_NONE) {
        sigv4_string_to_sign(authorization, time, &canonical, string);
        sigv4_sign(secret, authorization, string, signature);
    }
    free(space);
    return fault == FAULT_NONE && sha256_equal(signature, authorization->signature);
}
