/*
 * event_request_fuzz.c: events that others publish: what is accepted is an envelope that is accepted again,
 * as it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_request.h"

#include "base/json.h"
#include "base/timestamp.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const int64_t now = INT64_C(20000) * TIMESTAMP_DAY;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct event_request request, again;
    struct input_error error = {0};
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct json_object *sent = json_read(text, length);
    if (event_request_read(sent, now, &request, &error) == FAULT_NONE) {
        HOLDS(event_request_read(request.envelope, now + 1, &again, &error) == FAULT_NONE);
        HOLDS(json_object_equal(request.envelope, again.envelope));
        HOLDS(memcmp(request.id, again.id, sizeof again.id) == 0);
        json_object_put(request.envelope);
        json_object_put(again.envelope);
    } else {
        HOLDS(error.detail[0] != '\0');
    }
    json_object_put(sent);
    free(text);
    return 0;
}
