/*
 * vonage_test.c: what the carrier is sent, what its answers mean, and what is known when there is none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/vonage.h"

#include <fcntl.h>

#include "base/json.h"
#include "carrier/carrier.h"
#include "http_stub.h"
#include "store_fixture.h"

#define PROBLEM "{\"type\":\"https://a.example/#1\",\"title\":\"Sorry\",\"detail\":\"It is so.\"}"

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
    snprintf(answer.message, sizeof answer.message, "%s", body);
    vonage_judge(&answer, &out);
    return out;
}

static void
each_status_means_something(void **state)
{
    (void)state;
    for (int status = 100; status < 700; status++) {
        const bool denied = status == 401 || status == 402 || status == 403;
        const enum carrier_outcome plain = status == 202                   ? CARRIER_ACCEPTED
                                           : status == 429                 ? CARRIER_RETRY_LATER
                                           : denied                        ? CARRIER_DENIED
                                           : status >= 400 && status < 500 ? CARRIER_REFUSED
                                                                           : CARRIER_UNKNOWN;
        const bool server = status >= 500 && status < 600;
        struct carrier_result answer = judged(status, "<html>");
        if (answer.outcome != plain)
            fail_msg("%d: %d", status, answer.outcome);
        assert_int_equal(answer.status, status);
        assert_true(answer.reached);
        assert_int_equal(answer.retry_after, plain == CARRIER_RETRY_LATER ? 7 : 0);
        answer = judged(status, PROBLEM);
        if (answer.outcome != (server ? CARRIER_RETRY_LATER : plain))
            fail_msg("%d with a problem: %d", status, answer.outcome);
        if (status != 202)
            assert_string_equal(answer.title, "Sorry");
    }
}

static void
what_was_accepted_has_an_id_or_none_that_is_known(void **state)
{
    static const struct {
        const char *body, *uuid;
    } cases[] = {{"{\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab\",\"workflow_id\":\"3\"}",
                     "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"},
        {"", ""}, {"<html>", ""}, {"[]", ""}, {"null", ""}, {"{}", ""}, {"{\"message_uuid\":12}", ""},
        {"{\"message_uuid\":\"a b\"}", ""}, {"{\"message_uuid\":\"a\\nb\"}", ""},
        {"{\"message_uuid\":\"12345678901234567890123456789012345678901234567890123456789012345\"}", ""},
        {"{\"message_uuid\":\"1234567890123456789012345678901234567890123456789012345678901234\"}",
            "1234567890123456789012345678901234567890123456789012345678901234"},
        {"{\"message_uuid\":\"cut", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct carrier_result answer = judged(202, cases[i].body);
        assert_int_equal(answer.outcome, CARRIER_ACCEPTED);
        assert_string_equal(answer.carrier_id, cases[i].uuid);
    }
}

static void
a_refusal_is_told_in_the_carriers_words(void **state)
{
    char body[4096];
    struct carrier_result answer = judged(404, PROBLEM);
    (void)state;
    assert_string_equal(answer.title, "Sorry");
    assert_string_equal(answer.detail, "It is so.");

    answer = judged(422, "{\"title\":\"Bad\\nparameters\",\"detail\":\"Look.\",\"invalid_parameters\":["
                         "{\"name\":\"to\",\"reason\":\"Must be a number\"},{\"name\":\"from\"}]}");
    assert_string_equal(answer.title, "Bad?parameters");
    assert_string_equal(answer.detail, "Look. (to: Must be a number)");
    assert_string_equal(judged(422, "{\"title\":\"x\",\"invalid_parameters\":[]}").detail, "");
    assert_string_equal(judged(422, "{\"title\":\"x\",\"invalid_parameters\":[3]}").detail, "");

    /* Who has opted out is told by the code, wherever it stands. */
    assert_string_equal(judged(422, "{\"title\":\"1240\",\"type\":\"t\"}").title, "1240");
    assert_string_equal(judged(422, "{\"title\":\"Opted out\",\"type\":\"https://x/e#1240\"}").title, "1240");
    assert_string_equal(judged(422, "{\"title\":\"Other\",\"type\":\"https://x/e#1241\"}").title, "Other");

    answer = judged(404, "<html>\x1b[2J\n");
    assert_string_equal(answer.title, "HTTP 404");
    assert_string_equal(answer.detail, "<html>?[2J?");

    /* What is long is cut where a character ends. */
    snprintf(body, sizeof body,
        "{\"title\":\"%0100d\",\"detail\":\"%0119d\xc3\xa4%0300d\",\"invalid_parameters\":["
        "{\"name\":\"%0100d\",\"reason\":\"%0300d\"}]}",
        1, 2, 3, 4, 5);
    answer = judged(422, body);
    assert_int_equal(strlen(answer.title), CARRIER_TITLE_MAX);
    assert_int_equal(strlen(answer.detail), CARRIER_DETAIL_MAX);
    assert_memory_equal(answer.detail + 118, "2 (000", 6);
}

static void
without_an_answer_it_matters_whether_anything_was_sent(void **state)
{
    static const struct {
        enum http_client_result end;
        bool sent;
        enum carrier_outcome outcome;
    } cases[] = {{HTTP_CLIENT_NOT_CONNECTED, false, CARRIER_RETRY_LATER},
        {HTTP_CLIENT_ADDRESS_REFUSED, false, CARRIER_RETRY_LATER},
        {HTTP_CLIENT_TIMED_OUT, false, CARRIER_RETRY_LATER}, {HTTP_CLIENT_TIMED_OUT, true, CARRIER_UNKNOWN},
        {HTTP_CLIENT_BROKEN, true, CARRIER_UNKNOWN}, {HTTP_CLIENT_BROKEN, false, CARRIER_UNKNOWN},
        {HTTP_CLIENT_NOT_CONNECTED, true, CARRIER_UNKNOWN},
        {HTTP_CLIENT_ADDRESS_REFUSED, true, CARRIER_UNKNOWN}};
    struct carrier_result answer;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        vonage_judge(
            &(struct http_client_response){.end = cases[i].end, .sent = cases[i].sent, .message = "so"},
            &answer);
        assert_int_equal(answer.outcome, cases[i].outcome);
        assert_false(answer.reached);
        assert_true(answer.title[0] != '\0');
        assert_string_equal(answer.detail, "so");
    }
}

static enum fault
made(const char *text, const char *id, char *out, size_t size)
{
    struct json_object *message = json_read(text, strlen(text)), *sent;
    const enum fault fault = vonage_message(message, id, &sent);
    if (fault == FAULT_NONE)
        snprintf(out, size, "%s", json_text(sent, NULL));
    json_object_put(sent);
    if (message != NULL) /* the caller's own is as it was */
        assert_string_equal(json_text(message, NULL), text);
    json_object_put(message);
    return fault;
}

static void
a_message_goes_out_with_our_id_in_it(void **state)
{
    char out[1024], id[VONAGE_REF_MAX + 2];
    (void)state;
    assert_int_equal(
        made("{\"to\":\"1\",\"client_ref\":\"theirs\",\"sms\":{\"a\":null}}", "msg-1", out, 1024),
        FAULT_NONE);
    assert_string_equal(
        out, "{\"to\":\"1\",\"client_ref\":\"msg-1\",\"sms\":{\"a\":null},\"webhook_version\":\"v1\"}");
    assert_int_equal(
        made("{\"failover\":[{\"to\":\"1\"},{\"to\":\"2\"}],\"to\":\"0\"}", "m", out, 1024), FAULT_NONE);
    assert_string_equal(out, "{\"to\":\"0\",\"client_ref\":\"m\",\"webhook_version\":\"v1\",\"failover\":["
                             "{\"to\":\"1\",\"client_ref\":\"m\",\"webhook_version\":\"v1\"},"
                             "{\"to\":\"2\",\"client_ref\":\"m\",\"webhook_version\":\"v1\"}]}");
    assert_int_equal(made("[]", "m", out, 1024), FAULT_INPUT);
    assert_int_equal(made("null", "m", out, 1024), FAULT_INPUT);
    assert_int_equal(made("{\"failover\":{}}", "m", out, 1024), FAULT_INPUT);
    assert_int_equal(made("{\"failover\":[1]}", "m", out, 1024), FAULT_INPUT);
    assert_int_equal(made("{}", "", out, 1024), FAULT_INPUT);
    memset(id, 'x', sizeof id);
    id[VONAGE_REF_MAX + 1] = '\0';
    assert_int_equal(made("{}", id, out, 1024), FAULT_INPUT);
    assert_int_equal(made("{}", id + 1, out, 1024), FAULT_NONE);
}

/* Sends a message to a server of that way: what comes of it, and how many requests the server read. */
static struct carrier_result
carrier_id(enum http_stub_way way, const char *text, size_t *requests)
{
    struct config config = {.messages_carrier = CONFIG_VONAGE,
        .vonage_api_key = "key",
        .vonage_api_secret = "secret",
        .vonage_timeout = 1,
        .vonage_rate = 30};
    struct http_stub listener;
    struct carrier_result answer;
    int owner;
    http_stub_open(&listener, way, text);
    snprintf(config.vonage_base_url, sizeof config.vonage_base_url, "http://127.0.0.1:%d", listener.port);
    struct carrier *carrier = carrier_open(&config, CONFIG_VONAGE);
    struct json_object *message = json_object_new_object();
    const struct carrier_request order = {.id = "msg-1", .message = message, .owner = &owner};
    assert_int_equal(carrier_rate(carrier), 30);
    assert_int_equal(carrier_send(carrier, &order), FAULT_NONE);
    json_object_put(message);
    assert_int_equal(carrier_count(carrier), 1);
    while (!carrier_next(carrier, &answer))
        carrier_wait(carrier, 1000);
    assert_ptr_equal(answer.owner, &owner);
    assert_int_equal(carrier_count(carrier), 0);
    *requests = http_stub_count(&listener);
    carrier_close(carrier);
    http_stub_close(&listener);
    return answer;
}

static void
what_comes_of_a_request(void **state)
{
    static const struct {
        enum http_stub_way way;
        const char *text;
        enum carrier_outcome outcome;
        bool reached;
        size_t requests;
    } cases[] = {
        {HTTP_STUB_ANSWERS, "HTTP/1.1 202 Accepted\r\nContent-Length: 22\r\n\r\n{\"message_uuid\":\"u-1\"}",
            CARRIER_ACCEPTED, true, 1},
        {HTTP_STUB_ANSWERS, "HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\n{}",
            CARRIER_RETRY_LATER, true, 1},
        {HTTP_STUB_ANSWERS, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", CARRIER_UNKNOWN,
            true, 1},
        {HTTP_STUB_ANSWERS, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", CARRIER_UNKNOWN, true, 1},
        {HTTP_STUB_ANSWERS, "nonsense\r\n\r\n", CARRIER_UNKNOWN, false, 1},
        {HTTP_STUB_CUTS, "", CARRIER_UNKNOWN, false, 1}, {HTTP_STUB_HANGS, "", CARRIER_UNKNOWN, false, 1},
        {HTTP_STUB_MUTE, "", CARRIER_UNKNOWN, false, 0}, {HTTP_STUB_FULL, "", CARRIER_RETRY_LATER, false, 0},
        {HTTP_STUB_ABSENT, "", CARRIER_RETRY_LATER, false, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t requests;
        const struct carrier_result answer = carrier_id(cases[i].way, cases[i].text, &requests);
        if (answer.outcome != cases[i].outcome || answer.reached != cases[i].reached ||
            requests != cases[i].requests)
            fail_msg("%zu: outcome %d, reached %d, %zu requests: %s", i, answer.outcome, answer.reached,
                requests, answer.detail);
        if (answer.outcome == CARRIER_ACCEPTED)
            assert_string_equal(answer.carrier_id, "u-1");
        assert_int_equal(answer.retry_after, answer.status == 429 ? 3 : 0);
    }
}

/* Opens a carrier with settings that cannot work: log_fatal ends the child with 1. */
static int
open_carrier(struct store_fixture *fixture, int nth)
{
    struct config config = {.messages_carrier = CONFIG_VONAGE, .vonage_timeout = 1};
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)fixture;
    dup2(nowhere, STDERR_FILENO);
    strcpy(config.vonage_base_url, nth == 1 ? "http://api.example" : "https://api.example");
    strcpy(config.vonage_api_key, nth == 2 ? "" : nth == 3 ? "a:b" : "key");
    strcpy(config.vonage_api_secret, nth == 4 ? "" : "secret");
    strcpy(config.vonage_private_key, nth == 5 ? "/nowhere/at/all" : nth >= 6 ? "/dev/null" : "");
    strcpy(config.vonage_application_id, nth == 6 ? "" : "application");
    carrier_close(carrier_open(&config, CONFIG_VONAGE));
    return 0;
}

static void
settings_that_cannot_work_are_fatal(void **state)
{
    (void)state;
    assert_int_equal(store_fixture_wait(store_fixture_child(NULL, open_carrier, 0)), 0);
    for (int nth = 1; nth <= 7; nth++)
        assert_int_equal(store_fixture_wait(store_fixture_child(NULL, open_carrier, nth)), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_means_something),
        cmocka_unit_test(what_was_accepted_has_an_id_or_none_that_is_known),
        cmocka_unit_test(a_refusal_is_told_in_the_carriers_words),
        cmocka_unit_test(without_an_answer_it_matters_whether_anything_was_sent),
        cmocka_unit_test(a_message_goes_out_with_our_id_in_it),
        cmocka_unit_test(what_comes_of_a_request),
        cmocka_unit_test(settings_that_cannot_work_are_fatal),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
