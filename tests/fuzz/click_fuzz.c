/*
 * click_fuzz.c: clicks, and what was missed, as the spool and the log have them: a pattern finds in their
 * bytes what it finds in their JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/missed.h"

#include "base/json.h"
#include "bus/envelope.h"
#include "event/pattern.h"
#include "fuzz.h"

/* The same click comes out when it is packed and unpacked again. */
static void
check_codec(const uint8_t *bytes, size_t size)
{
    static uint8_t once[CLICK_BYTES_MAX], twice[CLICK_BYTES_MAX];
    struct click click, again;
    size_t length, same;
    if (click_decode(bytes, size, &click) != FAULT_NONE ||
        click_encode(&click, once, sizeof once, &length) != FAULT_NONE)
        return;
    HOLDS(click_decode(once, length, &again) == FAULT_NONE);
    HOLDS(click_encode(&again, twice, sizeof twice, &same) == FAULT_NONE);
    HOLDS(length == same && memcmp(once, twice, length) == 0);
}

static void
check_missed_codec(const uint8_t *bytes, size_t size)
{
    static uint8_t once[CLICK_BYTES_MAX], twice[CLICK_BYTES_MAX];
    struct missed missed, again;
    size_t length, same;
    if (missed_decode(bytes, size, &missed) != FAULT_NONE ||
        missed_encode(&missed, once, sizeof once, &length) != FAULT_NONE)
        return;
    HOLDS(missed_decode(once, length, &again) == FAULT_NONE);
    HOLDS(missed_encode(&again, twice, sizeof twice, &same) == FAULT_NONE);
    HOLDS(length == same && memcmp(once, twice, length) == 0);
}

static void
check_pattern(const struct pattern *pattern, enum event_kind kind, const uint8_t *bytes, size_t size)
{
    static struct event event;
    static struct event_value_click space;
    struct event_value packed;
    event = (struct event){.number = 1, .at = INT64_C(1700000000123456), .kind = kind};
    event.length = size > EVENT_BODY_MAX ? EVENT_BODY_MAX : size;
    memcpy(event.body, bytes, event.length);
    if (event_value_from_click(&event, &space, &packed) != FAULT_NONE)
        return;
    struct json_object *json = envelope_create(&event);
    HOLDS(json != NULL);
    const struct event_value written = event_value_from_json(json);
    if (pattern != NULL)
        HOLDS(pattern_matches(pattern, &packed) == pattern_matches(pattern, &written));
    json_object_put(json);
}

/* A pattern in a line, and a packed click. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char why[PATTERN_ERROR_SIZE];
    struct pattern *pattern;
    size_t length;
    char *line = fuzz_line(&in, &length);
    pattern_compile(line, length, &pattern, why);
    uint8_t *click = fuzz_bytes(&in, &length);
    check_codec(click, length);
    check_missed_codec(click, length);
    check_pattern(pattern, EVENT_CLICK, click, length);
    check_pattern(pattern, EVENT_MISSED, click, length);
    free(click);
    pattern_free(pattern);
    free(line);
    return 0;
}
