/*
 * click_test.c: a click as bytes: in and out, cut to its bounds, and garbage that must not hurt.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/click.h"

#include "base/random.h"
#include "store_fixture.h"

static struct click_text
text(const char *of)
{
    return (struct click_text){of, strlen(of)};
}

static void
check_text(struct click_text got, struct click_text wanted)
{
    assert_int_equal(got.length, wanted.length);
    assert_memory_equal(got.bytes, wanted.bytes, wanted.length);
}

static struct click
sample(void)
{
    struct click click = {.link = UINT64_C(0x123456789abcdef0),
        .owner = 7,
        .visitor = UINT64_MAX,
        .address = {4, {192, 0, 2, 0}},
        .code = text("abcDEF1"),
        .labels = {"\0\x02"
                   "ab",
            4},
        .referrer = text("https://example.com/\xc3\xa4"),
        .agent = text("Mozilla/5.0"),
        .language = text("de-AT,de;q=0.9"),
        .query = text("a=b&c=d")};
    return click;
}

static void
what_goes_in_comes_out(void **state)
{
    static const uint8_t lengths[] = {0, 4, 16};
    (void)state;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        static const uint8_t message[UUID_BYTES] = {1, 2, 3};
        uint8_t bytes[CLICK_BYTES_MAX];
        size_t length;
        struct click in = sample(), out;
        in.message = i == 1 ? message : NULL;
        in.address.length = lengths[i];
        for (uint8_t k = 0; k < lengths[i]; k++)
            in.address.bytes[k] = (uint8_t)(k + 1);
        assert_int_equal(click_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
        assert_int_equal(click_decode(bytes, length, &out), FAULT_NONE);
        assert_true(out.link == in.link);
        assert_int_equal(out.owner, in.owner);
        assert_true(out.visitor == in.visitor);
        assert_int_equal(out.address.length, lengths[i]);
        assert_memory_equal(out.address.bytes, in.address.bytes, lengths[i]);
        check_text(out.code, in.code);
        check_text(out.labels, in.labels);
        check_text(out.referrer, in.referrer);
        check_text(out.agent, in.agent);
        check_text(out.language, in.language);
        check_text(out.query, in.query);
        assert_int_equal(out.message == NULL, in.message == NULL);
        if (in.message != NULL)
            assert_memory_equal(out.message, message, sizeof message);
    }
}

static void
an_empty_click(void **state)
{
    uint8_t bytes[CLICK_BYTES_MAX];
    size_t length;
    struct click in = {0}, out;
    (void)state;
    assert_int_equal(click_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
    assert_int_equal(click_decode(bytes, length, &out), FAULT_NONE);
    assert_int_equal(out.referrer.length + out.agent.length + out.query.length + out.code.length, 0);
}

static void
long_texts_are_cut_to_their_bounds(void **state)
{
    static char sent[20000];
    uint8_t bytes[CLICK_BYTES_MAX];
    size_t length;
    struct click in = sample(), out;
    uint8_t labels[792];
    (void)state;
    memset(sent, 'x', sizeof sent);
    memset(labels, 1, sizeof labels);
    in.address.length = 16;
    in.code = (struct click_text){sent, 64};
    in.labels = (struct click_text){(const char *)labels, sizeof labels};
    in.referrer = in.agent = in.language = in.query = (struct click_text){sent, sizeof sent};
    assert_int_equal(click_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
    assert_int_equal(click_decode(bytes, length, &out), FAULT_NONE);
    assert_int_equal(out.code.length, 64);
    assert_int_equal(out.labels.length, sizeof labels);
    assert_int_equal(out.referrer.length, CLICK_REFERRER_MAX);
    assert_int_equal(out.agent.length, CLICK_USER_AGENT_MAX);
    assert_int_equal(out.language.length, CLICK_LANGUAGE_MAX);
    assert_int_equal(out.query.length, CLICK_QUERY_MAX);
    for (size_t size = 0; size < length; size++)
        assert_int_equal(click_encode(&in, bytes, size, &(size_t){0}), FAULT_FULL);
}

/* With and without a message, which stands before it. */
static void
a_click_says_which_rule_led_where(void **state)
{
    static const uint8_t message[UUID_BYTES] = {1, 2, 3};
    static char longest[2 * CLICK_TARGET_MAX];
    uint8_t bytes[CLICK_BYTES_MAX];
    size_t length;
    struct click in = sample(), out;
    (void)state;
    memset(longest, 'u', sizeof longest);
    for (int i = 0; i < 4; i++) {
        in.message = i % 2 == 0 ? message : NULL;
        in.rule = i < 2 ? 0 : 32;
        in.target = i == 3 ? (struct click_text){longest, sizeof longest} : text("https://example.com/app");
        assert_int_equal(click_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
        assert_int_equal(click_decode(bytes, length, &out), FAULT_NONE);
        assert_int_equal(out.message == NULL, in.message == NULL);
        assert_int_equal(out.rule, in.rule);
        check_text(
            out.target, (struct click_text){in.target.bytes, i == 3 ? CLICK_TARGET_MAX : in.target.length});
        for (size_t cut = 0; cut < length - UUID_BYTES; cut++)
            assert_int_equal(click_decode(bytes, cut, &out), FAULT_INPUT);
    }
    in.target.length = 0;
    assert_int_equal(click_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
    assert_int_equal(click_decode(bytes, length, &out), FAULT_NONE);
    assert_true(out.message == NULL && out.rule == 0 && out.target.length == 0);
}

static void
a_click_that_is_cut_off_is_refused(void **state)
{
    uint8_t bytes[CLICK_BYTES_MAX];
    size_t length;
    struct click in = sample(), out;
    (void)state;
    assert_int_equal(click_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = malloc(cut + 1); /* ends with its block, so that a step past it is seen */
        assert_non_null(copy);
        memcpy(copy + 1, bytes, cut);
        assert_int_equal(click_decode(copy + 1, cut, &out), FAULT_INPUT);
        free(copy);
    }
}

static void
an_address_has_at_most_16_bytes(void **state)
{
    enum { ADDRESS_AT = 8 + 4 + 8 };
    uint8_t bytes[CLICK_BYTES_MAX] = {0}; /* after the address: texts of no length */
    struct click out;
    (void)state;
    for (unsigned length = 0; length < 256; length++) {
        bytes[ADDRESS_AT] = (uint8_t)length;
        memset(&out, 0xee, sizeof out);
        assert_int_equal(
            click_decode(bytes, sizeof bytes, &out), length % 128 <= 16 ? FAULT_NONE : FAULT_INPUT);
    }
}

static void
inside(struct click_text of, const uint8_t *bytes, size_t length)
{
    if (of.length == 0)
        return;
    const uint8_t *at = (const uint8_t *)of.bytes;
    assert_true(at >= bytes && of.length <= length && at + of.length <= bytes + length);
}

/* Chance bytes, and a good click with some bytes changed: refused, or all texts lie within. */
static void
garbage_points_nowhere_else(void **state)
{
    uint8_t good[CLICK_BYTES_MAX];
    size_t length;
    struct click in = sample();
    unsigned taken = 0;
    (void)state;
    assert_int_equal(click_encode(&in, good, sizeof good, &length), FAULT_NONE);
    for (int round = 0; round < 20000; round++) {
        uint8_t *bytes = malloc(length);
        assert_non_null(bytes);
        if (round % 2 == 0) {
            random_bytes(bytes, length);
        } else {
            memcpy(bytes, good, length);
            for (int k = 0; k < 3; k++)
                bytes[random_below((unsigned)length)] = (uint8_t)random_below(256);
        }
        struct click out;
        if (click_decode(bytes, length, &out) == FAULT_NONE) {
            taken++;
            assert_true(out.address.length <= 16);
            inside(out.code, bytes, length);
            inside(out.labels, bytes, length);
            inside(out.referrer, bytes, length);
            inside(out.agent, bytes, length);
            inside(out.language, bytes, length);
            inside(out.query, bytes, length);
        }
        free(bytes);
    }
    assert_true(taken > 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(an_empty_click),
        cmocka_unit_test(long_texts_are_cut_to_their_bounds),
        cmocka_unit_test(a_click_says_which_rule_led_where),
        cmocka_unit_test(a_click_that_is_cut_off_is_refused),
        cmocka_unit_test(an_address_has_at_most_16_bytes),
        cmocka_unit_test(garbage_points_nowhere_else),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
