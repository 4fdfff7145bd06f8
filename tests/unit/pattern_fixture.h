/*
 * pattern_fixture.h: patterns and events from text; the test fails for what is none.
 */
#ifndef CURT_TESTS_UNIT_PATTERN_FIXTURE_H
#define CURT_TESTS_UNIT_PATTERN_FIXTURE_H

#include "event/pattern.h"
#include "json_reader_fixture.h"
#include "store_fixture.h"

static struct pattern *
compile(const char *text)
{
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE] = "";
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        fail_msg("%s: %s", text, why);
    return pattern;
}

static struct json_object *
read_event(const char *text)
{
    struct json_object *event;
    char why[JSON_ERROR_SIZE];
    if (json_reader_read(reader, text, strlen(text), &event, why) != FAULT_NONE)
        fail_msg("%s: %s", text, why);
    return event;
}

#endif
