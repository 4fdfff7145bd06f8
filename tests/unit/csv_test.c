/*
 * csv_test.c: rows as spreadsheets and people write them, cut at every place, and rows that are none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/csv.h"

#include "store_fixture.h"

/* What was read, as text: a row is its line and its fields, "1[a][b]", a faulty one its line and "!". */
struct story_so_far {
    char text[4096];
    size_t length;
};

static void
tell(struct story_so_far *story, const struct csv_row *row)
{
    char *to = story->text + story->length;
    size_t room = sizeof story->text - story->length;
    int n = snprintf(to, room, "%u%s", (unsigned)row->line, row->why != NULL ? "!" : "");
    for (size_t i = 0; i < row->count; i++)
        n += snprintf(to + n, room - (size_t)n, "[%s]", row->fields[i]);
    story->length += (size_t)n;
    assert_true(story->length < sizeof story->text);
    assert_true(row->count <= CSV_FIELDS_MAX);
    assert_int_equal(row->count == 0, row->why != NULL);
    assert_true(row->why == NULL || strlen(row->why) > 0);
}

/* Feeds a piece in memory of its own, so that a byte too many is noticed. */
static void
feed(struct csv *csv, const char *bytes, size_t length, struct story_so_far *story)
{
    char *copy = malloc(length + 1);
    struct csv_row row;
    assert_non_null(copy);
    memcpy(copy + 1, bytes, length);
    for (csv_feed(csv, copy + 1, length); csv_next(csv, &row);)
        tell(story, &row);
    free(copy);
}

static void
end(struct csv *csv, struct story_so_far *story)
{
    struct csv_row row;
    for (csv_end(csv); csv_next(csv, &row);)
        tell(story, &row);
    assert_false(csv_next(csv, &row));
    csv_free(csv);
}

/* Pieces of one size, the last perhaps shorter. */
static void
read_in_pieces(const char *bytes, size_t length, size_t piece, struct story_so_far *story)
{
    struct csv *csv = csv_create();
    *story = (struct story_so_far){.length = 0};
    for (size_t at = 0; at < length; at += piece)
        feed(csv, bytes + at, length - at < piece ? length - at : piece, story);
    end(csv, story);
}

static void
read_in_two(const char *bytes, size_t length, size_t cut, struct story_so_far *story)
{
    struct csv *csv = csv_create();
    *story = (struct story_so_far){.length = 0};
    feed(csv, bytes, cut, story);
    feed(csv, bytes + cut, length - cut, story);
    end(csv, story);
}

#define TEXT(bytes) bytes, sizeof bytes - 1

static const struct {
    const char *bytes;
    size_t length;
    const char *rows;
} inputs[] = {
    {TEXT(""), ""},
    {TEXT("a"), "1[a]"},
    {TEXT("a,b\nc,d\n"), "1[a][b]2[c][d]"},
    {TEXT("a,b\r\nc,d\r\n"), "1[a][b]2[c][d]"},
    {TEXT("a,b\rc,d\r"), "1[a][b]2[c][d]"},
    {TEXT("a,b\nc,d"), "1[a][b]2[c][d]"},
    {TEXT("a\nb\r\nc\rd\n\re"), "1[a]2[b]3[c]4[d]6[e]"},
    {TEXT("a,,b\n,\n,,c\n"), "1[a][][b]3[][][c]"},
    {TEXT(" a , b \n"), "1[a][b]"},
    {TEXT("\xc2\xa0"
          "a\xe2\x80\x8b,\t\xe3\x80\x80"
          "b c\t\n"),
        "1[a][b c]"},
    {TEXT("\" a \",\"\n\"\n"), "1[a][]"},

    /* Blank lines. */
    {TEXT("\n\n\na\n\r\n\r\rb\n\n"), "4[a]8[b]"},
    {TEXT("\n"), ""},
    {TEXT("\r\n\r\n"), ""},
    {TEXT("  \n\t\na,b\n \t \nc,d"), "3[a][b]5[c][d]"},
    {TEXT("\"\"\n"), "1[]"},
    {TEXT("a,b\n,,\n ,\t,\n,,,,,,,\nc,d\n"), "1[a][b]5[c][d]"},
    {TEXT(",,,\na;b\n;;\n,,\n"), "2[a][b]4[,,]"},
    {TEXT("a\tb\n\t\t\nc\td\n"), "1[a][b]3[c][d]"},

    /* Excel is told the delimiter. */
    {TEXT("sep=;\na,b;c\n"), "2[a,b][c]"},
    {TEXT("SEP=,\r\na;b,c\r\n"), "2[a;b][c]"},
    {TEXT("sep=|\na|b,c\n"), "2[a][b,c]"},
    {TEXT("\"sep=\t\"\na\tb,c\n"), "2[a][b,c]"},
    {TEXT("\xef\xbb\xbfsep=;\na;b\n"), "2[a][b]"},
    {TEXT("\nsep=;\na;b\n"), "3[a][b]"},
    {TEXT("a,b\nsep=;\n"), "1[a][b]2[sep=;]"},
    {TEXT("sep=ab\nc,d\n"), "1[sep=ab]2[c][d]"},

    /* Quotes. */
    {TEXT("\"a\",\"b\"\n"), "1[a][b]"},
    {TEXT("\"a,b\",\"c;d\te\"\n"), "1[a,b][c;d\te]"},
    {TEXT("\"say \"\"hi\"\"\",\"\"\"\",\"\"\n"), "1[say \"hi\"][\"][]"},
    {TEXT("\"a\nb\",c\nd,e\n"), "1[a\nb][c]3[d][e]"},
    {TEXT("\"a\r\nb\",c\r\nd,e\r\n"), "1[a\r\nb][c]3[d][e]"},
    {TEXT("\"a\rb\",c\rd,e\r"), "1[a\rb][c]3[d][e]"},
    {TEXT("\"\n\n\",a\n\"\r\r\n\",b\nc,d"), "1[][a]4[][b]7[c][d]"},
    {TEXT("5\" pipe,b\"c\"d\n"), "1[5\" pipe][b\"c\"d]"},
    {TEXT("a, \"b\"\n"), "1[a][b]"},
    {TEXT("\"a\" ,\t\"b,c\" \n"), "1[a][b,c]"},
    {TEXT("\"a\"\r\n\"b\"\r\"c\""), "1[a]2[b]3[c]"},

    /* The byte-order mark, at the beginning only. */
    {TEXT("\xef\xbb\xbf"), ""},
    {TEXT("\xef\xbb\xbf\n\na"), "3[a]"},
    {TEXT("\xef\xbb\xbf"
          "a,b\n"),
        "1[a][b]"},
    {TEXT("\xef\xbb\xbf\"a,b\",c\n"), "1[a,b][c]"},
    {TEXT("a\n\xef\xbb\xbf\"b\"\n"), "1[a]2[\"b\"]"},
    {TEXT("\xef\xbb\xbf\xef\xbb\xbf"
          "a\n"),
        "1[a]"},

    /* UTF-16, with a mark and without. */
    {TEXT("\xff\xfe"
          "a\0\t\0\xe9\0\r\0\n\0"
          "b\0\t\0\x3d\xd8\x00\xde\n\0"),
        "1[a][\xc3\xa9]2[b][\xf0\x9f\x98\x80]"},
    {TEXT("\xfe\xff\0a\0,\x65\xe5\0\n\0b"), "1[a][\xe6\x97\xa5]2[b]"},
    {TEXT("t\0o\0;\0n\0\n\0"), "1[to][n]"},
    {TEXT("\0t\0o\0\n"), "1[to]"},
    {TEXT("\xff\xfe"
          "a\0\n\0\x3d\xd8"
          "b\0\n\0"
          "c\0"),
        "1[a]2!3[c]"},
    {TEXT("\xff\xfe"
          "a\0\n\0b"),
        "1[a]2!"},
    {TEXT("\xef\xbb\nb\n"), "1!2[b]"},
    {TEXT("\xef\xbb"), "1!"},

    /* The delimiter. */
    {TEXT("a;b\nc;d,e\n"), "1[a][b]2[c][d,e]"},
    {TEXT("a\tb\nc\td;e,f\n"), "1[a][b]2[c][d;e,f]"},
    {TEXT("a;b,c\td\n"), "1[a;b][c\td]"},
    {TEXT("a;b\tc\n"), "1[a][b\tc]"},
    {TEXT("a\tb;c\n"), "1[a\tb][c]"},
    {TEXT("a\nb;c\td,e\n"), "1[a]2[b;c\td][e]"},
    {TEXT("\"a,b\";c\nd;e\n"), "1[a,b][c]2[d][e]"},
    {TEXT("\"a\n,b\";\"c\"\nd;e\n"), "1[a\n,b][c]3[d][e]"},
    {TEXT("\"a;b\"\tc\n"), "1[a;b][c]"},
    {TEXT("\"a\tb\"\nc,d\te\n"), "1[a\tb]2[c][d\te]"},
    {TEXT("\t \na;b\n"), "2[a][b]"},
    {TEXT("\n\xef;b\nc;d\n"), "2!3[c][d]"},
    {TEXT("a;\"b;c\"\nd;e\n"), "1[a][b;c]2[d][e]"},
    {TEXT("a\t\"b\tc\"\nd\te\n"), "1[a][b\tc]2[d][e]"},
    {TEXT("a;b\t\"c\nd\"\ne;f\n"), "1!3[e][f]"},
    {TEXT("a;\"b\nc\",d\ne,f\n"), "1!3[e][f]"},

    /* Faults, and what comes after them. */
    {TEXT("a,b\n\"c\"d,e\nf,g\n"), "1[a][b]2!3[f][g]"},
    {TEXT("\"a\" b,b\nc,d\n"), "1!2[c][d]"},
    {TEXT("\"a\"b\"c,d\n\"e\",f\n"), "1!2[e][f]"},
    {TEXT("\"a\"x,\"b\nc\"\nd,e\n"), "1!3[d][e]"},
    {TEXT("a\n\"b\nc,d\n"), "1[a]2!"},
    {TEXT("\""), "1!"},
    {TEXT("a\nb\0c,d\ne\0\n\0\nf\n"), "1[a]2!3!4!5[f]"},
    {TEXT("a\nb\xff\n\"\xc3\",\"\xa4\"\nc\xc3\xa4\n"), "1[a]2!3!4[c\xc3\xa4]"},
    {TEXT("\xe2\x82\xac;\xf0\x9f\x98\x80\n"), "1[\xe2\x82\xac][\xf0\x9f\x98\x80]"},
};

static void
rows_are_the_same_wherever_they_are_cut(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(inputs); i++) {
        static struct story_so_far story;
        const size_t length = inputs[i].length;
        for (size_t cut = 0; cut <= 2 * length; cut++) {
            if (cut <= length)
                read_in_two(inputs[i].bytes, length, cut, &story);
            else
                read_in_pieces(inputs[i].bytes, length, cut - length, &story);
            if (strcmp(story.text, inputs[i].rows) == 0)
                continue;
            print_message(
                "# input %zu, cut %zu: %s\n#   instead of %s\n", i, cut, story.text, inputs[i].rows);
            wrong++;
            break;
        }
    }
    assert_int_equal(wrong, 0);
}

/* Appends count pieces. */
static size_t
add(char *text, size_t length, const char *piece, size_t count)
{
    for (; count > 0; count--, length += strlen(piece))
        memcpy(text + length, piece, strlen(piece));
    return length;
}

static void
rows_have_so_many_fields(void **state)
{
    static char text[1024];
    struct csv_row row;
    (void)state;
    struct csv *csv = csv_create();
    size_t length = add(text, 0, ",", CSV_FIELDS_MAX - 1);
    length = add(text, length, "z\n", 1);
    length = add(text, length, ",", CSV_FIELDS_MAX);
    length = add(text, length, "z\n1,\"2\"", 1);
    length = add(text, length, ",", CSV_FIELDS_MAX + 7);
    length = add(text, length, "\n", 1);
    csv_feed(csv, text, length);
    assert_true(csv_next(csv, &row));
    assert_null(row.why);
    assert_int_equal(row.count, CSV_FIELDS_MAX);
    assert_string_equal(row.fields[0], "");
    assert_string_equal(row.fields[CSV_FIELDS_MAX - 1], "z");
    assert_true(csv_next(csv, &row));
    assert_string_equal(row.why, "the row has more than 64 fields");
    assert_int_equal(row.line, 2);
    assert_true(csv_next(csv, &row));
    assert_int_equal(row.count, CSV_FIELDS_MAX);
    assert_string_equal(row.fields[1], "2");
    assert_string_equal(row.fields[CSV_FIELDS_MAX - 1], "");
    assert_false(csv_next(csv, &row));
    csv_free(csv);
}

static void
rows_have_so_many_bytes(void **state)
{
    static char text[8 * CSV_ROW_MAX];
    struct csv_row row;
    (void)state;
    struct csv *csv = csv_create();
    size_t length = add(text, 0, "a", CSV_ROW_MAX - 2);
    length = add(text, length, ";b\r\n", 1);
    length = add(text, length, "c", CSV_ROW_MAX + 1);
    length = add(text, length, "\r\n\"", 1);
    length = add(text, length, "d\n", CSV_ROW_MAX); /* it ends only where its quotes do */
    length = add(text, length, "\";e\nf;g\n", 1);
    length = add(text, length, " ", CSV_ROW_MAX + 1); /* with nothing in it */
    length = add(text, length, "\nh", 1);
    length = add(text, length, ";", CSV_ROW_MAX);
    csv_feed(csv, text, length);
    assert_true(csv_next(csv, &row));
    assert_null(row.why);
    assert_int_equal(row.count, 2);
    assert_int_equal(strlen(row.fields[0]), CSV_ROW_MAX - 2);
    assert_true(csv_next(csv, &row));
    assert_string_equal(row.why, "the row is longer than 16384 bytes");
    assert_int_equal(row.line, 2);
    assert_true(csv_next(csv, &row));
    assert_string_equal(row.why, "the row is longer than 16384 bytes");
    assert_int_equal(row.line, 3);
    assert_true(csv_next(csv, &row));
    assert_int_equal(row.line, 4 + CSV_ROW_MAX);
    assert_string_equal(row.fields[1], "g");
    assert_false(csv_next(csv, &row));
    csv_end(csv);
    assert_true(csv_next(csv, &row));
    assert_string_equal(row.fields[0], "h");
    assert_int_equal(row.line, 6 + CSV_ROW_MAX);
    assert_false(csv_next(csv, &row));
    csv_free(csv);
}

/* A first row too long to be kept decides about the delimiter nevertheless. */
static void
a_long_first_row_decides(void **state)
{
    static char text[2 * CSV_ROW_MAX];
    static const char *const ends[] = {";b\nc;d,e\n", "\tb\nc\td;e,f\n", ",b\nc,d\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct csv_row row;
        struct csv *csv = csv_create();
        size_t length = add(text, 0, "a", CSV_ROW_MAX);
        length = add(text, length, ends[i], 1);
        csv_feed(csv, text, length);
        assert_true(csv_next(csv, &row));
        assert_non_null(row.why);
        assert_true(csv_next(csv, &row));
        assert_int_equal(row.count, 2);
        assert_string_equal(row.fields[0], "c");
        csv_free(csv);
    }
}

static void
reasons_are_given(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *why;
    } table[] = {
        {TEXT("\"a\"b"), "text after the closing quote of a field"},
        {TEXT("a\xff"), "the row is not UTF-8; save the file as \"CSV UTF-8\""},
        {TEXT("J\xfcrgen"), "the row is not UTF-8; save the file as \"CSV UTF-8\""},
        {TEXT("PK\3\4\24\0\6\0"), "this is a workbook (.xlsx), not CSV; save it as \"CSV UTF-8\""},
        {TEXT("\xd0\xcf\x11\xe0\xa1\xb1"), "this is a workbook (.xlsx), not CSV; save it as \"CSV UTF-8\""},
        {TEXT("a\0"), "the row contains a NUL"},
        {TEXT("a,\"b\n"), "unexpected end of file inside quotes"},
        {TEXT("a;b\t\"c\nd\"\n"), "line break in an unquoted field"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct csv_row row;
        struct csv *csv = csv_create();
        csv_feed(csv, table[i].bytes, table[i].length);
        if (!csv_next(csv, &row)) {
            csv_end(csv);
            assert_true(csv_next(csv, &row));
        }
        assert_string_equal(row.why, table[i].why);
        assert_int_equal(row.line, 1);
        assert_int_equal(row.open, strstr(row.why, "inside quotes") != NULL);
        csv_free(csv);
    }
    csv_free(NULL);
}

/* Texts of five bytes of what matters: whatever they are, the pieces change nothing. */
static void
all_short_texts(void **state)
{
    static const char letters[] = "a\",;\t\r\n \xc3";
    static struct story_so_far whole, pieces;
    const size_t base = sizeof letters - 1;
    (void)state;
    for (size_t n = 0; n < base * base * base * base * base; n++) {
        char text[5];
        size_t rest = n;
        for (size_t i = 0; i < sizeof text; i++, rest /= base)
            text[i] = letters[rest % base];
        read_in_pieces(text, sizeof text, sizeof text, &whole);
        read_in_pieces(text, sizeof text, 1, &pieces);
        assert_string_equal(whole.text, pieces.text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_the_same_wherever_they_are_cut),
        cmocka_unit_test(rows_have_so_many_fields),
        cmocka_unit_test(rows_have_so_many_bytes),
        cmocka_unit_test(a_long_first_row_decides),
        cmocka_unit_test(reasons_are_given),
        cmocka_unit_test(all_short_texts),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
