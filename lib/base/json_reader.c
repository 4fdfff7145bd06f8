/*
 * json_reader.c: json-c's tokener, with the checks that it lacks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json_reader.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

struct json_reader {
    struct json_tokener *tokener;
    size_t memory;
};

/*
 * What json-c 0.16 takes of malloc for a value, by its structs (json_object_private.h, linkhash.h,
 * arraylist.h): an object with a table of 16 entries, an array with room for 32, a number with its place in
 * an array, a member with its name and its share of a table that doubles. A text is there twice while it is
 * read.
 */
enum { JSON_OBJECT_COST = 900, JSON_ARRAY_COST = 420, JSON_VALUE_COST = 104, JSON_MEMBER_COST = 280 };

/*
 * BARE may stand outside of texts: signs, space, what numbers begin with, the letters of true, false and
 * null. NUMBER begins one. SPECIAL is not simply a character of a text: quote, backslash, control characters,
 * and the bytes of UTF-8 beyond ASCII.
 */
enum { BARE = 1, NUMBER = 2, SPECIAL = 4 };

static uint8_t json_classes[256];

static void
json_classify(void)
{
    if (json_classes['"'] != 0)
        return;
    for (const char *c = "{}[]:,-0123456789truefalsn \t\r\n"; *c != '\0'; c++)
        json_classes[(unsigned char)*c] |= BARE;
    for (const char *c = "-0123456789"; *c != '\0'; c++)
        json_classes[(unsigned char)*c] |= NUMBER;
    for (int c = 0; c < 256; c++)
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
            json_classes[c] |= SPECIAL;
}

static struct json_tokener *
json_tokener_make(void)
{
    struct json_tokener *tokener = xchecked(json_tokener_new_ex(JSON_DEPTH_MAX));
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    return tokener;
}

struct json_reader *
json_reader_create(size_t memory)
{
    struct json_reader *reader = xmalloc(sizeof *reader);
    reader->memory = memory;
    reader->tokener = json_tokener_make();
    json_classify();
    return reader;
}

void
json_reader_free(struct json_reader *reader)
{
    if (reader == NULL)
        return;
    json_tokener_free(reader->tokener);
    free(reader);
}

/* Is it a number that json-c takes though JSON has none like it (01, 1.), or of which it keeps another? */
static const char *
json_number_strange(const char *text, size_t length)
{
    char *end;
    const size_t sign = text[0] == '-', whole = strspn(text + sign, "0123456789");
    if (whole > 1 && text[sign] == '0')
        return "a number must not begin with 0";
    if (text[sign + whole] == '.' && strspn(text + sign + whole + 1, "0123456789") == 0)
        return "digit expected";
    if (sign + whole != length || whole < 19)
        return NULL;
    errno = 0;
    if (sign > 0)
        strtoll(text, &end, 10);
    else
        strtoull(text, &end, 10);
    return errno == ERANGE ? "a whole number must fit 64 bits" : NULL;
}

/* Are these eight bytes ASCII, neither quotes, backslashes nor control characters? It may say no for others.
 */
static bool
json_is_plain(const char *bytes)
{
    const uint64_t ones = UINT64_MAX / 255, high = ones << 7;
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    return (((word - ones * 0x20) | (quote - ones) | (backslash - ones) | word) & high) == 0;
}

/* Bytes that are not ASCII, as many as there are, end together. */
static size_t
json_beyond_ascii(const char *text, size_t i, size_t length)
{
    const size_t start = i;
    while (i < length && (unsigned char)text[i] >= 0x80)
        i++;
    return i - start;
}

/* From after a quote to the next, or to what must not stand there; length when there is neither. */
static size_t
json_quoted(const char *text, size_t i, size_t length, const char **what)
{
    for (; i < length; i++) {
        while (length - i > 8 && json_is_plain(text + i))
            i += 8;
        while ((json_classes[(unsigned char)text[i]] & SPECIAL) == 0)
            i++; /* no further than to the NUL */
        if (i == length)
            break;
        const unsigned char c = (unsigned char)text[i];
        if (c == '"')
            return i;
        if (c < 0x20)
            *what = "control character in a text";
        if (c == '\\' && length - i >= 6 && memcmp(text + i, "\\u0000", 6) == 0)
            *what = "\\u0000 in a text";
        if (c >= 0x80) {
            const size_t count = json_beyond_ascii(text, i, length);
            if (!utf8_is_valid(text + i, count))
                *what = "a text that is not UTF-8";
            else
                i += count - 1;
        }
        if (*what != NULL)
            return i;
        i += c == '\\';
    }
    return length;
}

/* The memory that is left for a text's values, and what it is in: a bit a level, 1 for an object. */
struct json_room {
    size_t bytes;
    uint64_t levels;
};

static const char *
json_take(struct json_room *room, size_t bytes, const char *what)
{
    if (bytes > room->bytes)
        return what;
    room->bytes -= bytes;
    return NULL;
}

/* A sign outside of texts. Deeper than 64 levels the oldest are forgotten: json-c refuses half as many. */
static const char *
json_take_sign(struct json_room *room, unsigned char sign)
{
    static const char what[] = "more values than curt reads";
    if (sign == '{' || sign == '[') {
        room->levels = room->levels << 1 | (sign == '{');
        return json_take(room, sign == '{' ? JSON_OBJECT_COST : JSON_ARRAY_COST, what);
    }
    if (sign == '}' || sign == ']')
        room->levels >>= 1;
    if (sign == ',')
        return json_take(room, (room->levels & 1) != 0 ? JSON_MEMBER_COST : JSON_VALUE_COST, what);
    return NULL;
}

/*
 * Where the text has what json-c takes even when it is strict: names and texts in single quotes, NaN and
 * Infinity, control characters in texts, such numbers as above; what is not UTF-8, which it can look at too,
 * but not for overlong forms, and at the price of half its time again; and \u0000, at which it cuts a name
 * off, so that an unknown one could pass for a known one. Or where it has more than there is room for. *what
 * stays NULL when there is nothing of it.
 */
static size_t
json_strange(const char *text, size_t length, size_t memory, const char **what)
{
    size_t i = 0;
    struct json_room room = {.bytes = memory};
    for (; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '"') {
            const size_t start = i;
            i = json_quoted(text, i + 1, length, what);
            if (*what == NULL)
                *what = json_take(&room, 3 * (i - start), "longer texts than curt reads");
        } else if ((json_classes[c] & NUMBER) != 0) {
            const size_t number = strspn(text + i, "+-.0123456789eE");
            *what = json_number_strange(text + i, number);
            if (*what == NULL) /* json-c keeps a fraction's digits too */
                *what = json_take(&room, number > 32 ? 3 * number : 0, "longer numbers than curt reads");
            if (*what == NULL)
                i += number - 1;
        } else if ((json_classes[c] & BARE) == 0) {
            *what = "unexpected character";
        } else {
            *what = json_take_sign(&room, c);
        }
        if (*what != NULL)
            return i;
    }
    return i;
}

void
json_reader_say(char why[static JSON_ERROR_SIZE], const char *text, size_t at, const char *what)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    snprintf(why, JSON_ERROR_SIZE, "line %zu, column %zu: %s", line, column, what);
}

const char *
json_reader_describe(const char *text, size_t at, enum json_tokener_error error)
{
    size_t before = at;
    while (before > 0 && strchr(" \t\r\n", text[before - 1]) != NULL)
        before--;
    return before > 0 && text[before - 1] == ',' && (text[at] == '}' || text[at] == ']')
               ? "a comma with nothing after it"
               : json_tokener_error_desc(error);
}

enum fault
json_reader_read_part(struct json_reader *reader, const char *text, size_t from, size_t length,
    struct json_object **out, char why[static JSON_ERROR_SIZE])
{
    const char *what = NULL;
    *out = NULL;
    if (length >= INT_MAX) {
        snprintf(why, JSON_ERROR_SIZE, "longer than %d bytes", INT_MAX);
        return FAULT_INPUT;
    }
    const size_t strange = json_strange(text + from, length, reader->memory, &what);
    if (what != NULL) {
        json_reader_say(why, text, from + strange, what);
        return FAULT_INPUT;
    }
    json_tokener_reset(reader->tokener);
    /* The NUL after the text tells json-c that a number at the end is complete. */
    struct json_object *value = json_tokener_parse_ex(reader->tokener, text + from, (int)length + 1);
    const enum json_tokener_error error = json_tokener_get_error(reader->tokener);
    if (error == json_tokener_success) {
        *out = value;
        return FAULT_NONE;
    }
    const size_t end = json_tokener_get_parse_end(reader->tokener);
    json_object_put(value);
    /* json_tokener_reset would leave half a surrogate pair for the first \u of the next text, which may be
     * somebody else's. */
    json_tokener_free(reader->tokener);
    reader->tokener = json_tokener_make();
    const size_t at = from + (end < length ? end : length);
    json_reader_say(why, text, at, json_reader_describe(text, at, error));
    return FAULT_INPUT;
}

enum fault
json_reader_read(struct json_reader *reader, const char *text, size_t length, struct json_object **out,
    char why[static JSON_ERROR_SIZE])
{
    const size_t mark = utf8_mark_length(text, length);
    return json_reader_read_part(reader, text + mark, 0, length - mark, out, why);
}
