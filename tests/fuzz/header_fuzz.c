/*
 * header_fuzz.c: headers of requests: languages, referrers, entity tags, aliases; each gives a bounded text
 * of its own kind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/etag.h"
#include "fuzz.h"
#include "link/link_name.h"
#include "net/accept_language.h"
#include "net/referrer.h"
#include "net/url.h"
#include "net/webhook_signature.h"

#define PATH_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&()*+,=:@%/"

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

/* A code is the same again after its way as a path, and names one link on each domain. */
static void
check_path(const char *code)
{
    char path[SHORT_CODE_URL_SIZE], name[LINK_NAME_MAX + 1];
    for (int slashes = 0; slashes < 2; slashes++) {
        HOLDS(url_encode_path(code, slashes, path, sizeof path) == FAULT_NONE);
        HOLDS(slashes || strchr(path, '/') == NULL);
        HOLDS(strspn(path, PATH_CHARACTERS) == strlen(path));
        HOLDS(url_decode(path, false) == FAULT_NONE && strcmp(path, code) == 0);
    }
    HOLDS(code[0] != '/' && strstr(code, "//") == NULL && code[strlen(code) - 1] != '/');
    link_name_write("", code, name);
    HOLDS(link_name_is_valid(name) && strcmp(link_name_code(name), code) == 0);
    link_name_write("go.example", code, name);
    HOLDS(link_name_is_valid(name) && strcmp(link_name_code(name), code) == 0);
}

static void
check_code(const char *text)
{
    static bool (*const trims[])(char *) = {
        short_code_trim_plus, short_code_trim_punctuation, short_code_trim_rest, short_code_trim_marks};
    for (size_t i = 0; i < sizeof trims / sizeof *trims; i++) {
        char *code = xstrdup(text);
        if (trims[i](code))
            HOLDS(short_code_is_valid(code, strlen(code)) && strlen(code) < strlen(text));
        HOLDS(strncmp(code, text, strlen(code)) == 0);
        free(code);
    }
    short_code_is_reserved(text, "some, words");
    if (short_code_is_plain(text, strlen(text)))
        HOLDS(short_code_is_valid(text, strlen(text)));
    if (short_code_is_valid(text, strlen(text)))
        check_path(text);
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
