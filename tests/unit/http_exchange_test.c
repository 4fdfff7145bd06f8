/*
 * http_exchange_test.c: an answer as it came, what is known without one, and that nothing goes out twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/http_exchange.h"

#include "http_stub.h"
#include "store_fixture.h"

#define ANSWER                                                                                    \
    "HTTP/1.1 201 Created\r\nLocation: /ab\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\n" \
    "Content-Length: 2\r\n\r\nok"

static enum http_exchange_end
asked(struct http_exchange *x, const struct http_stub *listener, const char *method, long timeout,
    struct http_exchange_answer *out)
{
    http_exchange_add_header(x, "Host", "s.example.com");
    http_exchange_add_header(x, "X-Empty", "");
    return http_exchange_send(x,
        &(struct http_exchange_request){.address = "127.0.0.1",
            .port = listener->port,
            .method = method,
            .target = "/a?b=%20",
            .body = strcmp(method, "GET") == 0 ? NULL : "body",
            .length = strcmp(method, "GET") == 0 ? 0 : 4,
            .timeout = timeout},
        out);
}

/* Milliseconds in which what answers has answered, under valgrind too. */
static long
patience(void)
{
    return getenv("TEST_SECONDS") == NULL ? 500 : 5000;
}

static void
an_answer_is_given_as_it_came(void **state)
{
    struct http_exchange *x = http_exchange_create();
    struct http_stub listener;
    struct http_exchange_answer answer;
    static const char *const methods[] = {"POST", "PATCH", "DELETE", "GET"};
    (void)state;
    http_stub_open(&listener, HTTP_STUB_ANSWERS, ANSWER);
    for (size_t i = 0; i < COUNT(methods); i++) {
        assert_int_equal(asked(x, &listener, methods[i], 5000, &answer), HTTP_EXCHANGE_ANSWERED);
        assert_int_equal(answer.status, 201);
        assert_string_equal(answer.head,
            "Location: /ab\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\nContent-Length: 2\r\n");
        assert_int_equal(answer.length, 2);
        assert_memory_equal(answer.body, "ok", 2);
    }
    assert_int_equal(http_stub_count(&listener), COUNT(methods)); /* on one connection: it serves no other */
    http_stub_close(&listener);
    http_exchange_free(x);
}

static void
an_interim_answer_is_passed_over(void **state)
{
    struct http_exchange *x = http_exchange_create();
    struct http_stub listener;
    struct http_exchange_answer answer;
    (void)state;
    http_stub_open(&listener, HTTP_STUB_ANSWERS,
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nETag: \"1\"\r\n\r\n");
    assert_int_equal(asked(x, &listener, "POST", 5000, &answer), HTTP_EXCHANGE_ANSWERED);
    assert_int_equal(answer.status, 204);
    assert_string_equal(answer.head, "ETag: \"1\"\r\n");
    http_stub_close(&listener);
    http_exchange_free(x);
}

static void
whether_it_went_out(void **state)
{
    static const struct {
        const char *name;
        enum http_stub_way way;
        enum http_exchange_end end;
        size_t requests;
    } cases[] = {{"cut off", HTTP_STUB_CUTS, HTTP_EXCHANGE_UNKNOWN, 1},
        {"no answer", HTTP_STUB_HANGS, HTTP_EXCHANGE_UNKNOWN, 1},
        {"nothing read", HTTP_STUB_MUTE, HTTP_EXCHANGE_UNKNOWN, 0},
        {"answered", HTTP_STUB_ANSWERS, HTTP_EXCHANGE_ANSWERED, 1},
        {"while connecting", HTTP_STUB_FULL, HTTP_EXCHANGE_UNSENT, 0},
        {"nobody there", HTTP_STUB_ABSENT, HTTP_EXCHANGE_UNSENT, 0}};
    struct http_exchange *x = http_exchange_create(); /* one for all: nothing stays of the request before */
    struct http_exchange_answer answer;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_stub listener;
        http_stub_open(&listener, cases[i].way, ANSWER);
        const enum http_exchange_end end = asked(x, &listener, "POST", patience(), &answer);
        if (end != cases[i].end)
            fail_msg("%s: %d", cases[i].name, (int)end);
        assert_int_equal(http_stub_count(&listener), cases[i].requests);
        http_stub_close(&listener);
    }
    http_exchange_free(x);
}

/* The server takes the second request on the kept connection, and hangs up: libcurl would send it again. */
static void
nothing_is_sent_twice(void **state)
{
    static const char *const methods[] = {"POST", "GET"};
    (void)state;
    for (size_t i = 0; i < COUNT(methods); i++) {
        struct http_exchange *x = http_exchange_create();
        struct http_stub listener;
        struct http_exchange_answer answer;
        http_stub_open(&listener, HTTP_STUB_ONCE, ANSWER);
        assert_int_equal(asked(x, &listener, methods[i], 5000, &answer), HTTP_EXCHANGE_ANSWERED);
        assert_int_equal(asked(x, &listener, methods[i], 5000, &answer), HTTP_EXCHANGE_UNKNOWN);
        assert_int_equal(http_stub_count(&listener), 2);
        http_stub_close(&listener);
        http_exchange_free(x);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_given_as_it_came),
        cmocka_unit_test(an_interim_answer_is_passed_over),
        cmocka_unit_test(whether_it_went_out),
        cmocka_unit_test(nothing_is_sent_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
