/*
 * blocklist_json.c: an entry of the blocklist as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/blocklist_json.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

struct json_object *
blocklist_to_json(const struct blocklist_entry *entry)
{
    struct json_object *json = json_object_new_object();
    json_add_text(json, "entry", entry->text);
    json_add_text_or_null(json, "reason", entry->reason);
    json_add_text(json, "source", entry->load == 0 ? "added" : "file");
    json_add_timestamp(json, "added_at", entry->added);
    return json;
}

static enum fault
blocklist_read_reason(struct json_object *value, struct blocklist_entry *out, struct input_error *error)
{
    const char *text = json_object_get_type(value) == json_type_string ? json_object_get_string(value) : NULL;
    if (value == NULL)
        return FAULT_NONE;
    bool good = text != NULL && strlen(text) == (size_t)json_object_get_string_len(value) &&
                strlen(text) <= BLOCKLIST_REASON_MAX;
    for (const char *c = text; good && *c != '\0'; c++)
        good = (unsigned char)*c >= 0x20 && *c != 0x7f;
    if (!good)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "reason",
            "reason must be a text of at most %d bytes, without control characters.", BLOCKLIST_REASON_MAX);
    strcpy(out->reason, text);
    return FAULT_NONE;
}

static enum fault
blocklist_read_entry(struct json_object *value, struct blocklist_entry *out, struct input_error *error)
{
    const char *why = "must be a host such as evil.example, or a URL", *text = "";
    if (json_object_get_type(value) == json_type_string)
        text = json_object_get_string(value);
    return blocklist_parse(text, out->text, &why) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_INVALID_VALUE, "", "entry", "entry %s.", why);
}

enum fault
blocklist_from_json(
    struct json_object *sent, int64_t now, struct blocklist_entry *out, struct input_error *error)
{
    struct json_object *entry = NULL, *reason = NULL;
    *out = (struct blocklist_entry){.added = now};
    if (json_object_get_type(sent) != json_type_object)
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "An entry must be an object.");
    json_object_object_foreach(sent, name, value)
    {
        if (strcmp(name, "entry") == 0)
            entry = value;
        else if (strcmp(name, "reason") == 0)
            reason = value;
        else {
            char shown[65];
            utf8_clean(name, strlen(name), shown, sizeof shown);
            return input_error_set(error, ERROR_UNKNOWN_FIELD, "", name, "There is no field %s.", shown);
        }
    }
    if (entry == NULL)
        return input_error_set(error, ERROR_MISSING_FIELD, "", "entry", "entry is missing.");
    const enum fault fault = blocklist_read_entry(entry, out, error);
    return fault == FAULT_NONE ? blocklist_read_reason(reason, out, error) : fault;
}
