/*
 * message_state_test.c: receipts in any order lead to the same end, in the message and in what is counted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_state.h"

#include "base/timestamp.h"
#include "message/carrier_id_index.h"
#include "message/message_write.h"
#include "message/suppression.h"
#include "stats/message_stats.h"
#include "store_fixture.h"

#define NOON (INT64_C(20000) * TIMESTAMP_DAY + TIMESTAMP_DAY / 2)

/* A message and what is said of it, in this order; the campaign keeps its counts apart. */
struct telling {
    struct message message;
    const struct message_state_change *said[8];
    unsigned count;
    enum fault end;
};

static const struct message_state_change submitted = {
    .status = MESSAGE_SUBMITTED, .at = NOON + 1, .carrier_id = "carrier-1"};
static const struct message_state_change delivered = {
    .status = MESSAGE_DELIVERED, .at = NOON + 2, .price = "0.10", .currency = "EUR"};
static const struct message_state_change seen = {.status = MESSAGE_READ, .at = NOON + 3, .network = "23410"};
static const struct message_state_change rejected = {
    .status = MESSAGE_REJECTED, .at = NOON + 4, .error = "1170", .detail = "No such number"};
static const struct message_state_change undeliverable = {
    .status = MESSAGE_UNDELIVERABLE, .at = NOON + 5, .error = "1300"};
static const struct message_state_change priced = {
    .status = MESSAGE_REQUESTED, .at = NOON + 6, .price = "0.10", .currency = "EUR"};
static const struct message_state_change failed = {.status = MESSAGE_FAILED, .at = NOON + 7, .error = "1120"};
static const struct message_state_change unknown = {
    .status = MESSAGE_UNKNOWN, .at = NOON + 8, .error = "no answer"};

static enum fault
tell_body(struct txn *txn, void *arg)
{
    struct telling *t = arg;
    struct message_event made = {
        .kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES, .message = t->message};
    enum fault fault = message_add(txn, &t->message, "{}", 2);
    if (fault == FAULT_NONE)
        fault = message_event_append(txn, &made, NOON);
    for (unsigned i = 0; i < t->count && fault == FAULT_NONE; i++) {
        struct message message;
        fault = message_get_for_update(txn, t->message.id, &message);
        if (fault == FAULT_NONE)
            fault = message_state_advance(txn, &message, t->said[i], NOON + 100);
    }
    return fault != FAULT_NONE ? fault : t->end;
}

/* Makes a message of this campaign, and tells it all that; *out is the message in the end. */
static void
tell(struct store_fixture *fixture, const char *campaign, const struct message_state_change *const *said,
    struct message *out)
{
    static uint8_t next;
    struct telling t = {.message = {.owner = 7, .created = NOON, .parts = 2}};
    t.message.id[0] = ++next;
    strcpy(t.message.campaign, campaign);
    snprintf(t.message.to, sizeof t.message.to, "4477009000%02u", next);
    for (; said[t.count] != NULL; t.count++)
        t.said[t.count] = said[t.count];
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, tell_body, &t), FAULT_NONE);
    assert_int_equal(message_get(env_read(fixture->env), t.message.id, out), FAULT_NONE);
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    return message_stats_batch_apply(txn, arg);
}

/* Counts what the log has as the built-in count would. */
static void
count(struct store_fixture *fixture)
{
    static struct event event;
    static struct message_event one;
    uint64_t last;
    struct message_stats_batch *batch = message_stats_batch_create();
    assert_int_equal(event_log_newest(env_read(fixture->env), 0, &last), FAULT_NONE);
    for (uint64_t number = 1; number <= last; number++) {
        assert_int_equal(event_log_read(env_read(fixture->env), number, &event), FAULT_NONE);
        assert_int_equal(message_event_decode(&event, &one), FAULT_NONE);
        assert_int_equal(message_stats_batch_add(batch, &one, event.at), FAULT_NONE);
    }
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, batch), FAULT_NONE);
    message_stats_batch_free(batch);
}

static const char *
funnel(struct store_fixture *fixture, const char *campaign)
{
    static char text[256];
    struct message_stats out;
    assert_int_equal(
        message_stats_get_totals(env_read(fixture->env), &(struct message_stats_scope){7, campaign}, &out),
        FAULT_NONE);
    text[0] = '\0';
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        sprintf(text + strlen(text), "%lld ", (long long)out.steps[i]);
    return text;
}

/* The nth order of so many; false when there are not that many. */
static bool
order(const struct message_state_change *const *of, unsigned count_of, unsigned nth,
    const struct message_state_change **out)
{
    bool used[8] = {false};
    unsigned all = 1;
    for (unsigned i = 2; i <= count_of; i++)
        all *= i;
    if (nth >= all)
        return false;
    for (unsigned i = 0; i < count_of; i++) {
        all /= count_of - i;
        unsigned skip = nth / all % (count_of - i), at = 0;
        while (used[at] || skip > 0) {
            skip -= !used[at];
            at++;
        }
        used[at] = true;
        out[i] = of[at];
    }
    out[count_of] = NULL;
    return true;
}

/* In every order, the same status, times and counts. */
static void
in_every_order(struct store_fixture *fixture, const char *prefix,
    const struct message_state_change *const *said, unsigned count_of, enum message_status wanted,
    const char *counts)
{
    const struct message_state_change *out[8];
    struct message message;
    char campaign[32];
    unsigned nth;
    for (nth = 0; order(said, count_of, nth, out); nth++) {
        snprintf(campaign, sizeof campaign, "%s-%u", prefix, nth);
        tell(fixture, campaign, out, &message);
        assert_int_equal(message.status, wanted);
        for (unsigned i = 0; i < count_of; i++) {
            if (said[i] == &submitted) {
                assert_int_equal(message.submitted, submitted.at);
                assert_string_equal(message.carrier_id, "carrier-1");
            }
            if (said[i] == &delivered)
                assert_int_equal(message.delivered, delivered.at);
            if (said[i]->price != NULL)
                assert_string_equal(message.price, "0.10");
            if (said[i]->network != NULL)
                assert_string_equal(message.network, said[i]->network);
        }
    }
    count(fixture);
    for (unsigned i = 0; i < nth; i++) {
        snprintf(campaign, sizeof campaign, "%s-%u", prefix, i);
        assert_string_equal(funnel(fixture, campaign), counts);
    }
}

static void
a_message_that_is_read(void **state)
{
    const struct message_state_change *const said[] = {&submitted, &delivered, &seen, &priced};
    in_every_order(*state, "read", said, 4, MESSAGE_READ, "1 1 1 1 0 0 0 0 0 2 1 10000000 0 0 ");
}

static void
a_message_that_is_rejected(void **state)
{
    const struct message_state_change *const said[] = {&submitted, &rejected, &priced};
    in_every_order(*state, "rejected", said, 3, MESSAGE_REJECTED, "1 1 0 0 1 0 0 0 0 2 1 10000000 0 0 ");
}

static void
a_message_that_is_undeliverable(void **state)
{
    const struct message_state_change *const said[] = {&unknown, &submitted, &undeliverable, &undeliverable};
    in_every_order(*state, "undeliverable", said, 4, MESSAGE_UNDELIVERABLE, "1 1 0 0 0 1 0 0 0 2 0 0 0 0 ");
}

/* What contradicts itself ends as it was first said, and is counted once. */
static void
the_first_end_is_the_end(void **state)
{
    struct store_fixture *fixture = *state;
    struct message m;
    tell(fixture, "a",
        (const struct message_state_change *[]){&rejected, &delivered, &seen, &undeliverable, NULL}, &m);
    assert_int_equal(m.status, MESSAGE_REJECTED);
    assert_string_equal(m.error, "1170");
    assert_int_equal(m.ended, rejected.at);
    tell(fixture, "b",
        (const struct message_state_change *[]){&delivered, &rejected, &undeliverable, &failed, NULL}, &m);
    assert_int_equal(m.status, MESSAGE_DELIVERED);
    assert_string_equal(m.error, "");
    assert_int_equal(m.ended, 0);
    tell(fixture, "c", (const struct message_state_change *[]){&failed, &submitted, &delivered, NULL}, &m);
    assert_int_equal(m.status, MESSAGE_FAILED);
    assert_int_equal(m.submitted, 0);
    tell(fixture, "d", (const struct message_state_change *[]){&submitted, &failed, &unknown, NULL}, &m);
    assert_int_equal(m.status, MESSAGE_SUBMITTED);
    tell(fixture, "e", (const struct message_state_change *[]){&unknown, &delivered, NULL}, &m);
    assert_string_equal(m.error, ""); /* the lost answer's */
    tell(fixture, "f", (const struct message_state_change *[]){&unknown, NULL}, &m);
    assert_string_equal(m.error, "no answer");
    count(fixture);
    assert_string_equal(funnel(fixture, "a"), "1 1 0 0 1 0 0 0 0 2 1 10000000 0 0 ");
    assert_string_equal(funnel(fixture, "b"), "1 1 1 0 0 0 0 0 0 2 1 10000000 0 0 ");
    assert_string_equal(funnel(fixture, "c"), "1 0 0 0 0 0 1 0 0 2 1 10000000 0 0 ");
    assert_string_equal(funnel(fixture, "d"), "1 1 0 0 0 0 0 0 0 2 0 0 0 0 ");
    assert_string_equal(funnel(fixture, "e"), "1 1 1 0 0 0 0 0 0 2 1 10000000 0 0 ");
    assert_string_equal(funnel(fixture, "f"), "1 0 0 0 0 0 0 1 0 2 0 0 0 0 ");
}

static void
a_price_is_counted_once(void **state)
{
    struct store_fixture *fixture = *state;
    struct message m;
    static const struct message_state_change other = {.status = MESSAGE_READ,
                                                 .at = NOON,
                                                 .price = "9.99",
                                                 .currency = "USD"},
                                             odd = {.price = "ten", .currency = "EUR"},
                                             bare = {.price = "0.10"};
    tell(fixture, "once",
        (const struct message_state_change *[]){&odd, &bare, &priced, &other, &priced, &delivered, NULL}, &m);
    assert_string_equal(m.price, "0.10");
    assert_string_equal(m.currency, "EUR");
    count(fixture);
    assert_string_equal(funnel(fixture, "once"), "1 1 1 1 0 0 0 0 0 2 1 10000000 0 0 ");
    assert_string_equal(store_fixture_published(fixture), "requested priced read ");
}

static void
who_opted_out_gets_nothing_more(void **state)
{
    struct store_fixture *fixture = *state;
    struct message m;
    struct suppression stop;
    static const struct message_state_change opted_out = {
        .status = MESSAGE_REJECTED, .at = NOON, .error = "1240"};
    tell(fixture, "", (const struct message_state_change *[]){&submitted, &opted_out, &opted_out, NULL}, &m);
    assert_int_equal(suppression_get(env_read(fixture->env), m.to, &stop), FAULT_NONE);
    assert_int_equal(stop.reason, SUPPRESSION_CARRIER);
    assert_int_equal(stop.since, NOON);
    static const struct message_state_change ahead = {
        .status = MESSAGE_REJECTED, .at = NOON + TIMESTAMP_DAY, .error = "1240"};
    tell(fixture, "", (const struct message_state_change *[]){&ahead, NULL}, &m);
    assert_int_equal(suppression_get(env_read(fixture->env), m.to, &stop), FAULT_NONE);
    assert_int_equal(stop.since, NOON + 100); /* when it came: a later START must count */
    tell(fixture, "", (const struct message_state_change *[]){&delivered, &opted_out, NULL},
        &m); /* it got there */
    assert_int_equal(suppression_get(env_read(fixture->env), m.to, &stop), FAULT_MISSING);
    tell(fixture, "", (const struct message_state_change *[]){&rejected, NULL}, &m);
    assert_int_equal(suppression_get(env_read(fixture->env), m.to, &stop), FAULT_MISSING);
}

static void
the_carriers_id_is_learnt(void **state)
{
    struct store_fixture *fixture = *state;
    struct message m;
    uint8_t id[UUID_BYTES];
    static const struct message_state_change second = {
        .status = MESSAGE_DELIVERED, .at = NOON, .carrier_id = "carrier-2"};
    tell(fixture, "", (const struct message_state_change *[]){&submitted, &second, &second, NULL}, &m);
    assert_string_equal(m.carrier_id, "carrier-1");
    assert_int_equal(carrier_id_get(env_read(fixture->env), "carrier-1", id), FAULT_NONE);
    assert_memory_equal(id, m.id, UUID_BYTES);
    assert_int_equal(carrier_id_get(env_read(fixture->env), "carrier-2", id), FAULT_NONE);
    assert_memory_equal(id, m.id, UUID_BYTES);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_message_that_is_read),
        WITH_STORE(a_message_that_is_rejected),
        WITH_STORE(a_message_that_is_undeliverable),
        WITH_STORE(the_first_end_is_the_end),
        WITH_STORE(a_price_is_counted_once),
        WITH_STORE(who_opted_out_gets_nothing_more),
        WITH_STORE(the_carriers_id_is_learnt),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
