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
#include "link/link_block.h"
#include "link/link_create.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "link_items.h"
#include "net/url.h"
#include "shorten.h"

enum { CREATE_LINKS_STEP = 50 /* links a transaction */ };

/* An answer has no more than a thousand links: of each, the 17 KB that were sent, since the body has 16 MB;
 * what encoding adds to its URLs and rules, 24 KB; its short URL; and what it has beside that, 2 KB. Or
 * problems. It is kept for its Idempotency-Key whatever is asked. */
_Static_assert(1000 * 46 * 1024 < IDEMPOTENCY_ROW_MAX, "an answer about links is never too long to be kept");

/* One request to make links, from its body to its answer. */
struct creation {
    const struct context *context;
    const struct api_key *key;
    struct link_items items, begin; /* begin: where those of the transaction that runs begin */
    size_t count;                   /* of that transaction */
    struct link_request wanted;     /* the last of them, */
    struct link link;               /* what became of it, */
    uint16_t status;                /* and its answer's */
    char *text;                     /* the answers of all of them so far */
    size_t length, size, begin_length;
    int64_t now;
    struct idempotency once; /* with the answer, also when no Idempotency-Key was sent */
};

static enum fault
create_links_grant(struct txn *txn, struct creation *c)
{
    struct link_request *wanted = &c->wanted;
    struct link *link = &c->link;
    *link = wanted->link;
    link->owner = c->key->id;
    c->status = 200;
    enum fault fault = wanted->reuse ? link_find_same(txn, link, c->now) : FAULT_MISSING;
    if (fault != FAULT_MISSING)
        return fault;
    c->status = 201;
    fault = link_index_check_tags(txn, link->owner, &link->labels, (uint64_t)c->context->config->quotas_tags);
    if (fault == FAULT_REFUSED) {
        link_request_refuse_tags(wanted, c->context->config);
        return FAULT_NONE;
    }
    if (fault != FAULT_NONE)
        return fault;
    fault = link_block_refuse(txn, link, &wanted->error);
    if (fault != FAULT_NONE)
        return fault == FAULT_INPUT ? FAULT_NONE : fault;
    fault = link_create(txn, link, wanted->code_length, c->now);
    if (!wanted->has_alias || fault != FAULT_EXISTS)
        return fault;
    input_error_set(
        &wanted->error, ERROR_ALIAS_TAKEN, "", "alias", "alias %s is taken; choose another.", link->code);
    return FAULT_NONE;
}

/* Of what became of the last one. */
static int
create_links_status(const struct creation *c)
{
    const enum error_code code = c->wanted.error.code;
    return code != ERROR_NONE ? problem_type(code)->status : c->status;
}

static struct json_object *
create_links_item(const struct creation *c)
{
    const struct input_error *error = &c->wanted.error;
    const bool good = error->code == ERROR_NONE;
    struct json_object *what = good ? link_to_json(&c->link, c->context->config, c->now, 0)
                                    : problem_json(error->code, error->detail, error->pointer);
    if (c->items.form == LINK_ITEMS_ONE)
        return what;
    struct json_object *item = json_object_new_object();
    json_object_object_add(item, "status", json_object_new_int(create_links_status(c)));
    json_object_object_add(item, good ? "link" : "problem", what);
    return item;
}

/* Room for the answer, about as much as it will need: it takes memory only where it is written to, while to
 * grow could need as much again. */
static void
create_links_reserve(struct creation *c, size_t body)
{
    c->size = body + 1024 * c->items.count;
    c->text = xmalloc(c->size);
}

/* Adds to the answer. */
static void
create_links_write(struct creation *c, const char *text, size_t length)
{
    if (c->length + length > c->size) {
        c->size = c->length + length + c->length / 2;
        c->text = xreallocarray(c->text, c->size, 1);
    }
    memcpy(c->text + c->length, text, length);
    c->length += length;
}

static void
create_links_write_item(struct creation *c)
{
    size_t length;
    struct json_object *item = create_links_item(c);
    const char *text = json_text(item, &length);
    if (c->items.form == LINK_ITEMS_ARRAY)
        create_links_write(c, c->length == 0 ? "[" : ",", 1);
    create_links_write(c, text, length);
    if (c->items.form == LINK_ITEMS_LINES)
        create_links_write(c, "\n", 1);
    json_object_put(item);
}

/* The answer is whole: it becomes that of the request. */
static void
create_links_answer(struct creation *c)
{
    char location[LINK_SHORT_URL_SIZE + DOMAIN_NAME_MAX], path[SHORT_CODE_URL_SIZE];
    if (c->items.form == LINK_ITEMS_ARRAY)
        create_links_write(c, "]", 1);
    const int status = c->items.form != LINK_ITEMS_ONE ? 207 : create_links_status(c);
    url_encode_path(c->link.code, false, path, sizeof path);
    snprintf(location, sizeof location, "%s" LINKS_PATH "/%s%s%s", c->context->config->web_base_url, path,
        c->link.domain[0] != '\0' ? "?domain=" : "", c->link.domain);
    /* A Location with 200 is a redirect to CGI, and so to Apache. */
    idempotency_set_answer(&c->once, status, status == 201 ? location : NULL, c->text, c->length);
    c->text = NULL;
    c->length = c->size = 0;
}

/* It may run more than once: each time from where it began. */
static enum fault
create_links_body(struct txn *txn, void *arg)
{
    struct creation *c = arg;
    enum fault fault = c->count > 1 ? link_index_hold(txn) : FAULT_NONE;
    c->items = c->begin;
    c->length = c->begin_length;
    for (size_t i = 0; i < c->count && fault == FAULT_NONE; i++) {
        link_items_next(&c->items, &c->wanted);
        if (c->wanted.error.code == ERROR_NONE)
            fault = create_links_grant(txn, c);
        if (fault == FAULT_NONE)
            create_links_write_item(c);
    }
    return fault;
}

/* A few links a transaction, so that no one waits long for their locks, and one sync of the disk for all. */
static enum fault
create_links_run_in_steps(struct creation *c)
{
    enum fault fault = FAULT_NONE;
    const size_t all = c->items.count;
    for (size_t done = 0; done < all && fault == FAULT_NONE; done += c->count) {
        c->begin = c->items;
        c->begin_length = c->length;
        c->count = done + CREATE_LINKS_STEP < all ? CREATE_LINKS_STEP : all - done;
        fault = env_txn(
            c->context->env, all > CREATE_LINKS_STEP ? ENV_WRITE : ENV_SYNC, create_links_body, c);
    }
    if (fault == FAULT_NONE && all > CREATE_LINKS_STEP)
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
    fault = create_links_body(txn, c);
    if (fault != FAULT_NONE)
        return fault;
    create_links_answer(c);
    return idempotency_put(txn, &c->once);
}

static enum fault
create_links_run_once(struct creation *c)
{
    c->begin = c->items;
    c->count = c->items.count;
    return env_txn(c->context->env, ENV_SYNC, create_links_once_body, c);
}

static enum fault
create_links_run(struct creation *c, int64_t *wait)
{
    const struct context *context = c->context;
    /* An answer given before costs nothing of the rate. */
    enum fault fault = idempotency_find(context->env, &c->once);
    if (fault != FAULT_MISSING)
        return fault;
    fault = create_limit_take(context->env, c->key->id, context->config->links_creates_per_minute,
        (int64_t)c->items.count, c->now, wait);
    if (fault != FAULT_NONE)
        return fault == FAULT_REFUSED ? FAULT_FULL : fault;
    if (c->items.form == LINK_ITEMS_ONE)
        link_request_hash_password(c->items.one);
    return c->once.has_key ? create_links_run_once(c) : create_links_run_in_steps(c);
}

enum fault
create_link(
    const struct context *context, const struct api_key *key, struct link_request *wanted, int64_t *wait)
{
    struct creation c = {.context = context,
        .key = key,
        .items = {.form = LINK_ITEMS_ONE, .count = 1, .one = wanted},
        .now = timestamp_now()};
    enum fault fault = create_links_run(&c, wait);
    if (fault == FAULT_NONE) {
        wanted->link = c.link;
        wanted->error = c.wanted.error;
    }
    free(c.text);
    idempotency_clear(&c.once);
    return fault == FAULT_FULL ? FAULT_REFUSED : fault;
}

static void
create_links_send(struct request *request, const struct creation *c)
{
    idempotency_send(
        request, &c->once, c->items.form == LINK_ITEMS_LINES ? "application/x-ndjson" : "application/json");
}

static void
create_links_serve(struct request *request, struct creation *c)
{
    int64_t wait = 0;
    if (c->items.form == LINK_ITEMS_ONE && c->items.one->error.code != ERROR_NONE) {
        link_items_next(&c->items, &c->wanted);
        create_links_write_item(c);
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
        problem_send_store(request, fault);
}

static void
create_links_take(struct request *request, struct context *context)
{
    struct creation c = {.context = context, .key = &request->key, .now = timestamp_now()};
    struct link_request one;
    char *body;
    size_t length;
    enum fault fault = request_body(request, REQUEST_BODY_MAX, &body, &length);
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE, "The body is longer than 16 MB.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off or has a NUL in it.", NULL);
    else if (idempotency_begin(request, context->config, c.now, body, length, &c.once) &&
             link_items_read(request, context->config, c.now, body, length, &one, &c.items)) {
        create_links_reserve(&c, length);
        create_links_serve(request, &c);
    }
    free(c.text);
    link_items_free(&c.items);
    idempotency_clear(&c.once);
}

void
links_create(struct request *request, struct context *context)
{
    bool dry_run;
    if (!query_yes(request, "dry_run", &dry_run))
        return;
    if (dry_run)
        dry_run_answer(request, context);
    else
        create_links_take(request, context);
}
