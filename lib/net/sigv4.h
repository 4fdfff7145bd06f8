/*
 * sigv4.h: signatures of requests as AWS's clients make them: Signature Version 4, HMAC-SHA256 by libcrypto
 * over what is signed of the request. Facts: "Create a signed AWS API request" in the IAM User Guide, and the
 * test vectors that go with it (tests/unit/sigv4_test.c). The path is taken as it was sent, neither
 * normalized nor encoded once more.
 */
#ifndef CURT_NET_SIGV4_H
#define CURT_NET_SIGV4_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/sha256.h"

#define SIGV4_KEY_MAX        128  /* of the id of an access key */
#define SIGV4_NAME_MAX       64   /* of a region, or of a service */
#define SIGV4_HEADERS_MAX    1024 /* of the names of the headers that are signed */
#define SIGV4_TIME_SIZE      17   /* "20150830T123600Z" with its NUL */
#define SIGV4_CANONICAL_SIZE 16384
#define SIGV4_STRING_SIZE    512
#define SIGV4_QUERY_MAX      2048
#define SIGV4_PARAMETERS_MAX 64

/* What an Authorization header says. */
struct sigv4_authorization {
    char key[SIGV4_KEY_MAX + 1];
    char date[9]; /* "20150830" */
    char region[SIGV4_NAME_MAX + 1];
    char service[SIGV4_NAME_MAX + 1];
    char headers[SIGV4_HEADERS_MAX + 1]; /* "host;x-amz-date": sorted, in small letters, each once */
    uint8_t signature[SHA256_BYTES];
};

/* What is signed of a request. */
struct sigv4_request {
    const char *method;
    const char *path;           /* as it was sent, without the query */
    const char *query;          /* as it was sent, without the question mark; "" for none */
    const uint8_t *body_digest; /* SHA-256 of the body */
    /* The value of a header by its name in small letters; NULL when it was not sent. */
    const char *(*header)(const void *arg, const char *name);
    const void *arg;
};

/* Is it one of SigV4 at all? */
bool sigv4_is_authorization(const char *text);

/* Reads "AWS4-HMAC-SHA256 Credential=.../20150830/us-east-1/events/aws4_request, SignedHeaders=..., \
 * Signature=...", its three parts in any order. FAULT_INPUT for anything else. */
enum fault sigv4_authorization_parse(const char *text, struct sigv4_authorization *out);

/* Is the header among those that are signed? */
bool sigv4_signs(const struct sigv4_authorization *, const char *header);

/* "20150830T123600Z" as a time (base/timestamp.h). FAULT_INPUT. */
enum fault sigv4_time_parse(const char *text, int64_t *out);

/* Writes the canonical request. FAULT_INPUT: a header that is signed was not sent, or the query has too many
 * parameters; FAULT_FULL when there is no room for it. */
enum fault sigv4_canonical_request(
    const struct sigv4_request *, const struct sigv4_authorization *, struct buffer *out);

/* Writes the string to sign over a canonical request. There must be room: SIGV4_STRING_SIZE. */
void sigv4_string_to_sign(const struct sigv4_authorization *, const char time[static SIGV4_TIME_SIZE],
    const struct buffer *canonical, char out[static SIGV4_STRING_SIZE]);

/* The signature that a secret makes of that string. */
void sigv4_sign(const char *secret, const struct sigv4_authorization *, const char *string,
    uint8_t out[static SHA256_BYTES]);

/* Does the secret make the signature that was sent? Compared in constant time. The time is that of the
 * x-amz-date header. */
bool sigv4_holds(const struct sigv4_request *, const struct sigv4_authorization *,
    const char time[static SIGV4_TIME_SIZE], const char *secret);

#endif
