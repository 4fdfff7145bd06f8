/*
 * short_code.c: generates and checks short codes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/short_code.h"

#include <string.h>
#include <strings.h>

#include "base/random.h"

/* First path segments that web servers, browsers and curt's own pages use, now or in a version to come. */
static const char *const short_code_words[] = {
    "-",
    "_",
    "about",
    "admin",
    "api",
    "app",
    "assets",
    "css",
    "dashboard",
    "docs",
    "favicon",
    "health",
    "help",
    "img",
    "index",
    "js",
    "login",
    "logout",
    "metrics",
    "robots",
    "signin",
    "signout",
    "sitemap",
    "static",
    "stats",
    "ui",
};

void
short_code_generate(char *out, size_t length, bool small)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    if (!small) {
        random_text(out, length);
        return;
    }
    for (size_t i = 0; i < length; i++)
        out[i] = letters[random_below(sizeof letters - 1)];
    out[length] = '\0';
}

static bool
short_code_is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static size_t
short_code_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (short_code_is_alphanumeric(text[i]) || text[i] == '_' || text[i] == '-'))
        i++;
    return i;
}

bool
short_code_is_valid(const char *text, size_t length)
{
    return length >= 1 && length <= SHORT_CODE_MAX && short_code_length(text, length) == length;
}

bool
short_code_trim(char *text)
{
    char *rest = text + short_code_length(text, strlen(text));
    /* Android's pattern of a web address (android.util.Patterns) takes in an apostrophe, and letters of all
     * scripts; mail programs add parameters without a ?, encode it, or leave HTML behind: "&quot;", "<br>".
     */
    if ((unsigned char)*rest < 0x80 && (*rest == '\0' || strchr("'&?#\"<>", *rest) == NULL))
        for (const char *c = rest; *c != '\0'; c++)
            if (short_code_is_alphanumeric(*c))
                return false;
    *rest = '\0';
    return short_code_is_valid(text, strlen(text));
}

bool
short_code_trim_marks(char *code)
{
    const size_t length = strlen(code);
    size_t left = length;
    while (left > 0 && (code[left - 1] == '_' || code[left - 1] == '-'))
        left--;
    if (left == 0 || left == length)
        return false;
    code[left] = '\0';
    return true;
}

bool
short_code_is_reserved(const char *alias, const char *more)
{
    for (size_t i = 0; i < sizeof short_code_words / sizeof *short_code_words; i++)
        if (strcasecmp(alias, short_code_words[i]) == 0)
            return true;
    const size_t length = strlen(alias);
    for (const char *word = more; *word != '\0';) {
        size_t n = strcspn(word, ", ");
        if (n == length && strncasecmp(word, alias, n) == 0)
            return true;
        word += n;
        word += strspn(word, ", ");
    }
    return false;
}
