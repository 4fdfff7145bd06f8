/*
 * link_row_test.c: links as rows: they come back as they were, also from the long rows of older stores, and
 * one kind is never taken for the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link.h"

#include "db/codec.h"
#include "store_fixture.h"

enum { FULL = 128 }; /* combinations of what a link may have */

static struct link sample, back;
static uint8_t row[LINK_ROW_MAX];

/* A link that has what the bits of `has` say. */
static void
make_link(unsigned has)
{
    static const uint16_t statuses[] = {301, 302, 307, 308};
    memset(&sample, 0, sizeof sample);
    sample.id = UINT64_C(0x0123456789abcdef) * (has + 1);
    sample.owner = 7 + has;
    sample.version = 1;
    sample.created = sample.changed = INT64_C(1760000000000000);
    sample.status = statuses[has % 4];
    strcpy(sample.url, has % 2 == 0 ? "https://www.example.com/sale?utm_source=sms" : "gopher:0");
    sample.track_first = has % 3 == 0;
    sample.forward_query = has % 5 == 0;
    sample.disabled = has % 7 == 0;
    if ((has & 1) != 0)
        sample.valid_from = 1;
    if ((has & 2) != 0)
        sample.expires = INT64_MAX;
    if ((has & 4) != 0)
        sample.max_clicks = UINT64_MAX;
    if ((has & 8) != 0) {
        sample.version = 4000000000;
        sample.changed++;
        sample.expiry_told = true;
    }
    if ((has & 16) != 0) {
        strcpy(sample.labels.campaign, "spring");
        sample.labels.tag_count = 2;
        strcpy(sample.labels.tags[0], "a");
        memset(sample.labels.tags[1], 'b', LABEL_MAX);
    }
    if ((has & 32) != 0)
        memset(sample.title, 't', LINK_TITLE_MAX);
    if ((has & 64) != 0)
        memset(sample.message, 0xa5, UUID_BYTES);
}

/* The row as curt wrote it before there were short ones. */
static size_t
long_row(void)
{
    uint8_t labels[LABELS_BYTES_MAX];
    const bool of_message = !uuid_is_nil(sample.message);
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, sample.id);
    encode_u32(&p, sample.owner);
    encode_u32(&p, sample.version);
    encode_timestamp(&p, sample.created);
    encode_timestamp(&p, sample.changed);
    encode_timestamp(&p, sample.valid_from);
    encode_timestamp(&p, sample.expires);
    encode_u64(&p, sample.max_clicks);
    encode_u16(&p, sample.status);
    encode_u8(&p, (uint8_t)(sample.track_first | sample.forward_query << 1 | sample.disabled << 2 |
                            sample.expiry_told << 3 | of_message << 4));
    encode_text(&p, sample.url);
    encode_text_bytes(&p, labels, labels_encode(&sample.labels, labels));
    encode_text(&p, sample.title);
    encode_bytes(&p, sample.message, of_message ? UUID_BYTES : 0);
    assert_false(p.full);
    return p.length;
}

static void
check_back(size_t length)
{
    memset(&back, 0x5a, sizeof back);
    assert_int_equal(link_decode(row, length, &back), FAULT_NONE);
    assert_true(back.id == sample.id && back.max_clicks == sample.max_clicks);
    assert_int_equal(back.owner, sample.owner);
    assert_int_equal(back.version, sample.version);
    assert_int_equal(back.created, sample.created);
    assert_int_equal(back.changed, sample.changed);
    assert_int_equal(back.valid_from, sample.valid_from);
    assert_int_equal(back.expires, sample.expires);
    assert_int_equal(back.status, sample.status);
    assert_int_equal(back.track_first, sample.track_first);
    assert_int_equal(back.forward_query, sample.forward_query);
    assert_int_equal(back.disabled, sample.disabled);
    assert_int_equal(back.expiry_told, sample.expiry_told);
    assert_memory_equal(back.message, sample.message, UUID_BYTES);
    assert_string_equal(back.labels.campaign, sample.labels.campaign);
    assert_int_equal(back.labels.tag_count, sample.labels.tag_count);
    for (size_t i = 0; i < sample.labels.tag_count; i++)
        assert_string_equal(back.labels.tags[i], sample.labels.tags[i]);
    assert_string_equal(back.title, sample.title);
    assert_string_equal(back.url, sample.url);
    assert_string_equal(back.expired_url, sample.expired_url);
    assert_string_equal(back.ios_url, sample.ios_url);
    assert_string_equal(back.android_url, sample.android_url);
    assert_string_equal(back.preview.title, sample.preview.title);
    assert_string_equal(back.preview.description, sample.preview.description);
    assert_string_equal(back.preview.image, sample.preview.image);
    assert_int_equal(back.password.is_set, sample.password.is_set);
    assert_int_equal(back.imported.is_set, sample.imported.is_set);
    assert_true(back.imported.clicks == sample.imported.clicks);
    assert_true(back.imported.visits == sample.imported.visits);
    assert_true(link_rules_are_same(&back.rules, &sample.rules));
}

static void
links_come_back(void **state)
{
    (void)state;
    for (unsigned has = 0; has < FULL; has++) {
        make_link(has);
        check_back(link_encode(&sample, row));
    }
}

static void
rows_of_older_stores_are_read(void **state)
{
    (void)state;
    for (unsigned has = 0; has < FULL; has++) {
        make_link(has);
        check_back(long_row());
    }
}

static void
most_links_have_short_rows(void **state)
{
    (void)state;
    make_link(0);
    assert_in_range(link_encode(&sample, row), 40, 60);
    assert_in_range(long_row(), 100, 120);
    memset(sample.url, 'u', URL_MAX);
    assert_int_equal(link_encode(&sample, row), 2 + 8 + 4 + 8 + URL_MAX);
    check_back(2 + 8 + 4 + 8 + URL_MAX);
}

/* Its short row has all that a long one has, in the same places. */
static void
a_row_that_could_be_either_is_not_written(void **state)
{
    static const uint8_t message[UUID_BYTES] = {16};
    (void)state;
    make_link(1 | 2 | 8);
    sample.max_clicks = 301;
    memcpy(sample.message, message, sizeof message);
    for (size_t length = 1; length < 20; length++) {
        memset(sample.url, 'x', length);
        sample.url[length] = '\0';
        const size_t bytes = link_encode(&sample, row);
        assert_int_equal(bytes, length == 7 ? 65 + length + UUID_BYTES : 58 + UUID_BYTES + length);
        check_back(bytes);
    }
}

static void
what_is_cut_off_is_refused(void **state)
{
    (void)state;
    make_link(FULL - 2);
    const size_t length = link_encode(&sample, row);
    for (size_t cut = 0; cut < 2 + 8 + 4 + 8 + 12; cut++)
        assert_int_equal(link_decode(row, cut, &back), FAULT_SYSTEM);
    assert_int_equal(link_decode(row, length - 1, &back), FAULT_SYSTEM); /* in a run of the URL */
}

static void
rules_go_with_the_row(void **state)
{
    static const uint16_t lengths[] = {1, 49, 500, LINK_RULES_MAX};
    (void)state;
    for (unsigned has = 0; has < FULL; has++)
        for (size_t i = 0; i < COUNT(lengths); i++) {
            make_link(has);
            const size_t without = link_encode(&sample, row);
            sample.rules.length = lengths[i];
            memset(sample.rules.bytes, (int)has, lengths[i]);
            assert_int_equal(link_encode(&sample, row), without + 2 + 3 + lengths[i]);
            check_back(without + 2 + 3 + lengths[i]);
        }
    make_link(FULL - 1);
    memset(sample.url, '~', URL_MAX);
    sample.labels.tag_count = LABELS_TAGS_MAX;
    memset(sample.labels.tags, 'b', sizeof sample.labels.tags);
    for (size_t i = 0; i < LABELS_TAGS_MAX; i++)
        sample.labels.tags[i][LABEL_MAX] = '\0';
    memset(sample.labels.campaign, 'c', LABEL_MAX);
    sample.rules.length = LINK_RULES_MAX;
    memset(sample.expired_url, '~', URL_MAX);
    memset(sample.ios_url, 'i', LINK_APP_URL_MAX);
    memset(sample.android_url, 'a', LINK_APP_URL_MAX);
    memset(sample.preview.title, 't', LINK_TITLE_MAX);
    memset(sample.preview.description, 'd', LINK_DESCRIPTION_MAX);
    memset(sample.preview.image, '~', LINK_APP_URL_MAX);
    sample.password.is_set = true;
    check_back(link_encode(&sample, row));
}

static void
an_expired_url_goes_with_the_row(void **state)
{
    (void)state;
    for (unsigned has = 0; has < FULL; has++)
        for (size_t rules = 0; rules < 3; rules++) {
            make_link(has);
            const size_t without = link_encode(&sample, row), more = rules > 0 ? 3 + rules : 0;
            sample.rules.length = (uint16_t)rules;
            strcpy(sample.expired_url, "https://example.com/over");
            assert_int_equal(link_encode(&sample, row), without + 2 + more + 3 + 24);
            check_back(without + 2 + more + 3 + 24);
        }
}

static void
imported_counts_go_with_the_row(void **state)
{
    static const uint64_t counts[] = {0, 127, 128, UINT64_MAX};
    (void)state;
    for (unsigned has = 0; has < FULL; has++)
        for (size_t i = 0; i < COUNT(counts); i++) {
            make_link(has);
            sample.imported = (struct link_imported){true, counts[i], has};
            check_back(link_encode(&sample, row));
        }
}

static void
clicks_of_an_import_are_those_that_are_not_counted(void **state)
{
    (void)state;
    make_link(0);
    assert_int_equal(link_imported_clicks(&sample), 0);
    sample.imported = (struct link_imported){true, 10, 3};
    assert_int_equal(link_imported_clicks(&sample), 7);
    sample.imported.visits = 11; /* of a source whose counter and log differ */
    assert_int_equal(link_imported_clicks(&sample), 0);
}

static void
a_password_goes_with_the_row(void **state)
{
    (void)state;
    for (unsigned has = 0; has < FULL; has++) {
        make_link(has);
        const size_t without = link_encode(&sample, row);
        sample.password.is_set = true;
        memset(sample.password.salt, (int)has, sizeof sample.password.salt);
        memset(sample.password.hash, (int)has + 1, sizeof sample.password.hash);
        const size_t length = link_encode(&sample, row);
        assert_int_equal(length, without + 2 + 3 + LINK_PASSWORD_BYTES);
        check_back(length);
        assert_memory_equal(back.password.salt, sample.password.salt, sizeof back.password.salt);
        assert_memory_equal(back.password.hash, sample.password.hash, sizeof back.password.hash);
        row[7] = 2; /* hashed as a newer curt does */
        assert_int_equal(link_decode(row, length, &back), FAULT_SYSTEM);
    }
}

static void
an_expired_url_that_is_too_long_is_refused(void **state)
{
    (void)state;
    make_link(0);
    memset(sample.expired_url, 'e', URL_MAX);
    const size_t length = link_encode(&sample, row);
    memmove(row + 8, row + 7, length - 7); /* one byte more in the part, and in all of them */
    row[3]++, row[6]++;
    assert_int_equal(row[6], 1);
    assert_int_equal(link_decode(row, length + 1, &back), FAULT_SYSTEM);
}

/* What a long row has follows from its 56th byte on: status, truths, URL, labels, and a title to the end. */
static void
rules_that_look_like_a_long_row_are_kept(void **state)
{
    static const uint8_t looks[] = {301 >> 8, 301 & 255, 0, 0, 0, 0, 0};
    const size_t rules_at = 2 + 2 + 3, looks_at = 56 - rules_at;
    (void)state;
    make_link(0);
    sample.rules.length = 200;
    memcpy(sample.rules.bytes + looks_at, looks, sizeof looks);
    const size_t length = link_encode(&sample, row), title = length - 56 - sizeof looks - 2;
    sample.rules.bytes[looks_at + sizeof looks + 1] = (uint8_t)title;
    assert_in_range(title, 1, 255);
    assert_int_equal(link_encode(&sample, row), length + 3 + 56);
    check_back(length + 3 + 56);
}

static void
a_part_of_a_newer_curt_is_refused(void **state)
{
    (void)state;
    make_link(0);
    sample.rules.length = 1;
    const size_t length = link_encode(&sample, row);
    row[4] = 255;
    assert_int_equal(link_decode(row, length, &back), FAULT_SYSTEM);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_come_back),
        cmocka_unit_test(rows_of_older_stores_are_read),
        cmocka_unit_test(most_links_have_short_rows),
        cmocka_unit_test(a_row_that_could_be_either_is_not_written),
        cmocka_unit_test(what_is_cut_off_is_refused),
        cmocka_unit_test(rules_go_with_the_row),
        cmocka_unit_test(an_expired_url_goes_with_the_row),
        cmocka_unit_test(a_password_goes_with_the_row),
        cmocka_unit_test(imported_counts_go_with_the_row),
        cmocka_unit_test(clicks_of_an_import_are_those_that_are_not_counted),
        cmocka_unit_test(an_expired_url_that_is_too_long_is_refused),
        cmocka_unit_test(rules_that_look_like_a_long_row_are_kept),
        cmocka_unit_test(a_part_of_a_newer_curt_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
