/*
 * input_transformer_fuzz.c: input transformers: a template that promises JSON gives JSON, whatever the event.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/input_transformer.h"

#include "base/json.h"
#include "fuzz.h"

static void
run(const char *template, struct json_object *variables, struct json_object *event)
{
    static char space[64 * 1024];
    struct buffer out = buffer_over(space, sizeof space);
    const enum fault fault = input_transformer_run(
        template, variables, event, "rule", "2026-05-25T16:56:50.669Z", &out);
    HOLDS(out.length < out.size && strlen(out.text) == out.length);
    if (fault != FAULT_NONE || !input_transformer_is_json(template))
        return;
    struct json_object *read = json_read(out.text, out.length);
    HOLDS(read != NULL);
    json_object_put(read);
}

/* The template in a line, the variables in one, and the event. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char why[INPUT_TRANSFORMER_WHY_SIZE] = "";
    const char *reason = NULL;
    size_t length[2];
    char *template = fuzz_line(&in, NULL), *line = fuzz_line(&in, &length[0]),
         *text = fuzz_rest(&in, &length[1]);
    struct json_object *variables = json_read(line, length[0]), *event = json_read(text, length[1]);
    if (variables != NULL && input_transformer_check_variables(variables, &reason) != FAULT_NONE)
        HOLDS(reason != NULL);
    else if (input_transformer_check(template, variables, why) != FAULT_NONE)
        HOLDS(why[0] != '\0' && strlen(why) < sizeof why);
    else if (event != NULL)
        run(template, variables, event);
    json_object_put(variables);
    json_object_put(event);
    free(template);
    free(line);
    free(text);
    return 0;
}
