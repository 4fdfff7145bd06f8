/*
 * erasure_test.c: of a person's links, nothing is left, those that were deleted and could be restored
 * included.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/erasure.h"

#include "link/deleted_link.h"
#include "link/link_write.h"
#include "message/message_write.h"
#include "message/receipt.h"
#include "stats/click_stats_batch.h"
#include "stats/click_stats_summary.h"
#include "store_fixture.h"

enum { NOW = 1000000, LATER = 2000000 };

static const uint8_t message_id[UUID_BYTES] = {1};

static uint64_t links[3];
static size_t link_count;

/* How many of the links have opens that are known. */
static unsigned
activities(struct txn *read)
{
    unsigned known = 0;
    for (size_t i = 0; i < link_count; i++) {
        uint64_t event;
        assert_int_equal(link_activity_event(read, links[i], &event), FAULT_NONE);
        known += event != 0;
    }
    return known;
}

static enum fault
link_body(struct txn *txn, const char *code, const uint8_t *message, bool deleted)
{
    static struct link link;
    store_fixture_link(&link, code, "https://example.com/");
    memcpy(link.message, message, UUID_BYTES);
    static const struct labels none;
    const struct click_stats_newest newest = {
        .event = 1, .rank = {link.id, link.owner, true}, .open = {.class = CLICK_PERSON}};
    const struct click_stats_open open = {
        .class = CLICK_PERSON, .link = link.id, .labels = &none, .newest = &newest};
    struct click_stats_batch *batch = click_stats_batch_create(10);
    struct click_stats_summary *summary = click_stats_summary_create();
    enum fault fault = link_add(txn, &link);
    if (fault == FAULT_NONE)
        fault = click_stats_batch_add(batch, &open);
    if (fault == FAULT_NONE)
        fault = click_stats_batch_apply(txn, batch);
    if (fault == FAULT_NONE)
        fault = link_activity_rank(txn, summary, link.id, code);
    click_stats_summary_free(summary);
    click_stats_batch_free(batch);
    links[link_count++] = link.id;
    return fault == FAULT_NONE && deleted ? link_delete(txn, &link, NOW, LATER) : fault;
}

static enum fault
fill_body(struct txn *txn, void *arg)
{
    static const char body[] = "{\"message\":{\"to\":\"447700900111\"},\"links\":[{\"code\":\"his\"},"
                               "{\"code\":\"deleted\"}]}";
    static const uint8_t another[UUID_BYTES] = {2};
    struct story *story = arg;
    struct message m = {.status = MESSAGE_DELIVERED, .owner = 1, .created = 1, .to = "447700900111"};
    memcpy(m.id, message_id, UUID_BYTES);
    CHECK(message_add(txn, &m, body, sizeof body - 1) == FAULT_NONE);
    CHECK(link_body(txn, "his", message_id, false) == FAULT_NONE);
    CHECK(link_body(txn, "deleted", another, true) == FAULT_NONE); /* had the code before */
    CHECK(link_body(txn, "deleted", message_id, true) == FAULT_NONE);
    return FAULT_NONE;
}

static void
nothing_is_left_of_a_persons_links(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct erasure_options options;
    struct erasure_count count = {0};
    struct txn *read = env_read(fixture->env);
    store_fixture_transact(fixture, fill_body, NULL);
    assert_int_equal(activities(read), 3);
    assert_int_equal(erasure_run(fixture->env, "447700900111", &count, &options), FAULT_NONE);
    assert_int_equal(count.messages, 1);
    assert_int_equal(count.links, 2);
    assert_int_equal(store_fixture_count(read, TABLE_LINK), 0);
    assert_int_equal(store_fixture_count(read, TABLE_DELETED_LINK), 2); /* the other's, by id and by code */
    assert_int_equal(activities(read), 1);
    assert_int_equal(store_fixture_count(read, TABLE_CLICK_RANK), 2);
}

#define RECEIPT(to)                               \
    "{\"message_uuid\":\"ec7b0260\",\"to\":\"" to \
    "\",\"from\":\"curt\",\"status\":\"read\",\"channel\":\"sms\"}"

static enum fault
fill_receipts(struct txn *txn, void *arg)
{
    static const char *const receipts[] = {
        RECEIPT("447700900111"), RECEIPT("4477009001112"), "{\"number\":\"447700900111\"}"};
    struct story *story = arg;
    for (size_t i = 0; i < COUNT(receipts); i++)
        CHECK(receipt_add_unknown(txn, "carried", false, 1, receipts[i], strlen(receipts[i])) == FAULT_NONE);
    return FAULT_NONE;
}

/* Those that wait for a message that nobody knows; most are packed in their rows. */
static void
receipts_that_name_the_person_go(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct erasure_options options;
    struct erasure_count count = {0};
    store_fixture_transact(fixture, fill_receipts, NULL);
    assert_int_equal(erasure_run(fixture->env, "447700900111", &count, &options), FAULT_NONE);
    assert_int_equal(count.receipts, 2);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_RECEIPT), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(nothing_is_left_of_a_persons_links), WITH_STORE(receipts_that_name_the_person_go)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
