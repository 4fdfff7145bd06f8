#include "bus/entry.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"

enum { ENTRY_SOURCE_MAX = 256, ENTRY_TYPE_MAX = 128, ENTRY_TEXT_MAX = 256, ENTRY_RESOURCES_MAX = 100 };

static enum fault
entry_refuse(struct entry_fault *wrong, const char *field, const char *why)
{
    wrong->field = field;
    wrong->why = why;
    return FAULT_INPUT;
}

static bool
entry_is_text(struct json_object *value, size_t least, size_t most)
{
    if (!json_object_is_type(value, json_type_string))
        return false;
    const size_t length = (size_t)json_object_get_string_len(value);
    return length >= least && length <= most && strlen(json_object_get_string(value)) == length;
}

static enum fault
entry_check_source(struct json_object *value, struct entry_fault *wrong)
{
    if (!entry_is_text(value, 1, ENTRY_SOURCE_MAX))
        return entry_refuse(wrong, "source", "It must be a text of 1 to 256 bytes.");
    const char *source = json_object_get_string(value);
    return strcasecmp(source, "urlshortener") == 0 || strncasecmp(source, "aws.", 4) == 0
               ? entry_refuse(
                     wrong, "source", "The source urlshortener and those that begin with aws. are reserved.")
               : FAULT_NONE;
}

static enum fault
entry_check_resources(struct json_object *value, struct entry_fault *wrong)
{
    static const char why[] = "It must be an array of at most 100 texts.";
    if (!json_object_is_type(value, json_type_array) || json_object_array_length(value) > ENTRY_RESOURCES_MAX)
        return entry_refuse(wrong, "resources", why);
    for (size_t i = 0; i < json_object_array_length(value); i++)
        if (!entry_is_text(json_object_array_get_idx(value, i), 0, 2048))
            return entry_refuse(wrong, "resources", why);
    return FAULT_NONE;
}

static enum fault
entry_check_member(const char *name, struct json_object *value, struct entry *out, struct entry_fault *wrong)
{
    int64_t time;
    if (strcmp(name, "source") == 0)
        return entry_check_source(value, wrong);
    if (strcmp(name, "detail-type") == 0)
        return entry_is_text(value, 1, ENTRY_TYPE_MAX)
                   ? FAULT_NONE
                   : entry_refuse(wrong, "detail-type", "It must be a text of 1 to 128 bytes.");
    if (strcmp(name, "detail") == 0)
        return json_object_is_type(value, json_type_object)
                   ? FAULT_NONE
                   : entry_refuse(wrong, "detail", "It must be an object.");
    if (strcmp(name, "id") == 0)
        return entry_is_text(value, 36, 36) &&
                       uuid_parse(json_object_get_string(value), out->id) == FAULT_NONE
                   ? FAULT_NONE
                   : entry_refuse(wrong, "id", "It must be a UUID.");
    if (strcmp(name, "time") == 0)
        return entry_is_text(value, 1, ENTRY_TEXT_MAX) &&
                       clock_parse(json_object_get_string(value), &time) == FAULT_NONE
                   ? FAULT_NONE
                   : entry_refuse(wrong, "time", "It must be a time, such as 2026-05-25T16:56:50Z.");
    if (strcmp(name, "resources") == 0)
        return entry_check_resources(value, wrong);
    if (strcmp(name, "account") == 0 || strcmp(name, "region") == 0 || strcmp(name, "version") == 0)
        return entry_is_text(value, 0, ENTRY_TEXT_MAX)
                   ? FAULT_NONE
                   : entry_refuse(wrong, name, "It must be a text of at most 256 bytes.");
    return entry_refuse(wrong, name, "An event has no such field.");
}

/* A member as it was sent, else a text. */
static void
entry_add(struct json_object *to, struct json_object *sent, const char *name, const char *otherwise)
{
    struct json_object *value;
    json_object_object_add(to, name,
        json_object_object_get_ex(sent, name, &value) ? json_object_get(value)
                                                      : json_object_new_string(otherwise));
}

static struct json_object *
entry_envelope(struct json_object *sent, int64_t now, const struct entry *entry)
{
    struct json_object *all = json_object_new_object(), *resources, *detail;
    char id[UUID_TEXT], time[CLOCK_TEXT];
    uuid_text(entry->id, id);
    clock_text(now, time);
    json_object_object_add(all, "version", json_object_new_string("0"));
    json_object_object_add(all, "id", json_object_new_string(id));
    entry_add(all, sent, "detail-type", "");
    entry_add(all, sent, "source", "");
    entry_add(all, sent, "account", "");
    entry_add(all, sent, "time", time);
    entry_add(all, sent, "region", "");
    json_object_object_add(all, "resources",
        json_object_object_get_ex(sent, "resources", &resources) ? json_object_get(resources)
                                                                 : json_object_new_array());
    json_object_object_get_ex(sent, "detail", &detail);
    json_object_object_add(all, "detail", json_object_get(detail));
    return all;
}

enum fault
entry_check(struct json_object *sent, int64_t now, struct entry *out, struct entry_fault *wrong)
{
    static const char *const needed[] = {"source", "detail-type", "detail"};
    *out = (struct entry){.envelope = NULL};
    if (!json_object_is_type(sent, json_type_object))
        return entry_refuse(wrong, "", "An event is an object.");
    uuid_draw(out->id);
    json_object_object_foreach(sent, name, value)
    {
        enum fault fault = entry_check_member(name, value, out, wrong);
        if (fault != FAULT_NONE)
            return fault;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!json_object_object_get_ex(sent, needed[i], NULL))
            return entry_refuse(wrong, needed[i], "It is missing.");
    out->envelope = entry_envelope(sent, now, out);
    return FAULT_NONE;
}
