#include "base/code.h"

#include <string.h>
#include <strings.h>

#include "base/chance.h"

/* First path segments that web servers, browsers and curt's own pages use, now or in a version to come. */
static const char *const code_words[] = {
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
code_draw(char *out, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (size_t i = 0; i < length; i++)
        out[i] = letters[chance_below(sizeof letters - 1)];
    out[length] = '\0';
}

bool
code_valid(const char *text, size_t length)
{
    if (length < 1 || length > CODE_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                c == '-'))
            return false;
    }
    return true;
}

bool
code_reserved(const char *alias, const char *more)
{
    for (size_t i = 0; i < sizeof code_words / sizeof *code_words; i++)
        if (strcasecmp(alias, code_words[i]) == 0)
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
