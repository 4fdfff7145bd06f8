/*
 * short_code.c: generates and checks short codes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/short_code.h"

#include <string.h>
#include <strings.h>

#include <unictype.h>
#include <unistr.h>

#include "base/random.h"
#include "base/utf8.h"

/* First path segments that web servers, browsers and curt's own pages use, now or in a version to come, and
 * the files that programs ask every host for: nobody would have clicked. */
static const char *const short_code_words[] = {
    "-",
    "_",
    ".well-known",
    "about",
    "admin",
    "ads.txt",
    "api",
    "app",
    "app-ads.txt",
    "apple-app-site-association",
    "apple-touch-icon.png",
    "apple-touch-icon-precomposed.png",
    "assets",
    "aws",
    "css",
    "dashboard",
    "docs",
    "favicon",
    "favicon.ico",
    "health",
    "help",
    "img",
    "index",
    "index.html",
    "js",
    "login",
    "logout",
    "metrics",
    "robots",
    "robots.txt",
    "security.txt",
    "signin",
    "signout",
    "sitemap",
    "sitemap.xml",
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
short_code_is_plain(const char *text, size_t length)
{
    return length >= 1 && length <= SHORT_CODE_MAX && short_code_length(text, length) == length;
}

/* UTF-8 without C0, DEL and C1? */
static bool
short_code_is_text(const char *text, size_t length)
{
    uint32_t c;
    for (size_t n; length > 0; text += n, length -= n)
        if ((n = utf8_decode(text, length, &c)) == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0))
            return false;
    return true;
}

/* Does it stay as it is on its way: is no part between slashes one that is taken out of paths? */
static bool
short_code_is_path(const char *text, size_t length)
{
    for (const char *end = text + length, *slash; text <= end; text = slash + 1) {
        slash = memchr(text, '/', (size_t)(end - text));
        if (slash == NULL)
            slash = end;
        const size_t part = (size_t)(slash - text);
        if (part == 0 || (part <= 2 && memcmp(text, "..", part) == 0))
            return false;
    }
    return true;
}

bool
short_code_is_valid(const char *text, size_t length)
{
    if (length < 1 || length > SHORT_CODE_MAX)
        return false;
    return short_code_length(text, length) == length ||
           (short_code_is_text(text, length) && short_code_is_path(text, length));
}

/* Ends the text there, if it is shorter and a code then. */
static bool
short_code_cut(char *text, size_t left)
{
    if (text[left] == '\0' || !short_code_is_valid(text, left))
        return false;
    text[left] = '\0';
    return true;
}

bool
short_code_trim_plus(char *text)
{
    const size_t length = strlen(text);
    return length > 0 && text[length - 1] == '+' && short_code_cut(text, length - 1);
}

/* Of ASCII, all that is neither a letter, a digit nor a mark. */
static bool
short_code_is_punctuation(ucs4_t c)
{
    if (c < 0x80)
        return !short_code_is_alphanumeric((char)c) && c != '_' && c != '-';
    return uc_is_property_white_space(c) || uc_is_general_category(c, UC_PUNCTUATION) ||
           uc_is_general_category(c, UC_FORMAT);
}

bool
short_code_trim_punctuation(char *text)
{
    const uint8_t *begin = (const uint8_t *)text, *end = begin + strlen(text), *before;
    ucs4_t c;
    while ((before = u8_prev(&c, end, begin)) != NULL && short_code_is_punctuation(c))
        end = before;
    return short_code_cut(text, (size_t)(end - begin));
}

bool
short_code_trim_rest(char *text)
{
    const size_t length = short_code_length(text, strlen(text));
    const char *rest = text + length;
    /* Android's pattern of a web address (android.util.Patterns) takes in an apostrophe, and letters of all
     * scripts; mail programs add parameters without a ?, encode it, or leave HTML behind: "&quot;", "<br>".
     */
    if ((unsigned char)*rest < 0x80 && (*rest == '\0' || strchr("'&?#\"<>", *rest) == NULL))
        for (const char *c = rest; *c != '\0'; c++)
            if (short_code_is_alphanumeric(*c))
                return false;
    return short_code_cut(text, length);
}

bool
short_code_trim_marks(char *code)
{
    size_t left = strlen(code);
    while (left > 0 && (code[left - 1] == '_' || code[left - 1] == '-'))
        left--;
    return short_code_cut(code, left);
}

bool
short_code_is_reserved(const char *alias, const char *more)
{
    const size_t length = strcspn(alias, "/");
    for (size_t i = 0; i < sizeof short_code_words / sizeof *short_code_words; i++)
        if (strlen(short_code_words[i]) == length && strncasecmp(alias, short_code_words[i], length) == 0)
            return true;
    for (const char *word = more; *word != '\0';) {
        size_t n = strcspn(word, ", ");
        if (n == length && strncasecmp(word, alias, n) == 0)
            return true;
        word += n;
        word += strspn(word, ", ");
    }
    return false;
}
