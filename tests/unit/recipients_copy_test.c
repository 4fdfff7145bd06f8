/*
 * recipients_copy_test.c: who clicked and who did not, taken over from one campaign into another, so many a
 * call.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_copy.h"

#include "campaign/campaign.h"
#include "message/message_open.h"
#include "message/message_write.h"
#include "message/suppression.h"
#include "store_fixture.h"

enum { MESSAGES = 10600, CLICKED_EACH = 100, LOST_EACH = 50, BATCH = 200, OWNER = 7 };

static struct campaign campaign;

static bool
is_clicked(unsigned n)
{
    return n % CLICKED_EACH == 0;
}

static bool
is_lost(unsigned n)
{
    return n % LOST_EACH == 1;
}

static enum fault
add_message(struct txn *txn, unsigned n)
{
    static const char body[] = "{\"message\":{},\"links\":[],\"fields\":{\"to\":\"1\",\"name\":\"Ada\"}}";
    const struct message_open open = {.event = n + 1, .at = 5, .class = CLICK_PERSON, .name = "x"};
    struct message m = {
        .status = is_lost(n) ? MESSAGE_UNDELIVERABLE : MESSAGE_DELIVERED, .owner = OWNER, .created = 1};
    bool first;
    m.id[0] = (uint8_t)(n >> 8);
    m.id[1] = (uint8_t)n;
    m.id[2] = 1;
    snprintf(m.to, sizeof m.to, "4477009%05u", n);
    strcpy(m.campaign, "june");
    enum fault fault = message_add(txn, &m, body, sizeof body - 1);
    return fault == FAULT_NONE && is_clicked(n) ? message_open_add(txn, m.id, &open, &first) : fault;
}

static enum fault
add_batch(struct txn *txn, void *arg)
{
    enum fault fault = FAULT_NONE;
    for (unsigned n = *(unsigned *)arg; n < *(unsigned *)arg + BATCH && fault == FAULT_NONE; n++)
        fault = add_message(txn, n);
    return fault;
}

static enum fault
add_campaign(struct txn *txn, void *arg)
{
    (void)arg;
    campaign = (struct campaign){.name = "july",
        .owner = OWNER,
        .template = "{\"channel\":\"sms\",\"from\":\"curt\",\"text\":\"Hi {name}\",\"campaign\":\"july\"}"};
    enum fault fault = campaign_add(txn, &campaign);
    return fault == FAULT_NONE ? suppression_add(txn, "447700900002", SUPPRESSION_ADMIN, 3) : fault;
}

static void
fill(struct store_fixture *fixture)
{
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_campaign, NULL), FAULT_NONE);
    for (unsigned n = 0; n < MESSAGES; n += BATCH)
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_batch, &n), FAULT_NONE);
}

static void
run(struct store_fixture *fixture, struct recipients_copy *copy, uint64_t *added, uint64_t *duplicates)
{
    static struct recipients_import in;
    assert_int_equal(recipients_import_begin(&in, &fixture->config, fixture->env, "july", copy->owner, NULL,
                         RECIPIENTS_IMPORT_JSON, false),
        FAULT_NONE);
    assert_int_equal(recipients_copy_run(fixture->env, copy, &in), FAULT_NONE);
    assert_int_equal(recipients_import_end(&in), FAULT_NONE);
    assert_int_equal(in.invalid, 0);
    *added = in.added;
    *duplicates = in.duplicates;
    recipients_import_free(&in);
}

static void
who_did_not_click_in_slices(void **state)
{
    struct recipients_copy copy = {.campaign = "june", .owner = OWNER};
    const unsigned wanted = MESSAGES - MESSAGES / CLICKED_EACH - MESSAGES / LOST_EACH - 1;
    uint64_t first, second, duplicates;
    fill(*state);
    run(*state, &copy, &first, &duplicates);
    assert_int_equal(copy.suppressed, 1);
    assert_true(first <= RECIPIENTS_COPY_MAX && first > RECIPIENTS_COPY_MAX - 100);
    assert_false(uuid_is_nil(copy.after));
    run(*state, &copy, &second, &duplicates);
    assert_int_equal(first + second, wanted);
    assert_int_equal(duplicates, 0);
    assert_true(uuid_is_nil(copy.after));
    run(*state, &copy, &first, &duplicates); /* again from the beginning */
    assert_int_equal(first, 0);
    copy = (struct recipients_copy){.campaign = "june", .owner = OWNER, .clicked = true};
    run(*state, &copy, &first, &duplicates);
    assert_int_equal(first, MESSAGES / CLICKED_EACH);
    assert_true(uuid_is_nil(copy.after));
}

static void
nobody_sees_the_messages_of_another(void **state)
{
    struct recipients_copy copy = {.campaign = "june", .owner = OWNER};
    unsigned from = 0;
    uint64_t added, duplicates;
    assert_int_equal(
        env_txn(((struct store_fixture *)*state)->env, ENV_WRITE, add_campaign, NULL), FAULT_NONE);
    assert_int_equal(env_txn(((struct store_fixture *)*state)->env, ENV_WRITE, add_batch, &from), FAULT_NONE);
    copy.campaign = "may";
    run(*state, &copy, &added, &duplicates);
    assert_int_equal(added + copy.looked, 0);
    copy.campaign = "june";
    run(*state, &copy, &added, &duplicates);
    assert_int_equal(copy.looked, BATCH);
    static struct recipients_import in;
    assert_int_equal(
        recipients_import_begin(&in, &((struct store_fixture *)*state)->config,
            ((struct store_fixture *)*state)->env, "july", 0, NULL, RECIPIENTS_IMPORT_JSON, false),
        FAULT_NONE);
    copy = (struct recipients_copy){.campaign = "june", .owner = OWNER + 1};
    assert_int_equal(recipients_copy_run(((struct store_fixture *)*state)->env, &copy, &in), FAULT_NONE);
    assert_int_equal(copy.looked + in.rows, 0);
    recipients_import_free(&in);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(who_did_not_click_in_slices),
        WITH_STORE(nobody_sees_the_messages_of_another),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
