/*
 * json_reader_fixture.h: a JSON reader for the whole of a test program.
 */
#ifndef CURT_TESTS_UNIT_JSON_READER_FIXTURE_H
#define CURT_TESTS_UNIT_JSON_READER_FIXTURE_H

#include "base/json_reader.h"

static struct json_reader *reader;

static int
begin(void **state)
{
    (void)state;
    reader = json_reader_create(JSON_MEMORY_MAX);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    json_reader_free(reader);
    return 0;
}

#endif
