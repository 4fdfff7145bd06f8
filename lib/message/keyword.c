/*
 * keyword.c: compares replies with the words that mean something.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/keyword.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum { KEYWORD_BYTES_MAX = 256 /* of a word, folded; a longer text is none */ };

const char *
keyword_name(enum keyword keyword)
{
    static const char *const names[KEYWORDS] = {"", "stop", "start", "help"};
    return names[keyword];
}

static bool
keyword_is_letter(ucs4_t c)
{
    return uc_is_general_category(c, UC_LETTER) || uc_is_general_category(c, UC_NUMBER) ||
           uc_is_general_category(c, UC_MARK);
}

static bool
keyword_is_space(ucs4_t c)
{
    return uc_is_property_white_space(c) || uc_is_general_category(c, UC_DASH_PUNCTUATION) ||
           uc_is_general_category(c, UC_CONNECTOR_PUNCTUATION);
}

static bool
keyword_is_unseen(ucs4_t c)
{
    return uc_is_general_category(c, UC_FORMAT) || uc_is_property_default_ignorable_code_point(c);
}

/* Copies what can be seen, with one space for several, from the first letter or digit to the last. */
static size_t
keyword_strip(const char *text, size_t length, uint8_t out[static KEYWORD_BYTES_MAX])
{
    size_t used = 0, end = 0;
    bool space = false;
    ucs4_t c;
    for (int n; length > 0; text += n, length -= (size_t)n) {
        n = u8_mbtoucr(&c, (const uint8_t *)text, length);
        if (n <= 0)
            return 0;
        if (keyword_is_unseen(c) || (used == 0 && !keyword_is_letter(c)))
            continue;
        if (keyword_is_space(c)) {
            space = true;
            continue;
        }
        if (used + 1 + (size_t)n > KEYWORD_BYTES_MAX)
            return 0;
        if (space)
            out[used++] = ' ';
        space = false;
        memcpy(out + used, text, (size_t)n);
        used += (size_t)n;
        end = keyword_is_letter(c) ? used : end;
    }
    return end;
}

/* Case folding takes I and İ for different letters, but a Turkish keyboard may give either, and i or ı: all
 * are i. */
static size_t
keyword_join_dots(uint8_t *folded, size_t length)
{
    static const char dotless[] = "\xc4\xb1", dot[] = "\xcc\x87"; /* U+0131, U+0307 */
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        const bool pair = i + 1 < length;
        if (pair && memcmp(folded + i, dotless, 2) == 0) {
            folded[used++] = 'i';
            i++;
        } else if (pair && used > 0 && folded[used - 1] == 'i' && memcmp(folded + i, dot, 2) == 0) {
            i++;
        } else {
            folded[used++] = folded[i];
        }
    }
    return used;
}

/* The form in which words are compared: its length, 0 for a text that is none. */
static size_t
keyword_fold(const char *text, size_t length, uint8_t out[static KEYWORD_BYTES_MAX])
{
    uint8_t seen[KEYWORD_BYTES_MAX];
    size_t used = KEYWORD_BYTES_MAX;
    const size_t stripped = keyword_strip(text, length, seen);
    if (stripped == 0)
        return 0;
    uint8_t *folded = u8_casefold(seen, stripped, NULL, UNINORM_NFKC, out, &used);
    if (folded == out)
        return keyword_join_dots(out, used);
    free(folded); /* it was longer */
    return 0;
}

static bool
keyword_is_among(const uint8_t *folded, size_t length, const char *words)
{
    for (const char *at = words; *at != '\0'; at += *at == ',') {
        uint8_t word[KEYWORD_BYTES_MAX];
        const size_t n = strcspn(at, ",");
        if (keyword_fold(at, n, word) == length && memcmp(word, folded, length) == 0)
            return true;
        at += n;
    }
    return false;
}

enum keyword
keyword_find(const struct config *config, const char *text)
{
    const char *const lists[KEYWORDS] = {[KEYWORD_STOP] = config->messages_stop_words,
        [KEYWORD_START] = config->messages_start_words,
        [KEYWORD_HELP] = config->messages_help_words};
    uint8_t folded[KEYWORD_BYTES_MAX];
    const size_t length = keyword_fold(text, strlen(text), folded);
    for (enum keyword keyword = KEYWORD_STOP; keyword < KEYWORDS && length > 0; keyword++)
        if (keyword_is_among(folded, length, lists[keyword]))
            return keyword;
    return KEYWORD_NONE;
}
