/*
 * twilio_webhook_test.c: what Twilio calls back with: what is kept of it, and what that says.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/twilio_webhook.h"

#include "base/json.h"
#include "base/timestamp.h"
#include "store_fixture.h"

#define ARRIVAL (INT64_C(1800000000) * TIMESTAMP_SECOND) /* 2027-01-15T08:00:00Z */
#define URL     "https://s.example/api/v1/receipts/twilio/status?id=018f0000-0000-7000-8000-000000000001"

static char kept[4096];
static size_t kept_length;
static struct input_error error;

static enum fault
read_as(const char *url, const char *body, size_t size)
{
    const struct carrier_callback callback = {.url = url, .body = body, .length = strlen(body)};
    return twilio_webhook_read(&callback, kept, size, &kept_length, &error);
}

static struct status_update
status(const char *body)
{
    struct status_update out;
    assert_int_equal(read_as(URL, body, sizeof kept), FAULT_NONE);
    assert_int_equal(twilio_webhook_parse_status(kept, kept_length, ARRIVAL, &out, &error), FAULT_NONE);
    return out;
}

static struct inbound_message
inbound(const char *body)
{
    static struct inbound_message out;
    assert_int_equal(read_as("https://s.example/x", body, sizeof kept), FAULT_NONE);
    assert_int_equal(twilio_webhook_parse_inbound(kept, kept_length, ARRIVAL, &out, &error), FAULT_NONE);
    return out;
}

static void
a_form_is_kept_as_json(void **state)
{
    (void)state;
    assert_int_equal(
        read_as(URL, "MessageSid=SM1&A=1&A=2&B=a+b%0A%C3%A9&bad=%ff&null=%00&=x&id=theirs&none", sizeof kept),
        FAULT_NONE);
    assert_string_equal(kept, "{\"id\":\"018f0000-0000-7000-8000-000000000001\",\"MessageSid\":\"SM1\","
                              "\"A\":\"1\",\"B\":\"a b\\n\u00e9\",\"bad\":\"?\",\"\":\"x\"}");
    assert_int_equal(kept_length, strlen(kept));
    assert_int_equal(read_as(URL, " {\"MessageSid\":\"SM1\",\"id\":\"theirs\"}", sizeof kept), FAULT_NONE);
    assert_string_equal(kept, "{\"MessageSid\":\"SM1\",\"id\":\"018f0000-0000-7000-8000-000000000001\"}");
    assert_int_equal(read_as("https://s.example/x?a=b&id=2", "", sizeof kept), FAULT_NONE);
    assert_string_equal(kept, "{\"id\":\"2\"}");
    assert_int_equal(read_as("https://s.example/x", "ab=1", sizeof "{\"ab\":\"1\"}"), FAULT_NONE);
    assert_int_equal(read_as("https://s.example/x", "ab=1", sizeof "{\"ab\":\"1\"}" - 1), FAULT_FULL);
    assert_int_equal(read_as("https://s.example/x", "{\"a\":", sizeof kept), FAULT_INPUT);
}

static void
each_status_is_one_of_ours(void **state)
{
    static const struct {
        const char *name;
        enum message_status status;
    } table[] = {{"accepted", MESSAGE_SUBMITTED}, {"scheduled", MESSAGE_SUBMITTED},
        {"queued", MESSAGE_SUBMITTED}, {"sending", MESSAGE_SUBMITTED}, {"sent", MESSAGE_SUBMITTED},
        {"delivered", MESSAGE_DELIVERED}, {"undelivered", MESSAGE_UNDELIVERABLE},
        {"failed", MESSAGE_REJECTED}, {"read", MESSAGE_READ}, {"canceled", MESSAGE_REJECTED},
        {"partially_delivered", MESSAGE_SUBMITTED}, {"receiving", MESSAGE_REQUESTED},
        {"", MESSAGE_REQUESTED}};
    char body[128];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        snprintf(body, sizeof body, "MessageSid=SM1&MessageStatus=%s", table[i].name);
        assert_int_equal(status(body).status, table[i].status);
    }
}

static void
a_status_says_which_message_and_why(void **state)
{
    const struct status_update s = status(
        "MessageSid=SM1&MessageStatus=undelivered&To=whatsapp%3A%2B447700900000"
        "&From=whatsapp%3A%2B447700900001&ErrorCode=30003&ErrorMessage=Off");
    (void)state;
    assert_string_equal(s.carrier_id, "SM1");
    assert_string_equal(s.client_ref, "018f0000-0000-7000-8000-000000000001");
    assert_string_equal(s.to, "447700900000");
    assert_string_equal(s.from, "447700900001");
    assert_string_equal(s.channel, "whatsapp");
    assert_string_equal(s.error, "30003");
    assert_string_equal(s.error_detail, "Off");
    assert_int_equal(s.at, ARRIVAL);
    assert_string_equal(status("{\"MessageSid\":\"SM1\",\"ErrorCode\":30006}").error, "30006");
}

/* No zone is told: a time that may be of another one is not believed. */
static void
a_plausible_time_is_believed(void **state)
{
    static const struct {
        const char *date;
        int64_t minutes; /* before the arrival */
    } table[] = {{"2701150710", 50}, {"2701150758", 2}, {"2701150759", 0}, {"2701150705", 0},
        {"2701150800", 0}, {"2701150900", 0}, {"2701150300", 0}, {"2713450300", 0}, {"270115075", 0},
        {"x701150710", 0}};
    char body[128];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        snprintf(body, sizeof body, "MessageSid=SM1&RawDlrDoneDate=%s", table[i].date);
        if (status(body).at != ARRIVAL - table[i].minutes * 60 * TIMESTAMP_SECOND)
            fail_msg("%s", table[i].date);
    }
}

static void
what_somebody_wrote(void **state)
{
    struct inbound_message m = inbound(
        "MessageSid=SM2&From=%2B447700900000&To=%2B447700900001&Body=Hi%0Athere&NumMedia=0");
    (void)state;
    assert_string_equal(m.carrier_id, "SM2");
    assert_string_equal(m.from, "447700900000");
    assert_string_equal(m.to, "447700900001");
    assert_string_equal(m.channel, "sms");
    assert_string_equal(m.text, "Hi\nthere");
    assert_true(m.at == ARRIVAL && m.keyword == KEYWORD_NONE);
    assert_int_equal(inbound("MessageSid=SM2&Body=Arret&OptOutType=STOP").keyword, KEYWORD_STOP);
    assert_int_equal(inbound("MessageSid=SM2&OptOutType=start").keyword, KEYWORD_START);
    assert_int_equal(inbound("MessageSid=SM2&OptOutType=HELP").keyword, KEYWORD_HELP);
    assert_int_equal(inbound("MessageSid=SM2&OptOutType=x").keyword, KEYWORD_NONE);
    m = inbound("MessageSid=SM2&From=whatsapp%3A%2B447700900000&To=messenger%3A1&NumMedia=1"
                "&OriginalRepliedMessageSid=SM1");
    assert_string_equal(m.channel, "whatsapp");
    assert_string_equal(m.to, "1");
    assert_string_equal(m.context_id, "SM1");
    assert_string_equal(inbound("MessageSid=SM2&NumMedia=1").channel, "mms");
}

static void
without_an_id_it_can_never_be_right(void **state)
{
    struct status_update update;
    static struct inbound_message message;
    (void)state;
    assert_int_equal(read_as("https://s.example/x", "MessageStatus=sent", sizeof kept), FAULT_NONE);
    assert_int_equal(twilio_webhook_parse_status(kept, kept_length, 0, &update, &error), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/MessageSid");
    assert_int_equal(twilio_webhook_parse_inbound(kept, kept_length, 0, &message, &error), FAULT_INPUT);
    assert_int_equal(twilio_webhook_parse_status("[]", 2, 0, &update, &error), FAULT_INPUT);
    assert_string_equal(status("MessageStatus=sent").carrier_id, "");
}

struct sent {
    const char *settings, *signature;
};

static const char *
header(const void *arg, const char *name)
{
    const struct sent *sent = arg;
    return strcmp(name, "X-Twilio-Signature") == 0                     ? sent->signature
           : strcmp(name, "X-Twilio-Webhooks-Signature-Settings") == 0 ? sent->settings
                                                                       : "";
}

/* Signatures by Twilio's library, as in twilio_signature_test. */
static void
the_key_is_the_one_that_is_named(void **state)
{
    static const struct {
        struct sent sent;
        const char *token, *keys;
        enum carrier_trust trust;
    } table[] = {
        {{"", "LLw/z7V24jlAAPKWAHMNgvvxuEs="}, "token", "", CARRIER_TRUSTED},
        {{"", "LLw/z7V24jlAAPKWAHMNgvvxuEs="}, "other", "", CARRIER_FORGED},
        {{"", "LLw/z7V24jlAAPKWAHMNgvvxuEs="}, "", "k=token", CARRIER_FORGED},
        {{"", "LLw/z7V24jlAAPKWAHMNgvvxuEs="}, "", "", CARRIER_UNCONFIGURED},
        {{"", ""}, "token", "", CARRIER_FORGED},
        {{"key=k,algorithm=HMAC_SHA256", "OdzQLfJ2wYKF7SQYG6ja6EfOeiW/ylHbi5Zc5UL+lTY="}, "token",
            "j=x, k=secret", CARRIER_TRUSTED},
        {{"key=j,algorithm=HMAC_SHA256", "OdzQLfJ2wYKF7SQYG6ja6EfOeiW/ylHbi5Zc5UL+lTY="}, "token",
            "j=x, k=secret", CARRIER_FORGED},
        {{"key=k,algorithm=HMAC_SHA1", "LLw/z7V24jlAAPKWAHMNgvvxuEs="}, "token", "k=token", CARRIER_FORGED},
        {{"key=n,algorithm=HMAC_SHA256", "OdzQLfJ2wYKF7SQYG6ja6EfOeiW/ylHbi5Zc5UL+lTY="}, "secret", "",
            CARRIER_FORGED},
    };
    static struct config config;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct carrier_proof proof = {.signed_at = 0};
        strcpy(config.twilio_auth_token, table[i].token);
        strcpy(config.twilio_signing_keys, table[i].keys);
        const struct carrier_callback callback = {.url = "https://s.example.com/x",
            .header = header,
            .header_arg = &table[i].sent,
            .body = "A=1",
            .length = 3};
        if (twilio_webhook_verify(&config, &callback, &proof) != table[i].trust)
            fail_msg("%zu: %s", i, proof.why);
        assert_true(table[i].trust == CARRIER_TRUSTED || proof.why[0] != '\0');
        assert_string_equal(proof.token_id, "");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_kept_as_json),
        cmocka_unit_test(each_status_is_one_of_ours),
        cmocka_unit_test(a_status_says_which_message_and_why),
        cmocka_unit_test(a_plausible_time_is_believed),
        cmocka_unit_test(what_somebody_wrote),
        cmocka_unit_test(without_an_id_it_can_never_be_right),
        cmocka_unit_test(the_key_is_the_one_that_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
