/*
 * message_test.c: messages written and read, how their status may move, and what goes with them when they go.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message.h"

#include "db/varint.h"
#include "message/carrier_id_index.h"
#include "message/message_event.h"
#include "message/message_index.h"
#include "message/message_open.h"
#include "message/message_usage.h"
#include "message/message_write.h"
#include "message/receipt.h"
#include "store_fixture.h"

static struct message some, other, got;

static void
fill(struct message *m, char with)
{
    memset(m, 0, sizeof *m);
    memset(m->id, with, UUID_BYTES);
    m->owner = UINT32_MAX;
    m->status = MESSAGE_FAILED;
    m->channel = MESSAGE_MESSENGER;
    m->queue = UINT64_MAX - 1;
    m->created = 1;
    m->submitted = 2;
    m->delivered = INT64_C(253402300799000000);
    m->read = 4;
    m->ended = 5;
    m->stopped = 6;
    for (int i = MESSAGE_SUBMITTED; i < MESSAGE_STATUSES; i++)
        m->received[i] = INT64_C(253402300799000000) - i;
    m->attempts = UINT16_MAX;
    m->parts = 255;
    m->carrier = CONFIG_CARRIERS;
    memset(m->to, with, MESSAGE_ADDRESS_MAX);
    memset(m->from, 'f', MESSAGE_ADDRESS_MAX);
    memset(m->campaign, with, LABEL_MAX);
    memset(m->client_ref, 'r', MESSAGE_CLIENT_REF_MAX);
    memset(m->webhook, 'w', MESSAGE_WEBHOOK_MAX);
    memset(m->carrier_id, with, CARRIER_ID_MAX);
    memset(m->error, 'e', MESSAGE_ERROR_MAX);
    memset(m->detail, 'd', MESSAGE_DETAIL_MAX);
    memset(m->price, '1', MESSAGE_PRICE_MAX);
    memset(m->currency, 'c', sizeof m->currency - 1);
    memset(m->network, 'n', sizeof m->network - 1);
}

static enum fault
write_and_read(struct txn *txn, void *arg)
{
    struct story *story = arg;
    char body[16];
    size_t length;
    fill(&some, 'a');
    memset(&other, 0, sizeof other);
    other.id[0] = 'b';
    strcpy(other.to, "447700900000");
    CHECK(message_add(txn, &some, "{\"a\":1}", 7) == FAULT_NONE);
    CHECK(message_add(txn, &some, "{}", 2) == FAULT_EXISTS);
    CHECK(message_add(txn, &other, "{}", 2) == FAULT_NONE);
    memset(&got, 0xee, sizeof got);
    CHECK(message_get(txn, some.id, &got) == FAULT_NONE);
    CHECK(got.owner == some.owner && got.status == some.status && got.channel == some.channel);
    CHECK(got.queue == some.queue && got.attempts == some.attempts && got.parts == some.parts);
    CHECK(got.created == 1 && got.submitted == 2 && got.delivered == some.delivered && got.read == 4 &&
          got.ended == 5 && got.stopped == 6);
    CHECK(memcmp(got.received, some.received, sizeof got.received) == 0);
    CHECK(strcmp(got.to, some.to) == 0 && strcmp(got.from, some.from) == 0);
    CHECK(strcmp(got.campaign, some.campaign) == 0 && strcmp(got.client_ref, some.client_ref) == 0);
    CHECK(strcmp(got.webhook, some.webhook) == 0 && strcmp(got.carrier_id, some.carrier_id) == 0);
    CHECK(strcmp(got.error, some.error) == 0 && strcmp(got.detail, some.detail) == 0);
    CHECK(strcmp(got.price, some.price) == 0 && strcmp(got.currency, some.currency) == 0);
    CHECK(got.carrier == some.carrier);
    CHECK(strcmp(got.network, some.network) == 0 && memcmp(got.id, some.id, UUID_BYTES) == 0);
    CHECK(message_body(txn, some.id, body, sizeof body, &length) == FAULT_NONE);
    CHECK(length == 7 && strcmp(body, "{\"a\":1}") == 0);
    CHECK(message_body(txn, some.id, body, 7, &length) == FAULT_FULL); /* no room for the NUL */
    CHECK(message_get(txn, other.id, &got) == FAULT_NONE && got.status == MESSAGE_REQUESTED);
    other.id[0] = 'c';
    CHECK(message_get(txn, other.id, &got) == FAULT_MISSING);
    return FAULT_NONE;
}

static void
every_field_comes_back(void **state)
{
    store_fixture_transact(*state, write_and_read, NULL);
}

enum {
    STOPPED_BYTES = 8,
    RECEIVED_BYTES = 8 * (MESSAGE_STATUSES - MESSAGE_SUBMITTED) + STOPPED_BYTES,
    EVENT_REST_BYTES = 8 + 8 + 1
};

/* A head as it was written until store version 2. */
static size_t
encode_old(const struct message *m, uint8_t *row)
{
    struct encoder p = encoder_over(row, MESSAGE_ROW_MAX);
    const int64_t timestamps[] = {m->created, m->submitted, m->delivered, m->read, m->ended};
    const char *const texts[] = {m->to, m->from, m->campaign, m->client_ref, m->webhook, m->carrier_id,
        m->error, m->detail, m->price, m->currency, m->network};
    encode_u32(&p, m->owner);
    encode_u8(&p, (uint8_t)m->status);
    encode_u8(&p, (uint8_t)m->channel);
    encode_u64(&p, m->queue);
    encode_u16(&p, m->attempts);
    encode_u16(&p, m->parts);
    for (size_t i = 0; i < COUNT(timestamps); i++)
        encode_timestamp(&p, timestamps[i]);
    for (size_t i = 0; i < COUNT(texts); i++)
        encode_text(&p, texts[i]);
    for (int status = MESSAGE_SUBMITTED; status < MESSAGE_STATUSES; status++)
        encode_timestamp(&p, m->received[status]);
    encode_timestamp(&p, m->stopped);
    return p.length;
}

static enum fault
cut_row(struct txn *txn, void *arg)
{
    static const int64_t never[MESSAGE_STATUSES];
    struct story *story = arg;
    const struct row_key key = {some.id, UUID_BYTES};
    uint8_t row[MESSAGE_ROW_MAX];
    fill(&some, 'a');
    some.owner = 0xfeffffff; /* the greatest */
    const size_t length = encode_old(&some, row);
    CHECK(message_add(txn, &some, "{}", 2) == FAULT_NONE);
    CHECK(row_put(txn, TABLE_MESSAGE, key, row, length) == FAULT_NONE);
    memset(&got, 0xee, sizeof got);
    CHECK(message_get(txn, some.id, &got) == FAULT_NONE);
    CHECK(got.owner == some.owner && got.stopped == 6 && got.created == 1 && got.ended == 5);
    CHECK(strcmp(got.carrier_id, some.carrier_id) == 0 && strcmp(got.network, some.network) == 0);
    CHECK(row_put(txn, TABLE_MESSAGE, key, row, length - STOPPED_BYTES) == FAULT_NONE);
    memset(&got, 0xee, sizeof got);
    CHECK(message_get(txn, some.id, &got) == FAULT_NONE);
    CHECK(got.stopped == 0 && memcmp(got.received, some.received, sizeof got.received) == 0);
    CHECK(row_put(txn, TABLE_MESSAGE, key, row, length - RECEIVED_BYTES) == FAULT_NONE);
    memset(&got, 0xee, sizeof got);
    CHECK(message_get(txn, some.id, &got) == FAULT_NONE);
    CHECK(strcmp(got.network, some.network) == 0 && memcmp(got.received, never, sizeof never) == 0);
    CHECK(got.stopped == 0);
    CHECK(row_put(txn, TABLE_MESSAGE, key, row, length - RECEIVED_BYTES - 1) == FAULT_NONE);
    CHECK(message_get(txn, some.id, &got) == FAULT_SYSTEM);
    return FAULT_NONE;
}

/* A message that is only made, or has come as far as most do, takes the same room: it never moves its page.
 */
static void
a_row_does_not_grow_on_its_way(void **state)
{
    uint8_t row[MESSAGE_ROW_MAX];
    static struct message m, back;
    (void)state;
    memset(&m, 0, sizeof m);
    m.owner = 12;
    m.queue = UINT64_C(0x8123456789abcdef);
    m.created = INT64_C(1795900000123456);
    strcpy(m.to, "447700900123");
    strcpy(m.from, "curt");
    strcpy(m.campaign, "spring-sale");
    const size_t before = message_encode(&m, row);
    m.status = MESSAGE_DELIVERED;
    m.submitted = m.received[MESSAGE_SUBMITTED] = m.created + 250000;
    m.delivered = m.created - 123456; /* the carrier's clock */
    m.received[MESSAGE_DELIVERED] = m.created + 4000000;
    strcpy(m.carrier_id, "ec7b0260-a0c6-427b-b0d8-e2179aea670d");
    strcpy(m.price, "0.0333");
    strcpy(m.currency, "EUR");
    strcpy(m.network, "23410");
    const size_t after = message_encode(&m, row);
    assert_int_equal(after, before);
    assert_int_equal(message_decode(row, after, &back), FAULT_NONE);
    assert_memory_equal(back.received, m.received, sizeof m.received);
    assert_true(back.created == m.created && back.submitted == m.submitted && back.delivered == m.delivered);
    assert_string_equal(back.carrier_id, m.carrier_id);
    assert_string_equal(back.network, m.network);
    assert_int_equal(back.stopped, 0);
    m.carrier = CONFIG_VONAGE + 1;
    assert_int_equal(message_encode(&m, row), before);
    assert_int_equal(message_decode(row, after, &back), FAULT_NONE);
    assert_int_equal(back.carrier, CONFIG_VONAGE + 1);
    for (size_t cut = 0; cut < 60; cut++)
        assert_int_equal(message_decode(row, cut, &back), FAULT_SYSTEM);
}

/* The older rows of this form end without the carrier, or without what became of a revocation. */
static void
a_row_without_its_end_has_no_carrier(void **state)
{
    enum { CARRIER = 3, REVOCATION = 2 }; /* bytes before the end: a time that is none takes one */
    uint8_t row[MESSAGE_ROW_MAX];
    static struct message back;
    (void)state;
    fill(&some, 'a');
    some.revocation = MESSAGE_NOT_REVOKED;
    some.revoked = 0;
    const size_t length = message_encode(&some, row);
    assert_int_equal(message_decode(row, length, &back), FAULT_NONE);
    assert_int_equal(back.carrier, CONFIG_CARRIERS);
    assert_int_equal(message_decode(row, length - REVOCATION, &back), FAULT_NONE);
    assert_int_equal(back.carrier, CONFIG_CARRIERS);
    assert_int_equal(back.revocation, MESSAGE_NOT_REVOKED);
    assert_int_equal(message_decode(row, length - CARRIER, &back), FAULT_NONE);
    assert_int_equal(back.carrier, 0);
    row[length - CARRIER] = CONFIG_CARRIERS + 1; /* of a newer version */
    assert_int_equal(message_decode(row, length, &back), FAULT_NONE);
    assert_int_equal(back.carrier, 0);
}

/* What is a UUID of another form is kept as it is. */
static void
texts_come_back_byte_by_byte(void **state)
{
    static const char *const texts[] = {"", "x", "ec7b0260-a0c6-427b-b0d8-e2179aea670d",
        "EC7B0260-A0C6-427B-B0D8-E2179AEA670D", "ec7b0260-a0c6-427b-b0d8-e2179aea670",
        "ec7b0260-a0c6-427b-b0d8-e2179aea670dd", "ec7b0260_a0c6-427b-b0d8-e2179aea670d",
        "00000000-0000-0000-0000-000000000000", "\xc3\xa9"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        uint8_t space[64];
        char back[64];
        struct encoder p = encoder_over(space, sizeof space);
        encode_short_text(&p, texts[i]);
        struct decoder u = decoder_over(space, p.length);
        decode_short_text(&u, back, sizeof back);
        assert_false(u.bad || !decoder_is_at_end(&u));
        assert_string_equal(back, texts[i]);
        u = decoder_over(space, p.length);
        decode_short_text(&u, back, strlen(texts[i]));
        assert_true(u.bad);
        u = decoder_over(space, p.length - 1);
        decode_short_text(&u, back, sizeof back);
        assert_true(u.bad);
    }
}

static void
numbers_and_times_come_back(void **state)
{
    static const int64_t times[] = {
        0, 1, -1, 2, INT64_C(1795900000123456), INT64_C(253402300799000000), INT64_MIN / 4};
    (void)state;
    for (size_t i = 0; i < COUNT(times); i++)
        for (size_t k = 0; k < COUNT(times); k++) {
            uint8_t space[32];
            struct encoder p = encoder_over(space, sizeof space);
            encode_near(&p, times[i], times[k]);
            encode_varint(&p, (uint64_t)times[i]);
            struct decoder u = decoder_over(space, p.length);
            assert_true(decode_near(&u, times[k]) == times[i]);
            assert_true(decode_varint(&u) == (uint64_t)times[i]);
            assert_false(u.bad || p.full || !decoder_is_at_end(&u));
        }
    static const uint8_t endless[11] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
    struct decoder u = decoder_over(endless, sizeof endless);
    decode_varint(&u);
    assert_true(u.bad);
}

/* Older versions did not write when each step was heard of, or when a recipient stopped. */
static void
a_row_of_the_older_form_is_read(void **state)
{
    store_fixture_transact(*state, cut_row, NULL);
}

static void
an_event_of_the_older_form_is_read(void **state)
{
    static struct message_event sent, back;
    static struct event event;
    (void)state;
    sent = (struct message_event){.kind = MESSAGE_EVENT_INBOUND,
        .before = MESSAGE_STATUSES,
        .carrier_at = 7,
        .keyword = KEYWORD_STOP,
        .text = "Stop"};
    sent.message.queue = 9;
    assert_int_equal(message_event_encode(&sent, event.body, sizeof event.body, &event.length), FAULT_NONE);
    assert_int_equal(message_event_decode(&event, &back), FAULT_NONE);
    assert_int_equal(back.message.queue, 9);
    assert_int_equal(back.carrier_at, 7);
    assert_int_equal(back.keyword, KEYWORD_STOP);
    event.length -= EVENT_REST_BYTES;
    assert_int_equal(message_event_decode(&event, &back), FAULT_NONE);
    assert_string_equal(back.text, "Stop");
    assert_int_equal(back.message.queue, 0);
    assert_int_equal(back.carrier_at, 0);
    assert_int_equal(back.keyword, KEYWORD_NONE);
}

static void
statuses_only_move_forward(void **state)
{
    /* to:  requested sending unknown submitted delivered read rejected undeliverable failed */
    static const char *const may[MESSAGE_STATUSES] = {
        [MESSAGE_REQUESTED] = "011111111",
        [MESSAGE_SENDING] = "001111111",
        [MESSAGE_UNKNOWN] = "000111111",
        [MESSAGE_SUBMITTED] = "000011110",
        [MESSAGE_DELIVERED] = "000001000",
        [MESSAGE_READ] = "000000000",
        [MESSAGE_REJECTED] = "000000000",
        [MESSAGE_UNDELIVERABLE] = "000000000",
        [MESSAGE_FAILED] = "000000000",
    };
    (void)state;
    for (enum message_status from = 0; from < MESSAGE_STATUSES; from++)
        for (enum message_status to = 0; to < MESSAGE_STATUSES; to++)
            assert_int_equal(message_may_move(from, to), may[from][to] == '1');
}

static void
names_are_read_as_they_are_written(void **state)
{
    (void)state;
    for (enum message_status s = 0; s < MESSAGE_STATUSES; s++)
        assert_int_equal(message_status_parse(message_status_name(s)), s);
    for (enum message_channel c = 0; c < MESSAGE_CHANNELS; c++)
        assert_int_equal(message_channel_parse(message_channel_name(c)), c);
    assert_int_equal(message_status_parse("gone"), MESSAGE_STATUSES);
    assert_int_equal(message_channel_parse("SMS"), MESSAGE_CHANNELS);
}

static enum fault
add_two_and_remove_one(struct txn *txn, void *arg)
{
    static const enum table tables[] = {TABLE_MESSAGE, TABLE_MESSAGE_BODY, TABLE_MESSAGE_INDEX,
        TABLE_MESSAGE_OPEN, TABLE_RECEIPT, TABLE_CARRIER_ID};
    struct story *story = arg;
    const struct message_open open = {.event = 7, .at = 8, .class = CLICK_PERSON, .name = "abc"};
    unsigned one[COUNT(tables)];
    uint64_t used;
    bool first;
    for (int i = 0; i < 2; i++) {
        fill(&some, (char)('a' + i));
        some.status = MESSAGE_UNKNOWN;
        CHECK(message_add(txn, &some, "{}", 2) == FAULT_NONE);
        CHECK(message_open_add(txn, some.id, &open, &first) == FAULT_NONE && first);
        CHECK(receipt_add(txn, some.id, false, 1, "{}", 2) == FAULT_NONE);
        CHECK(receipt_add(txn, some.id, false, 1, "{}", 2) == FAULT_NONE);
        CHECK(carrier_id_add(txn, some.carrier_id, some.id, 1) == FAULT_NONE);
        for (size_t t = 0; t < COUNT(tables) && i == 0; t++)
            one[t] = store_fixture_count(txn, tables[t]);
    }
    CHECK(message_usage_get(txn, some.owner, &used) == FAULT_NONE && used == 2 * (MESSAGE_USAGE_HEAD + 2));
    CHECK(message_remove(txn, &some) == FAULT_NONE);
    CHECK(message_usage_get(txn, some.owner, &used) == FAULT_NONE && used == MESSAGE_USAGE_HEAD + 2);
    for (size_t t = 0; t < COUNT(tables); t++)
        CHECK(one[t] > 0 && store_fixture_count(txn, tables[t]) == one[t]);
    CHECK(message_remove(txn, &some) == FAULT_MISSING);
    return FAULT_NONE;
}

static void
what_hangs_on_a_message_goes_with_it(void **state)
{
    store_fixture_transact(*state, add_two_and_remove_one, NULL);
}

struct seen {
    char ids[16];
    size_t count, most;
};

static bool
see(const struct message *message, void *arg)
{
    struct seen *seen = arg;
    if (seen->count == seen->most)
        return false;
    seen->ids[seen->count++] = (char)message->id[0];
    seen->ids[seen->count] = '\0';
    return true;
}

static bool
lists(struct txn *txn, enum message_group group, const char *name, const char *wanted)
{
    struct seen seen = {.most = 1};
    struct message_list list = {.group = group, .name = name};
    enum fault fault;
    do { /* one at a time, as pages are read */
        seen.most = seen.count + 1;
        fault = message_list_visit(txn, &list, see, &seen);
    } while (fault == FAULT_FULL);
    return fault == FAULT_NONE && strcmp(seen.ids, wanted) == 0;
}

/* Lists read outside the transaction: what they show must be committed. */
static enum fault
all_are_listed(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(lists(txn, MESSAGE_GROUP_ALL, NULL, "dcba"));
    CHECK(lists(txn, MESSAGE_GROUP_TO, "4477", "ab"));
    CHECK(lists(txn, MESSAGE_GROUP_TO, "447700", "cd"));
    CHECK(lists(txn, MESSAGE_GROUP_TO, "44", ""));
    CHECK(lists(txn, MESSAGE_GROUP_CAMPAIGN, "spring", "abc"));
    CHECK(lists(txn, MESSAGE_GROUP_UNKNOWN, NULL, "ac"));
    return FAULT_NONE;
}

static enum fault
add_four(struct txn *txn, void *arg)
{
    struct story *story = arg;
    for (int i = 0; i < 4; i++) {
        fill(&some, (char)('a' + i));
        some.status = i % 2 == 0 ? MESSAGE_UNKNOWN : MESSAGE_SUBMITTED;
        strcpy(some.to, i < 2 ? "4477" : "447700"); /* one begins as the other does */
        strcpy(some.campaign, i < 3 ? "spring" : "");
        CHECK(message_add(txn, &some, "{}", 2) == FAULT_NONE);
    }
    return FAULT_NONE;
}

static enum fault
settle_one(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(message_get_for_update(txn, (const uint8_t *)"aaaaaaaaaaaaaaaa", &some) == FAULT_NONE);
    other = some;
    other.status = MESSAGE_DELIVERED;
    CHECK(message_update(txn, &some, &other) == FAULT_NONE);
    return FAULT_NONE;
}

static enum fault
one_is_settled(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(lists(txn, MESSAGE_GROUP_UNKNOWN, NULL, "c"));
    CHECK(lists(txn, MESSAGE_GROUP_ALL, NULL, "dcba"));
    return FAULT_NONE;
}

static void
lists_are_in_order(void **state)
{
    store_fixture_transact(*state, add_four, NULL);
    store_fixture_transact(*state, all_are_listed, NULL);
    store_fixture_transact(*state, settle_one, NULL);
    store_fixture_transact(*state, one_is_settled, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(every_field_comes_back),
        WITH_STORE(a_row_of_the_older_form_is_read),
        cmocka_unit_test(a_row_does_not_grow_on_its_way),
        cmocka_unit_test(a_row_without_its_end_has_no_carrier),
        cmocka_unit_test(texts_come_back_byte_by_byte),
        cmocka_unit_test(numbers_and_times_come_back),
        cmocka_unit_test(an_event_of_the_older_form_is_read),
        cmocka_unit_test(statuses_only_move_forward),
        cmocka_unit_test(names_are_read_as_they_are_written),
        WITH_STORE(what_hangs_on_a_message_goes_with_it),
        WITH_STORE(lists_are_in_order),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
