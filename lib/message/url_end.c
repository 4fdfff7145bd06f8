/*
 * url_end.c: passes over the characters of a URL, by their Unicode properties as PCRE2 knows them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/url_end.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <ctype.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "message/emphasis.h"

enum {
    URL_END_AHEAD = 128,  /* bytes in which a bracket beyond ASCII must be closed */
    URL_END_BRACKETS = 16 /* kinds of them that are open at the same time */
};

/* The groups of the expression, in its order; what it does not match is plain. */
enum url_class {
    URL_PLAIN,
    URL_MEDIAL,
    URL_JOINER,
    URL_SELECTOR,
    URL_OPEN,
    URL_CLOSE,
    URL_LETTER,
    URL_END,
    URL_PICTURE,
    URL_MARK, /* from here on ASCII's alone */
    URL_EMPHASIS,
    URL_FILLED, /* a value of a template, as one */
};

/*
 * UAX #31 (Unicode 15), table 3a, without ASCII, with the maqaf, the geresh and the half-width middle dot.
 * Formatting characters end a URL but for the tags of flags.
 */
static const char expression[] =
    "([\\x{b7}\\x{58a}\\x{5be}\\x{5f3}\\x{5f4}\\x{f0b}\\x{2010}\\x{2019}\\x{2027}\\x{30a0}\\x{30fb}\\x{ff65}]"
    ")"
    "|([\\x{200c}\\x{200d}])"
    "|([\\x{fe00}-\\x{fe0f}])"
    "|(\\p{Ps})"
    "|(\\p{Pe})"
    "|([\\p{L}\\p{N}\\p{M}])"
    "|((?![\\x{e0020}-\\x{e007f}])[\\s\\p{Z}\\p{Cc}\\p{Cf}\\p{P}\\x{ff00}-\\x{ffef}])"
    "|([\\p{So}\\x{1f3fb}-\\x{1f3ff}])";

struct url_end {
    pcre2_code *code;
    pcre2_match_data *match;
};

struct url_char {
    uint32_t code;
    size_t size; /* 0: the text is over */
    enum url_class class;
};

/* A kind of brackets, known by its closing one, and how many of them are open. */
struct url_bracket {
    uint32_t close;
    size_t depth;
};

struct url_pass {
    struct url_end *end;
    const char *text;
    size_t length;
    const struct filled_text *filled;
    struct url_char before;
    struct url_bracket brackets[URL_END_BRACKETS];
    bool in_host;  /* there are no brackets but around an IPv6 address, and no emphasis */
    bool pictured; /* in pictures right after a word of ASCII */
    size_t solid;  /* the end of what is no mark that may belong to the sentence */
};

struct url_end *
url_end_create(void)
{
    int error;
    PCRE2_SIZE offset;
    struct url_end *end = xcalloc(1, sizeof *end);
    end->code = xchecked(pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
        PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED, &error, &offset, NULL));
    end->match = xchecked(pcre2_match_data_create_from_pattern(end->code, NULL));
    /* Where the system forbids JIT, matching is slower but the same. */
    pcre2_jit_compile(end->code, PCRE2_JIT_COMPLETE);
    return end;
}

void
url_end_free(struct url_end *end)
{
    if (end == NULL)
        return;
    pcre2_code_free(end->code);
    pcre2_match_data_free(end->match);
    free(end);
}

static enum url_class
url_ascii_class(uint32_t code)
{
    if (code <= 0x20 || code == 0x7f || strchr("<>\"`", (int)code) != NULL)
        return URL_END;
    if (strchr("([{", (int)code) != NULL)
        return URL_OPEN;
    if (strchr(")]}", (int)code) != NULL)
        return URL_CLOSE;
    if (strchr(".,;:!?'", (int)code) != NULL)
        return URL_MARK;
    return strchr(EMPHASIS_MARKS, (int)code) != NULL ? URL_EMPHASIS : URL_PLAIN;
}

static struct url_char
url_char_at(const struct url_pass *p, size_t at)
{
    struct url_char c = {.class = URL_END};
    if (at < p->length)
        c.size = utf8_decode(p->text + at, p->length - at, &c.code);
    if (c.size == 0)
        return c;
    if (c.code < 0x80) {
        c.class = url_ascii_class(c.code);
        return c;
    }
    const int groups = pcre2_match(
        p->end->code, (PCRE2_SPTR)p->text + at, c.size, 0, PCRE2_NO_UTF_CHECK, p->end->match, NULL);
    c.class = groups > 1 ? (enum url_class)(groups - 1) : URL_PLAIN;
    return c;
}

/* Brackets that are a pair follow each other, or have one character between them. */
static uint32_t
url_closing(uint32_t open)
{
    return strchr("[{", open < 0x80 ? (int)open : ' ') != NULL || open == 0xff3b || open == 0xff5b ? open + 2
                                                                                                   : open + 1;
}

/* Is a bracket beyond ASCII closed before the URL ends? at is the byte after it. */
static bool
url_is_closed(const struct url_pass *p, size_t at, uint32_t open)
{
    size_t depth = 1;
    for (const size_t most = at + URL_END_AHEAD; at < most;) {
        const struct url_char c = url_char_at(p, at);
        if (c.class == URL_END)
            return false;
        depth += c.code == open;
        depth -= c.code == url_closing(open);
        if (depth == 0)
            return true;
        at += c.size;
    }
    return false;
}

static bool
url_opens(struct url_pass *p, size_t at, const struct url_char *c)
{
    struct url_bracket *free_one = NULL, *found = NULL;
    if (c->code >= 0x80 && !url_is_closed(p, at + c->size, c->code))
        return false;
    for (size_t i = 0; i < URL_END_BRACKETS && found == NULL; i++) {
        if (p->brackets[i].close == url_closing(c->code))
            found = &p->brackets[i];
        else if (free_one == NULL && p->brackets[i].depth == 0)
            free_one = &p->brackets[i];
    }
    if (found == NULL && free_one == NULL)
        return false;
    if (found == NULL) {
        found = free_one;
        found->close = url_closing(c->code);
    }
    found->depth++;
    return true;
}

static bool
url_closes(struct url_pass *p, const struct url_char *c)
{
    for (size_t i = 0; i < URL_END_BRACKETS; i++)
        if (p->brackets[i].close == c->code && p->brackets[i].depth > 0) {
            p->brackets[i].depth--;
            return true;
        }
    return false;
}

/* Does this join two halves of a word? */
static bool
url_is_medial(const struct url_pass *p, size_t at, const struct url_char *c)
{
    const struct url_char after = url_char_at(p, at + c->size);
    if (c->code == 0xb7 && (p->before.code | 0x20) == 'l' && (after.code | 0x20) == 'l')
        return true;
    return p->before.class == URL_LETTER && after.class == URL_LETTER;
}

/* The number in a box is a digit, U+FE0F and U+20E3. */
static bool
url_is_varied(const struct url_pass *p, size_t at, const struct url_char *c)
{
    return p->before.code >= 0x80 || url_char_at(p, at + c->size).code == 0x20e3;
}

static bool
url_belongs(struct url_pass *p, size_t at, const struct url_char *c)
{
    /* "{link}を", "{link}👈": what the template has after a value, and is not ASCII, is its sentence. */
    if (c->code >= 0x80 && p->before.class == URL_FILLED)
        return false;
    switch (c->class) {
    case URL_END:
        return false;
    case URL_MEDIAL:
        return url_is_medial(p, at, c);
    case URL_SELECTOR:
        return url_is_varied(p, at, c);
    case URL_OPEN:
        return (!p->in_host || p->before.size == 0) && url_opens(p, at, c);
    case URL_CLOSE:
        return url_closes(p, c);
    case URL_MARK: /* no host has one of these, and most that write them go on with the sentence */
        return !p->in_host || strchr(",;!'", (int)c->code) == NULL;
    default:
        return true;
    }
}

/* Pictures right after a word of ASCII are the sentence's, if nothing more follows. */
static bool
url_is_solid(const struct url_pass *p, const struct url_char *c)
{
    if (c->class == URL_SELECTOR || c->class == URL_PICTURE)
        return !p->pictured;
    return c->class != URL_MARK && c->class != URL_EMPHASIS && c->class != URL_JOINER &&
           (c->class != URL_OPEN || c->code < 0x80);
}

static size_t
url_pass_over(struct url_pass *p, size_t from)
{
    size_t at = from;
    p->before = (struct url_char){.class = URL_END};
    p->solid = from;
    p->in_host = true;
    while (at < p->length) {
        const size_t filled = filled_text_at(p->filled, at);
        const struct url_char c = filled > 0 ? (struct url_char){'x', filled, URL_FILLED}
                                             : url_char_at(p, at);
        if (!url_belongs(p, at, &c))
            break;
        at += c.size;
        p->in_host = p->in_host && (c.code >= 0x80 || strchr("/?#", (int)c.code) == NULL);
        if (c.class == URL_PICTURE)
            p->pictured = p->pictured || (p->before.code < 0x80 && isalnum((int)p->before.code));
        else if (c.class != URL_SELECTOR && c.class != URL_JOINER)
            p->pictured = false;
        if (url_is_solid(p, &c))
            p->solid = at;
        p->before = c;
    }
    return at;
}

size_t
url_end_run(
    struct url_end *end, const char *text, size_t length, const struct filled_text *filled, size_t from)
{
    struct url_pass pass = {.end = end, .text = text, .length = length, .filled = filled};
    return url_pass_over(&pass, from);
}

size_t
url_end_find(struct url_end *end, const char *text, size_t length, const struct filled_text *filled,
    size_t start, size_t from)
{
    struct url_pass pass = {.end = end, .text = text, .length = length, .filled = filled};
    const size_t run = url_pass_over(&pass, from);
    if (pass.in_host)
        return pass.solid;
    return pass.solid + emphasis_trim(text, start, text + pass.solid, run - pass.solid);
}
