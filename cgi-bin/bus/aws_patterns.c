/*
 * aws_patterns.c: reads patterns; TestEventPattern.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "event/pattern.h"

enum { AWS_EVENT_MAX = 1024 * 1024, AWS_PATTERN_BYTES_MAX = 4 * PATTERN_MAX };

enum fault
aws_read_pattern(struct aws_call *call, char out[static RULE_PATTERN_MAX + 1])
{
    const char *text;
    enum fault fault = aws_read_text(call, call->input, "EventPattern", SIZE_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (strlen(text) > RULE_PATTERN_MAX)
        return aws_fail(call, AWS_INVALID_PATTERN, "Event pattern is longer than 2,048 characters.");
    strcpy(out, text);
    return FAULT_NONE;
}

/* An event has all of these, and is an object. */
static enum fault
aws_read_event(struct aws_call *call, struct json_object **out)
{
    static const char *const needed[] = {"id", "account", "source", "time", "region", "detail-type"};
    const char *text;
    char why[JSON_ERROR_SIZE];
    *out = NULL;
    enum fault fault = aws_need_text(call, call->input, "Event", AWS_EVENT_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    *out = json_read_or_say(text, strlen(text), why);
    if (!json_object_is_type(*out, json_type_object))
        return aws_fail(call, AWS_VALIDATION, "Parameter Event is not valid: %s.",
            *out == NULL ? why : "it must be an object");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!json_object_object_get_ex(*out, needed[i], NULL))
            return aws_fail(call, AWS_VALIDATION, "Parameter Event is not valid: it has no %s.", needed[i]);
    return FAULT_NONE;
}

enum fault
aws_test_event_pattern(struct aws_call *call)
{
    const char *text;
    char why[PATTERN_ERROR_SIZE];
    struct pattern *pattern = NULL;
    struct json_object *event = NULL;
    enum fault fault = aws_need_text(call, call->input, "EventPattern", AWS_PATTERN_BYTES_MAX, &text);
    if (fault == FAULT_NONE && pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        fault = aws_fail(call, AWS_INVALID_PATTERN, "Event pattern is not valid. Reason: %s.", why);
    if (fault == FAULT_NONE)
        fault = aws_read_event(call, &event);
    if (fault == FAULT_NONE) {
        const struct event_value value = event_value_from_json(event);
        json_object_object_add(
            call->output, "Result", json_object_new_boolean(pattern_matches(pattern, &value)));
    }
    json_object_put(event);
    pattern_free(pattern);
    return fault;
}
