/*
 * header_fuzz.c: headers of requests: languages, referrers, entity tags, aliases; each gives a bounded text
 * of its own kind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/etag.h"
#include "fuzz.h"
#include "link/short_code.h"
#include "net/accept_language.h"
#include "net/referrer.h"
#include "net/webhook_signature.h"

static void
check_language(const char *text)
{
    char *list = xstrdup(text), language[ACCEPT_LANGUAGE_SIZE];
    accept_language_best(list, language);
    const size_t length = strlen(language);
    HOLDS(length == 0 || length == 2 || length == 3);
    HOLDS(strspn(language, "abcdefghijklmnopqrstuvwxyz") == length);
    free(list);
}

static void
check_code(const char *text)
{
    char *code = xstrdup(text);
    if (short_code_trim(code)) {
        HOLDS(short_code_is_valid(code, strlen(code)) && strncmp(code, text, strlen(code)) == 0);
        short_code_is_reserved(code, "some, words");
        if (short_code_trim_marks(code))
            HOLDS(short_code_is_valid(code, strlen(code)));
    }
    free(code);
}

static void
check_tag(const char *text)
{
    static const char tag[] = "\"0123456789abcdef-0123456789abcdef\"";
    const bool change = etag_may_change(text, tag), known = etag_is_known(text, tag);
    if (strchr(text, '*') == NULL && strstr(text, "0123456789abcdef") == NULL)
        HOLDS(!known && (text[0] == '\0' || !change));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct webhook_signature_key key;
    char *text = fuzz_rest(&in, NULL), source[URL_HOST_SIZE];
    referrer_source(text, source);
    HOLDS(strlen(source) < sizeof source);
    check_language(text);
    check_code(text);
    check_tag(text);
    if (webhook_signature_key_parse(text, &key) == FAULT_NONE)
        HOLDS(key.length >= WEBHOOK_SIGNATURE_KEY_MIN && key.length <= WEBHOOK_SIGNATURE_KEY_MAX);
    free(text);
    return 0;
}
