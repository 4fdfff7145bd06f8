/*
 * transport_test.c: how events get to logs and webhooks, and what came of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/transport.h"

#include "base/timestamp.h"
#include "bus/envelope.h"
#include "http_stub.h"
#include "store_fixture.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static struct bundle bundle;
static struct log_target log_file;

static void
fill(unsigned count)
{
    static const char body[] = "{\"detail-type\":\"t\",\"source\":\"s\",\"detail\":{\"n\":1}}";
    static struct event event;
    bundle_clear(&bundle);
    for (unsigned i = 0; i < count; i++) {
        event = (struct event){
            .number = i + 1, .at = TIMESTAMP_DAY, .kind = EVENT_CUSTOM, .length = strlen(body)};
        event.id[0] = (uint8_t)i;
        memcpy(event.body, body, sizeof body);
        bundle_add(&bundle, &event, envelope_sent(&event, i == 1 ? "again" : ""), "r");
        assert_int_equal(bundle.numbers[i], i + 1);
    }
    assert_int_equal(bundle.count, count);
    assert_int_equal(bundle.bytes, count * strlen(body));
}

static struct target_config
settings_of(const char *text)
{
    struct target_config config;
    assert_int_equal(target_config_read(text, &config), FAULT_NONE);
    return config;
}

static struct transport *
transport_to_loopback(struct store_fixture *fixture, size_t most)
{
    fixture->config.bus_allow_http = 1;
    strcpy(fixture->config.bus_allow_networks, "127.0.0.0/8");
    return transport_create(&fixture->config, most);
}

static void
a_log_has_a_line_an_event(void **state)
{
    struct store_fixture *fixture = *state;
    struct transport *t = transport_to_loopback(fixture, 1);
    char path[160], text[400], line[256];
    struct delivery_result result;
    unsigned sent;
    snprintf(path, sizeof path, "%s/log", fixture->directory);
    snprintf(text, sizeof text, "{\"type\":\"log\",\"path\":\"%s\"}", path);
    struct target_config config = settings_of(text);
    log_file = (struct log_target){.file = -1};
    fill(2);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(
            transport_send(t, &config, &log_file, &bundle, i, NULL, &sent, &result), TRANSPORT_ANSWERED);
        assert_int_equal(result.kind, DELIVERY_RESULT_ACCEPTED);
        assert_int_equal(sent, 1);
    }
    log_target_close(&log_file);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_null(strstr(line, "replay-name"));
    assert_non_null(fgets(line, sizeof line, file));
    assert_non_null(strstr(line, "\"replay-name\":\"again\""));
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
    config.path = "/does/not/exist";
    assert_int_equal(
        transport_send(t, &config, &log_file, &bundle, 0, NULL, &sent, &result), TRANSPORT_ANSWERED);
    assert_int_equal(result.kind, DELIVERY_RESULT_RETRY);
    target_config_free(&config);
    transport_free(t);
}

static void
a_webhook_answers_later(void **state)
{
    struct store_fixture *fixture = *state;
    struct transport *t = transport_to_loopback(fixture, 1);
    struct http_stub listener;
    struct delivery_result result;
    char text[200];
    unsigned sent;
    void *owner = NULL;
    http_stub_open(&listener, HTTP_STUB_ANSWERS, ANSWER);
    snprintf(text, sizeof text,
        "{\"type\":\"webhook\",\"url\":\"http://127.0.0.1:%d/\",\"secret\":\"whsec_"
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\",\"batch\":3}",
        listener.port);
    struct target_config config = settings_of(text);
    fill(3);
    assert_int_equal(
        transport_send(t, &config, &log_file, &bundle, 1, &bundle, &sent, &result), TRANSPORT_STARTED);
    assert_int_equal(sent, 2);
    assert_int_equal(transport_count(t), 1);
    assert_int_equal(
        transport_send(t, &config, &log_file, &bundle, 0, &bundle, &sent, &result), TRANSPORT_FULL);
    assert_int_equal(sent, 0);
    for (int i = 0; i < 100 && !transport_next(t, &owner, &result); i++)
        transport_wait(t, 100);
    assert_ptr_equal(owner, &bundle);
    assert_int_equal(result.kind, DELIVERY_RESULT_ACCEPTED);
    assert_int_equal(transport_count(t), 0);
    assert_int_equal(http_stub_count(&listener), 1);
    http_stub_close(&listener);
    target_config_free(&config);
    transport_free(t);
}

/* An event that does not fit the target's form is no matter of the target's. */
static void
what_has_no_form_is_refused(void **state)
{
    struct store_fixture *fixture = *state;
    struct transport *t = transport_to_loopback(fixture, 1);
    struct delivery_result result;
    unsigned sent;
    struct target_config config = settings_of(
        "{\"type\":\"webhook\",\"url\":\"http://127.0.0.1:1/\",\"secret\":"
        "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"}");
    config.template = "{\"n\": x}"; /* no JSON */
    fill(1);
    assert_int_equal(
        transport_send(t, &config, &log_file, &bundle, 0, NULL, &sent, &result), TRANSPORT_REFUSED);
    assert_int_equal(sent, 1);
    assert_int_equal(result.kind, DELIVERY_RESULT_REJECTED);
    assert_int_equal(result.code, DEAD_LETTER_INVALID_PARAMETER);
    assert_int_equal(transport_count(t), 0);
    bundle_clear(&bundle);
    assert_int_equal(bundle.count, 0);
    target_config_free(&config);
    transport_free(t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_log_has_a_line_an_event),
        WITH_STORE(a_webhook_answers_later),
        WITH_STORE(what_has_no_form_is_refused),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
