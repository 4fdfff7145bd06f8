/*
 * message_fixture.h: messages to store, as if somebody had sent them.
 *
 * In the JSON here, ' stands for ".
 */
#ifndef CURT_TESTS_UNIT_MESSAGE_FIXTURE_H
#define CURT_TESTS_UNIT_MESSAGE_FIXTURE_H

#include "base/timestamp.h"
#include "message/message_builder.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "message/url_finder.h"
#include "store_fixture.h"

static struct url_finder *url_finder;

static inline void
message_fixture_begin(void)
{
    url_finder = url_finder_create();
}

static inline void
message_fixture_end(void)
{
    url_finder_free(url_finder);
}

static enum fault
write_body(struct txn *txn, void *arg)
{
    const int64_t now = timestamp_now();
    return message_builder_write(txn, arg, 7, 0, now, now);
}

/* Stores a message, which it takes over; *id is its own. */
static inline void
store_sent(struct store_fixture *fixture, struct json_object *sent, uint8_t id[static UUID_BYTES])
{
    static struct message_builder builder;
    static const struct http_client_policy rules;
    struct message_request request;
    struct input_error error;
    assert_int_equal(message_request_from_json(sent, &rules, &request, &error), FAULT_NONE);
    json_object_put(sent);
    assert_int_equal(
        message_builder_plan(&builder, &fixture->config, url_finder, &request, &error), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, write_body, &builder), FAULT_NONE);
    memcpy(id, builder.message.id, UUID_BYTES);
    message_builder_free(&builder);
    message_request_free(&request);
}

static inline void
store(struct store_fixture *fixture, const char *text, uint8_t id[static UUID_BYTES])
{
    struct json_object *sent = store_fixture_json("{'channel':'sms','to':'447700900000','from':'curt'}");
    json_object_object_add(sent, "text", json_object_new_string(text));
    store_sent(fixture, sent, id);
}

static inline struct message
message(struct store_fixture *fixture, const uint8_t id[static UUID_BYTES])
{
    struct message m;
    assert_int_equal(message_get(env_read(fixture->env), id, &m), FAULT_NONE);
    return m;
}

/* How many are in that queue of the outbox. */
static inline unsigned
waiting(struct store_fixture *fixture, uint64_t queue)
{
    unsigned count;
    assert_int_equal(outbox_count(env_read(fixture->env), queue, INT64_MAX, 1000, &count), FAULT_NONE);
    return count;
}

#endif
