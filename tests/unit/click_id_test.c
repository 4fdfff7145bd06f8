/*
 * click_id_test.c: the ids of clicks: they name their link and time, and nobody else can make one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/click_id.h"

#include "base/timestamp.h"
#include "link/link_write.h"
#include "store_fixture.h"

static struct link links[2];
static struct store_fixture *fixture;

static enum fault
add_links(struct txn *txn, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT(links); i++)
        if (link_add(txn, &links[i]) != FAULT_NONE)
            return FAULT_SYSTEM;
    return FAULT_NONE;
}

static int
begin(void **state)
{
    assert_int_equal(store_fixture_begin(state), 0);
    fixture = *state;
    links[0] = (struct link){
        .id = 0x1122334455667788, .owner = 1, .status = 301, .code = "one", .url = "https://example.com/"};
    links[1] = (struct link){.id = 0x8877665544332211,
        .owner = 1,
        .status = 301,
        .code = "a/b",
        .domain = "go.example",
        .url = "https://example.com/"};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_links, NULL), FAULT_NONE);
    return 0;
}

static enum fault
read_id(const char *text, struct link *link, int64_t *at)
{
    return click_id_read(env_read(fixture->env), text, link, at);
}

static void
an_id_names_its_link_and_time(void **state)
{
    char id[CLICK_ID_SIZE], other[CLICK_ID_SIZE];
    struct link link;
    int64_t at, now = timestamp_now();
    (void)state;
    for (size_t i = 0; i < COUNT(links); i++) {
        click_id_make(&links[i], now, id);
        click_id_make(&links[i], now, other);
        assert_string_not_equal(id, other);
        assert_int_equal(strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 32);
        assert_int_equal(strcspn(id, "?&#/ "), strlen(id));
        assert_int_equal(read_id(id, &link, &at), FAULT_NONE);
        assert_string_equal(link.code, links[i].code);
        assert_string_equal(link.domain, links[i].domain);
        assert_int_equal(at, now - now % 1000);
    }
}

static void
no_other_text_is_one(void **state)
{
    char id[CLICK_ID_SIZE], changed[CLICK_ID_SIZE];
    struct link link, stranger = links[0];
    int64_t at;
    (void)state;
    click_id_make(&links[0], timestamp_now(), id);
    for (size_t i = 0; i < 32; i++) {
        strcpy(changed, id);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_equal(read_id(changed, &link, &at), FAULT_INPUT);
    }
    strcpy(changed, id);
    strcpy(changed + 33, "%2F%2Fgo.example%2Fa%2Fb");
    assert_int_equal(read_id(changed, &link, &at), FAULT_INPUT);
    strcpy(changed + 33, "none");
    assert_int_equal(read_id(changed, &link, &at), FAULT_MISSING);
    for (size_t length = 0; length < 34; length++) {
        strcpy(changed, id);
        changed[length] = '\0';
        assert_int_equal(read_id(changed, &link, &at), FAULT_INPUT);
    }
    stranger.id++;
    click_id_make(&stranger, timestamp_now(), id);
    assert_int_equal(read_id(id, &link, &at), FAULT_INPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_id_names_its_link_and_time, begin, store_fixture_end),
        cmocka_unit_test_setup_teardown(no_other_text_is_one, begin, store_fixture_end),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
