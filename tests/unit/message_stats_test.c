/*
 * message_stats_test.c: what became of messages adds up, in every scope and part, in whatever order it is
 * heard.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/message_stats.h"

#include "base/money.h"
#include "base/timestamp.h"
#include "store_fixture.h"

#define DAY     (INT64_C(20000) * TIMESTAMP_DAY)
#define QUARTER (900 * TIMESTAMP_SECOND)

static struct message_stats_batch *batch;

static int
begin(void **state)
{
    batch = message_stats_batch_create();
    return store_fixture_begin(state);
}

static int
end(void **state)
{
    message_stats_batch_free(batch);
    return store_fixture_end(state);
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    enum fault fault = message_stats_batch_apply(txn, batch);
    return fault != FAULT_NONE ? fault : *(enum fault *)arg;
}

static void
apply(struct store_fixture *fixture, enum fault last)
{
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &last), last);
    if (last == FAULT_NONE)
        message_stats_batch_clear(batch);
}

static struct message
message(uint32_t owner, const char *campaign)
{
    struct message m = {.owner = owner, .channel = MESSAGE_SMS, .parts = 2};
    strcpy(m.campaign, campaign);
    strcpy(m.currency, "EUR");
    return m;
}

static void
make(const struct message *m, int64_t at)
{
    const struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES, .message = *m};
    assert_int_equal(message_stats_batch_add(batch, &event, at), FAULT_NONE);
}

/* Moves it, if it may. */
static void
move(struct message *m, enum message_status to, int64_t at)
{
    struct message_event event = {.kind = MESSAGE_EVENT_STATUS, .before = m->status};
    if (!message_may_move(m->status, to))
        return;
    m->status = to;
    event.message = *m;
    assert_int_equal(message_stats_batch_add(batch, &event, at), FAULT_NONE);
}

static struct message_stats
whole(struct store_fixture *fixture, uint32_t owner, const char *campaign)
{
    struct message_stats out;
    assert_int_equal(message_stats_get_totals(
                         env_read(fixture->env), &(struct message_stats_scope){owner, campaign}, &out),
        FAULT_NONE);
    return out;
}

static void
check(const struct message_stats *got, const char *wanted)
{
    char text[256] = "";
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        sprintf(text + strlen(text), "%lld ", (long long)got->steps[i]);
    assert_string_equal(text, wanted);
}

static void
take(const char *value, uint32_t quarter, const struct message_stats *stats, void *arg)
{
    char *text = arg;
    if (quarter != 0)
        sprintf(text + strlen(text), "%lld:", (long long)quarter - DAY / QUARTER);
    else
        sprintf(text + strlen(text), "%s:", value);
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        if (stats->steps[i] != 0)
            sprintf(text + strlen(text), "%d=%lld ", i, (long long)stats->steps[i]);
}

static void
check_part(struct store_fixture *fixture, enum message_stats_part part, const char *wanted)
{
    char text[4096] = "";
    const struct message_stats_scope spring = {7, "spring"};
    const uint32_t first = (uint32_t)(DAY / QUARTER);
    assert_int_equal(
        message_stats_visit(env_read(fixture->env), &spring, part, first + 1, first + 3, take, text),
        FAULT_NONE);
    assert_string_equal(text, wanted);
}

static void
steps_that_were_not_told_are_counted(void **state)
{
    struct store_fixture *fixture = *state;
    struct message read = message(7, "spring"), unknown = message(7, "spring"), refused = message(8, "");
    make(&read, DAY);
    move(&read, MESSAGE_SENDING, DAY);
    move(&read, MESSAGE_READ, DAY);
    move(&read, MESSAGE_DELIVERED, DAY);
    make(&unknown, DAY);
    move(&unknown, MESSAGE_UNKNOWN, DAY);
    make(&refused, DAY);
    move(&refused, MESSAGE_REJECTED, DAY);
    apply(fixture, FAULT_NONE);
    struct message_stats got = whole(fixture, 7, "spring");
    check(&got, "2 1 1 1 0 0 0 1 0 4 0 0 0 0 ");
    move(&unknown, MESSAGE_DELIVERED, DAY);
    apply(fixture, FAULT_NONE);
    got = whole(fixture, 7, "spring");
    check(&got, "2 2 2 1 0 0 0 0 0 4 0 0 0 0 ");
    got = whole(fixture, 0, "");
    check(&got, "3 3 2 1 1 0 0 0 0 6 0 0 0 0 ");
    got = whole(fixture, 8, "");
    check(&got, "1 1 0 0 1 0 0 0 0 2 0 0 0 0 ");
    got = whole(fixture, 8, "spring");
    check(&got, "0 0 0 0 0 0 0 0 0 0 0 0 0 0 ");
}

static void
parts_are_kept_apart(void **state)
{
    struct store_fixture *fixture = *state;
    struct message one = message(7, "spring"), two = message(7, "spring");
    struct message_event priced = {.kind = MESSAGE_EVENT_PRICE, .priced = true};
    two.channel = MESSAGE_RCS;
    two.parts = 0;
    make(&one, DAY + QUARTER);
    make(&two, DAY + 2 * QUARTER - 1);
    strcpy(one.error, "1170");
    move(&one, MESSAGE_UNDELIVERABLE, DAY + 2 * QUARTER);
    move(&two, MESSAGE_DELIVERED, DAY + 4 * QUARTER);
    priced.message = one;
    strcpy(priced.message.price, "0.0333");
    assert_int_equal(message_stats_batch_add(batch, &priced, DAY + 5 * QUARTER), FAULT_NONE);
    assert_int_equal(message_stats_batch_add_click(batch, &two, DAY + 3 * QUARTER), FAULT_NONE);
    const struct message_event stopped = {
        .kind = MESSAGE_EVENT_STOPPED, .before = two.status, .message = two};
    assert_int_equal(message_stats_batch_add(batch, &stopped, DAY + 3 * QUARTER), FAULT_NONE);
    apply(fixture, FAULT_NONE);
    check_part(
        fixture, MESSAGE_STATS_CHANNEL, "rcs:0=1 1=1 2=1 8=1 12=1 sms:0=1 1=1 5=1 9=2 10=1 11=3330000 ");
    check_part(fixture, MESSAGE_STATS_ERROR, "1170:1=1 5=1 ");
    check_part(fixture, MESSAGE_STATS_CURRENCY, "EUR:10=1 11=3330000 ");
    check_part(fixture, MESSAGE_STATS_QUARTER, "1:0=2 9=2 2:1=1 5=1 3:8=1 12=1 ");
}

static void
an_abort_adds_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    const struct message one = message(7, "spring");
    make(&one, DAY);
    apply(fixture, FAULT_REFUSED);
    assert_int_equal(whole(fixture, 0, "").steps[MESSAGE_STATS_MESSAGES], 0);
    apply(fixture, FAULT_NONE);
    assert_int_equal(whole(fixture, 0, "").steps[MESSAGE_STATS_MESSAGES], 1);
}

static void
a_full_batch_takes_nothing_more(void **state)
{
    struct store_fixture *fixture = *state;
    struct message one = message(7, "spring");
    struct message_event event = {.kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES};
    int64_t added = 0;
    for (; added < 100000; added++) {
        sprintf(one.campaign, "c%lld", (long long)added);
        event.message = one;
        if (message_stats_batch_add(batch, &event, DAY) == FAULT_FULL)
            break;
    }
    assert_in_range(added, 1000, 99999);
    apply(fixture, FAULT_NONE);
    assert_int_equal(whole(fixture, 0, "").steps[MESSAGE_STATS_MESSAGES], added);
    assert_int_equal(whole(fixture, 7, one.campaign).steps[MESSAGE_STATS_MESSAGES], 0);
    assert_int_equal(message_stats_batch_add(batch, &event, DAY), FAULT_NONE);
}

/* Receipts come in any order, again, and late: what is counted is what the messages say in the end. */
static void
receipts_in_any_order_add_up(void **state)
{
    struct store_fixture *fixture = *state;
    enum { MESSAGES = 300 };
    static struct message messages[MESSAGES];
    struct message_stats wanted = {{0}};
    srand(1);
    for (int i = 0; i < MESSAGES; i++) {
        messages[i] = message(i % 2 ? 7 : 8, i % 3 ? "spring" : "");
        make(&messages[i], DAY);
    }
    for (int i = 0; i < 20 * MESSAGES; i++) {
        struct message *m = &messages[rand() % MESSAGES];
        const enum message_status to = (enum message_status)(rand() % MESSAGE_STATUSES);
        if (to != MESSAGE_FAILED || m->status < MESSAGE_SUBMITTED)
            move(m, to, DAY + i * TIMESTAMP_SECOND);
        if (rand() % 500 == 0)
            apply(fixture, FAULT_NONE);
    }
    apply(fixture, FAULT_NONE);
    for (int i = 0; i < MESSAGES; i++) {
        const enum message_status is = messages[i].status;
        wanted.steps[MESSAGE_STATS_SUBMITTED] += is >= MESSAGE_SUBMITTED && is != MESSAGE_FAILED;
        wanted.steps[MESSAGE_STATS_DELIVERED] += is == MESSAGE_DELIVERED || is == MESSAGE_READ;
        wanted.steps[MESSAGE_STATS_READ] += is == MESSAGE_READ;
        wanted.steps[MESSAGE_STATS_REJECTED] += is == MESSAGE_REJECTED;
        wanted.steps[MESSAGE_STATS_UNDELIVERABLE] += is == MESSAGE_UNDELIVERABLE;
        wanted.steps[MESSAGE_STATS_FAILED] += is == MESSAGE_FAILED;
        wanted.steps[MESSAGE_STATS_UNKNOWN] += is == MESSAGE_UNKNOWN;
    }
    wanted.steps[MESSAGE_STATS_MESSAGES] = MESSAGES;
    wanted.steps[MESSAGE_STATS_PARTS] = 2 * MESSAGES;
    struct message_stats all = whole(fixture, 0, ""), seven = whole(fixture, 7, ""),
                         eight = whole(fixture, 8, "");
    assert_memory_equal(&all, &wanted, sizeof all);
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        assert_int_equal(all.steps[i], seven.steps[i] + eight.steps[i]);
    assert_true(wanted.steps[MESSAGE_STATS_READ] > 0 && wanted.steps[MESSAGE_STATS_FAILED] > 0);
}

#define WITH_BATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(steps_that_were_not_told_are_counted),
        WITH_BATCH(parts_are_kept_apart),
        WITH_BATCH(an_abort_adds_nothing),
        WITH_BATCH(a_full_batch_takes_nothing_more),
        WITH_BATCH(receipts_in_any_order_add_up),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
