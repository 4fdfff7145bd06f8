/*
 * accept_language.c: weights and tags of a list of languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/accept_language.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* The q of a part that ends at `end`, as language_weight has it; it may have spaces around its marks. */
static int
language_part_weight(const char *at, const char *end)
{
    while (at < end && *at != ';')
        at++;
    while (at < end && strchr("; \t", *at) != NULL)
        at++;
    if (at == end || (*at | 0x20) != 'q')
        return 1000;
    for (at++; at < end && strchr("= \t", *at) != NULL;)
        at++;
    int weight = 0, digit = 1000;
    for (; at < end && ((*at >= '0' && *at <= '9') || *at == '.'); at++)
        if (*at != '.') {
            weight += (*at - '0') * digit;
            digit /= 10;
        }
    return weight;
}

bool
accept_language_has(const char *list, const char *range, size_t length, int weight)
{
    for (const char *at = list; *at != '\0';) {
        at += strspn(at, " \t,");
        const char *end = at + strcspn(at, ",");
        if ((size_t)(end - at) >= length && strncasecmp(at, range, length) == 0 &&
            strchr("-_;, \t", at[length]) != NULL && language_part_weight(at, end) >= weight)
            return true;
        at = end;
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
