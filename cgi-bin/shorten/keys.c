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
#include "base/timestamp.h"
#include "event/labels.h"
#include "http/aws_key.h"
#include "http/json_body.h"
#include "http/query.h"
#include "shorten.h"

enum {
    KEYS_BODY_MAX = 4096,
    KEYS_OVERLAP = 86400, /* seconds */
    KEYS_OVERLAP_MAX = 30 * 86400,
};

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
        problem_send_store(request, FAULT_AGAIN);
    }
}

static enum fault
keys_read_scopes(struct json_object *sent, api_scope_set *out, struct input_error *error)
{
    struct json_object *list;
    *out = 0;
    if (!json_object_object_get_ex(sent, "scopes", &list) || list == NULL)
        return FAULT_NONE;
    const bool is_list = json_object_is_type(list, json_type_array);
    for (size_t i = 0; is_list && i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        const api_scope_set scope = json_object_is_type(one, json_type_string)
                                        ? api_scope_parse(json_object_get_string(one))
                                        : 0;
        if (scope == 0)
            return input_error_set(error, ERROR_INVALID_VALUE, "", "scopes",
                "scopes may have links, messages, stats, bus and admin.");
        *out |= scope;
    }
    return is_list
               ? FAULT_NONE
               : input_error_set(error, ERROR_WRONG_TYPE, "", "scopes", "scopes must be an array of names.");
}

static enum fault
keys_read_expiry(struct json_object *sent, int64_t *out, struct input_error *error)
{
    struct json_object *value;
    *out = 0;
    if (!json_object_object_get_ex(sent, "expires_at", &value) || value == NULL)
        return FAULT_NONE;
    if (timestamp_parse(json_member(sent, "expires_at"), out) != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "expires_at",
            "expires_at must be a time, such as 2027-05-25T16:56:50Z.");
    return *out > timestamp_now() ? FAULT_NONE
                                  : input_error_set(error, ERROR_OUT_OF_RANGE, "", "expires_at",
                                        "expires_at must not be in the past.");
}

static enum fault
keys_read_campaign(
    struct json_object *sent, char out[static API_KEY_CAMPAIGN_MAX + 1], struct input_error *error)
{
    struct json_object *value;
    const char *campaign = json_member(sent, "campaign");
    if (!json_object_object_get_ex(sent, "campaign", &value) || value == NULL)
        return FAULT_NONE;
    if (!label_is_valid(campaign))
        return input_error_set(error, ERROR_INVALID_NAME, "", "campaign",
            "campaign must be 1 to %d bytes without control characters.", API_KEY_CAMPAIGN_MAX);
    strcpy(out, campaign);
    return FAULT_NONE;
}

static enum fault
keys_read_aws(struct json_object *sent, bool *out, struct input_error *error)
{
    struct json_object *value;
    if (!json_object_object_get_ex(sent, "aws", &value) || value == NULL)
        return FAULT_NONE;
    *out = json_object_get_boolean(value);
    return json_object_is_type(value, json_type_boolean)
               ? FAULT_NONE
               : input_error_set(error, ERROR_WRONG_TYPE, "", "aws", "aws must be true or false.");
}

/* {"name", "role", "scopes", "campaign", "expires_at", "aws"} and nothing else. */
static enum fault
keys_read(struct json_object *sent, struct api_key *key, struct input_error *error)
{
    static const char *const known[] = {"name", "role", "scopes", "campaign", "expires_at", "aws", NULL};
    *key = (struct api_key){.role = ROLE_NONE};
    json_object_object_foreach(sent, field, value)
    {
        size_t i = 0;
        (void)value;
        while (known[i] != NULL && strcmp(known[i], field) != 0)
            i++;
        if (known[i] == NULL)
            return input_error_set(
                error, ERROR_UNKNOWN_FIELD, "", field, "%s is not a field of a key.", field);
    }
    const char *name = json_member(sent, "name");
    if (!label_is_valid(name))
        return input_error_set(error, ERROR_INVALID_NAME, "", "name",
            "name must be 1 to %d bytes without control characters.", API_KEY_NAME_MAX);
    strcpy(key->name, name);
    key->role = role_parse(json_member(sent, "role"));
    if (key->role == ROLE_NONE)
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "role", "role must be reader, creator or admin.");
    enum fault fault = keys_read_scopes(sent, &key->scopes, error);
    if (fault == FAULT_NONE)
        fault = keys_read_campaign(sent, key->campaign, error);
    if (fault == FAULT_NONE)
        fault = keys_read_aws(sent, &key->aws, error);
    return fault != FAULT_NONE ? fault : keys_read_expiry(sent, &key->expires, error);
}

/* The answer with the text of a key, and what AWS's clients sign with: the only time that they are shown. */
static void
keys_send_text(struct request *request, struct context *context, int status, const struct api_key *key,
    char text[static API_KEY_SIZE])
{
    struct json_object *answer = api_key_to_json(key);
    struct aws_key aws;
    const enum fault fault = key->aws ? aws_key_make(context->env, key, &aws) : FAULT_NONE;
    json_add_text(answer, "key", text);
    explicit_bzero(text, API_KEY_SIZE);
    if (fault == FAULT_NONE && key->aws)
        aws_key_add_json(&aws, answer);
    explicit_bzero(&aws, sizeof aws);
    if (fault == FAULT_NONE) {
        response_send_json(request, status, "application/json", answer);
        return;
    }
    json_object_put(answer);
    problem_send_store(request, fault);
}

/* Does this key see no more of the API than the one that asks? If not, the answer, 403, is sent. */
static bool
keys_within(struct request *request, const struct api_key *key)
{
    const api_scope_set own = request->key.scopes;
    if (own == 0 || (key->scopes != 0 && (key->scopes & ~own) == 0))
        return true;
    problem_send(request, ERROR_SCOPE_MISSING,
        "A limited key can handle only keys that are limited to its own scopes.", "#/scopes");
    return false;
}

/* Does a key whose text is about to be shown end no later than the one that asks? If not, the answer, 403, is
 * sent. */
static bool
keys_ends_in_time(struct request *request, const struct api_key *key)
{
    const int64_t own = request->key.expires;
    if (own == 0 || (key->expires != 0 && key->expires <= own))
        return true;
    problem_send(request, ERROR_SCOPE_MISSING,
        "A key that expires can create and rotate only keys that expire no later.", "#/expires_at");
    return false;
}

void
keys_create(struct request *request, struct context *context)
{
    struct api_key key = {.role = ROLE_NONE};
    struct input_error error;
    char text[API_KEY_SIZE], location[CONFIG_VALUE_SIZE + 48];
    struct json_object *sent = json_body(request, KEYS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = json_object_get_type(sent) == json_type_object
                           ? keys_read(sent, &key, &error)
                           : input_error_set(
                                 &error, ERROR_WRONG_TYPE, "", "", "Send an object with name and role.");
    json_object_put(sent);
    if (fault != FAULT_NONE) {
        problem_send_input(request, &error);
    } else if (!keys_within(request, &key) || !keys_ends_in_time(request, &key)) {
        return;
    } else if ((key.aws && (fault = aws_key_prepare(context->env)) != FAULT_NONE) ||
               (fault = api_key_add(context->env, &key, text)) != FAULT_NONE) {
        problem_send_store(request, fault);
    } else {
        snprintf(
            location, sizeof location, "%s" KEYS_PATH "/%" PRIu32, context->config->web_base_url, key.id);
        response_header(request, "Location", location);
        keys_send_text(request, context, 201, &key, text);
    }
}

/* The id in the path; 0 for what is none. */
static uint32_t
keys_id(const struct request *request)
{
    char *end;
    const char *text = request_param(request, "id");
    const unsigned long id = strtoul(text, &end, 10);
    return text[0] >= '1' && text[0] <= '9' && *end == '\0' && id <= UINT32_MAX ? (uint32_t)id : 0;
}

void
keys_rotate(struct request *request, struct context *context)
{
    struct api_key key;
    char text[API_KEY_SIZE];
    size_t overlap;
    if (!query_number(request, "overlap", KEYS_OVERLAP, KEYS_OVERLAP_MAX, &overlap))
        return;
    enum fault fault = api_key_get(env_read(context->env), keys_id(request), &key);
    if (fault == FAULT_NONE && (!keys_within(request, &key) || !keys_ends_in_time(request, &key)))
        return;
    if (fault == FAULT_NONE)
        fault = api_key_rotate(
            context->env, key.id, timestamp_now() + (int64_t)overlap * TIMESTAMP_SECOND, &key, text);
    if (fault == FAULT_NONE)
        keys_send_text(request, context, 200, &key, text);
    else
        problem_send_fault(request, fault, "There is no such key, or it is revoked or expired.");
}

void
keys_revoke(struct request *request, struct context *context)
{
    const uint32_t id = keys_id(request);
    if (id == request->key.id) { /* nobody locks themselves out by mistake */
        problem_send(request, ERROR_IN_USE, "This is your own key. Use another one to revoke it.", NULL);
        return;
    }
    struct api_key key;
    enum fault fault = api_key_get(env_read(context->env), id, &key);
    if (fault == FAULT_NONE && !keys_within(request, &key))
        return;
    if (fault == FAULT_NONE)
        fault = api_key_revoke(context->env, id);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        problem_send_fault(request, fault, "There is no such key.");
}
