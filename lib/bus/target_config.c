/*
 * target_config.c: reads and checks the settings of a target.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_config.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "bus/event_path.h"
#include "bus/input_transformer.h"

enum { TARGET_CONFIG_HEADER_NAME_MAX = 64, TARGET_CONFIG_HEADER_MAX = 512 };

struct target_config_number {
    const char *name;
    int least, most, initial;
    size_t offset;
};

#define AT(field) offsetof(struct target_config, field)

static const struct target_config_number target_config_numbers[] = {
    {"batch", 1, TARGET_CONFIG_BATCH_MAX, 1, AT(batch)},
    {"concurrency", 1, 64, 8, AT(concurrency)},
    {"rate", 0, 1000000, 0, AT(rate)},
    {"timeout", 1, 60, 15, AT(timeout)},
    {"retry_attempts", 0, 185, 185, AT(retry_attempts)},
    {"retry_age", 60, 86400, 86400, AT(retry_age)},
};

enum { TARGET_CONFIG_NUMBERS = sizeof target_config_numbers / sizeof *target_config_numbers };

static const char *const target_config_forms[] = {"event", "cloudevents", "cloudevents-binary"};

/* Adds a text to the settings, and gives it back as they have it. */
static const char *
target_config_set_text(struct target_config *out, const char *name, const char *text)
{
    struct json_object *value = json_object_new_string(text);
    json_object_object_add(out->json, name, value);
    return json_object_get_string(value);
}

static void
target_config_set_number(const struct target_config_number *number, struct target_config *out, int value)
{
    *(int *)(void *)((char *)out + number->offset) = value;
    json_object_object_add(out->json, number->name, json_object_new_int(value));
}

static enum fault
target_config_read_number(
    const struct target_config_number *number, struct target_config *out, struct input_error *error)
{
    struct json_object *value;
    if (!json_object_object_get_ex(out->json, number->name, &value)) {
        target_config_set_number(number, out, number->initial);
        return FAULT_NONE;
    }
    const int64_t given = json_object_get_int64(value);
    if (!json_object_is_type(value, json_type_int) || given < number->least || given > number->most)
        return input_error_set(error, ERROR_OUT_OF_RANGE, "", number->name,
            "%s must be a whole number from %d to %d.", number->name, number->least, number->most);
    *(int *)(void *)((char *)out + number->offset) = (int)given;
    return FAULT_NONE;
}

/* A text that may be left out: NULL then. */
static enum fault
target_config_read_text(
    struct json_object *json, const char *name, const char **out, struct input_error *error)
{
    struct json_object *value;
    *out = NULL;
    if (!json_object_object_get_ex(json, name, &value))
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_string) ||
        strlen(json_object_get_string(value)) != (size_t)json_object_get_string_len(value))
        return input_error_set(error, ERROR_WRONG_TYPE, "", name, "%s must be a string.", name);
    *out = json_object_get_string(value);
    return FAULT_NONE;
}

static const char *
target_config_generate_secret(struct target_config *out)
{
    char secret[WEBHOOK_SECRET_SIZE];
    webhook_signature_generate_secret(secret);
    return target_config_set_text(out, "secret", secret);
}

static enum fault
target_config_read_secrets(struct target_config *out, struct input_error *error)
{
    static const char *const names[] = {"secret", "old_secret"};
    const char *text;
    out->key_count = 0;
    if (!json_object_object_get_ex(out->json, "secret", NULL))
        target_config_generate_secret(out);
    for (size_t i = 0; i < 2; i++) {
        enum fault fault = target_config_read_text(out->json, names[i], &text, error);
        if (fault != FAULT_NONE)
            return fault;
        if (text == NULL)
            continue;
        if (webhook_signature_key_parse(text, &out->keys[out->key_count]) != FAULT_NONE)
            return input_error_set(error, ERROR_INVALID_VALUE, "", names[i],
                "%s must be whsec_ and 24 to 64 bytes in base64; leave secret out to have one generated.",
                names[i]);
        out->key_count++;
        out->secret = i == 0 ? text : out->secret;
    }
    return FAULT_NONE;
}

/* Headers that belong to the message, or to curt. */
static bool
target_config_header_is_taken(const char *name)
{
    static const char *const taken[] = {"Host", "Content-Length", "Content-Type", "Transfer-Encoding",
        "Connection", "Expect", "Upgrade", "TE", "Trailer"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcasecmp(name, taken[i]) == 0)
            return true;
    return strncasecmp(name, "webhook-", 8) == 0 || strncasecmp(name, "ce-", 3) == 0;
}

static bool
target_config_header_name_is_good(const char *name)
{
    static const char token[] =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const size_t length = strlen(name);
    return length >= 1 && length <= TARGET_CONFIG_HEADER_NAME_MAX && strspn(name, token) == length;
}

/* One that is empty, or becomes so without the spaces around it, would make libcurl leave the header out. */
static bool
target_config_header_value_is_good(struct json_object *value, size_t most)
{
    if (!json_object_is_type(value, json_type_string))
        return false;
    const char *text = json_object_get_string(value);
    const size_t length = (size_t)json_object_get_string_len(value);
    if (length == 0 || length > most || text[0] == ' ' || text[length - 1] == ' ')
        return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e)
            return false;
    return true;
}

static enum fault
target_config_check_header(const char *name, struct json_object *value, struct input_error *error)
{
    const char *why = NULL;
    if (!target_config_header_name_is_good(name))
        why = "The name of a header must be 1 to 64 letters, digits and !#$%&'*+-.^_`|~.";
    else if (target_config_header_is_taken(name))
        why = "This header is set by curt.";
    else if (!target_config_header_value_is_good(value, TARGET_CONFIG_HEADER_MAX))
        why = "The value of a header must be 1 to 512 printable ASCII characters, without spaces around it.";
    if (why == NULL)
        return FAULT_NONE;
    return input_error_set(error, ERROR_INVALID_VALUE, "headers", name, "%s", why);
}

/* Case does not tell names of headers apart. */
static bool
target_config_has_header(const struct target_config *config, const char *wanted)
{
    if (config->headers == NULL)
        return false;
    json_object_object_foreach(config->headers, name, value)
    {
        (void)value;
        if (strcasecmp(name, wanted) == 0)
            return true;
    }
    return false;
}

static enum fault
target_config_read_headers(struct target_config *out, struct input_error *error)
{
    if (!json_object_object_get_ex(out->json, "headers", &out->headers))
        return FAULT_NONE;
    if (!json_object_is_type(out->headers, json_type_object) ||
        json_object_object_length(out->headers) > TARGET_CONFIG_HEADERS_MAX)
        return input_error_set(
            error, ERROR_WRONG_TYPE, "", "headers", "headers must be an object of at most 16 headers.");
    json_object_object_foreach(out->headers, name, value)
    {
        enum fault fault = target_config_check_header(name, value, error);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

/* A header that is kept secret: not one that is among the others too. */
static enum fault
target_config_read_authorization(struct target_config *out, struct input_error *error)
{
    struct json_object *sent, *value = NULL;
    const char *why = NULL, *name;
    if (!json_object_object_get_ex(out->json, "authorization", &sent))
        return FAULT_NONE;
    name = json_member(sent, "name");
    json_object_object_get_ex(sent, "value", &value);
    if (!json_object_is_type(sent, json_type_object) || json_object_object_length(sent) != 2 || value == NULL)
        why = "authorization must be an object with name and value.";
    else if (!target_config_header_name_is_good(name) || target_config_header_is_taken(name))
        why = "The name of authorization must be that of a header that curt does not set.";
    else if (!target_config_header_value_is_good(value, TARGET_CONFIG_AUTHORIZATION_MAX))
        why = "The value of authorization must be 1 to 700 printable ASCII characters, without spaces around "
              "it.";
    else if (target_config_has_header(out, name))
        why = "The header of authorization is among the headers too.";
    if (why != NULL)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "authorization", "%s", why);
    out->authorization_name = name;
    out->authorization_value = json_object_get_string(value);
    return FAULT_NONE;
}

static enum fault
target_config_read_method(struct target_config *out, struct input_error *error)
{
    const enum fault fault = target_config_read_text(out->json, "method", &out->method, error);
    return fault != FAULT_NONE || out->method == NULL || strcmp(out->method, "POST") == 0 ||
                   strcmp(out->method, "PUT") == 0 || strcmp(out->method, "PATCH") == 0
               ? fault
               : input_error_set(
                     error, ERROR_INVALID_VALUE, "", "method", "method must be POST, PUT or PATCH.");
}

static enum fault
target_config_read_transform(struct target_config *out, struct input_error *error)
{
    char why[INPUT_TRANSFORMER_WHY_SIZE];
    json_object_object_get_ex(out->json, "variables", &out->variables);
    enum fault fault = target_config_read_text(out->json, "template", &out->template, error);
    if (fault != FAULT_NONE)
        return fault;
    if (out->template == NULL)
        return out->variables == NULL ? FAULT_NONE
                                      : input_error_set(error, ERROR_CONFLICTING_FIELDS, "", "variables",
                                            "variables need a template.");
    return input_transformer_check(out->template, out->variables, why) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_TEMPLATE_SYNTAX, "", "template", "%s", why);
}

static enum fault
target_config_read_event_path(struct target_config *out, struct input_error *error)
{
    const char *why = "event_path must be at most 256 bytes long.";
    const enum fault fault = target_config_read_text(out->json, "event_path", &out->event_path, error);
    if (fault != FAULT_NONE || out->event_path == NULL)
        return fault;
    if (out->template != NULL)
        return input_error_set(error, ERROR_CONFLICTING_FIELDS, "", "event_path",
            "event_path and template cannot be used together.");
    return strlen(out->event_path) <= TARGET_CONFIG_EVENT_PATH_MAX &&
                   event_path_check(out->event_path, &why) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_INVALID_VALUE, "", "event_path", "%s", why);
}

static enum fault
target_config_read_form(struct target_config *out, struct input_error *error)
{
    const char *text;
    enum fault fault = target_config_read_text(out->json, "form", &text, error);
    out->form = TARGET_CONFIG_EVENT;
    if (fault != FAULT_NONE || text == NULL)
        return fault;
    for (enum target_config_form form = 0; form <= TARGET_CONFIG_CLOUDEVENTS_BINARY; form++)
        if (strcmp(text, target_config_forms[form]) == 0) {
            out->form = form;
            return form == TARGET_CONFIG_CLOUDEVENTS_BINARY && out->batch > 1
                       ? input_error_set(error, ERROR_CONFLICTING_FIELDS, "", "batch",
                             "batch must be 1 with binary CloudEvents.")
                       : FAULT_NONE;
        }
    return input_error_set(
        error, ERROR_INVALID_VALUE, "", "form", "form must be event, cloudevents or cloudevents-binary.");
}

static enum fault
target_config_check_url(const char *url, struct input_error *error)
{
    return url != NULL && strlen(url) <= URL_MAX ? FAULT_NONE
                                                 : input_error_set(error, ERROR_MISSING_FIELD, "", "url",
                                                       "url must be a URL of at most 8,192 bytes.");
}

static enum fault
target_config_read_webhook(struct target_config *out, struct input_error *error)
{
    enum fault fault = target_config_read_text(out->json, "url", &out->url, error);
    if (fault == FAULT_NONE)
        fault = target_config_check_url(out->url, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_secrets(out, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_headers(out, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_authorization(out, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_method(out, error);
    for (size_t i = 0; i < TARGET_CONFIG_NUMBERS && fault == FAULT_NONE; i++)
        fault = target_config_read_number(&target_config_numbers[i], out, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_form(out, error);
    if (fault == FAULT_NONE && out->event_path != NULL && out->form != TARGET_CONFIG_EVENT)
        fault = input_error_set(error, ERROR_CONFLICTING_FIELDS, "", "event_path",
            "event_path and form cannot be used together: a part of an event is no CloudEvent.");
    if (fault == FAULT_NONE && out->template != NULL && out->batch > 1 &&
        !input_transformer_is_json(out->template))
        fault = input_error_set(
            error, ERROR_CONFLICTING_FIELDS, "", "batch", "batch needs a template that gives JSON.");
    return fault;
}

static enum fault
target_config_read_log(struct target_config *out, struct input_error *error)
{
    struct json_object *syslog = NULL;
    json_object_object_get_ex(out->json, "syslog", &syslog);
    enum fault fault = target_config_read_text(out->json, "path", &out->path, error);
    if (fault != FAULT_NONE)
        return fault;
    if (syslog != NULL && !json_object_is_type(syslog, json_type_boolean))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "syslog", "syslog must be true or false.");
    if ((out->path != NULL) == (syslog != NULL && json_object_get_boolean(syslog)))
        return input_error_set(
            error, ERROR_CONFLICTING_FIELDS, "", "path", "A log needs either path or \"syslog\": true.");
    if (out->path != NULL && (out->path[0] != '/' || strlen(out->path) >= PATH_MAX))
        return input_error_set(error, ERROR_INVALID_VALUE, "", "path", "path must be an absolute path.");
    out->batch = TARGET_CONFIG_BATCH_MAX;
    out->retry_attempts = 185;
    out->retry_age = 86400;
    return FAULT_NONE;
}

static enum fault
target_config_refuse_unknown(const struct target_config *out, struct input_error *error)
{
    static const char *const webhook[] = {"type", "url", "method", "secret", "old_secret", "headers",
        "authorization", "form", "template", "variables", "event_path", "batch", "concurrency", "rate",
        "timeout", "retry_attempts", "retry_age", NULL};
    static const char *const log[] = {"type", "path", "syslog", "template", "variables", "event_path", NULL};
    json_object_object_foreach(out->json, name, value)
    {
        (void)value;
        const char *const *known = out->type == TARGET_CONFIG_WEBHOOK ? webhook : log;
        while (*known != NULL && strcmp(*known, name) != 0)
            known++;
        if (*known != NULL)
            continue;
        char clean[65];
        utf8_clean(name, strlen(name), clean, sizeof clean);
        return input_error_set(
            error, ERROR_UNKNOWN_FIELD, "", name, "A target of this type has no field %s.", clean);
    }
    return FAULT_NONE;
}

static enum fault
target_config_read_object(struct target_config *out, struct input_error *error)
{
    const char *type;
    if (!json_object_is_type(out->json, json_type_object))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "A target must be an object.");
    enum fault fault = target_config_read_text(out->json, "type", &type, error);
    if (fault != FAULT_NONE)
        return fault;
    if (type == NULL || (strcmp(type, "webhook") != 0 && strcmp(type, "log") != 0))
        return input_error_set(error, ERROR_INVALID_VALUE, "", "type", "type must be webhook or log.");
    out->type = strcmp(type, "log") == 0 ? TARGET_CONFIG_LOG : TARGET_CONFIG_WEBHOOK;
    fault = target_config_refuse_unknown(out, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_transform(out, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_event_path(out, error);
    if (fault == FAULT_NONE)
        fault = out->type == TARGET_CONFIG_LOG ? target_config_read_log(out, error)
                                               : target_config_read_webhook(out, error);
    return fault;
}

/* May curt send to this address? */
static enum fault
target_config_check_address(
    const char *url, const struct http_client_policy *policy, struct input_error *error)
{
    const char *why;
    return http_client_check(policy, url, &why) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_ADDRESS_NOT_ALLOWED, "", "url", "%s", why);
}

/* Those of a stored target are as good as they were when it was saved. */
static enum fault
target_config_check_variables(struct json_object *sent, struct input_error *error)
{
    struct json_object *variables;
    const char *why;
    return !json_object_object_get_ex(sent, "variables", &variables) ||
                   input_transformer_check_variables(variables, &why) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_INVALID_VALUE, "", "variables", "%s", why);
}

enum fault
target_config_from_json(struct json_object *sent, const struct http_client_policy *policy,
    struct target_config *out, struct input_error *error)
{
    *out = (struct target_config){.json = sent};
    enum fault fault = target_config_check_variables(sent, error);
    if (fault == FAULT_NONE)
        fault = target_config_read_object(out, error);
    if (fault == FAULT_NONE && out->type == TARGET_CONFIG_WEBHOOK)
        fault = target_config_check_address(out->url, policy, error);
    if (fault != FAULT_NONE)
        target_config_free(out);
    return fault;
}

enum fault
target_config_webhook(const char *url, const struct http_client_policy *policy, struct target_config *out,
    struct input_error *error)
{
    enum fault fault = target_config_check_url(url, error);
    if (fault == FAULT_NONE)
        fault = target_config_check_address(url, policy, error);
    if (fault != FAULT_NONE)
        return fault;
    *out = (struct target_config){
        .json = json_object_new_object(), .type = TARGET_CONFIG_WEBHOOK, .form = TARGET_CONFIG_EVENT};
    target_config_set_text(out, "type", "webhook");
    out->url = target_config_set_text(out, "url", url);
    out->secret = target_config_generate_secret(out);
    webhook_signature_key_parse(out->secret, &out->keys[out->key_count++]); /* it was just generated */
    for (size_t i = 0; i < TARGET_CONFIG_NUMBERS; i++)
        target_config_set_number(&target_config_numbers[i], out, target_config_numbers[i].initial);
    return FAULT_NONE;
}

enum fault
target_config_read(const char *text, struct target_config *out)
{
    struct input_error error;
    *out = (struct target_config){.json = json_read(text, strlen(text))};
    enum fault fault = target_config_read_object(out, &error);
    if (fault != FAULT_NONE) {
        log_error("cannot read the stored settings of a target: %s", error.detail);
        target_config_free(out);
    }
    return fault;
}

void
target_config_free(struct target_config *config)
{
    json_object_put(config->json);
    config->json = NULL;
}

struct json_object *
target_config_to_json(const struct target_config *config)
{
    static const char *const secrets[] = {"secret", "old_secret"};
    struct json_object *shown = json_copy(config->json);
    for (size_t i = 0; i < 2; i++)
        if (json_object_object_get_ex(shown, secrets[i], NULL))
            json_object_object_add(shown, secrets[i], json_object_new_string("****"));
    struct json_object *authorization;
    if (json_object_object_get_ex(shown, "authorization", &authorization))
        json_add_text(authorization, "value", "****");
    return shown;
}
