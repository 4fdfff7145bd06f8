/*
 * merge_template_fuzz.c: campaign templates: filled in, each is JSON that reads as it was written, or the
 * reason is told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/merge_template.h"

#include "fuzz.h"

/* The template in a line, and what a recipient has, both as JSON. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct url_finder *finder;
    if (finder == NULL)
        finder = url_finder_create();
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct input_error error = {0};
    size_t length[2];
    char *line = fuzz_line(&in, &length[0]), *text = fuzz_rest(&in, &length[1]);
    struct json_object *template = json_read(line, length[0]), *fields = json_read(text, length[1]), *out;
    if (json_object_is_type(template, json_type_object) && json_object_is_type(fields, json_type_object)) {
        merge_template_names(template, fields, "value");
        if (merge_template_apply(template, fields, finder, &out, &error) == FAULT_NONE) {
            fuzz_check_json(out);
            json_object_put(out);
        } else {
            HOLDS(error.detail[0] != '\0');
        }
    }
    json_object_put(template);
    json_object_put(fields);
    free(line);
    free(text);
    return 0;
}
