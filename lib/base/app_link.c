/*
 * app_link.c: reads lists of apps.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/app_link.h"

#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS  "0123456789"

enum { APP_LINK_TEAM = 10 };

/* Of so many characters of a set? */
static bool
app_link_is_of(const char *text, size_t length, const char *set)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0' || strchr(set, text[i]) == NULL)
            return false;
    return length > 0;
}

static bool
app_link_set_id(struct app_link *out, const char *text, size_t length)
{
    if (length > APP_LINK_ID_MAX)
        return false;
    memcpy(out->id, text, length);
    out->id[length] = '\0';
    out->fingerprint[0] = '\0';
    return true;
}

bool
app_link_read_ios(const char *text, size_t length, struct app_link *out)
{
    return length > APP_LINK_TEAM + 1 && text[APP_LINK_TEAM] == '.' &&
           app_link_is_of(text, APP_LINK_TEAM, LETTERS DIGITS) &&
           app_link_is_of(text + APP_LINK_TEAM + 1, length - APP_LINK_TEAM - 1, LETTERS DIGITS ".-") &&
           app_link_set_id(out, text, length);
}

static bool
app_link_is_fingerprint(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (i % 3 == 2 ? text[i] != ':' : text[i] == '\0' || strchr(DIGITS "ABCDEFabcdef", text[i]) == NULL)
            return false;
    return length == APP_LINK_FINGERPRINT_SIZE - 1;
}

/* Android compares it in capitals, as keytool prints it. */
bool
app_link_read_android(const char *text, size_t length, struct app_link *out)
{
    const char *slash = memchr(text, '/', length);
    if (slash == NULL || !app_link_is_of(text, (size_t)(slash - text), LETTERS DIGITS "._") ||
        memchr(text, '.', (size_t)(slash - text)) == NULL ||
        !app_link_is_fingerprint(slash + 1, length - (size_t)(slash + 1 - text)) ||
        !app_link_set_id(out, text, (size_t)(slash - text)))
        return false;
    for (size_t i = 0; i < APP_LINK_FINGERPRINT_SIZE - 1; i++) {
        const char c = slash[1 + i];
        out->fingerprint[i] = (char)(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
    }
    out->fingerprint[APP_LINK_FINGERPRINT_SIZE - 1] = '\0';
    return true;
}

bool
app_link_next(const char **at, app_link_read *read, struct app_link *out)
{
    *at += strspn(*at, ", ");
    const size_t length = strcspn(*at, ", ");
    if (!read(*at, length, out))
        return false;
    *at += length;
    return true;
}

bool
app_link_check(const char *list, app_link_read *read)
{
    struct app_link app;
    const char *at = list;
    while (app_link_next(&at, read, &app))
        continue;
    return *at == '\0';
}
