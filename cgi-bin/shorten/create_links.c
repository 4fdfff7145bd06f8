/*
 * create_links.c: POST /api/v1/links: one link, or up to a thousand.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "http/create_limit.h"
#include "http/idempotency_key.h"
#include "http/problem_type.h"
#include "http/query_enum.h"
#include "link/link_create.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "shorten.h"

enum {
    CREATE_LINKS_BATCH_MAX = 1000,
    CREATE_LINKS_FORM_MAX = 65536,
    CREATE_LINKS_STEP = 50 /* links a transaction */
};

enum create_links_form { CREATE_LINKS_ONE, CREATE_LINKS_ARRAY, CREATE_LINKS_LINES };

/* One request to make links, from its body to its answer. */
struct creation {
    const struct context *context;
    const struct api_key *key;
    struct link_request *requests;
    struct link *links; /* what became of each request */
    uint16_t *statuses; /* of each one's answer */
    size_t count;
    size_t from, to; /* the requests of the transaction that runs */
    enum create_links_form form;
    int64_t now;
    struct idempotency once; /* with the answer, also when no Idempotency-Key was sent */
};

/* A live link of the owner's to the same URL, if one is asked for. */
static enum fault
create_links_reuse(struct txn *txn, const struct creation *c, struct link *link)
{
    struct link wanted = *link;
    enum fault fault = link_find_same(txn, &wanted, c->now, link);
    if (fault == FAULT_MISSING)
        *link = wanted;
    return fault;
}

static enum fault
create_links_grant(struct txn *txn, struct creation *c, size_t i)
{
    struct link_request *wanted = &c->requests[i];
    struct link *link = &c->links[i];
    *link = wanted->link; /* the request itself stays as it is, for another run */
    link->owner = c->key->id;
    c->statuses[i] = 200;
    enum fault fault = wanted->reuse ? create_links_reuse(txn, c, link) : FAULT_MISSING;
    if (fault != FAULT_MISSING)
        return fault;
    c->statuses[i] = 201;
    fault = link_create(
        txn, link, wanted->has_alias ? 0 : (size_t)c->context->config->links_code_length, c->now);
    if (!wanted->has_alias || fault != FAULT_EXISTS)
        return fault;
    input_error_set(
        &wanted->error, ERROR_ALIAS_TAKEN, "", "alias", "alias %s is taken; choose another.", link->code);
    return FAULT_NONE;
}

/* Of what became of one request. */
static int
create_links_status(const struct creation *c, size_t i)
{
    const enum error_code code = c->requests[i].error.code;
    return code != ERROR_NONE ? problem_type(code)->status : c->statuses[i];
}

static struct json_object *
create_links_problem(const struct link_request *wanted)
{
    return problem_json(wanted->error.code, wanted->error.detail, wanted->error.pointer);
}

static struct json_object *
create_links_item(const struct creation *c, size_t i)
{
    const struct link_request *wanted = &c->requests[i];
    if (wanted->error.code == ERROR_NONE && c->form == CREATE_LINKS_ONE)
        return link_to_json(&c->links[i], c->context->config, c->now, 0);
    if (c->form == CREATE_LINKS_ONE)
        return create_links_problem(wanted);
    struct json_object *item = json_object_new_object();
    json_object_object_add(item, "status", json_object_new_int(create_links_status(c, i)));
    if (wanted->error.code != ERROR_NONE)
        json_object_object_add(item, "problem", create_links_problem(wanted));
    else
        json_object_object_add(item, "link", link_to_json(&c->links[i], c->context->config, c->now, 0));
    return item;
}

static void
create_links_write_body(const struct creation *c, FILE *out)
{
    const int style = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
    if (c->form == CREATE_LINKS_ARRAY)
        fputc('[', out);
    for (size_t i = 0; i < c->count; i++) {
        struct json_object *item = create_links_item(c, i);
        fputs(json_object_to_json_string_ext(item, style), out);
        json_object_put(item);
        if (c->form == CREATE_LINKS_LINES)
            fputc('\n', out);
        else if (c->form == CREATE_LINKS_ARRAY && i + 1 < c->count)
            fputc(',', out);
    }
    if (c->form == CREATE_LINKS_ARRAY)
        fputc(']', out);
}

static void
create_links_answer(struct creation *c)
{
    char location[LINK_SHORT_URL_SIZE], *body = NULL;
    size_t length = 0;
    FILE *out = xchecked(open_memstream(&body, &length));
    create_links_write_body(c, out);
    if (fclose(out) != 0)
        memory_exhausted();
    const int status = c->form != CREATE_LINKS_ONE ? 207 : create_links_status(c, 0);
    snprintf(
        location, sizeof location, "%s" LINKS_PATH "/%s", c->context->config->web_base_url, c->links[0].code);
    /* A Location with 200 is a redirect to CGI, and so to Apache. */
    idempotency_set_answer(&c->once, status, status == 201 ? location : NULL, body, length);
}

static enum fault
create_links_grant_some(struct txn *txn, struct creation *c)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = c->from; i < c->to && fault == FAULT_NONE; i++) {
        if (c->requests[i].error.code == ERROR_ALIAS_TAKEN) /* of a run before: it may be free now */
            c->requests[i].error.code = ERROR_NONE;
        if (c->requests[i].error.code == ERROR_NONE)
            fault = create_links_grant(txn, c, i);
    }
    return fault;
}

static enum fault
create_links_body(struct txn *txn, void *arg)
{
    struct creation *c = arg;
    return create_links_grant_some(txn, c);
}

/* A few links a transaction, so that no one waits long for their locks, and one sync of the disk for all. */
static enum fault
create_links_run_in_steps(struct creation *c)
{
    enum fault fault = FAULT_NONE;
    for (c->from = 0; c->from < c->count && fault == FAULT_NONE; c->from = c->to) {
        c->to = c->from + CREATE_LINKS_STEP < c->count ? c->from + CREATE_LINKS_STEP : c->count;
        fault = env_txn(
            c->context->env, c->count > CREATE_LINKS_STEP ? ENV_WRITE : ENV_SYNC, create_links_body, c);
    }
    if (fault == FAULT_NONE && c->count > CREATE_LINKS_STEP)
        fault = env_flush(c->context->env);
    if (fault == FAULT_NONE)
        create_links_answer(c);
    return fault;
}

/* All in one transaction, with the answer: the same request gets these very bytes, or nothing was done. */
static enum fault
create_links_once_body(struct txn *txn, void *arg)
{
    struct creation *c = arg;
    enum fault fault = idempotency_get(txn, &c->once);
    if (fault != FAULT_MISSING)
        return fault;
    c->from = 0;
    c->to = c->count;
    fault = create_links_grant_some(txn, c);
    if (fault != FAULT_NONE)
        return fault;
    create_links_answer(c);
    return idempotency_put(txn, &c->once);
}

static enum fault
create_links_run(struct creation *c, int64_t *wait)
{
    const struct context *context = c->context;
    /* An answer given before costs nothing of the rate. */
    enum fault fault = idempotency_find(context->env, &c->once);
    if (fault != FAULT_MISSING)
        return fault;
    fault = create_limit_take(
        context->env, c->key->id, context->config->links_creates_per_minute, (int64_t)c->count, c->now, wait);
    if (fault != FAULT_NONE)
        return fault == FAULT_REFUSED ? FAULT_FULL : fault;
    return c->once.has_key ? env_txn(context->env, ENV_SYNC, create_links_once_body, c)
                           : create_links_run_in_steps(c);
}

enum fault
create_link(
    const struct context *context, const struct api_key *key, struct link_request *wanted, int64_t *wait)
{
    uint16_t status;
    struct link link = wanted->link;
    struct creation c = {.context = context,
        .key = key,
        .requests = wanted,
        .links = &link,
        .statuses = &status,
        .count = 1,
        .now = timestamp_now()};
    enum fault fault = create_links_run(&c, wait);
    wanted->link = link;
    idempotency_clear(&c.once);
    return fault == FAULT_FULL ? FAULT_REFUSED : fault;
}

static void
create_links_send(struct request *request, const struct creation *c)
{
    idempotency_send(
        request, &c->once, c->form == CREATE_LINKS_LINES ? "application/x-ndjson" : "application/json");
}

static void
create_links_room(struct creation *c, size_t count)
{
    c->count = count;
    c->requests = xcalloc(count, sizeof *c->requests);
    c->links = xcalloc(count, sizeof *c->links);
    c->statuses = xcalloc(count, sizeof *c->statuses);
}

static void
create_links_read_one(struct creation *c, size_t i, struct json_object *fields, bool text)
{
    if (link_request_from_json(
            &c->requests[i], fields, LINK_REQUEST_CREATE, text, c->context->config, c->now) == FAULT_NONE)
        c->requests[i].error.code = ERROR_NONE;
}

/* Newline-delimited JSON: a line that is no JSON is that item's fault alone. */
static size_t
create_links_read_lines(struct creation *c, char *body)
{
    size_t lines = 0;
    for (const char *at = body; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n')
        lines += strspn(at, " \t\r") < strcspn(at, "\n");
    if (lines == 0 || lines > CREATE_LINKS_BATCH_MAX)
        return lines;
    create_links_room(c, lines);
    char *rest = body;
    size_t i = 0;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        if (line[strspn(line, " \t\r")] == '\0')
            continue;
        struct json_object *fields = json_read(line, strlen(line));
        create_links_read_one(c, i, fields, false);
        if (fields == NULL) {
            input_error_set(
                &c->requests[i].error, ERROR_INVALID_JSON, "", NULL, "This line is not valid JSON.");
        }
        json_object_put(fields);
        i++;
    }
    return lines;
}

static size_t
create_links_read_json(struct creation *c, struct json_object *value, bool text)
{
    if (json_object_get_type(value) != json_type_array) {
        create_links_room(c, 1);
        create_links_read_one(c, 0, value, text);
        return 1;
    }
    c->form = CREATE_LINKS_ARRAY;
    const size_t count = json_object_array_length(value);
    if (count == 0 || count > CREATE_LINKS_BATCH_MAX)
        return count;
    create_links_room(c, count);
    for (size_t i = 0; i < count; i++)
        create_links_read_one(c, i, json_object_array_get_idx(value, i), false);
    return count;
}

/* Reads the body into requests; false when an answer has been sent instead. */
static bool
create_links_read(struct request *request, struct creation *c, char *body, size_t length)
{
    size_t count;
    c->form = CREATE_LINKS_ONE;
    if (request_is_type(request, "application/x-ndjson") || request_is_type(request, "application/jsonl")) {
        c->form = CREATE_LINKS_LINES;
        count = create_links_read_lines(c, body);
    } else {
        char why[JSON_ERROR_SIZE] = "", detail[JSON_ERROR_SIZE + 32];
        const bool form = request_is_type(request, "application/x-www-form-urlencoded");
        if (!form && !request_is_type(request, "application/json")) {
            problem_send(request, ERROR_MEDIA_TYPE,
                "Send application/json, application/x-ndjson or application/x-www-form-urlencoded.", NULL);
            return false;
        }
        if (form && length > CREATE_LINKS_FORM_MAX) {
            problem_send(request, ERROR_BODY_TOO_LARGE, "The form is longer than 64 KB.", NULL);
            return false;
        }
        struct json_object *value = form ? link_request_parse_form(body)
                                         : json_read_or_say(body, length, why);
        if (value == NULL) {
            snprintf(detail, sizeof detail, "The body is not valid JSON: %s.", why);
            problem_send(request, form ? ERROR_INVALID_FORM : ERROR_INVALID_JSON,
                form ? "The body is not a valid form." : detail, NULL);
            return false;
        }
        count = create_links_read_json(c, value, form);
        json_object_put(value);
    }
    if (count >= 1 && count <= CREATE_LINKS_BATCH_MAX)
        return true;
    problem_send(request, count == 0 ? ERROR_BATCH_EMPTY : ERROR_BATCH_TOO_LARGE,
        "A batch must have 1 to 1,000 links.", NULL);
    return false;
}

static void
create_links_serve(struct request *request, struct creation *c)
{
    int64_t wait = 0;
    if (c->form == CREATE_LINKS_ONE && c->requests[0].error.code != ERROR_NONE) {
        create_links_answer(c);
        create_links_send(request, c);
        return;
    }
    enum fault fault = create_links_run(c, &wait);
    if (fault == FAULT_NONE)
        create_links_send(request, c);
    else if (fault == FAULT_FULL)
        problem_send_rate(request, "links", c->context->config->links_creates_per_minute, wait);
    else if (fault == FAULT_REFUSED)
        idempotency_refuse(request);
    else
        problem_send_store(request);
}

void
links_create(struct request *request, struct context *context)
{
    struct creation c = {.context = context, .key = &request->key, .now = timestamp_now()};
    char *body;
    size_t length;
    bool dry_run;
    if (!query_yes(request, "dry_run", &dry_run))
        return;
    if (dry_run) {
        dry_run_answer(request, context);
        return;
    }
    enum fault fault = request_body(request, REQUEST_BODY_MAX, &body, &length);
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE, "The body is longer than 16 MB.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off or has a NUL in it.", NULL);
    else if (idempotency_begin(request, context->config, c.now, body, length, &c.once) &&
             create_links_read(request, &c, body, length))
        create_links_serve(request, &c);
    idempotency_clear(&c.once);
    free(c.requests);
    free(c.links);
    free(c.statuses);
}
