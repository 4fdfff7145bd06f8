/*
 * csv_fuzz.c: CSV: pieces of any size give the rows that the whole gives.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/csv.h"

#include "base/utf8.h"
#include "fuzz.h"

/* Everything that a reader said, as one text, the caller's. */
struct said {
    char *text;
    size_t length;
};

static void
add(struct said *said, const char *text)
{
    const size_t length = strlen(text) + 1;
    said->text = xreallocarray(said->text, said->length + length, 1);
    memcpy(said->text + said->length, text, length);
    said->length += length;
}

static void
take(struct csv *csv, struct said *said)
{
    struct csv_row row;
    char line[32];
    while (csv_next(csv, &row)) {
        HOLDS(row.why != NULL || (row.count >= 1 && row.count <= CSV_FIELDS_MAX));
        snprintf(line, sizeof line, "line %llu", (unsigned long long)row.line);
        add(said, line);
        if (row.why != NULL)
            add(said, row.why);
        for (size_t i = 0; row.why == NULL && i < row.count; i++) {
            HOLDS(utf8_is_valid(row.fields[i], strlen(row.fields[i])));
            add(said, row.fields[i]);
        }
    }
}

static struct said
read_pieces(const char *bytes, size_t length, size_t piece)
{
    struct said said = {NULL, 0};
    struct csv *csv = csv_create();
    for (size_t at = 0; at < length; at += piece) {
        const size_t left = length - at;
        char *copy = xmalloc(piece);
        memcpy(copy, bytes + at, left < piece ? left : piece);
        csv_feed(csv, copy, left < piece ? left : piece);
        take(csv, &said);
        free(copy);
    }
    csv_end(csv);
    take(csv, &said);
    csv_free(csv);
    return said;
}

/* The first byte: the size of the pieces. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const size_t piece = fuzz_byte(&in) % 16 + 1;
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct said whole = read_pieces(text, length, length + 1), parts = read_pieces(text, length, piece);
    HOLDS(whole.length == parts.length);
    HOLDS(whole.length == 0 || memcmp(whole.text, parts.text, whole.length) == 0);
    free(whole.text);
    free(parts.text);
    free(text);
    return 0;
}
