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
