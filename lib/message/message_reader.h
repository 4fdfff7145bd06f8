/*
 * message_reader.h: reads the fields of one message that was sent: the parts of message_request.h share it.
 *
 * `inner` is where a field stands within the message: the name of an object of it, or "" for the message
 * itself. FAULT_INPUT: the reader's error says what is wrong, and where.
 */
#ifndef CURT_MESSAGE_MESSAGE_READER_H
#define CURT_MESSAGE_MESSAGE_READER_H

#include "base/input_error.h"
#include "base/json.h"
#include "message/message.h"
#include "net/http_client.h"

/* One message being read: the first, or one that takes its place when the one before fails. */
struct message_reader {
    struct json_object *sent;    /* stays the caller's */
    struct json_object *message; /* what the carrier gets, as far as it was read */
    const struct http_client_policy *policy;
    struct input_error *error;
    char path[32]; /* "failover/0"; "" for the first */
    enum message_channel channel;
    char to[MESSAGE_ADDRESS_MAX + 1], from[MESSAGE_ADDRESS_MAX + 1];
    int64_t ttl; /* seconds; 0: not given */
};

/* FAULT_INPUT, about a field. */
enum fault __attribute__((format(printf, 5, 6))) message_reader_error(
    struct message_reader *, enum error_code, const char *inner, const char *name, const char *format, ...);

/* A text of 1 to max characters, which belongs to the object: NULL when it is not there. */
enum fault message_reader_text(struct message_reader *, struct json_object *object, const char *inner,
    const char *name, size_t max, const char **out);

/* The same, of a text that must be there. */
enum fault message_reader_required(struct message_reader *, struct json_object *object, const char *inner,
    const char *name, size_t max, const char **out);

/* A text that must be one of these words (NULL ends them): NULL when it is not there. */
enum fault message_reader_word(struct message_reader *, struct json_object *object, const char *inner,
    const char *name, const char *const *words, const char **out);

/* An object of the message: NULL when it is not there. */
enum fault message_reader_object(struct message_reader *, const char *name, struct json_object **out);

/* Refuses a field that is not among the known names (NULL ends them): a typing error must be noticed. */
enum fault message_reader_check_names(
    struct message_reader *, struct json_object *object, const char *inner, const char *const *known);

/* Adds a copy of the text, unless it is NULL. */
void message_reader_keep(struct json_object *to, const char *name, const char *text);

/* Adds the member itself, with what hangs on it (filled_text.h), unless it is not there. */
void message_reader_keep_same(struct json_object *to, struct json_object *from, const char *name);

#endif
