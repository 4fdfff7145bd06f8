/*
 * event_row_fuzz.c: events as the log has them, of older versions too: each is shown as JSON, or refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "bus/envelope.h"
#include "fuzz.h"
#include "link/link_event.h"
#include "message/message_event.h"

/* What is decoded is encoded and decoded to the same. */
static void
check_message(const struct event *event)
{
    static struct message_event read, again;
    static struct event written;
    static uint8_t row[EVENT_BODY_MAX];
    size_t length;
    if (message_event_decode(event, &read) != FAULT_NONE ||
        message_event_encode(&read, written.body, sizeof written.body, &written.length) != FAULT_NONE)
        return;
    written.kind = EVENT_MESSAGE;
    HOLDS(message_event_decode(&written, &again) == FAULT_NONE);
    HOLDS(message_event_encode(&again, row, sizeof row, &length) == FAULT_NONE);
    HOLDS(length == written.length && memcmp(row, written.body, length) == 0);
}

/* The first byte: the kind, as a digit; then the body. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct event event;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    event = (struct event){.number = 1, .at = INT64_C(1700000000123456)};
    event.kind = (uint8_t)(fuzz_byte(&in) - '0') % (EVENT_MISSED + 2);
    event.length = in.left < EVENT_BODY_MAX ? in.left : EVENT_BODY_MAX;
    if (event.length > 0)
        memcpy(event.body, in.at, event.length);
    struct json_object *shown = envelope_create(&event);
    if (shown != NULL) {
        size_t length;
        const char *text = json_text(shown, &length);
        HOLDS(length > 0 && text[0] == '{');
    }
    if (event.kind == EVENT_MESSAGE)
        check_message(&event);
    json_object_put(shown);
    return 0;
}
