/*
 * accept_language.c: weights and tags of a list of languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/accept_language.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The q of a part, after its tag, in thousandths; a part without one, or with another, has 1. */
static int
language_weight(const char *part)
{
    const char *q = strstr(part, "q=");
    if (q == NULL || q[2] < '0' || q[2] > '1')
        return 1000;
    const double weight = strtod(q + 2, NULL);
    return weight < 1 ? (int)(weight * 1000) : 1000;
}

/* "zh" of "zh-Hant-TW", "en" of the "en_US.UTF-8" of some libraries. */
static bool
language_parse(const char *tag, char out[static ACCEPT_LANGUAGE_SIZE])
{
    const size_t n = strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (n < 2 || n > 3 || strchr("-_.@; ", tag[n]) == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(tag[i] | 0x20);
    out[n] = '\0';
    return true;
}

void
accept_language_best(char *list, char out[static ACCEPT_LANGUAGE_SIZE])
{
    char *part, language[ACCEPT_LANGUAGE_SIZE];
    int best = 0;
    out[0] = '\0';
    while ((part = strsep(&list, ",")) != NULL) {
        const int weight = language_weight(part);
        if (weight > best && language_parse(part + strspn(part, " \t"), language)) {
            best = weight;
            strcpy(out, language);
        }
    }
}

static bool
language_is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The q after a tag, in thousandths; *at is then at the next comma, or the end. */
static int
language_read_weight(const char **at)
{
    const char *c = *at;
    int weight = 1000;
    while (*c == ';' || language_is_space(*c))
        c++;
    if (*c == 'q' || *c == 'Q') {
        weight = 0;
        for (c++; *c == '=' || language_is_space(*c);)
            c++;
        for (int digit = 1000; (*c >= '0' && *c <= '9') || *c == '.'; c++)
            if (*c != '.') {
                weight += (*c - '0') * digit;
                digit /= 10;
            }
    }
    while (*c != '\0' && *c != ',')
        c++;
    *at = c;
    return weight;
}

/* Has the tag an end here? All that is below a comma ends one too: spaces, the end, and a * that is none. */
static bool
language_ends(char c)
{
    return (unsigned char)c <= ',' || c == ';';
}

/* Run for each click of a link with rules: no call of the C library for a byte or two. */
void
accept_language_read(const char *list, int weight, struct accept_languages *out)
{
    out->count = 0;
    while (*list != '\0' && out->count < ACCEPT_LANGUAGES_MAX) {
        while (*list == ',' || language_is_space(*list))
            list++;
        const char *tag = list;
        while (!language_ends(*list))
            list++;
        const size_t length = (size_t)(list - tag);
        if (language_read_weight(&list) >= weight && length > 0)
            out->tags[out->count++] = (struct accept_language_tag){tag, length};
    }
}

bool
accept_languages_have(const struct accept_languages *languages, const char *range, size_t length)
{
    for (size_t i = 0; i < languages->count; i++) {
        const struct accept_language_tag *tag = &languages->tags[i];
        if (tag->length < length ||
            (tag->length > length && tag->bytes[length] != '-' && tag->bytes[length] != '_'))
            continue;
        size_t same = 0;
        while (same < length && (tag->bytes[same] | 0x20) == (range[same] | 0x20))
            same++;
        if (same == length)
            return true;
    }
    return false;
}

bool
language_tag_is_valid(const char *tag)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                      both[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t n = strspn(tag, letters);
    if (n < 2 || n > 3 || strlen(tag) > LANGUAGE_TAG_MAX)
        return false;
    for (tag += n; *tag == '-'; tag += n) {
        n = strspn(++tag, both);
        if (n < 1 || n > 8)
            return false;
    }
    return *tag == '\0';
}
