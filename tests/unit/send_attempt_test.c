/*
 * send_attempt_test.c: when a message is tried, and what its waiting does to its time and its links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/send_attempt.h"

#include "campaign/campaign.h"
#include "link/link.h"
#include "message_fixture.h"

static struct campaign campaign;

struct night {
    struct send_attempt_context context;
    struct send_attempt attempt;
    uint64_t queue; /* whose first message is tried */
};

static enum fault
night_body(struct txn *txn, void *arg)
{
    struct night *night = arg;
    enum fault fault = outbox_next(txn, night->queue, NULL, INT64_MAX, &night->attempt.waited);
    return fault == FAULT_NONE ? send_attempt_begin(txn, &night->context, &night->attempt) : fault;
}

static enum fault
try_body(struct txn *txn, void *arg)
{
    struct message before, after;
    assert_int_equal(message_get_for_update(txn, arg, &before), FAULT_NONE);
    after = before;
    after.attempts++;
    return message_update(txn, &before, &after);
}

/* Its time begins when its first night is over; the nights between its tries are part of it. */
static void
a_message_rests_and_its_time_begins(void **state)
{
    static struct night night;
    struct store_fixture *fixture = *state;
    int64_t evening, morning;
    uint8_t id[UUID_BYTES];
    assert_int_equal(timestamp_parse("2026-01-10T22:00:00Z", &evening), FAULT_NONE);
    assert_int_equal(timestamp_parse("2026-01-11T08:00:00Z", &morning), FAULT_NONE);
    store(fixture, "Good night", id);
    night.context.config = &fixture->config;
    night.context.quiet = quiet_hours_create();
    strcpy(night.attempt.quiet, "21:00-08:00");
    for (int i = 0; i < 2; i++) {
        night.context.now = evening + i * 24 * 3600 * TIMESTAMP_SECOND;
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, night_body, &night), FAULT_NONE);
        assert_false(night.attempt.ready);
        assert_int_equal(waiting(fixture, 0), 1);
        assert_true(message(fixture, id).send_at == morning);
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, try_body, id), FAULT_NONE);
    }
    quiet_hours_free(night.context.quiet);
}

static enum fault
return_body(struct txn *txn, void *arg)
{
    struct message before, after;
    assert_int_equal(message_get_for_update(txn, arg, &before), FAULT_NONE);
    after = before;
    strcpy(after.campaign, "spring");
    after.queue = campaign.id;
    after.attempts = 4;
    return message_update(txn, &before, &after);
}

static enum fault
add_campaign_body(struct txn *txn, void *arg)
{
    return campaign_add(txn, arg);
}

/* As the campaign has made it. */
static enum fault
queue_body(struct txn *txn, void *arg)
{
    struct message before, after;
    struct outbox waits;
    assert_int_equal(message_get_for_update(txn, arg, &before), FAULT_NONE);
    after = before;
    strcpy(after.campaign, "spring");
    after.queue = campaign.id;
    assert_int_equal(outbox_next(txn, 0, NULL, INT64_MAX, &waits), FAULT_NONE);
    assert_int_equal(outbox_remove(txn, &waits), FAULT_NONE);
    waits.queue = campaign.id;
    assert_int_equal(outbox_add(txn, &waits), FAULT_NONE);
    return message_update(txn, &before, &after);
}

/* When the one link expires. */
static int64_t
expiry(struct store_fixture *fixture)
{
    struct cursor cursor;
    struct link link;
    uint8_t row[LINK_ROW_MAX];
    assert_int_equal(
        row_next(env_read(fixture->env), TABLE_LINK, link_key(""), &cursor, row, sizeof row), FAULT_NONE);
    assert_int_equal(
        link_from_row((struct row_key){cursor.key, cursor.key_length}, row, cursor.row_length, &link),
        FAULT_NONE);
    return link.expires;
}

/* What a campaign has made before its hours ended, or before it was paused, goes when it goes on. */
static void
links_of_a_message_that_waited_live_as_long(void **state)
{
    static struct night night;
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    campaign = (struct campaign){.name = "spring", .owner = 7, .state = CAMPAIGN_RUNNING};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_campaign_body, &campaign), FAULT_NONE);
    store_sent(fixture,
        store_fixture_json("{'channel':'sms','to':'447700900000','from':'curt','ttl':3600,"
                           "'text':'See https://example.com/'}"),
        id);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, queue_body, id), FAULT_NONE);
    const int64_t made = message(fixture, id).created;
    assert_true(expiry(fixture) == made + 3600 * TIMESTAMP_SECOND);
    night.context.config = &fixture->config;
    night.queue = campaign.id;
    night.context.now = night.context.steady = made + 13 * 3600 * TIMESTAMP_SECOND;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, night_body, &night), FAULT_NONE);
    assert_true(night.attempt.ready);
    assert_true(expiry(fixture) == made + 14 * 3600 * TIMESTAMP_SECOND);
    assert_true(message(fixture, id).send_at == night.context.now);
}

/* What comes back from the dead letters when its campaign is over. */
static void
a_message_waits_for_the_hours_of_a_campaign_that_is_over(void **state)
{
    static struct night night;
    static const struct {
        const char *moment, *due;
    } rows[] = {
        {"2026-01-09T22:00:00Z", "2026-01-10T22:00:00Z"}, /* a Friday: it is looked at again in a day */
        {"2026-01-10T22:00:00Z", "2026-01-11T22:00:00Z"},
        {"2026-01-11T22:00:00Z", "2026-01-12T09:00:00Z"},
        {"2026-01-12T09:00:00Z", ""},
    };
    struct store_fixture *fixture = *state;
    int64_t due;
    uint8_t id[UUID_BYTES];
    campaign = (struct campaign){
        .name = "spring", .owner = 7, .state = CAMPAIGN_DONE, .hours = "Mon-Fri 09:00-20:00 Europe/London"};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_campaign_body, &campaign), FAULT_NONE);
    store(fixture, "Good morning", id);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, return_body, id), FAULT_NONE);
    night.context.config = &fixture->config;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(timestamp_parse(rows[i].moment, &night.context.now), FAULT_NONE);
        night.context.steady = night.context.now;
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, night_body, &night), FAULT_NONE);
        assert_int_equal(night.attempt.ready, rows[i].due[0] == '\0');
        if (rows[i].due[0] == '\0')
            continue;
        assert_int_equal(timestamp_parse(rows[i].due, &due), FAULT_NONE);
        assert_int_equal(waiting(fixture, 0), 1);
        assert_int_equal(
            outbox_next(env_read(fixture->env), 0, NULL, INT64_MAX, &night.attempt.waited), FAULT_NONE);
        assert_true(night.attempt.waited.due == due);
    }
}

static int
begin(void **state)
{
    message_fixture_begin();
    return store_fixture_begin(state);
}

static int
end(void **state)
{
    message_fixture_end();
    return store_fixture_end(state);
}

#define WITH_MESSAGES(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_MESSAGES(a_message_rests_and_its_time_begins),
        WITH_MESSAGES(links_of_a_message_that_waited_live_as_long),
        WITH_MESSAGES(a_message_waits_for_the_hours_of_a_campaign_that_is_over),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
