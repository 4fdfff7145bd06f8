/*
 * labels_test.c: campaigns and tags: what is a name, packed and unpacked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/labels.h"

#include "store_fixture.h"

static void
names(void **state)
{
    char text[LABEL_MAX + 2];
    (void)state;
    assert_false(label_is_valid(""));
    assert_true(label_is_valid("x"));
    assert_true(label_is_valid("spring sale, 2026 (\xc3\xa4)"));
    for (int c = 1; c < 0x80; c++) {
        const char name[] = {'a', (char)c, 'b', '\0'};
        assert_int_equal(label_is_valid(name), c >= 0x20 && c != 0x7f);
    }
    memset(text, 'x', sizeof text);
    text[LABEL_MAX + 1] = '\0';
    assert_false(label_is_valid(text));
    text[LABEL_MAX] = '\0';
    assert_true(label_is_valid(text));
}

static void
fill(struct labels *labels, bool campaign, size_t tags, size_t length)
{
    memset(labels, 0, sizeof *labels);
    if (campaign)
        memset(labels->campaign, 'c', length);
    labels->tag_count = tags;
    for (size_t i = 0; i < tags; i++)
        memset(labels->tags[i], 'a' + (int)i, length);
}

static void
what_goes_in_comes_out(void **state)
{
    (void)state;
    for (int campaign = 0; campaign < 2; campaign++)
        for (size_t tags = 0; tags <= LABELS_TAGS_MAX; tags++)
            for (size_t length = 1; length <= LABEL_MAX; length += 21) {
                struct labels in, out;
                uint8_t space[LABELS_BYTES_MAX];
                fill(&in, campaign, tags, length);
                memset(&out, 0, sizeof out);
                const size_t packed = labels_encode(&in, space);
                assert_true(packed <= sizeof space);
                assert_int_equal(packed == 0, campaign == 0 && tags == 0);
                assert_int_equal(labels_decode(space, packed, &out), FAULT_NONE);
                assert_memory_equal(&out, &in, sizeof in);
            }
}

static void
no_bytes_are_no_labels(void **state)
{
    struct labels out;
    (void)state;
    memset(&out, 'x', sizeof out);
    assert_int_equal(labels_decode("", 0, &out), FAULT_NONE);
    assert_string_equal(out.campaign, "");
    assert_int_equal(out.tag_count, 0);
}

static void
garbage_is_refused(void **state)
{
    struct labels in, out;
    uint8_t space[LABELS_BYTES_MAX + 3];
    (void)state;
    fill(&in, true, LABELS_TAGS_MAX, LABEL_MAX);
    const size_t packed = labels_encode(&in, space);
    for (size_t cut = 1; cut < packed; cut++) {
        uint8_t *copy = malloc(cut);
        assert_non_null(copy);
        memcpy(copy, space, cut);
        const bool whole = cut % (2 + LABEL_MAX) == 0; /* ends after a name */
        assert_int_equal(labels_decode(copy, cut, &out), whole ? FAULT_NONE : FAULT_INPUT);
        free(copy);
    }
    space[packed] = 0;
    space[packed + 1] = 1;
    space[packed + 2] = 'x';
    assert_int_equal(labels_decode(space, packed + 3, &out), FAULT_INPUT); /* one tag too many */
    space[0] = 0;
    space[1] = LABEL_MAX + 1;
    assert_int_equal(labels_decode(space, packed, &out), FAULT_INPUT); /* a name too long */
    assert_true(out.tag_count <= LABELS_TAGS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(no_bytes_are_no_labels),
        cmocka_unit_test(garbage_is_refused),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
