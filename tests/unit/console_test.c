/*
 * console_test.c: the carrier that prints messages, and the interface that all carriers have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier.h"

#include <fcntl.h>

#include "base/json.h"
#include "base/uuid.h"
#include "store_fixture.h"

static struct carrier *carrier;

static struct json_object *
message(const char *text)
{
    struct json_object *out = json_read(text, strlen(text));
    assert_non_null(out);
    return out;
}

static enum fault
send(const char *text, const char *id)
{
    struct json_object *one = message(text);
    const enum fault fault = carrier_send(
        carrier, &(struct carrier_request){.id = id, .message = one, .owner = carrier});
    json_object_put(one);
    return fault;
}

/* Sends with standard output going elsewhere, and gives back what was printed. */
static enum fault
printed(const char *path, const char *text, char *out, size_t size)
{
    fflush(stdout);
    const int before = dup(STDOUT_FILENO), there = open(path, O_RDWR | O_CLOEXEC);
    assert_true(there >= 0);
    dup2(there, STDOUT_FILENO);
    const enum fault fault = send(text, "msg-1");
    fflush(stdout);
    dup2(before, STDOUT_FILENO);
    const ssize_t length = pread(there, out, size - 1, 0);
    out[length > 0 ? length : 0] = '\0';
    close(before);
    close(there);
    return fault;
}

static void
a_message_is_printed_and_accepted(void **state)
{
    char directory[128], path[160], out[4096];
    struct carrier_result answer;
    uint8_t uuid[UUID_BYTES];
    (void)state;
    store_fixture_make_directory(directory, sizeof directory);
    snprintf(path, sizeof path, "%s/out", directory);
    fclose(fopen(path, "w"));
    assert_int_equal(
        printed(path,
            "{\"channel\":\"sms\",\"to\":\"447700900000\",\"from\":\"curt\",\"message_type\":\"text\","
            "\"text\":\"Hello\\nyou \\u001b[2J\",\"failover\":[{\"channel\":\"mms\",\"to\":\"447700900000\","
            "\"from\":\"curt\",\"message_type\":\"image\",\"image\":{\"url\":\"https://a.example/b.png\"}}]}",
            out, sizeof out),
        FAULT_NONE);
    assert_string_equal(out, "sms to 447700900000 from curt (id msg-1)\n    Hello\n    you ?[2J\n"
                             "or else mms to 447700900000 from curt\n"
                             "    {\"url\":\"https://a.example/b.png\"}\n");
    assert_int_equal(carrier_count(carrier), 1);
    carrier_wait(carrier, 60000); /* something is answered: no waiting */
    assert_true(carrier_next(carrier, &answer));
    assert_int_equal(answer.outcome, CARRIER_ACCEPTED);
    assert_ptr_equal(answer.owner, carrier);
    assert_int_equal(uuid_parse(answer.carrier_id, uuid), FAULT_NONE);
    assert_false(carrier_next(carrier, &answer));
    carrier_wait(carrier, 1);
    store_fixture_remove_directory(directory);
}

static void
what_cannot_be_printed_is_not_taken(void **state)
{
    char out[64];
    struct carrier_result answer;
    (void)state;
    assert_int_equal(printed("/dev/full", "{\"channel\":\"sms\"}", out, sizeof out), FAULT_NONE);
    assert_true(carrier_next(carrier, &answer));
    assert_int_equal(answer.outcome, CARRIER_RETRY_LATER);
    assert_false(answer.reached);
}

static void
its_room_is_bounded(void **state)
{
    char out[64];
    struct carrier_result answer;
    const size_t most = carrier_capacity(carrier);
    (void)state;
    for (size_t i = 0; i < most; i++)
        assert_int_equal(printed("/dev/null", "{\"channel\":\"sms\"}", out, sizeof out), FAULT_NONE);
    assert_int_equal(printed("/dev/null", "{}", out, sizeof out), FAULT_FULL);
    assert_true(carrier_next(carrier, &answer));
    assert_int_equal(printed("/dev/null", "[]", out, sizeof out), FAULT_INPUT);
    assert_int_equal(printed("/dev/null", "{}", out, sizeof out), FAULT_NONE);
    assert_int_equal(carrier_count(carrier), most);
    for (size_t i = 0; i < most; i++)
        assert_true(carrier_next(carrier, &answer));
    assert_false(carrier_next(carrier, &answer));
}

static int
begin(void **state)
{
    const struct config config = {.messages_carrier = CONFIG_CONSOLE};
    (void)state;
    carrier = carrier_open(&config, CONFIG_CONSOLE);
    assert_int_equal(carrier_rate(carrier), 0);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    carrier_close(carrier);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_printed_and_accepted),
        cmocka_unit_test(what_cannot_be_printed_is_not_taken),
        cmocka_unit_test(its_room_is_bounded),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
