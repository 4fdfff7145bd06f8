/*
 * sigv4_fuzz.c: Authorization headers of AWS's clients, and the query that they sign: what is read is within
 * its bounds, and none that the secret did not make holds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/sigv4.h"

#include "fuzz.h"

/* Every header was sent. */
static const char *
header_of(const void *arg, const char *name)
{
    (void)name;
    return arg;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct sigv4_authorization authorization;
    uint8_t digest[SHA256_BYTES] = {0};
    int64_t time;
    char *text = fuzz_line(&in, NULL), *query = fuzz_line(&in, NULL), *value = fuzz_rest(&in, NULL);
    if (sigv4_authorization_parse(text, &authorization) == FAULT_NONE) {
        struct sigv4_request request = {"POST", "/aws/", query, digest, header_of, value};
        HOLDS(sigv4_is_authorization(text) && authorization.region[0] != '\0');
        HOLDS(strlen(authorization.date) == 8 && authorization.service[0] != '\0');
        HOLDS(!sigv4_holds(&request, &authorization, "20150830T123600Z", "a secret"));
    }
    if (sigv4_time_parse(text, &time) == FAULT_NONE)
        HOLDS(strlen(text) == SIGV4_TIME_SIZE - 1 && time >= 0);
    free(text);
    free(query);
    free(value);
    return 0;
}
