/*
 * vonage_webhook_test.c: the carrier's callbacks in both forms: what is read of them, and what can never be
 * right.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/vonage_webhook.h"

#include "base/timestamp.h"
#include "store_fixture.h"

/* The status webhook as it is documented: v1, and v0.1. */
#define V1                                                                                      \
    "{\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab\",\"to\":\"447700900000\","       \
    "\"from\":\"447700900001\",\"timestamp\":\"2025-02-03T12:14:25Z\",\"status\":\"rejected\"," \
    "\"channel\":\"sms\",\"client_ref\":\"msg-1\",\"error\":{\"type\":"                         \
    "\"https://developer.vonage.com/api-errors/messages#1000\",\"title\":\"1000\","             \
    "\"detail\":\"Throttled - You have exceeded the submission capacity\",\"instance\":\"i\"}," \
    "\"usage\":{\"currency\":\"EUR\",\"price\":\"0.0333\"},"                                    \
    "\"destination\":{\"network_code\":\"12345\"},\"workflow\":{\"workflow_id\":\"w\","         \
    "\"items_number\":\"1\",\"items_total\":\"2\"},\"sms\":{\"count_total\":\"2\"}}"
#define V01                                                                                             \
    "{\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab\",\"to\":{\"type\":\"sms\","              \
    "\"number\":\"447700900000\"},\"from\":{\"type\":\"sms\",\"number\":\"447700900001\"},"             \
    "\"timestamp\":\"2020-01-01T14:00:00.125Z\",\"status\":\"undeliverable\",\"error\":{\"code\":1300," \
    "\"reason\":\"Not part of the provider network\"},\"usage\":{\"currency\":\"EUR\","                 \
    "\"price\":0.0333},\"client_ref\":\"msg-1\"}"
#define INBOUND                                                                                     \
    "{\"channel\":\"sms\",\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab\","               \
    "\"to\":\"447700900000\",\"from\":\"447700900001\",\"timestamp\":\"2025-02-03T12:14:25Z\","     \
    "\"message_type\":\"text\",\"text\":\"STOP\\nplease \\u00e4\",\"sms\":{\"num_messages\":\"1\"," \
    "\"keyword\":\"STOP\"},\"usage\":{\"currency\":\"EUR\",\"price\":\"0.0333\"},"                  \
    "\"origin\":{\"network_code\":\"12345\"}}"
#define INBOUND_V01                                                                              \
    "{\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab\",\"to\":{\"type\":\"messenger\"," \
    "\"id\":\"page\"},\"from\":{\"type\":\"messenger\",\"id\":\"somebody\"},"                    \
    "\"timestamp\":\"2020-01-01T14:00:00.000Z\",\"direction\":\"inbound\","                      \
    "\"message\":{\"content\":{\"type\":\"text\",\"text\":\"Hello\"}}}"

#define ARRIVAL (INT64_C(1800000000) * TIMESTAMP_SECOND)

static struct status_update receipt;
static struct inbound_message inbound;
static struct input_error wrong;

static enum fault
read_receipt(const char *body)
{
    return vonage_webhook_parse_status(body, strlen(body), ARRIVAL, &receipt, &wrong);
}

static enum fault
read_inbound(const char *body)
{
    return vonage_webhook_parse_inbound(body, strlen(body), ARRIVAL, &inbound, &wrong);
}

/* The body with one member of its own set to a value, or without it (NULL). path is "name" or "outer/name".
 */
static const char *
with(const char *body, const char *path, const char *value)
{
    static char texts[2][64 * 1024]; /* so that it may be of what it gave before */
    static unsigned turn;
    char outer[64], *text = texts[turn++ % 2];
    struct json_object *whole = json_read(body, strlen(body)), *object = whole;
    const char *slash = strchr(path, '/');
    if (slash != NULL) {
        snprintf(outer, sizeof outer, "%.*s", (int)(slash - path), path);
        assert_true(json_object_object_get_ex(whole, outer, &object));
        path = slash + 1;
    }
    if (value == NULL)
        json_object_object_del(object, path);
    else
        json_object_object_add(object, path, json_read(value, strlen(value)));
    snprintf(text, sizeof texts[0], "%s", json_text(whole, NULL));
    json_object_put(whole);
    return text;
}

static void
the_documented_status_is_read(void **state)
{
    int64_t at;
    (void)state;
    timestamp_parse("2025-02-03T12:14:25Z", &at);
    assert_int_equal(read_receipt(V1), FAULT_NONE);
    assert_string_equal(receipt.carrier_id, "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab");
    assert_string_equal(receipt.client_ref, "msg-1");
    assert_int_equal(receipt.status, MESSAGE_REJECTED);
    assert_int_equal(receipt.at, at);
    assert_string_equal(receipt.channel, "sms");
    assert_string_equal(receipt.to, "447700900000");
    assert_string_equal(receipt.from, "447700900001");
    assert_string_equal(receipt.error, "1000");
    assert_string_equal(receipt.error_detail, "Throttled - You have exceeded the submission capacity");
    assert_string_equal(receipt.currency, "EUR");
    assert_string_equal(receipt.price, "0.0333");
    assert_string_equal(receipt.network, "12345");
    assert_int_equal(receipt.item, 1);
    assert_int_equal(receipt.items, 2);
}

static void
the_older_form_is_read(void **state)
{
    int64_t at;
    (void)state;
    timestamp_parse("2020-01-01T14:00:00.125Z", &at);
    assert_int_equal(read_receipt(V01), FAULT_NONE);
    assert_int_equal(receipt.status, MESSAGE_UNDELIVERABLE);
    assert_int_equal(receipt.at, at);
    assert_string_equal(receipt.channel, "sms");
    assert_string_equal(receipt.to, "447700900000");
    assert_string_equal(receipt.error, "1300");
    assert_string_equal(receipt.error_detail, "Not part of the provider network");
    assert_string_equal(receipt.price, "0.0333");
    assert_int_equal(receipt.items, 0);
    assert_int_equal(read_receipt(with(V01, "error/code", "\"1300\"")), FAULT_NONE);
    assert_string_equal(receipt.error, "1300");
}

static void
the_shortest_status_is_read(void **state)
{
    static const char *const more[] = {
        "client_ref", "error", "usage", "destination", "workflow", "sms", "client_ref"};
    char body[4096];
    (void)state;
    snprintf(body, sizeof body, "%s", V1);
    for (size_t i = 0; i < COUNT(more); i++)
        snprintf(body, sizeof body, "%s", with(body, more[i], NULL));
    assert_int_equal(read_receipt(body), FAULT_NONE);
    assert_string_equal(receipt.client_ref, "");
    assert_string_equal(receipt.error, "");
    assert_string_equal(receipt.price, "");
    assert_string_equal(receipt.network, "");
    assert_int_equal(receipt.items, 0);
}

static void
every_status_has_its_name(void **state)
{
    char value[32];
    (void)state;
    static const enum message_status statuses[] = {
        MESSAGE_SUBMITTED, MESSAGE_DELIVERED, MESSAGE_READ, MESSAGE_REJECTED, MESSAGE_UNDELIVERABLE};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        snprintf(value, sizeof value, "\"%s\"", message_status_name(statuses[i]));
        assert_int_equal(read_receipt(with(V1, "status", value)), FAULT_NONE);
        assert_int_equal(receipt.status, statuses[i]);
    }
}

/* Without an id there is no message that it could be about. */
static void
what_must_be_there(void **state)
{
    static const char *const values[] = {NULL, "null", "true", "12", "1.5", "[]", "{}", "\"\"",
        "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef-\""};
    char body[4096];
    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        assert_int_equal(
            read_receipt(with(V1, "message_uuid", values[i])), FAULT_NONE); /* client_ref will do */
        assert_string_equal(receipt.carrier_id, "");
        snprintf(body, sizeof body, "%s", with(V1, "message_uuid", values[i]));
        assert_int_equal(read_receipt(with(body, "client_ref", NULL)), FAULT_INPUT);
        assert_string_equal(wrong.pointer, "#/message_uuid");
        assert_int_equal(read_inbound(with(INBOUND, "message_uuid", values[i])), FAULT_INPUT);
        assert_string_equal(wrong.pointer, "#/message_uuid");
    }
}

/* A status that is refused is never sent again: what is not known is kept, and moves no message. */
static void
unknown_statuses_are_taken(void **state)
{
    static const char *const values[] = {
        NULL, "null", "12", "\"\"", "\"Delivered\"", "\"accepted\"", "\"sending\"", "\"failed\"", "[]"};
    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        assert_int_equal(read_receipt(with(V1, "status", values[i])), FAULT_NONE);
        assert_int_equal(receipt.status, MESSAGE_REQUESTED);
    }
}

static void
times_are_read_or_are_that_of_arrival(void **state)
{
    static const struct {
        const char *value, *at; /* NULL: of arrival */
    } cases[] = {
        {"\"2025-02-03T12:14:25Z\"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03T12:14:25+0000\"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03T12:14:25.250+0130\"", "2025-02-03T10:44:25.250Z"},
        {"\"2025-02-03T12:14:25-05\"", "2025-02-03T17:14:25Z"},
        {"\"2025-02-03T12:14:25\"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03 12:14:25\"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03 12:14:25 +0000\"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03 12:14:25 UTC\"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03 12:14:25 +0000 UTC\"", "2025-02-03T12:14:25Z"}, /* as Go prints it */
        {"\"2025-02-03 14:14:25.5 +0200 CEST\"", "2025-02-03T12:14:25.500Z"},
        {"\"2025-02-03T12:14Z\"", "2025-02-03T12:14:00Z"},
        {"\" 2025-02-03T12:14:25Z \"", "2025-02-03T12:14:25Z"},
        {"\"2025-02-03T12:14:25+02:0\"", NULL},
        {"\"2025-02-03T12:14:25+020\"", NULL},
        {"\"2025-02-03T12:14:25,500Z\"", "2025-02-03T12:14:25.500Z"},
        {"\"2025-02-03T12:14:25.123456789Z\"", "2025-02-03T12:14:25.123456Z"},
        {"\"yesterday\"", NULL},
        {"\"2025-02-30T12:14:25Z\"", NULL},
        {"\"2025-02-03\"", NULL},
        {"\"2025-02-03T12:14:25+00:00:00\"", NULL},
        {"\"2025-02-03T12:14:25 EST\"", NULL},
        {"\"\"", NULL},
        {"1738584865", NULL},
        {"null", NULL},
        {NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t at = ARRIVAL;
        if (cases[i].at != NULL)
            timestamp_parse(cases[i].at, &at);
        assert_int_equal(read_receipt(with(V1, "timestamp", cases[i].value)), FAULT_NONE);
        if (receipt.at != at)
            fail_msg("%s is %lld", cases[i].value, (long long)receipt.at);
        assert_int_equal(read_inbound(with(INBOUND, "timestamp", cases[i].value)), FAULT_NONE);
        assert_int_equal(inbound.at, at);
    }
}

/* Whoever has no number has a user id (BSUID), and who has neither may still be joined by the message's id.
 */
static void
people_without_a_number(void **state)
{
    char longest[200] = "\"GB.";
    (void)state;
    assert_int_equal(read_receipt(with(V1, "to", "\"GB.1349\"")), FAULT_NONE);
    assert_string_equal(receipt.to, "GB.1349");
    assert_string_equal(receipt.user_id, "GB.1349");
    assert_int_equal(read_receipt(with(V1, "to", NULL)), FAULT_NONE);
    assert_string_equal(receipt.to, "");
    assert_string_equal(receipt.user_id, "");
    assert_int_equal(
        read_receipt(with(V1, "whatsapp", "{\"recipient\":{\"user_id\":\"GB.1349\"}}")), FAULT_NONE);
    assert_string_equal(receipt.to, "447700900000");
    assert_string_equal(receipt.user_id, "GB.1349");
    assert_int_equal(
        read_receipt(with(V1, "whatsapp", "{\"recipient\":{\"parent_user_id\":\"GB.ENT.7\"}}")), FAULT_NONE);
    assert_string_equal(receipt.user_id, "GB.ENT.7"); /* where there is no other */
    memset(longest + 4, '1', MESSAGE_ADDRESS_MAX - 3);
    strcpy(longest + 4 + MESSAGE_ADDRESS_MAX - 3, "\"");
    assert_int_equal(read_inbound(with(INBOUND, "from", longest)), FAULT_NONE);
    assert_int_equal(strlen(inbound.from), MESSAGE_ADDRESS_MAX);
    assert_string_equal(inbound.user_id, inbound.from);
    assert_int_equal(read_inbound(with(INBOUND, "from", NULL)), FAULT_NONE);
    assert_string_equal(inbound.from, "");
    assert_int_equal(read_inbound(with(with(INBOUND, "from", "\"GB.1349\""), "whatsapp",
                         "{\"sender\":{\"user_id\":\"GB.1349\",\"wa_id\":447700900001}}")),
        FAULT_NONE);
    assert_string_equal(inbound.number, "447700900001");
    assert_int_equal(read_inbound(with(INBOUND, "context", "{\"message_uuid\":\"u-1\"}")), FAULT_NONE);
    assert_string_equal(inbound.context_id, "u-1");
}

static void
errors_are_named_by_a_code_wherever_it_stands(void **state)
{
    static const struct {
        const char *problem, *code, *detail;
    } cases[] = {
        {"{\"title\":\"1240\",\"type\":\"x\",\"detail\":\"Opted out\"}", "1240", "Opted out"},
        {"{\"title\":\"Opted out\",\"type\":\"https://example.com/errors#1240\"}", "1240", "Opted out"},
        {"{\"type\":\"https://example.com/errors#1240\",\"detail\":\"d\"}", "1240", "d"},
        {"{\"code\":1240,\"reason\":\"r\"}", "1240", "r"},
        {"{\"title\":1240,\"detail\":\"d\"}", "1240", "d"},
        {"{\"title\":\"Opted out\",\"code\":\"1240\"}", "1240", "Opted out"},
        {"{\"title\":\"Unknown\",\"type\":\"https://example.com/errors#unknown\"}", "Unknown", ""},
        {"{\"type\":\"https://example.com/errors#unknown\"}", "unknown", ""},
        {"{\"type\":\"https://example.com/errors\"}", "", ""},
        {"{}", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(read_receipt(with(V1, "error", cases[i].problem)), FAULT_NONE);
        if (strcmp(receipt.error, cases[i].code) != 0 || strcmp(receipt.error_detail, cases[i].detail) != 0)
            fail_msg("%s: %s: %s", cases[i].problem, receipt.error, receipt.error_detail);
    }
}

/* A tap on a button is a text like any other. */
static void
taps_are_texts(void **state)
{
    static const struct {
        const char *member, *value, *text;
    } cases[] = {
        {"button", "{\"text\":\"Stop\",\"payload\":\"STOP-1\"}", "Stop"},
        {"button", "{\"payload\":\"STOP\"}", "STOP"},
        {"reply", "{\"id\":\"1\",\"title\":\"STOP\",\"description\":\"No more\"}", "STOP"},
        {"reply", "{\"id\":\"stop\"}", "stop"},
        {"reply", "{}", ""},
        {"reply", "\"STOP\"", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(
            read_inbound(with(with(INBOUND, "text", NULL), cases[i].member, cases[i].value)), FAULT_NONE);
        assert_string_equal(inbound.text, cases[i].text);
    }
    assert_int_equal(read_inbound(with(INBOUND, "button", "{\"text\":\"x\"}")), FAULT_NONE);
    assert_string_equal(inbound.text, "STOP\nplease \xc3\xa4");
}

/* Of these, nothing that the carrier could send makes a receipt worthless. */
static void
what_may_be_there_is_read_if_it_can_be(void **state)
{
    static const char *const paths[] = {"client_ref", "error", "error/title", "error/type", "error/detail",
        "usage", "usage/currency", "usage/price", "destination", "destination/network_code", "workflow",
        "workflow/items_number", "workflow/items_total", "unknown"};
    static const char *const values[] = {NULL, "null", "true", "-1", "1e300", "[[]]", "{\"a\":{}}", "\"\"",
        "\"99999999999999999999\"", "\"\\u001b[2J\""};
    char longest[5000];
    (void)state;
    memset(longest, 'x', sizeof longest);
    longest[0] = longest[sizeof longest - 2] = '"';
    longest[sizeof longest - 1] = '\0';
    for (size_t i = 0; i < COUNT(paths); i++)
        for (size_t k = 0; k <= COUNT(values); k++)
            if (read_receipt(with(V1, paths[i], k < COUNT(values) ? values[k] : longest)) != FAULT_NONE)
                fail_msg("%s: %s: %s", paths[i], wrong.pointer, wrong.detail);
    read_receipt(with(V1, "client_ref", longest));
    assert_string_equal(receipt.client_ref, "");
    read_receipt(with(V1, "error/detail", longest));
    assert_int_equal(strlen(receipt.error_detail), MESSAGE_DETAIL_MAX);
    read_receipt(with(V1, "error/title", NULL));
    assert_string_equal(receipt.error, "1000"); /* from its type */
}

static void
prices_are_decimal_numbers(void **state)
{
    static const struct {
        const char *value, *price;
    } cases[] = {{"\"0.0333\"", "0.0333"}, {"\"1\"", "1"}, {"0.10", "0.10"}, {"12", "12"}, {"\"-0.5\"", ""},
        {"\"0.\"", ""}, {"\".5\"", ""}, {"\"1,5\"", ""}, {"\"1e3\"", "1000.00"}, {"1e3", "1000.00"},
        {"3.33e-2", "0.0333"}, {"333E-4", "0.0333"}, {"0", "0"}, {"1.0", "1.0"}, {"1e300", ""},
        {"\"0x10\"", ""}, {"\" 1\"", ""}, {"\"-\"", ""}, {"\"NaN\"", ""},
        {"\"0.12345678901234567890123\"", "0.12345679"},
        {"\"0.1234567890123456789012\"", "0.1234567890123456789012"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(read_receipt(with(V1, "usage/price", cases[i].value)), FAULT_NONE);
        if (strcmp(receipt.price, cases[i].price) != 0)
            fail_msg("%s: %s", cases[i].value, receipt.price);
    }
}

static void
places_in_a_workflow(void **state)
{
    static const struct {
        const char *number, *total;
        unsigned item, items;
    } cases[] = {{"\"2\"", "\"2\"", 2, 2}, {"1", "3", 1, 3}, {"\"3\"", "\"2\"", 0, 0},
        {"\"0\"", "\"2\"", 0, 0}, {"\"1\"", NULL, 0, 0}, {"\"-1\"", "\"2\"", 0, 0},
        {"\"1\"", "\"99999\"", 0, 0}};
    char body[4096];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(body, sizeof body, "%s", with(V1, "workflow/items_number", cases[i].number));
        assert_int_equal(read_receipt(with(body, "workflow/items_total", cases[i].total)), FAULT_NONE);
        assert_int_equal(receipt.item, cases[i].item);
        assert_int_equal(receipt.items, cases[i].items);
    }
}

static void
what_is_no_object_is_refused(void **state)
{
    static const char *const bodies[] = {"", "null", "[]", "\"x\"", "12", "{", "{} x", "{\"a\":\"\\u0000\"}"};
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        assert_int_equal(read_receipt(bodies[i]), FAULT_INPUT);
        assert_string_equal(wrong.pointer, "#");
        assert_int_equal(read_inbound(bodies[i]), FAULT_INPUT);
        assert_string_equal(wrong.pointer, "#");
    }
    assert_int_equal(vonage_webhook_parse_status("{}\0{}", 5, ARRIVAL, &receipt, &wrong), FAULT_INPUT);
}

static void
inbound_messages_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_inbound(INBOUND), FAULT_NONE);
    assert_string_equal(inbound.carrier_id, "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab");
    assert_string_equal(inbound.channel, "sms");
    assert_string_equal(inbound.from, "447700900001");
    assert_string_equal(inbound.text, "STOP\nplease \xc3\xa4");
    assert_int_equal(read_inbound(INBOUND_V01), FAULT_NONE);
    assert_string_equal(inbound.channel, "messenger");
    assert_string_equal(inbound.from, "somebody");
    assert_string_equal(inbound.to, "page");
    assert_string_equal(inbound.text, "Hello");
}

/* Cut at 4,096 bytes, or before: no half of a character stays. */
static void
a_long_text_is_cut_where_a_character_ends(void **state)
{
    char value[3 * (MESSAGE_TEXT_MAX + 1)];
    (void)state;
    for (size_t lead = 0; lead < 4; lead++) {
        size_t length = 0;
        value[length++] = '"';
        memset(value + length, 'x', lead);
        length += lead;
        for (int i = 0; i < 1100; i++, length += 4)
            memcpy(value + length, "\xf0\x9f\x94\x97", 4);
        memcpy(value + length, "\"", 2);
        assert_int_equal(read_inbound(with(INBOUND, "text", value)), FAULT_NONE);
        assert_int_equal(strlen(inbound.text), lead == 0 ? 4096 : 4092 + lead);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_documented_status_is_read),
        cmocka_unit_test(the_older_form_is_read),
        cmocka_unit_test(the_shortest_status_is_read),
        cmocka_unit_test(every_status_has_its_name),
        cmocka_unit_test(what_must_be_there),
        cmocka_unit_test(unknown_statuses_are_taken),
        cmocka_unit_test(times_are_read_or_are_that_of_arrival),
        cmocka_unit_test(people_without_a_number),
        cmocka_unit_test(errors_are_named_by_a_code_wherever_it_stands),
        cmocka_unit_test(taps_are_texts),
        cmocka_unit_test(what_may_be_there_is_read_if_it_can_be),
        cmocka_unit_test(prices_are_decimal_numbers),
        cmocka_unit_test(places_in_a_workflow),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(inbound_messages_are_read),
        cmocka_unit_test(a_long_text_is_cut_where_a_character_ends),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
