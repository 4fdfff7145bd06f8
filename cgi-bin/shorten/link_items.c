/*
 * link_items.c: takes the body of a POST apart into links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_items.h"

#include <stdio.h>
#include <string.h>

#include "http/domain_access.h"
#include "http/problem.h"
#include "link/link_form.h"

enum {
    LINK_ITEMS_MAX = 1000,
    LINK_ITEMS_FORM_MAX = 65536,
    LINK_ITEMS_MEMORY = 1024 * 1024, /* of one link's values */
};

static void
link_items_read_one(
    const struct link_items *items, struct json_object *fields, bool text, struct link_request *out)
{
    if (link_request_from_json(out, fields, LINK_REQUEST_CREATE, text, items->config, items->now) ==
            FAULT_NONE &&
        domain_access_check(items->config, out->link.domain, items->key, &out->error) == FAULT_NONE)
        out->error.code = ERROR_NONE;
    /* A tenth of a second each, in a transaction. */
    if (out->error.code == ERROR_NONE && out->password[0] != '\0' && items->form != LINK_ITEMS_ONE)
        input_error_set(&out->error, ERROR_FIXED_FIELD, "", "password",
            "password cannot be given to many links at once; change each link.");
}

/* Counts lines with something on them, up to one more than there may be. */
static size_t
link_items_count_lines(const char *body)
{
    size_t lines = 0;
    for (const char *at = body; *at != '\0' && lines <= LINK_ITEMS_MAX;
         at += strcspn(at, "\n"), at += *at == '\n')
        lines += strspn(at, " \t\r") < strcspn(at, "\n");
    return lines;
}

/* Counts items up to one more than there may be, and then checks them. FAULT_INPUT: this is no JSON. */
static enum fault
link_items_check_array(struct link_items *items, char why[static JSON_ERROR_SIZE])
{
    enum fault fault = FAULT_NONE;
    struct json_items at = items->array;
    struct json_object *one;
    while (items->count <= LINK_ITEMS_MAX && (fault = json_items_skip(&at, why)) == FAULT_NONE)
        items->count++;
    if (fault == FAULT_NONE) /* too many */
        return FAULT_NONE;
    at = items->array;
    while (fault != FAULT_INPUT && (fault = json_items_next(&at, items->reader, &one, why)) == FAULT_NONE)
        json_object_put(one);
    return fault == FAULT_INPUT ? fault : FAULT_NONE;
}

static enum fault
link_items_read_json(struct link_items *items, char *body, size_t length, struct link_request *one,
    char why[static JSON_ERROR_SIZE])
{
    struct json_object *fields;
    if (json_items_is_array(body, length)) {
        items->form = LINK_ITEMS_ARRAY;
        items->array = json_items_over(body, length);
        return link_items_check_array(items, why);
    }
    enum fault fault = json_reader_read(items->reader, body, length, &fields, why);
    if (fault == FAULT_NONE && fields == NULL) {
        strcpy(why, "null");
        fault = FAULT_INPUT;
    }
    if (fault != FAULT_NONE)
        return fault;
    link_items_read_one(items, fields, false, one);
    json_object_put(fields);
    items->count = 1;
    return FAULT_NONE;
}

static bool
link_items_read_form(
    struct request *request, struct link_items *items, char *body, size_t length, struct link_request *one)
{
    if (body[strspn(body, " \t\r\n")] == '{' || body[strspn(body, " \t\r\n")] == '[') {
        problem_send(request, ERROR_MEDIA_TYPE,
            "This is JSON that was sent as a form: send it with Content-Type: application/json.", NULL);
        return false;
    }
    struct json_object *fields = length <= LINK_ITEMS_FORM_MAX ? link_form_parse(body) : NULL;
    if (length > LINK_ITEMS_FORM_MAX)
        problem_send(request, ERROR_BODY_TOO_LARGE, "The form is longer than 64 KB.", NULL);
    else if (fields == NULL)
        problem_send(request, ERROR_INVALID_FORM, "The body is not a valid form.", NULL);
    else
        link_items_read_one(items, fields, true, one);
    json_object_put(fields);
    items->count = 1;
    return fields != NULL;
}

static bool
link_items_read_type(
    struct request *request, struct link_items *items, char *body, size_t length, struct link_request *one)
{
    char why[JSON_ERROR_SIZE] = "", detail[JSON_ERROR_SIZE + 32];
    if (request_is_type(request, "application/x-www-form-urlencoded"))
        return link_items_read_form(request, items, body, length, one);
    if (request_is_type(request, "application/x-ndjson") || request_is_type(request, "application/jsonl")) {
        items->form = LINK_ITEMS_LINES;
        items->line = body;
        items->count = link_items_count_lines(body);
        return true;
    }
    if (!request_is_type(request, "application/json")) {
        problem_send(request, ERROR_MEDIA_TYPE,
            "Send application/json, application/x-ndjson or application/x-www-form-urlencoded.", NULL);
        return false;
    }
    if (link_items_read_json(items, body, length, one, why) == FAULT_NONE)
        return true;
    snprintf(detail, sizeof detail, "The body is not valid JSON: %s.", why);
    problem_send(request, ERROR_INVALID_JSON, detail, NULL);
    return false;
}

bool
link_items_read(struct request *request, const struct config *config, int64_t now, char *body, size_t length,
    struct link_request *one, struct link_items *out)
{
    *out = (struct link_items){.config = config,
        .key = &request->key,
        .now = now,
        .one = one,
        .reader = json_reader_create(LINK_ITEMS_MEMORY)};
    if (!link_items_read_type(request, out, body, length, one))
        return false;
    if (out->count >= 1 && out->count <= LINK_ITEMS_MAX)
        return true;
    problem_send(request, out->count == 0 ? ERROR_BATCH_EMPTY : ERROR_BATCH_TOO_LARGE,
        "A batch must have 1 to 1,000 links.", NULL);
    return false;
}

/* Newline-delimited JSON: a line that is no JSON is that item's fault alone. */
static void
link_items_next_line(struct link_items *items, struct link_request *out)
{
    char why[JSON_ERROR_SIZE], *line = items->line;
    while (line[strspn(line, " \t\r")] == '\n')
        line += strspn(line, " \t\r") + 1;
    struct json_object *fields;
    const size_t length = strcspn(line, "\n");
    const char after = line[length];
    line[length] = '\0';
    const enum fault fault = json_reader_read(items->reader, line, length, &fields, why);
    line[length] = after;
    items->line = line + length + (after == '\n');
    link_items_read_one(items, fields, false, out);
    if (fault != FAULT_NONE || fields == NULL)
        input_error_set(&out->error, ERROR_INVALID_JSON, "", NULL, "This line is not valid JSON.");
    json_object_put(fields);
}

void
link_items_next(struct link_items *items, struct link_request *out)
{
    char why[JSON_ERROR_SIZE];
    struct json_object *fields;
    if (items->form == LINK_ITEMS_ONE) {
        *out = *items->one;
    } else if (items->form == LINK_ITEMS_LINES) {
        link_items_next_line(items, out);
    } else {
        json_items_next(&items->array, items->reader, &fields, why);
        link_items_read_one(items, fields, false, out);
        json_object_put(fields);
    }
}

void
link_items_free(struct link_items *items)
{
    json_reader_free(items->reader);
    items->reader = NULL;
}
