/*
 * aws_auth.c: who signed a request with SigV4.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws.h"
#include "base/timestamp.h"
#include "http/auth.h"
#include "http/aws_key.h"

#define AWS_CLOCK_SKEW (300 * TIMESTAMP_SECOND)

struct aws_signing {
    struct sigv4_authorization authorization;
    struct sigv4_request request;
    const char *time;
    char path[REQUEST_PATH_SIZE];
    uint8_t digest[SHA256_BYTES];
};

static const char *
aws_header(const void *request, const char *name)
{
    return request_find_header(request, name);
}

/* What must be signed: where it goes, when, and what it asks for. */
static enum fault
aws_check_headers(struct aws_call *call, const struct aws_signing *signing)
{
    static const char *const needed[] = {"host", "x-amz-date", "x-amz-target"};
    const struct sigv4_authorization *authorization = &signing->authorization;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!sigv4_signs(authorization, needed[i]))
            return aws_fail(call, AWS_INCOMPLETE_SIGNATURE, "The header %s must be signed.", needed[i]);
    if (strcmp(authorization->service, "events") != 0)
        return aws_fail(call, AWS_INVALID_SIGNATURE, "The credential must be for the service events.");
    if (strspn(authorization->region, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
        strlen(authorization->region))
        return aws_fail(call, AWS_INVALID_SIGNATURE, "The credential's region must be of a-z 0-9 -.");
    return FAULT_NONE;
}

/* The client sets its clock by the Date of this answer. */
static enum fault
aws_check_time(struct aws_call *call, struct aws_signing *signing)
{
    int64_t at;
    const int64_t now = timestamp_now();
    signing->time = aws_header(call->request, "x-amz-date");
    if (signing->time == NULL || sigv4_time_parse(signing->time, &at) != FAULT_NONE)
        return aws_fail(
            call, AWS_INCOMPLETE_SIGNATURE, "x-amz-date must be a time, such as 20260525T165650Z.");
    if (strncmp(signing->time, signing->authorization.date, 8) != 0)
        return aws_fail(call, AWS_INVALID_SIGNATURE, "The date of the credential is not that of x-amz-date.");
    if (at < now - AWS_CLOCK_SKEW || at > now + AWS_CLOCK_SKEW)
        return aws_fail(call, AWS_INVALID_SIGNATURE, "Signature %s: %s is more than 5 minutes %s.",
            at < now ? "expired" : "not yet current", signing->time, at < now ? "ago" : "ahead");
    return FAULT_NONE;
}

static bool
aws_signature_holds(const char *secret, void *arg)
{
    const struct aws_signing *signing = arg;
    return sigv4_holds(&signing->request, &signing->authorization, signing->time, secret);
}

/* Wrong ones are counted as wrong API keys are. */
static enum fault
aws_refuse_key(struct aws_call *call, enum aws_error_type type, const char *why)
{
    int64_t wait;
    if (auth_note_wrong_key(call->request, call->context, &wait) == FAULT_REFUSED)
        return aws_fail(call, AWS_THROTTLING,
            "Too many wrong keys came from your address. Try again in %lld s.", (long long)wait);
    return aws_fail(call, type, "%s", why);
}

static enum fault
aws_check_key(struct aws_call *call, struct aws_signing *signing)
{
    uint32_t id;
    enum fault fault = aws_key_parse(signing->authorization.key, &id);
    if (fault == FAULT_NONE)
        fault = aws_key_verify(call->context->env, id, aws_signature_holds, signing, &call->request->key);
    if (fault == FAULT_MISSING)
        return aws_refuse_key(call, AWS_UNRECOGNIZED_CLIENT,
            "The access key is unknown or revoked, or none that can sign; `curt key add --aws` makes one.");
    if (fault == FAULT_REFUSED)
        return aws_refuse_key(call, AWS_INVALID_SIGNATURE,
            "The signature is not that of this request with the secret of this access key.");
    return aws_refuse(call, fault, NULL);
}

enum fault
aws_authenticate(struct aws_call *call, const char *body, size_t length)
{
    struct aws_signing signing;
    const struct request *request = call->request;
    const char *sent = request->fields[HTTP_AUTHORIZATION], *uri = request->fields[HTTP_REQUEST_URI];
    if (!sigv4_is_authorization(sent))
        return aws_fail(call, AWS_MISSING_AUTHENTICATION,
            "Sign the request with AWS4-HMAC-SHA256, in an Authorization header.");
    if (sigv4_authorization_parse(sent, &signing.authorization) != FAULT_NONE)
        return aws_fail(call, AWS_INCOMPLETE_SIGNATURE,
            "Authorization must have Credential (key/date/region/events/aws4_request), SignedHeaders and "
            "Signature.");
    snprintf(signing.path, sizeof signing.path, "%.*s", (int)strcspn(uri, "?"), uri);
    signing.request = (struct sigv4_request){.method = request->fields[HTTP_REQUEST_METHOD],
        .path = signing.path,
        .query = request->query,
        .body_digest = signing.digest,
        .header = aws_header,
        .arg = request};
    enum fault fault = aws_check_headers(call, &signing);
    if (fault == FAULT_NONE)
        fault = aws_check_time(call, &signing);
    if (fault == FAULT_NONE) {
        sha256_digest(&(struct sha256_part){body, length}, 1, signing.digest);
        fault = aws_check_key(call, &signing);
    }
    if (fault == FAULT_NONE)
        strcpy(call->region, signing.authorization.region);
    return fault;
}
