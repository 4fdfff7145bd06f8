/*
 * pattern_fuzz.c: patterns, and events that they are matched with: the index of rules finds what the pattern
 * alone does.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern.h"

#include "base/json.h"
#include "event/rule_index.h"
#include "fuzz.h"

static void
check_match(const struct pattern *pattern, const struct pattern *other, struct json_object *json)
{
    const struct event_value event = event_value_from_json(json);
    struct rule_index *index = rule_index_create();
    unsigned hits[2] = {0};
    rule_index_add(index, other, 1);
    rule_index_add(index, pattern, 2);
    const size_t count = rule_index_match(index, &event, hits);
    const bool first = count > 0 && (hits[0] == 2 || (count > 1 && hits[1] == 2));
    const bool second = count > 0 && (hits[0] == 1 || (count > 1 && hits[1] == 1));
    HOLDS(count <= 2 && first == pattern_matches(pattern, &event));
    HOLDS(second == pattern_matches(other, &event));
    rule_index_free(index);
}

/* A pattern a line, of which there are two, and an event. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char why[2][PATTERN_ERROR_SIZE], *lines[2];
    size_t lengths[2], length;
    struct pattern *patterns[2];
    for (int i = 0; i < 2; i++) {
        why[i][0] = '\0';
        lines[i] = fuzz_line(&in, &lengths[i]);
        if (pattern_compile(lines[i], lengths[i], &patterns[i], why[i]) != FAULT_NONE)
            HOLDS(patterns[i] == NULL && why[i][0] != '\0' && strlen(why[i]) < sizeof why[i]);
    }
    char *text = fuzz_rest(&in, &length);
    struct json_object *event = json_read(text, length);
    if (patterns[0] != NULL && patterns[1] != NULL && event != NULL)
        check_match(patterns[0], patterns[1], event);
    json_object_put(event);
    free(text);
    for (int i = 0; i < 2; i++) {
        pattern_free(patterns[i]);
        free(lines[i]);
    }
    return 0;
}
