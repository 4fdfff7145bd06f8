/*
 * random_test.c: numbers and codes drawn by chance: in their bounds, none more likely than another, all new.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/random.h"

#include "base/uuid.h"
#include "link/short_code.h"
#include "store_fixture.h"

static void
bytes_fill_their_place_and_no_more(void **state)
{
    static const size_t lengths[] = {0, 1, 7, 255, 256, 257, 1000};
    (void)state;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        uint8_t space[1002];
        bool changed[1002] = {false};
        for (int round = 0; round < 8; round++) {
            memset(space, 0xa5, sizeof space);
            random_bytes(space + 1, lengths[i]);
            for (size_t k = 0; k < sizeof space; k++)
                changed[k] = changed[k] || space[k] != 0xa5;
        }
        for (size_t k = 0; k < sizeof space; k++) /* one in 2^64 stays as it was by chance */
            assert_int_equal(changed[k], k >= 1 && k <= lengths[i]);
    }
}

static int here[2];

static int
draw_in_a_child(struct store_fixture *fixture, int nth)
{
    uint8_t drawn[16];
    (void)fixture;
    (void)nth;
    random_bytes(drawn, sizeof drawn);
    return write(here[1], drawn, sizeof drawn) == sizeof drawn ? 0 : 1;
}

static void
a_child_draws_something_else(void **state)
{
    uint8_t drawn[3][16];
    (void)state;
    random_bytes(drawn[0], 1); /* there is something left */
    store_fixture_pipe(here);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(store_fixture_wait(store_fixture_child(NULL, draw_in_a_child, 0)), 0);
        assert_int_equal(read(here[0], drawn[i], sizeof drawn[i]), sizeof drawn[i]);
    }
    random_bytes(drawn[2], sizeof drawn[2]);
    assert_memory_not_equal(drawn[0], drawn[1], sizeof drawn[0]);
    assert_memory_not_equal(drawn[0], drawn[2], sizeof drawn[0]);
    assert_memory_not_equal(drawn[1], drawn[2], sizeof drawn[0]);
}

static void
numbers_stay_below(void **state)
{
    (void)state;
    for (unsigned below = 1; below <= 256; below++) {
        unsigned largest = 0;
        for (int i = 0; i < 6000; i++) {
            const unsigned n = random_below(below);
            assert_true(n < below);
            largest = n > largest ? n : largest;
        }
        assert_int_equal(largest, below - 1); /* missed by chance once in 10^9 runs */
    }
}

/*
 * Chi-square over `below` cells; the bounds are ten standard deviations above what a fair source gives. Bytes
 * taken modulo 62 would give 1,300 for 62 cells.
 */
static void
check_fair(const unsigned *counts, unsigned below, unsigned draws, double bound)
{
    const double expected = (double)draws / below;
    double sum = 0;
    for (unsigned i = 0; i < below; i++)
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    if (sum > bound)
        fail_msg("chi-square %.1f over %.1f for %u cells", sum, bound, below);
}

static void
no_number_is_favoured(void **state)
{
    enum { DRAWS = 200000 };
    static const struct {
        unsigned below;
        double bound;
    } table[] = {{3, 22}, {10, 51}, {62, 171}, {100, 240}, {200, 398}};
    (void)state;
    for (size_t t = 0; t < COUNT(table); t++) {
        unsigned counts[256] = {0};
        for (int i = 0; i < DRAWS; i++)
            counts[random_below(table[t].below)]++;
        check_fair(counts, table[t].below, DRAWS, table[t].bound);
    }
}

static void
no_letter_of_a_code_is_favoured(void **state)
{
    enum { CODES = 30000, LENGTH = 7 };
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    unsigned counts[62] = {0};
    (void)state;
    for (int i = 0; i < CODES; i++) {
        char code[LENGTH + 2] = "????????";
        short_code_generate(code, LENGTH, false);
        assert_int_equal(strlen(code), LENGTH);
        for (int k = 0; k < LENGTH; k++) {
            const char *letter = strchr(letters, code[k]);
            assert_non_null(letter);
            counts[letter - letters]++;
        }
    }
    check_fair(counts, 62, CODES * LENGTH, 171);
}

static int
compare_codes(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
codes_do_not_repeat(void **state)
{
    enum { CODES = 20000, LENGTH = 12 }; /* of 3e21: two alike once in 10^13 runs */
    static char codes[CODES][LENGTH + 1];
    (void)state;
    for (int i = 0; i < CODES; i++)
        short_code_generate(codes[i], LENGTH, false);
    qsort(codes, CODES, sizeof *codes, compare_codes);
    for (int i = 1; i < CODES; i++)
        assert_string_not_equal(codes[i - 1], codes[i]);
}

static void
uuids_are_of_version_4(void **state)
{
    (void)state;
    uint8_t ones[UUID_BYTES], zeros[UUID_BYTES], seen_or[UUID_BYTES] = {0}, seen_and[UUID_BYTES];
    memset(seen_and, 0xff, sizeof seen_and);
    for (int i = 0; i < 200; i++) {
        uint8_t id[UUID_BYTES];
        uuid_v4(id);
        assert_int_equal(id[6] & 0xf0, 0x40);
        assert_int_equal(id[8] & 0xc0, 0x80);
        for (int k = 0; k < UUID_BYTES; k++) {
            seen_or[k] |= id[k];
            seen_and[k] &= id[k];
        }
    }
    memset(ones, 0xff, sizeof ones);
    memset(zeros, 0, sizeof zeros);
    ones[6] = 0x4f, zeros[6] = 0x40;
    ones[8] = 0xbf, zeros[8] = 0x80;
    assert_memory_equal(seen_or, ones, UUID_BYTES); /* every other bit is drawn */
    assert_memory_equal(seen_and, zeros, UUID_BYTES);
}

static void
uuids_are_written_as_the_rfc_does(void **state)
{
    static const uint8_t id[UUID_BYTES] = {
        0x91, 0x91, 0x08, 0xf7, 0x52, 0xd1, 0x43, 0x20, 0x9b, 0xac, 0xf8, 0x47, 0xdb, 0x41, 0x48, 0xa8};
    char text[UUID_SIZE];
    (void)state;
    uuid_format(id, text);
    assert_string_equal(text, "919108f7-52d1-4320-9bac-f847db4148a8"); /* RFC 9562, appendix A.3 */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_fill_their_place_and_no_more),
        cmocka_unit_test(a_child_draws_something_else),
        cmocka_unit_test(numbers_stay_below),
        cmocka_unit_test(no_number_is_favoured),
        cmocka_unit_test(no_letter_of_a_code_is_favoured),
        cmocka_unit_test(codes_do_not_repeat),
        cmocka_unit_test(uuids_are_of_version_4),
        cmocka_unit_test(uuids_are_written_as_the_rfc_does),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
