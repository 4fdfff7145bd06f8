/*
 * link_request_value.h: the values of a link's fields, whatever the field; for link_request.c only.
 */
#ifndef CURT_LINK_LINK_REQUEST_VALUE_H
#define CURT_LINK_LINK_REQUEST_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/input_error.h"
#include "base/json.h"
#include "event/labels.h"

/* What reading a request needs, and where it is. */
struct link_request_reading {
    struct link_request *request;
    struct input_error *error; /* the request's */
    const struct config *config;
    const char *name; /* of the field being read */
    char *out;        /* of a text: where it goes, and its bytes at most */
    size_t most;
    bool text;
    int64_t now;
};

/* FAULT_INPUT, with what is wrong with the field in *->error, as those below. */
enum fault link_request_refuse(struct link_request_reading *, enum error_code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A text without NULs; *out belongs to the value, "" where that is none. */
enum fault link_request_text(struct link_request_reading *, struct json_object *value, const char **out);

enum fault link_request_number(
    struct link_request_reading *, struct json_object *value, int64_t least, int64_t most, int64_t *out);
enum fault link_request_truth(struct link_request_reading *, struct json_object *value, bool *out);
enum fault link_request_moment(struct link_request_reading *, struct json_object *value, int64_t *out);
enum fault link_request_label(
    struct link_request_reading *, struct json_object *value, char out[static LABEL_MAX + 1]);

#endif
