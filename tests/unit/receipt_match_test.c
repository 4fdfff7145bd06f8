/*
 * receipt_match_test.c: receipts find their message, whichever comes first and whatever they name it by.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/receipt_match.h"

#include "base/timestamp.h"
#include "carrier/vonage_webhook.h"
#include "message/carrier_id_index.h"
#include "message/message_state.h"
#include "message/message_write.h"
#include "message/receipt.h"
#include "message/suppression.h"
#include "retention/scheduled_jobs.h"
#include "store_fixture.h"

#define NOON  (INT64_C(20000) * TIMESTAMP_DAY)
#define OURS  "018f0000-0000-7000-8000-000000000001"
#define OTHER "018f0000-0000-7000-8000-000000000002"

static struct receipt space;
static int64_t now = NOON; /* each receipt comes later than the one before */

static enum fault
add_body(struct txn *txn, void *arg)
{
    struct message m = {.owner = 7, .created = NOON, .status = MESSAGE_SENDING};
    (void)arg;
    strcpy(m.to, "447700900000");
    enum fault fault = uuid_parse(OURS, m.id);
    return fault == FAULT_NONE ? message_add(txn, &m, "{}", 2) : fault;
}

static void
add(struct store_fixture *fixture)
{
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_body, NULL), FAULT_NONE);
}

static struct message
message(struct store_fixture *fixture)
{
    struct message m;
    assert_int_equal(uuid_parse(OURS, m.id), FAULT_NONE);
    assert_int_equal(message_get(env_read(fixture->env), m.id, &m), FAULT_NONE);
    return m;
}

static bool is_sent_again; /* by the carrier, unchanged */

static enum fault
receive_body(struct txn *txn, void *arg)
{
    const char *body = arg;
    struct status_update update;
    struct input_error wrong;
    enum fault fault = vonage_webhook_parse_status(body, strlen(body), now, &update, &wrong);
    return fault == FAULT_NONE ? receipt_match_update(txn, &update, body, strlen(body), is_sent_again, ++now)
                               : fault;
}

static const char *recipient = "447700900000";

/* A receipt of the carrier's about its uuid, with members more. */
static void
receive(struct store_fixture *fixture, const char *uuid, const char *status, const char *more)
{
    char text[1024];
    snprintf(text, sizeof text,
        "{'message_uuid':'%s','to':'%s','from':'curt','timestamp':'2026-02-03T12:14:25Z',"
        "'channel':'sms','status':'%s'%s}",
        uuid, recipient, status, more);
    struct json_object *body = store_fixture_json(text);
    snprintf(text, sizeof text, "%s", json_text(body, NULL));
    json_object_put(body);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, receive_body, text), FAULT_NONE);
}

static enum fault
accept_body(struct txn *txn, void *arg)
{
    struct message m;
    const struct message_state_change message_state_change = {
        .status = MESSAGE_SUBMITTED, .at = NOON, .carrier_id = arg};
    uuid_parse(OURS, m.id);
    enum fault fault = message_get_for_update(txn, m.id, &m);
    if (fault == FAULT_NONE)
        fault = message_state_advance(txn, &m, &message_state_change, NOON);
    return fault == FAULT_NONE ? receipt_match_waiting(txn, &m, NOON) : fault;
}

/* The carrier's answer comes: it has taken the message, under this uuid. */
static void
accept(struct store_fixture *fixture, char *uuid)
{
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, accept_body, uuid), FAULT_NONE);
}

static void
count_one(const struct receipt *receipt, void *arg)
{
    assert_int_equal(receipt->body[0], '{');
    ++*(unsigned *)arg;
}

/* How many receipts are kept with the message. */
static unsigned
receipts(struct store_fixture *fixture)
{
    unsigned count = 0;
    const struct message m = message(fixture);
    assert_int_equal(receipt_visit(env_read(fixture->env), m.id, &space, count_one, &count), FAULT_NONE);
    return count;
}

static enum fault
take_unknown_body(struct txn *txn, void *arg)
{
    return receipt_take_unknown(txn, arg, &space);
}

/* Takes out what waits under this uuid. */
static enum fault
waiting(struct store_fixture *fixture, char *uuid)
{
    return env_txn(fixture->env, ENV_WRITE, take_unknown_body, uuid);
}

static void
by_our_own_id(void **state)
{
    struct store_fixture *fixture = *state;
    add(fixture);
    receive(fixture, "carrier-1", "delivered",
        ",'client_ref':'" OURS "','usage':{'price':'0.10','currency':'EUR'}");
    assert_int_equal(message(fixture).status, MESSAGE_DELIVERED);
    assert_string_equal(
        message(fixture).carrier_id, "carrier-1"); /* before the answer to the request has come */
    assert_string_equal(message(fixture).price, "0.10");
    accept(fixture, "carrier-1");
    assert_int_equal(message(fixture).status, MESSAGE_DELIVERED);
    receive(fixture, "carrier-1", "read", ""); /* now the carrier's will do */
    assert_int_equal(message(fixture).status, MESSAGE_READ);
    assert_int_equal(receipts(fixture), 2);
    assert_int_equal(waiting(fixture, "carrier-1"), FAULT_MISSING);
}

static void
before_its_id_is_known(void **state)
{
    struct store_fixture *fixture = *state;
    add(fixture);
    receive(fixture, "carrier-1", "read", "");
    receive(fixture, "carrier-1", "delivered", ",'client_ref':'not ours'");
    receive(fixture, "carrier-2", "rejected", "");
    assert_int_equal(message(fixture).status, MESSAGE_SENDING);
    assert_int_equal(receipts(fixture), 0);
    accept(fixture, "carrier-1");
    assert_int_equal(message(fixture).status, MESSAGE_READ);
    assert_int_not_equal(message(fixture).delivered, 0);
    assert_int_not_equal(message(fixture).submitted, 0);
    assert_int_equal(receipts(fixture), 2);
    assert_int_equal(waiting(fixture, "carrier-1"), FAULT_MISSING);
    assert_int_equal(waiting(fixture, "carrier-2"), FAULT_NONE); /* is somebody else's */
    assert_string_equal(store_fixture_published(fixture), "submitted read ");
}

/* The recipient's WhatsApp user id leads to the message, also by a receipt that had to wait. */
static void
with_the_id_of_a_user(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    add(fixture);
    receive(fixture, "carrier-1", "delivered", ",'whatsapp':{'recipient':{'user_id':'GB.1349'}}");
    assert_int_equal(carrier_id_get(env_read(fixture->env), "GB.1349", id), FAULT_MISSING);
    accept(fixture, "carrier-1");
    assert_int_equal(carrier_id_get(env_read(fixture->env), "GB.1349", id), FAULT_NONE);
    assert_memory_equal(id, message(fixture).id, UUID_BYTES);
    receive(fixture, "carrier-1", "read", ",'whatsapp':{'recipient':{'user_id':'GB.1350'}}");
    assert_int_equal(carrier_id_get(env_read(fixture->env), "GB.1350", id), FAULT_NONE);
    assert_int_equal(carrier_id_get(env_read(fixture->env), "GB.1349", id), FAULT_MISSING);
}

static void
what_nobody_knows_is_kept(void **state)
{
    struct store_fixture *fixture = *state;
    receive(fixture, "carrier-1", "delivered", ",'client_ref':'" OTHER "'");
    receive(fixture, "carrier-1", "read", "");
    assert_int_equal(waiting(fixture, "carrier-1"), FAULT_NONE);
    assert_non_null(strstr(space.body, OTHER));
    assert_int_equal(waiting(fixture, "carrier-1"), FAULT_NONE);
    assert_int_equal(waiting(fixture, "carrier-1"), FAULT_MISSING);
    assert_string_equal(store_fixture_published(fixture), "");
}

/* A failure of one that others follow is not the message's; another uuid each may have. */
static void
of_a_failover(void **state)
{
    struct store_fixture *fixture = *state;
    const char *const first = ",'client_ref':'" OURS "','workflow':{'items_number':'1','items_total':'2'},"
                              "'error':{'title':'1240'}";
    add(fixture);
    receive(fixture, "carrier-1", "rejected", first);
    assert_int_equal(message(fixture).status, MESSAGE_SUBMITTED);
    assert_string_equal(message(fixture).error, "");
    receive(fixture, "carrier-2", "undeliverable",
        ",'client_ref':'" OURS
        "','workflow':{'items_number':'2','items_total':'2'},'error':{'title':'1170'}");
    assert_int_equal(message(fixture).status, MESSAGE_UNDELIVERABLE);
    assert_string_equal(message(fixture).error, "1170");
    assert_int_equal(receipts(fixture), 2);
    receive(fixture, "carrier-2", "delivered", ""); /* too late, and found by its own uuid */
    assert_int_equal(message(fixture).status, MESSAGE_UNDELIVERABLE);
    assert_int_equal(receipts(fixture), 3);
}

static enum fault
opted_out(struct store_fixture *fixture, const char *number)
{
    struct suppression stop;
    return suppression_get(env_read(fixture->env), number, &stop);
}

/* Each of them may go to another address, and who opted out is the one that it went to. */
static void
who_opted_out_of_a_failover(void **state)
{
    struct store_fixture *fixture = *state;
    const char *const first = ",'client_ref':'" OURS "','workflow':{'items_number':'1','items_total':'2'},"
                              "'error':{'title':'1240'}",
                      *const second = ",'client_ref':'" OURS
                                      "','workflow':{'items_number':'2','items_total':'2'},"
                                      "'error':{'title':'1240'},'whatsapp':{'recipient':{'user_id':'GB.7'}}";
    uint8_t id[UUID_BYTES];
    add(fixture);
    accept(fixture, "carrier-1");
    recipient = "+447700900002";
    receive(fixture, "carrier-2", "rejected", second);
    recipient = "447700900000";
    assert_int_equal(opted_out(fixture, "447700900002"), FAULT_NONE);
    assert_int_equal(opted_out(fixture, "447700900000"), FAULT_MISSING);
    assert_int_equal(carrier_id_get(env_read(fixture->env), "GB.7", id), FAULT_MISSING);
    receive(fixture, "carrier-1", "rejected", first);
    assert_int_equal(opted_out(fixture, "447700900000"), FAULT_NONE);
}

/* WhatsApp's receipts come up to 30 days later. */
static void
after_thirty_five_days(void **state)
{
    struct store_fixture *fixture = *state;
    struct scheduled_jobs_count count = {0};
    const struct retention retention = {
        .config = &fixture->config, .env = fixture->env, .now = NOON + 35 * TIMESTAMP_DAY};
    add(fixture);
    accept(fixture, "carrier-1");
    assert_int_equal(scheduled_jobs_run(&retention, &count), FAULT_NONE);
    receive(fixture, "carrier-1", "read", "");
    assert_int_equal(message(fixture).status, MESSAGE_READ);
}

/* A carrier whose signatures have no number: the same again is not kept again, with the message or before. */
static void
what_is_sent_again_unchanged_is_kept_once(void **state)
{
    struct store_fixture *fixture = *state;
    is_sent_again = true;
    receive(fixture, "u-7", "submitted", "");
    receive(fixture, "u-7", "submitted", "");
    add(fixture);
    accept(fixture, (char[]){"u-7"});
    assert_int_equal(receipts(fixture), 1);
    receive(fixture, "u-7", "submitted", "");
    receive(fixture, "u-7", "delivered", "");
    receive(fixture, "u-7", "delivered", "");
    assert_int_equal(receipts(fixture), 2);
    receive(fixture, "u-7", "submitted", ",'more':1");
    assert_int_equal(receipts(fixture), 3);
    assert_int_equal(message(fixture).status, MESSAGE_DELIVERED);
    is_sent_again = false;
    receive(fixture, "u-7", "delivered", "");
    assert_int_equal(receipts(fixture), 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(by_our_own_id),
        WITH_STORE(before_its_id_is_known),
        WITH_STORE(with_the_id_of_a_user),
        WITH_STORE(what_nobody_knows_is_kept),
        WITH_STORE(of_a_failover),
        WITH_STORE(who_opted_out_of_a_failover),
        WITH_STORE(after_thirty_five_days),
        WITH_STORE(what_is_sent_again_unchanged_is_kept_once),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
