/*
 * campaign_request.c: reads a campaign that was sent, and tries its message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign_request.h"

#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "campaign/merge_template.h"
#include "campaign/send_window.h"
#include "message/message_request.h"
#include "message/send_time.h"

enum { CAMPAIGN_RATE_MAX = 10000 };

/* A text; "" when it is left out, or null. Anything else does not count as left out. */
static enum fault
campaign_request_text(
    struct json_object *sent, const char *field, const char **out, struct input_error *error)
{
    struct json_object *value;
    *out = json_member(sent, field);
    if (!json_object_object_get_ex(sent, field, &value) || value == NULL ||
        (json_object_is_type(value, json_type_string) &&
            strlen(*out) == (size_t)json_object_get_string_len(value)))
        return FAULT_NONE;
    return input_error_set(error, ERROR_WRONG_TYPE, "", field, "%s must be a string.", field);
}

/* When it begins, and when it may send. */
static enum fault
campaign_request_read_times(struct json_object *sent, struct campaign *out, struct input_error *error)
{
    struct week_hours hours;
    const char *why = "", *when, *quiet = "";
    enum fault fault = campaign_request_text(sent, "hours", &when, error);
    if (fault == FAULT_NONE)
        fault = campaign_request_text(sent, "quiet_hours", &quiet, error);
    if (fault != FAULT_NONE)
        return fault;
    if (strlen(when) > CAMPAIGN_SEND_WINDOW_MAX || week_hours_parse(when, &hours, &why) != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_SEND_WINDOW, "", "hours", "hours: %s.",
            *why != '\0' ? why : "this is too long");
    if (*quiet != '\0' && quiet_hours_check(quiet) != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_SEND_WINDOW, "", "quiet_hours",
            "quiet_hours must be HH:MM-HH:MM, at most 20 hours, such as 21:00-08:00.");
    strcpy(out->hours, when);
    strcpy(out->quiet, quiet);
    return send_time_read(sent, timestamp_now(), &out->send_at, error);
}

/* What belongs to the campaign and not to its messages. */
static enum fault
campaign_request_read_own(struct json_object *sent, struct campaign *out, struct input_error *error)
{
    struct json_object *rate;
    const char *name = json_member(sent, "name");
    if (!table_name_is_valid(name))
        return input_error_set(error, ERROR_INVALID_NAME, "", "name",
            "name must be 1 to %d of A-Z a-z 0-9 . _ -.", TABLE_NAME_MAX);
    strcpy(out->name, name);
    const enum fault fault = campaign_request_read_times(sent, out, error);
    if (fault != FAULT_NONE)
        return fault;
    if (!json_object_object_get_ex(sent, "rate", &rate) || rate == NULL)
        return FAULT_NONE;
    const int64_t n = json_object_get_int64(rate);
    if (json_object_get_type(rate) != json_type_int || n < 1 || n > CAMPAIGN_RATE_MAX)
        return input_error_set(error, ERROR_OUT_OF_RANGE, "", "rate",
            "rate must be a whole number of messages a second, 1 to %d.", CAMPAIGN_RATE_MAX);
    out->rate = (uint32_t)n;
    return FAULT_NONE;
}

/* The message that recipients get: a template that is a text is the message's text. */
static struct json_object *
campaign_request_message(struct json_object *sent, const char *name)
{
    static const char *const own[] = {
        "name", "hours", "rate", "recipients", "start", "send_at", "quiet_hours"};
    struct json_object *message = json_copy(sent), *template;
    char domain[DOMAIN_NAME_MAX + 1];
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        json_object_object_del(message, own[i]);
    if (json_object_object_get_ex(message, "template", &template) &&
        json_object_get_type(template) == json_type_string) {
        json_object_object_add(message, "text", json_object_get(template));
        json_object_object_del(message, "template");
    }
    json_add_text(message, "campaign", name);
    if (domain_name_parse(json_member(message, "domain"), domain) == FAULT_NONE)
        json_add_text(message, "domain", domain);
    return message;
}

static const char campaign_try_number[] = "10000000";

static bool
campaign_is_one_of(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* A field that an address or a number begins with is tried as one, since no other text would do there. */
static void
campaign_try_names(const char *name, struct json_object *value, struct json_object *fields)
{
    static const char *const urls[] = {
        "fallback_url", "media_url", "thumb_url", "thumbnail_url", "url", NULL};
    static const char *const numbers[] = {"phone_number", "to", NULL};
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            campaign_try_names(name, json_object_array_get_idx(value, i), fields);
    } else if (json_object_is_type(value, json_type_object)) {
        json_object_object_foreach(value, member, inner)
        {
            campaign_try_names(member, inner, fields);
        }
    } else if (json_object_is_type(value, json_type_string) && json_object_get_string(value)[0] == '{') {
        if (campaign_is_one_of(urls, name))
            merge_template_names(value, fields, "https://example.com/");
        else if (campaign_is_one_of(numbers, name))
            merge_template_names(value, fields, campaign_try_number);
    }
}

enum fault
campaign_try(struct json_object *template, const struct config *config, struct message_request *out,
    struct input_error *error)
{
    struct http_client_policy policy = {.http = false};
    struct json_object *fields = json_object_new_object(), *sent;
    http_client_policy_read(config, &policy);
    json_add_text(fields, "to", campaign_try_number);
    campaign_try_names("", template, fields);
    merge_template_names(template, fields, "x");
    enum fault fault = merge_template_apply(template, fields, NULL, &sent, error);
    json_object_put(fields);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_request_from_json(sent, &policy, out, error);
    json_object_put(sent);
    return fault;
}

/* The domain is the campaign's, never a recipient's: no field is filled into it. */
static enum fault
campaign_request_check_domain(
    struct json_object *sent, const struct config *config, struct input_error *error)
{
    struct json_object *value;
    char name[DOMAIN_NAME_MAX + 1];
    if (!json_object_object_get_ex(sent, "domain", &value) || value == NULL ||
        (json_object_is_type(value, json_type_string) &&
            domain_name_parse(json_object_get_string(value), name) == FAULT_NONE &&
            config_domain_find(config, name) != NULL))
        return FAULT_NONE;
    return input_error_set(
        error, ERROR_INVALID_VALUE, "", "domain", "domain must be one of those of /api/v1/domains.");
}

enum fault
campaign_from_json(
    struct json_object *sent, const struct config *config, struct campaign *out, struct input_error *error)
{
    size_t length;
    memset(out, 0, sizeof *out);
    if (json_object_get_type(sent) != json_type_object)
        return input_error_set(
            error, ERROR_WRONG_TYPE, "", NULL, "a campaign is described by a JSON object.");
    if (json_object_object_get_ex(sent, "to", NULL))
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "to", "to is not allowed here; add recipients to the campaign.");
    if (json_object_object_get_ex(sent, "campaign", NULL))
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "campaign", "the campaign of its messages is its name.");
    if (json_object_object_get_ex(sent, "template", NULL) && json_object_object_get_ex(sent, "text", NULL))
        return input_error_set(error, ERROR_CONFLICTING_FIELDS, "", "text",
            "give the text as template or as text, not as both.");
    enum fault fault = campaign_request_check_domain(sent, config, error);
    if (fault == FAULT_NONE)
        fault = campaign_request_read_own(sent, out, error);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *message = campaign_request_message(sent, out->name);
    struct message_request tried;
    fault = campaign_try(message, config, &tried, error);
    if (fault == FAULT_NONE)
        message_request_free(&tried);
    if (fault != FAULT_NONE && strcmp(error->pointer, "#/text") == 0 &&
        json_object_object_get_ex(sent, "template", NULL))
        strcpy(error->pointer, "#/template"); /* the name that it was sent by */
    const char *text = json_text(message, &length);
    if (fault == FAULT_NONE && length > CAMPAIGN_TEMPLATE_MAX)
        fault = input_error_set(error, ERROR_INVALID_LENGTH, "", "template",
            "the message is longer than %d bytes.", CAMPAIGN_TEMPLATE_MAX);
    if (fault == FAULT_NONE)
        strcpy(out->template, text);
    json_object_put(message);
    return fault;
}
