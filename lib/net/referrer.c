/*
 * referrer.c: hosts and apps that links are opened from.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/referrer.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool
referrer_app(const char *url, char out[static URL_HOST_SIZE])
{
    static const char *const schemes[] = {"android-app://", "ios-app://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) != 0)
            continue;
        const char *app = url + strlen(schemes[i]);
        const size_t n = strcspn(app, "/?#");
        if (n == 0 || n >= URL_HOST_SIZE ||
            strspn(app, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") < n)
            return false;
        for (size_t c = 0; c < n; c++)
            out[c] = (char)tolower((unsigned char)app[c]);
        out[n] = '\0';
        return true;
    }
    return false;
}

void
referrer_source(const char *url, char out[static URL_HOST_SIZE])
{
    out[0] = '\0';
    if (!referrer_app(url, out))
        url_host(url, out);
}
