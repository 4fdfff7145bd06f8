/*
 * regex_literals.c: the literals of a regex that no match can do without.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/regex_literals.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { NESTED_MAX = 16 };

struct reading {
    const char *at;
    unsigned nested;
    bool lost; /* something is not understood */
};

/* What a sequence needs: the best of its literals so far, and the one that is being read. */
struct sequence {
    struct regex_literals best;
    char run[REGEX_LITERAL_MAX + 1];
    size_t length;
};

static size_t
literals_shortest(const struct regex_literals *literals)
{
    size_t shortest = literals->count > 0 ? REGEX_LITERAL_MAX : 0;
    for (size_t i = 0; i < literals->count; i++)
        if (strlen(literals->texts[i]) < shortest)
            shortest = strlen(literals->texts[i]);
    return shortest;
}

/* Longer ones are in fewer texts. */
static void
sequence_offer(struct sequence *s, const struct regex_literals *literals)
{
    const size_t length = literals_shortest(literals), best = literals_shortest(&s->best);
    if (length >= REGEX_LITERAL_SHORTEST &&
        (length > best || (length == best && literals->count < s->best.count)))
        s->best = *literals;
}

static void
sequence_end_run(struct sequence *s)
{
    struct regex_literals one = {.count = 1};
    memcpy(one.texts[0], s->run, s->length);
    s->length = 0;
    sequence_offer(s, &one);
}

static void
sequence_add(struct sequence *s, char c)
{
    if (s->length == REGEX_LITERAL_MAX)
        sequence_end_run(s);
    s->run[s->length++] = c;
}

/* Passes a quantifier: 1 when what is before it is there at least once, else 0. */
static unsigned
read_quantifier(struct reading *r, bool *any)
{
    unsigned least = 1;
    *any = *r->at != '\0' && strchr("?*+{", *r->at) != NULL;
    if (!*any)
        return least;
    if (*r->at == '{') {
        least = r->at[1] >= '1' && r->at[1] <= '9';
        const size_t inner = strspn(r->at + 1, "0123456789,");
        r->lost = r->lost || r->at[1] < '0' || r->at[1] > '9' || r->at[1 + inner] != '}';
        r->at += r->lost ? strlen(r->at) : inner + 2;
    } else {
        least = *r->at == '+';
        r->at++;
    }
    if (*r->at == '?' || *r->at == '+')
        r->at++;
    return least;
}

/* Passes a class of characters. */
static void
read_class(struct reading *r)
{
    r->at += r->at[1] == '^' ? 2 : 1;
    if (*r->at == ']')
        r->at++;
    for (; *r->at != '\0' && *r->at != ']'; r->at++) {
        if (r->at[0] == '\\' && r->at[1] != '\0') {
            r->lost = r->lost || r->at[1] == 'Q';
            r->at++;
        } else if (r->at[0] == '[' && r->at[1] == ':') {
            const char *end = strstr(r->at, ":]");
            r->at = end != NULL ? end + 1 : r->at;
        }
    }
    if (*r->at == ']')
        r->at++;
    else
        r->lost = true;
}

static void read_alternatives(struct reading *, struct regex_literals *out);

/* What follows (? and how much of it says so; needed: what is in the group is in the text. */
static size_t
group_kind(const char *at, bool *needed)
{
    static const struct {
        const char *begin;
        bool needed;
    } kinds[] = {{"?:", true}, {"?>", true}, {"?i:", true}, {"?-i:", true}, {"?i)", false}, {"?-i)", false},
        {"?=", false}, {"?!", false}, {"?<=", false}, {"?<!", false}};
    *needed = true;
    if (*at != '?' && *at != '*')
        return 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(at, kinds[i].begin, strlen(kinds[i].begin)) == 0) {
            *needed = kinds[i].needed;
            return strlen(kinds[i].begin);
        }
    return SIZE_MAX;
}

static void
read_group(struct reading *r, struct sequence *s)
{
    struct regex_literals inner = {.count = 0};
    bool needed, quantified;
    const size_t kind = group_kind(++r->at, &needed);
    if (kind == SIZE_MAX || ++r->nested > NESTED_MAX) {
        r->lost = true;
        return;
    }
    r->at += kind;
    if (kind > 0 && r->at[-1] == ')') { /* a setting that holds from here on */
        r->nested--;
        return;
    }
    read_alternatives(r, &inner);
    r->nested--;
    r->lost = r->lost || *r->at != ')';
    if (r->lost)
        return;
    r->at++;
    if (read_quantifier(r, &quantified) > 0 && needed)
        sequence_offer(s, &inner);
}

/* One literal character, with what says how often. */
static void
read_literal(struct reading *r, struct sequence *s, char c)
{
    bool quantified;
    if (read_quantifier(r, &quantified) > 0)
        sequence_add(s, c);
    if (quantified)
        sequence_end_run(s);
}

static void
read_escape(struct reading *r, struct sequence *s)
{
    static const char no_literals[] = "dDwWsSbBhHvVRAzZK";
    const char c = r->at[1];
    bool quantified;
    if (c == '\0') {
        r->lost = true;
        return;
    }
    r->at += 2;
    if (strchr("/.-_ ()[]{}+*?|^$\\\"'#;:,=&!<>@~%", c) != NULL) {
        read_literal(r, s, c);
    } else if (strchr(no_literals, c) != NULL) {
        sequence_end_run(s);
        read_quantifier(r, &quantified);
    } else {
        r->lost = true;
    }
}

/* [Xx]: a letter, whose case does not matter here. */
static bool
is_letter_class(const char *at)
{
    const char upper = (char)(at[1] & ~0x20);
    return at[0] == '[' && upper >= 'A' && upper <= 'Z' && at[2] == (at[1] ^ 0x20) && at[3] == ']';
}

static void
read_item(struct reading *r, struct sequence *s)
{
    bool quantified;
    const char c = *r->at;
    if (is_letter_class(r->at)) {
        r->at += 4;
        read_literal(r, s, r->at[-3]);
    } else if (c == '\\') {
        read_escape(r, s);
    } else if (strchr("([.^$", c) != NULL) {
        sequence_end_run(s);
        if (c == '(') {
            read_group(r, s);
            return;
        }
        if (c == '[')
            read_class(r);
        else
            r->at++;
        read_quantifier(r, &quantified);
    } else if (strchr("?*+{", c) != NULL) {
        r->lost = true;
    } else {
        r->at++;
        read_literal(r, s, c);
    }
}

/* To the end of the alternatives: each must need something, else they need nothing. */
static void
read_alternatives(struct reading *r, struct regex_literals *out)
{
    bool known = true;
    out->count = 0;
    for (;;) {
        struct sequence s = {.length = 0};
        while (!r->lost && *r->at != '\0' && *r->at != '|' && *r->at != ')')
            read_item(r, &s);
        if (r->lost)
            return;
        sequence_end_run(&s);
        known = known && s.best.count > 0 && out->count + s.best.count <= REGEX_LITERALS_MAX;
        if (known)
            memcpy(out->texts[out->count], s.best.texts, s.best.count * sizeof *s.best.texts);
        out->count += known ? s.best.count : 0;
        if (*r->at != '|')
            break;
        r->at++;
    }
    if (!known)
        out->count = 0;
}

void
regex_literals_find(const char *regex, struct regex_literals *out)
{
    struct reading r = {.at = regex};
    read_alternatives(&r, out);
    if (r.lost || *r.at != '\0')
        out->count = 0;
}
