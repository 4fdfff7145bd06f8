/*
 * http_client_test.c: what is known of a request that was not answered: whether anything of it went out; and
 * a connection of its own, on which nothing is sent twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/http_client.h"

#include "http_stub.h"
#include "store_fixture.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static struct http_client *
http_client_here(void)
{
    struct http_client_policy rules = {.http = true, .network_count = 1};
    assert_int_equal(network_parse("127.0.0.0/8", &rules.networks[0]), FAULT_NONE);
    return http_client_create(&rules, 1);
}

static struct http_client_response
asked(
    struct http_client *fetch, const struct http_stub *listener, const char *scheme, bool fresh, long timeout)
{
    char url[64];
    struct http_client_response answer;
    snprintf(url, sizeof url, "%s://127.0.0.1:%d/", scheme, listener->port);
    const struct http_client_request request = {.url = url,
        .lines = {"Expect:"},
        .line_count = 1,
        .body = "body",
        .length = 4,
        .timeout = timeout,
        .fresh = fresh};
    assert_int_equal(http_client_start(fetch, &request), FAULT_NONE);
    while (!http_client_next(fetch, &answer))
        http_client_wait(fetch, 1000);
    return answer;
}

/* Milliseconds in which what answers has answered, under valgrind too. */
static long
patience(void)
{
    return getenv("TEST_SECONDS") == NULL ? 500 : 5000;
}

static void
whether_anything_was_sent(void **state)
{
    static const struct {
        const char *name;
        enum http_stub_way way;
        const char *scheme;
        enum http_client_result end;
        bool sent;
        size_t requests;
    } cases[] = {{"answered", HTTP_STUB_ANSWERS, "http", HTTP_CLIENT_RESPONDED, true, 1},
        {"cut off", HTTP_STUB_CUTS, "http", HTTP_CLIENT_BROKEN, true, 1},
        {"no answer", HTTP_STUB_HANGS, "http", HTTP_CLIENT_TIMED_OUT, true, 1},
        {"nothing read", HTTP_STUB_MUTE, "http", HTTP_CLIENT_TIMED_OUT, true, 0},
        {"in the handshake", HTTP_STUB_MUTE, "https", HTTP_CLIENT_TIMED_OUT, false, 0},
        {"while connecting", HTTP_STUB_FULL, "http", HTTP_CLIENT_TIMED_OUT, false, 0},
        {"nobody there", HTTP_STUB_ABSENT, "http", HTTP_CLIENT_NOT_CONNECTED, false, 0},
        {"no TLS", HTTP_STUB_CLOSES, "https", HTTP_CLIENT_NOT_CONNECTED, false, 0}};
    struct http_client
        *fetch = http_client_here(); /* one handle for all: nothing stays of the request before */
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        const bool fresh = i % 2 == 0;
        struct http_stub listener;
        const size_t at = i / 2;
        http_stub_open(&listener, cases[at].way, ANSWER);
        const struct http_client_response answer = asked(
            fetch, &listener, cases[at].scheme, fresh, patience());
        if (answer.end != cases[at].end || answer.sent != cases[at].sent)
            fail_msg("%s: end %d, sent %d", cases[at].name, answer.end, answer.sent);
        assert_int_equal(http_stub_count(&listener), cases[at].requests);
        http_stub_close(&listener);
    }
    http_client_free(fetch);
}

static void
an_address_that_is_refused_is_sent_nothing(void **state)
{
    struct http_client *fetch = http_client_create(&(struct http_client_policy){.http = true}, 1);
    struct http_stub listener;
    (void)state;
    http_stub_open(&listener, HTTP_STUB_ANSWERS, ANSWER);
    const struct http_client_response answer = asked(fetch, &listener, "http", true, patience());
    assert_int_equal(answer.end, HTTP_CLIENT_ADDRESS_REFUSED);
    assert_false(answer.sent);
    http_stub_close(&listener);
    http_client_free(fetch);
}

/* Two requests of which the server takes the second on the same connection, and closes. */
static size_t
requests_of_two(bool fresh)
{
    struct http_client *fetch = http_client_here();
    struct http_stub listener;
    http_stub_open(&listener, HTTP_STUB_ONCE, ANSWER);
    assert_int_equal(asked(fetch, &listener, "http", fresh, 2000).end, HTTP_CLIENT_RESPONDED);
    assert_int_equal(asked(fetch, &listener, "http", fresh, 2000).end, HTTP_CLIENT_RESPONDED);
    const size_t requests = http_stub_count(&listener);
    http_stub_close(&listener);
    http_client_free(fetch);
    return requests;
}

static void
what_is_fresh_is_sent_once(void **state)
{
    (void)state;
    assert_int_equal(requests_of_two(true), 2);
    assert_int_equal(requests_of_two(false), 3); /* which is what fresh is for */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whether_anything_was_sent),
        cmocka_unit_test(an_address_that_is_refused_is_sent_nothing),
        cmocka_unit_test(what_is_fresh_is_sent_once),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
