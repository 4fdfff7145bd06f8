/*
 * recipients_import_json.c: what became of an import, as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_import_json.h"

#include <string.h>

#include "base/json.h"
#include "message/phone_number.h"

static struct json_object *
recipients_import_errors_to_json(const struct recipients_import *in)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < in->error_count; i++) {
        const struct recipients_import_error *error = &in->errors[i];
        struct json_object *one = json_object_new_object();
        json_object_object_add(one, "line", json_object_new_uint64(error->line));
        json_add_text(one, "detail", error->error.detail);
        if (strlen(error->error.pointer) > 1)
            json_add_text(one, "pointer", error->error.pointer);
        json_object_array_add(list, one);
    }
    return list;
}

static struct json_object *
recipients_import_preview_to_json(const struct recipients_import *in, bool full)
{
    struct json_object *list = json_copy(in->preview);
    char masked[MESSAGE_ADDRESS_MAX + 1];
    for (size_t i = 0; !full && i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        phone_number_mask(json_member(one, "to"), masked, sizeof masked);
        json_add_text(one, "to", masked);
    }
    return list;
}

struct json_object *
recipients_import_to_json(const struct recipients_import *in, bool full)
{
    struct json_object *json = json_object_new_object();
    json_object_object_add(json, "dry_run", json_object_new_boolean(in->dry));
    json_object_object_add(json, "rows", json_object_new_uint64(in->rows));
    json_object_object_add(json, "added", json_object_new_uint64(in->added));
    json_object_object_add(json, "duplicates", json_object_new_uint64(in->duplicates));
    json_object_object_add(json, "invalid", json_object_new_uint64(in->invalid));
    json_object_object_add(json, "segments", json_object_new_uint64(in->segments));
    json_add_text_or_null(json, "to_column", in->to_column);
    json_object_object_add(json, "errors", recipients_import_errors_to_json(in));
    json_object_object_add(json, "preview", recipients_import_preview_to_json(in, full));
    return json;
}
