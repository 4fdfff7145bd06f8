/* fetch_test.c: what is known of a request that was not answered: whether anything of it went out; and a
 * connection of its own, on which nothing is sent twice. */
#include "base/fetch.h"

#include "listener.h"
#include "room.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static struct fetch *
fetch_here(void)
{
    struct fetch_rules rules = {.http = true, .network_count = 1};
    assert_int_equal(network_parse("127.0.0.0/8", &rules.networks[0]), FAULT_NONE);
    return fetch_new(&rules, 1);
}

static struct fetch_answer
asked(struct fetch *fetch, const struct listener *listener, const char *scheme, bool fresh, long timeout)
{
    char url[64];
    struct fetch_answer answer;
    snprintf(url, sizeof url, "%s://127.0.0.1:%d/", scheme, listener->port);
    const struct fetch_request request = {.url = url,
        .lines = {"Expect:"},
        .line_count = 1,
        .body = "body",
        .length = 4,
        .timeout = timeout,
        .fresh = fresh};
    assert_int_equal(fetch_start(fetch, &request), FAULT_NONE);
    while (!fetch_next(fetch, &answer))
        fetch_wait(fetch, 1000);
    return answer;
}

static void
whether_anything_was_sent(void **state)
{
    static const struct {
        const char *name;
        enum listener_way way;
        const char *scheme;
        enum fetch_end end;
        bool sent;
        size_t requests;
    } cases[] = {{"answered", LISTENER_ANSWERS, "http", FETCH_ANSWERED, true, 1},
        {"cut off", LISTENER_CUTS, "http", FETCH_BROKEN, true, 1},
        {"no answer", LISTENER_HANGS, "http", FETCH_TIMED_OUT, true, 1},
        {"nothing read", LISTENER_MUTE, "http", FETCH_TIMED_OUT, true, 0},
        {"in the handshake", LISTENER_MUTE, "https", FETCH_TIMED_OUT, false, 0},
        {"while connecting", LISTENER_FULL, "http", FETCH_TIMED_OUT, false, 0},
        {"nobody there", LISTENER_ABSENT, "http", FETCH_NOT_CONNECTED, false, 0},
        {"no TLS", LISTENER_CLOSES, "https", FETCH_NOT_CONNECTED, false, 0}};
    struct fetch *fetch = fetch_here(); /* one handle for all: nothing stays of the request before */
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        const bool fresh = i % 2 == 0;
        struct listener listener;
        const size_t at = i / 2;
        listener_open(&listener, cases[at].way, ANSWER);
        const struct fetch_answer answer = asked(fetch, &listener, cases[at].scheme, fresh, 500);
        if (answer.end != cases[at].end || answer.sent != cases[at].sent)
            fail_msg("%s: end %d, sent %d", cases[at].name, answer.end, answer.sent);
        assert_int_equal(listener_count(&listener), cases[at].requests);
        listener_close(&listener);
    }
    fetch_free(fetch);
}

static void
an_address_that_is_refused_is_sent_nothing(void **state)
{
    struct fetch *fetch = fetch_new(&(struct fetch_rules){.http = true}, 1);
    struct listener listener;
    (void)state;
    listener_open(&listener, LISTENER_ANSWERS, ANSWER);
    const struct fetch_answer answer = asked(fetch, &listener, "http", true, 500);
    assert_int_equal(answer.end, FETCH_ADDRESS_REFUSED);
    assert_false(answer.sent);
    listener_close(&listener);
    fetch_free(fetch);
}

/* Two requests of which the server takes the second on the same connection, and closes. */
static size_t
requests_of_two(bool fresh)
{
    struct fetch *fetch = fetch_here();
    struct listener listener;
    listener_open(&listener, LISTENER_ONCE, ANSWER);
    assert_int_equal(asked(fetch, &listener, "http", fresh, 2000).end, FETCH_ANSWERED);
    assert_int_equal(asked(fetch, &listener, "http", fresh, 2000).end, FETCH_ANSWERED);
    const size_t requests = listener_count(&listener);
    listener_close(&listener);
    fetch_free(fetch);
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
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
