/*
 * url_fuzz.c: URLs of links: what is accepted is ASCII, and stays as it is when it is checked again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/url.h"

#include "fuzz.h"

static void
check_parts(const char *text)
{
    char host[URL_HOST_SIZE], encoded[1024];
    url_host(text, host);
    HOLDS(strlen(host) < sizeof host);
    url_encode(text, encoded, sizeof encoded);
    for (const char *c = encoded; *c != '\0'; c++)
        HOLDS(*c > 0x20 && *c < 0x7f);
    url_path(text, encoded, sizeof encoded);
    for (const char *c = encoded; *c != '\0'; c++)
        HOLDS(*c > 0x20 && *c < 0x7f);
    char *decoded = xstrdup(text);
    const size_t length = strlen(text);
    if (url_decode(decoded, true) == FAULT_NONE)
        HOLDS(strlen(decoded) <= length);
    free(decoded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct url_rules rules = {
        "http, https, mailto, tel, myapp", "https://s.example.com:8443", NULL};
    static char once[URL_MAX + 1], twice[URL_MAX + 1];
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct input_error error;
    char *text = fuzz_rest(&in, NULL);
    check_parts(text);
    if (url_check(text, &rules, once, &error) == FAULT_NONE) {
        for (const char *c = once; *c != '\0'; c++)
            HOLDS(*c > 0x20 && *c < 0x7f);
        HOLDS(url_check(once, &rules, twice, &error) == FAULT_NONE);
        HOLDS(strcmp(once, twice) == 0);
    } else {
        HOLDS(error.detail[0] != '\0');
    }
    free(text);
    return 0;
}
