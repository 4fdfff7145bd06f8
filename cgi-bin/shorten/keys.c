/*
 * keys.c: /api/v1/keys: API keys, made and revoked by an administrator.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "event/labels.h"
#include "http/json_body.h"
#include "shorten.h"

enum { KEYS_BODY_MAX = 4096 };

static void
keys_add(const struct api_key *key, void *list)
{
    json_object_array_add(list, api_key_to_json(key));
}

void
keys_list(struct request *request, struct context *context)
{
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(answer, "keys", list);
    if (api_key_visit(context->env, keys_add, list) == FAULT_NONE) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request);
    }
}

/* {"name": ..., "role": ...} and nothing else. */
static enum fault
keys_read(struct json_object *sent, char name[static API_KEY_NAME_MAX + 1], enum role *role,
    struct input_error *error)
{
    json_object_object_foreach(sent, field, value)
    {
        (void)value;
        if (strcmp(field, "name") != 0 && strcmp(field, "role") != 0)
            return input_error_set(
                error, ERROR_UNKNOWN_FIELD, "", field, "%s is not a field of a key.", field);
    }
    const char *wanted = json_member(sent, "name"), *as = json_member(sent, "role");
    if (!label_is_valid(wanted))
        return input_error_set(error, ERROR_INVALID_NAME, "", "name",
            "name must be 1 to %d bytes without control characters.", API_KEY_NAME_MAX);
    *role = role_parse(as);
    if (*role == ROLE_NONE)
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "role", "role must be reader, creator or admin.");
    strcpy(name, wanted);
    return FAULT_NONE;
}

static void
keys_create_as(struct request *request, const struct context *context, const char *name, enum role role)
{
    struct api_key key;
    char text[API_KEY_SIZE], location[CONFIG_VALUE_SIZE + 48];
    if (api_key_add(context->env, name, role, &key, text) != FAULT_NONE) {
        problem_send_store(request);
        return;
    }
    struct json_object *answer = api_key_to_json(&key);
    json_add_text(answer, "key", text);
    explicit_bzero(text, sizeof text);
    snprintf(location, sizeof location, "%s" KEYS_PATH "/%" PRIu32, context->config->web_base_url, key.id);
    response_header(request, "Location", location);
    response_send_json(request, 201, "application/json", answer);
}

void
keys_create(struct request *request, struct context *context)
{
    char name[API_KEY_NAME_MAX + 1];
    enum role role;
    struct input_error error;
    struct json_object *sent = json_body(request, KEYS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const enum fault fault = json_object_get_type(sent) == json_type_object
                                 ? keys_read(sent, name, &role, &error)
                                 : input_error_set(&error, ERROR_WRONG_TYPE, "", "",
                                       "Send an object with name and role.");
    json_object_put(sent);
    if (fault == FAULT_NONE)
        keys_create_as(request, context, name, role);
    else
        problem_send_input(request, &error);
}

void
keys_revoke(struct request *request, struct context *context)
{
    char *end;
    const char *text = request_param(request, "id");
    const unsigned long id = strtoul(text, &end, 10);
    if (id == request->key.id) { /* nobody locks themselves out by mistake */
        problem_send(request, ERROR_IN_USE, "This is your own key. Use another one to revoke it.", NULL);
        return;
    }
    const enum fault fault = text[0] >= '1' && text[0] <= '9' && *end == '\0' && id <= UINT32_MAX
                                 ? api_key_revoke(context->env, (uint32_t)id)
                                 : FAULT_MISSING;
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        problem_send_fault(request, fault, "There is no such key.");
}
