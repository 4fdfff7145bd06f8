/*
 * twilio_test.c: the form that Twilio is sent, what it cannot be asked to take, and what its answers mean.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/twilio.h"

#include <fcntl.h>

#include "base/json.h"
#include "carrier/carrier.h"
#include "http_stub.h"
#include "store_fixture.h"

#define HEX      "0123456789abcdef0123456789abcdef"
#define CALLBACK "&StatusCallback=https%3A%2F%2Fs.example%2Fapi%2Fv1%2Freceipts%2Ftwilio%2Fstatus%3Fid%3D018f"
#define ERROR    "{\"code\":21211,\"message\":\"Not a number.\",\"more_info\":\"https://x\",\"status\":400}"

static char form[TWILIO_FORM_SIZE];

/* The form of a message, or why there is none. */
static const char *
made(const char *text, const char *service)
{
    static struct config config = {.web_base_url = "https://s.example"};
    const char *why;
    snprintf(config.twilio_messaging_service, sizeof config.twilio_messaging_service, "%s", service);
    struct json_object *message = store_fixture_json(text);
    const enum fault fault = twilio_form(&config, message, "018f", form, &why);
    json_object_put(message);
    assert_int_equal(fault, why == NULL ? FAULT_NONE : FAULT_INPUT);
    return why == NULL ? form : why;
}

#define SMS  "'channel':'sms','to':'447700900000','from':'"
#define TEXT "','message_type':'text','text':'"

static void
a_message_is_a_form(void **state)
{
    static const struct {
        const char *message, *service, *form;
    } table[] = {
        {"{" SMS "447700900001" TEXT "a b&c=d+\\u00e9'}", "",
            "To=%2B447700900000&From=%2B447700900001&Body=a%20b%26c%3Dd%2B%C3%A9" CALLBACK},
        {"{" SMS "curt" TEXT "Hi','ttl':3600,'sms':{'encoding_type':'unicode'}}", "",
            "To=%2B447700900000&From=curt&Body=Hi" CALLBACK "&ValidityPeriod=3600"},
        {"{" SMS "curt" TEXT "Hi','ttl':36001}", "MG" HEX,
            "To=%2B447700900000&MessagingServiceSid=MG" HEX "&Body=Hi" CALLBACK "&ValidityPeriod=36000"},
        {"{" SMS "447700900001" TEXT "Hi'}", "MG" HEX,
            "To=%2B447700900000&From=%2B447700900001&Body=Hi" CALLBACK},
        {"{'channel':'mms','to':'447700900000','from':'447700900001','message_type':'image',"
         "'image':{'url':'https://a.example/1.png','caption':'Look'}}",
            "",
            "To=%2B447700900000&From=%2B447700900001&Body=Look&MediaUrl=https%3A%2F%2Fa.example%2F1."
            "png" CALLBACK},
        {"{'channel':'whatsapp','to':'447700900000','from':'447700900001','message_type':'template',"
         "'template':{'name':'HX" HEX "','parameters':['Ann','\\u00e9']},'whatsapp':{'locale':'en'}}",
            "",
            "To=whatsapp%3A%2B447700900000&From=whatsapp%3A%2B447700900001&ContentSid=HX" HEX
            "&ContentVariables=%7B%221%22%3A%22Ann%22%2C%222%22%3A%22%C3%A9%22%7D" CALLBACK},
        {"{'channel':'whatsapp','to':'447700900000','from':'Shop','message_type':'template',"
         "'template':{'name':'HX" HEX "'}}",
            "MG" HEX,
            "To=whatsapp%3A%2B447700900000&MessagingServiceSid=MG" HEX "&ContentSid=HX" HEX CALLBACK},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_string_equal(made(table[i].message, table[i].service), table[i].form);
}

static void
what_twilio_cannot_take_is_said(void **state)
{
    static const struct {
        const char *message, *why;
    } table[] = {
        {"{'channel':'viber_service','to':'447700900000','from':'1" TEXT "x'}",
            "sms, mms and whatsapp alone"},
        {"{'channel':'rcs'}", "sms, mms and whatsapp alone"},
        {"{}", "sms, mms and whatsapp alone"},
        {"{" SMS "curt" TEXT "Hi','failover':[{}]}", "no failover"},
        {"{'channel':'whatsapp','to':'GB.1349','from':'447700900001','message_type':'text','text':'x'}",
            "phone numbers alone"},
        {"{'channel':'whatsapp','to':'447700900000','from':'Shop','message_type':'text','text':'x'}",
            "messaging_service"},
        {"{'channel':'whatsapp','to':'447700900000','from':'447700900001','message_type':'template',"
         "'template':{'name':'parcel'}}",
            "Content SID"},
        {"{'channel':'sms','to':'447700900000','from':'curt','message_type':'image','image':{'url':'x'}}",
            "media by mms and whatsapp"},
        {"{'channel':'sms','to':'447700900000','from':'curt','message_type':'video','video':{'url':'x'}}",
            "media by mms and whatsapp"},
        {"{'channel':'sms','to':'447700900000','from':'curt','message_type':'location'}",
            "texts, media and templates"},
    };
    char text[2 * TWILIO_TEXT_MAX + 256];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        if (strstr(made(table[i].message, ""), table[i].why) == NULL)
            fail_msg("%zu: %s", i, made(table[i].message, ""));
    snprintf(text, sizeof text, "{" SMS "curt" TEXT "%0*d'}", TWILIO_TEXT_MAX, 0);
    assert_ptr_equal(made(text, ""), form);
    snprintf(text, sizeof text, "{" SMS "curt" TEXT "%0*d'}", TWILIO_TEXT_MAX + 1, 0);
    assert_non_null(strstr(made(text, ""), "1,600"));
}

static struct carrier_result
judged(int status, const char *body)
{
    struct carrier_result out;
    struct http_client_response answer = {.end = HTTP_CLIENT_RESPONDED,
        .sent = true,
        .status = status,
        .retry_after = 7,
        .body = body,
        .length = strlen(body)};
    snprintf(answer.message, sizeof answer.message, "%.100s", body);
    twilio_judge(&answer, &out);
    return out;
}

static void
each_status_means_something(void **state)
{
    (void)state;
    for (int status = 100; status < 700; status++) {
        const bool denied = (status >= 401 && status <= 404);
        const enum carrier_outcome plain = status == 201                   ? CARRIER_ACCEPTED
                                           : status == 429                 ? CARRIER_RETRY_LATER
                                           : denied                        ? CARRIER_DENIED
                                           : status >= 400 && status < 500 ? CARRIER_REFUSED
                                                                           : CARRIER_UNKNOWN;
        struct carrier_result answer = judged(status, "<html>");
        if (answer.outcome != plain)
            fail_msg("%d: %d", status, answer.outcome);
        assert_true(answer.status == status && answer.reached);
        assert_int_equal(answer.retry_after, plain == CARRIER_RETRY_LATER ? 7 : 0);
        answer = judged(status, ERROR);
        if (answer.outcome != (status == 503 ? CARRIER_RETRY_LATER : plain))
            fail_msg("%d with an error: %d", status, answer.outcome);
        if (plain == CARRIER_REFUSED)
            assert_string_equal(answer.title, "21211");
        if (status != 201)
            assert_string_equal(answer.detail, "Not a number.");
    }
}

static void
an_id_is_kept_whole(void **state)
{
    (void)state;
    assert_string_equal(judged(201, "{\"sid\":\"SM" HEX "\"}").carrier_id, "SM" HEX);
    assert_string_equal(judged(201, "{\"sid\":\"MM" HEX "\"}").carrier_id, "MM" HEX);
    assert_string_equal(judged(201, "{\"sid\":\"SM" HEX "0\"}").carrier_id, "");
    assert_string_equal(judged(201, "{\"sid\":12}").carrier_id, "");
    assert_string_equal(judged(201, "").carrier_id, "");
}

static void
what_is_not_answered_is_unknown(void **state)
{
    struct config config = {.messages_carrier = CONFIG_TWILIO,
        .twilio_account_sid = "AC" HEX,
        .twilio_auth_token = "token",
        .twilio_timeout = 1,
        .twilio_rate = 30};
    static const struct {
        enum http_stub_way way;
        enum carrier_outcome outcome;
    } cases[] = {{HTTP_STUB_CUTS, CARRIER_UNKNOWN}, {HTTP_STUB_HANGS, CARRIER_UNKNOWN},
        {HTTP_STUB_ABSENT, CARRIER_RETRY_LATER}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_stub stub;
        struct carrier_result answer;
        http_stub_open(&stub, cases[i].way, "");
        snprintf(config.twilio_base_url, sizeof config.twilio_base_url, "http://127.0.0.1:%d", stub.port);
        struct carrier *carrier = carrier_open(&config, CONFIG_TWILIO);
        struct json_object *message = store_fixture_json("{" SMS "curt" TEXT "Hi'}");
        assert_null(carrier_unfit(&config, CONFIG_TWILIO, message));
        assert_int_equal(
            carrier_send(carrier, &(struct carrier_request){.id = "018f", .message = message}), FAULT_NONE);
        json_object_put(message);
        message = json_object_new_object();
        assert_non_null(carrier_unfit(&config, CONFIG_TWILIO, message));
        assert_int_equal(
            carrier_send(carrier, &(struct carrier_request){.id = "018f", .message = message}), FAULT_INPUT);
        json_object_put(message);
        while (!carrier_next(carrier, &answer))
            carrier_wait(carrier, 1000);
        assert_int_equal(answer.outcome, cases[i].outcome);
        carrier_close(carrier);
        http_stub_close(&stub);
    }
}

/* Opens the carrier with settings that cannot work: log_fatal ends the child with 1. */
static int
open_carrier(struct store_fixture *fixture, int nth)
{
    struct config config = {.twilio_timeout = 1};
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)fixture;
    dup2(nowhere, STDERR_FILENO);
    strcpy(config.twilio_base_url, nth == 1 ? "http://api.example" : "https://api.example");
    strcpy(config.twilio_account_sid, nth == 2 ? "AC/../x" : nth == 3 ? "" : "AC" HEX);
    strcpy(config.twilio_auth_token, nth == 4 || nth == 8 ? "" : "token");
    strcpy(config.twilio_api_key, nth == 5 || nth == 8 ? "SK" HEX : nth == 6 ? "key" : "");
    strcpy(config.twilio_api_secret, nth == 6 || nth == 7 || nth == 8 ? "secret" : "");
    strcpy(config.twilio_messaging_service, nth == 9 ? "service" : "MG" HEX);
    carrier_close(carrier_open(&config, CONFIG_TWILIO));
    return 0;
}

static void
settings_that_cannot_work_are_fatal(void **state)
{
    (void)state;
    for (int nth = 0; nth <= 9; nth++)
        assert_int_equal(
            store_fixture_wait(store_fixture_child(NULL, open_carrier, nth)), nth != 0 && nth != 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_a_form),
        cmocka_unit_test(what_twilio_cannot_take_is_said),
        cmocka_unit_test(each_status_means_something),
        cmocka_unit_test(an_id_is_kept_whole),
        cmocka_unit_test(what_is_not_answered_is_unknown),
        cmocka_unit_test(settings_that_cannot_work_are_fatal),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
