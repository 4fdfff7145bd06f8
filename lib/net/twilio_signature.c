/*
 * twilio_signature.c: HMAC over a URL and a form, by OpenSSL's libcrypto.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/twilio_signature.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/base64.h"
#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "net/url.h"

enum {
    TWILIO_SIGNATURE_PORT = 8,   /* ":65535" and its NUL, rounded up */
    TWILIO_SIGNATURE_BYTES = 32, /* of the longer digest */
};

struct twilio_signature_field {
    const char *name, *value;
};

static int
twilio_signature_compare(const void *a, const void *b)
{
    const struct twilio_signature_field *x = a, *y = b;
    const int order = strcmp(x->name, y->name);
    return order != 0 ? order : strcmp(x->value, y->value);
}

/* Splits a form, which is written over: how many fields; SIZE_MAX for one that cannot be decoded. */
static size_t
twilio_signature_split(char *form, struct twilio_signature_field *fields)
{
    size_t count = 0;
    enum fault fault;
    char *name, *value;
    while ((fault = url_form_next(&form, &name, &value)) == FAULT_NONE)
        fields[count++] = (struct twilio_signature_field){name, value};
    return fault == FAULT_MISSING ? count : SIZE_MAX;
}

/* Adds what is signed of a form. */
static bool
twilio_signature_add_form(struct buffer *text, const char *body, size_t length)
{
    size_t most = 1;
    for (size_t i = 0; i < length; i++)
        most += body[i] == '&';
    char *form = xmalloc(length + 1);
    struct twilio_signature_field *fields = xcalloc(most, sizeof *fields);
    memcpy(form, body, length);
    form[length] = '\0';
    const size_t count = twilio_signature_split(form, fields);
    if (count != SIZE_MAX && count > 0)
        qsort(fields, count, sizeof *fields, twilio_signature_compare);
    for (size_t i = 0; i < count && count != SIZE_MAX; i++)
        if (i == 0 || twilio_signature_compare(&fields[i], &fields[i - 1]) != 0) {
            buffer_add(text, fields[i].name);
            buffer_add(text, fields[i].value);
        }
    free(fields);
    free(form);
    return count != SIZE_MAX && !text->full;
}

/* Where the port of a URL begins, with its colon, and how long it is; 0: it has none. */
static size_t
twilio_signature_port(const char *url, size_t *length)
{
    const char *scheme = strstr(url, "://");
    const char *host = scheme != NULL ? scheme + 3 : url;
    const size_t end = strcspn(host, "/?#");
    const char *bracket = memchr(host, ']', end), *from = bracket != NULL ? bracket : host;
    const char *colon = memchr(from, ':', end - (size_t)(from - host));
    const char *at = colon != NULL ? colon : host + end;
    *length = (size_t)(host + end - at);
    return (size_t)(at - url);
}

/* The URL with its port, the default one if it has none; or without. */
static void
twilio_signature_add_url(struct buffer *text, const char *url, bool with_port)
{
    size_t length;
    const size_t at = twilio_signature_port(url, &length);
    buffer_add_bytes(text, url, at);
    if (with_port && length == 0)
        buffer_add(text, strncmp(url, "https:", 6) == 0 ? ":443" : ":80");
    else if (with_port)
        buffer_add_bytes(text, url + at, length);
    buffer_add(text, url + at + length);
}

/* The digest of the body in the query of the URL: false when there is none. */
static bool
twilio_signature_digest(const char *url, char out[static SHA256_TEXT_SIZE])
{
    static const char name[] = "bodySHA256=";
    const char *at = strchr(url, '?');
    while (at != NULL && strncmp(at + 1, name, strlen(name)) != 0)
        at = strchr(at + 1, '&');
    if (at == NULL)
        return false;
    at += 1 + strlen(name);
    const size_t length = strcspn(at, "&#");
    out[0] = '\0';
    if (length == SHA256_TEXT_SIZE - 1) {
        memcpy(out, at, length);
        out[length] = '\0';
    }
    return true;
}

static bool
twilio_signature_is(
    enum twilio_signature_digest digest, const char *key, const struct buffer *text, const char *signature)
{
    unsigned char mac[TWILIO_SIGNATURE_BYTES];
    char wanted[BASE64_SIZE(TWILIO_SIGNATURE_BYTES)];
    size_t length = 0;
    if (EVP_Q_mac(NULL, "HMAC", NULL, digest == TWILIO_SIGNATURE_SHA1 ? "SHA1" : "SHA256", NULL, key,
            strlen(key), (const unsigned char *)text->text, text->length, mac, sizeof mac, &length) == NULL)
        log_fatal("libcrypto cannot compute an HMAC");
    const size_t size = base64_encode(mac, length, wanted);
    return strlen(signature) == size && CRYPTO_memcmp(signature, wanted, size) == 0;
}

bool
twilio_signature_holds(enum twilio_signature_digest digest, const char *key, const char *url,
    const char *body, size_t length, const char *signature)
{
    char said[SHA256_TEXT_SIZE];
    uint8_t of_body[SHA256_BYTES], wanted[SHA256_BYTES];
    const size_t size = strlen(url) + TWILIO_SIGNATURE_PORT + length + 1;
    bool holds = false;
    if (key[0] == '\0')
        return false;
    const bool by_digest = twilio_signature_digest(url, said);
    if (by_digest) {
        sha256_digest(&(struct sha256_part){body, length}, 1, of_body);
        if (!sha256_parse(said, wanted) || !sha256_equal(of_body, wanted))
            return false;
    }
    char *space = xmalloc(size);
    for (int with_port = 0; with_port <= 1 && !holds; with_port++) {
        struct buffer text = buffer_over(space, size);
        twilio_signature_add_url(&text, url, with_port);
        holds = (by_digest || twilio_signature_add_form(&text, body, length)) &&
                twilio_signature_is(digest, key, &text, signature);
    }
    free(space);
    return holds;
}

void
twilio_signature_setting(const char *list, const char *name, char *out, size_t size)
{
    out[0] = '\0';
    for (const char *at = list; *at != '\0'; at += *at == ',') {
        at += strspn(at, " \t");
        const size_t length = strcspn(at, ","), part = strcspn(at, "=,");
        size_t end = length;
        while (end > part && strchr(" \t", at[end - 1]) != NULL)
            end--;
        if (part == strlen(name) && memcmp(at, name, part) == 0 && end > part && end - part - 1 < size) {
            memcpy(out, at + part + 1, end - part - 1);
            out[end - part - 1] = '\0';
            return;
        }
        at += length;
    }
}
