/*
 * campaign_retry_test.c: failed messages of a campaign wait again, so many a call and no others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign_retry.h"

#include "message/message_state.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "message/suppression.h"
#include "store_fixture.h"

enum { FAILED = 250, OTHERS = 5 };

static struct campaign campaign;
static struct input_error error;

static enum fault
add_message(struct txn *txn, unsigned number, enum message_status status, uint64_t queue)
{
    struct message m = {.status = status, .queue = queue, .created = 1};
    m.id[0] = (uint8_t)(number >> 8);
    m.id[1] = (uint8_t)number;
    m.id[2] = 1;
    snprintf(m.to, sizeof m.to, "447700900%03u", number);
    strcpy(m.campaign, "june");
    if (number == FAILED + 2)
        strcpy(m.error, MESSAGE_STATE_CANCELLED);
    return message_add(txn, &m, "{}", 2);
}

/* FAILED that failed; of the others, one was delivered, one is of an earlier campaign of that name, and one
 * was cancelled. */
static enum fault
add_body(struct txn *txn, void *arg)
{
    (void)arg;
    campaign = (struct campaign){.name = "june", .state = CAMPAIGN_DONE, .ended = 2, .template = "{}"};
    enum fault fault = campaign_add(txn, &campaign);
    for (unsigned i = 0; i < FAILED && fault == FAULT_NONE; i++)
        fault = add_message(txn, i, MESSAGE_FAILED, campaign.id);
    if (fault == FAULT_NONE)
        fault = add_message(txn, FAILED, MESSAGE_DELIVERED, campaign.id);
    if (fault == FAULT_NONE)
        fault = add_message(txn, FAILED + 1, MESSAGE_FAILED, campaign.id + 1);
    if (fault == FAULT_NONE)
        fault = add_message(txn, FAILED + 2, MESSAGE_FAILED, campaign.id);
    return fault == FAULT_NONE ? suppression_add(txn, "447700900007", SUPPRESSION_ADMIN, 3) : fault;
}

static enum fault
retry(struct store_fixture *fixture, struct campaign_retry *out, uint64_t most)
{
    *out = (struct campaign_retry){.name = "june", .most = most, .campaign = &campaign};
    return campaign_retry_run(fixture->env, out, &error);
}

static unsigned
waiting(struct store_fixture *fixture)
{
    unsigned count;
    assert_int_equal(
        outbox_count(env_read(fixture->env), campaign.id, INT64_MAX, FAILED + OTHERS, &count), FAULT_NONE);
    return count;
}

static void
so_many_a_call(void **state)
{
    struct campaign_retry result;
    assert_int_equal(env_txn(((struct store_fixture *)*state)->env, ENV_WRITE, add_body, NULL), FAULT_NONE);
    assert_int_equal(retry(*state, &result, 150), FAULT_NONE);
    assert_int_equal(result.count, 150);
    assert_false(uuid_is_nil(result.after));
    assert_int_equal(campaign.state, CAMPAIGN_RUNNING);
    assert_int_equal(campaign.ended, 0);
    assert_int_equal(waiting(*state), 150);
    assert_int_equal(retry(*state, &result, 150), FAULT_NONE);
    assert_int_equal(result.count, FAILED - 150 - 1); /* one has opted out */
    assert_true(uuid_is_nil(result.after));
    assert_int_equal(waiting(*state), FAILED - 1);
}

static void
all_at_once(void **state)
{
    struct campaign_retry result;
    assert_int_equal(env_txn(((struct store_fixture *)*state)->env, ENV_WRITE, add_body, NULL), FAULT_NONE);
    assert_int_equal(retry(*state, &result, 0), FAULT_NONE);
    assert_int_equal(result.count, FAILED - 1);
    assert_true(uuid_is_nil(result.after));
    assert_int_equal(retry(*state, &result, 0), FAULT_NONE);
    assert_int_equal(result.count, 0);
    assert_true(uuid_is_nil(result.after));
    assert_int_equal(waiting(*state), FAILED - 1);
}

static void
of_a_campaign_that_is_there(void **state)
{
    struct campaign_retry result;
    assert_int_equal(retry(*state, &result, 0), FAULT_MISSING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(so_many_a_call),
        WITH_STORE(all_at_once),
        WITH_STORE(of_a_campaign_that_is_there),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
