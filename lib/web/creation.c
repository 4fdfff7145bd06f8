#include "web/creation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/link_event.h"
#include "store/link_index.h"
#include "store/once.h"
#include "store/rate.h"
#include "web/json.h"
#include "web/link_view.h"
#include "web/links.h"
#include "web/problem.h"
#include "web/repeat.h"

enum {
    CREATION_DRAWS = 20,
    CREATION_STEP = 50 /* links a transaction */,
    CREATION_ONCE_MAX = 16 * 1024 * 1024
};

enum creation_form { CREATION_ONE, CREATION_ARRAY, CREATION_LINES };

/* One request to make links, from its body to its answer. */
struct creation {
    const struct desk *desk;
    const struct key *key;
    struct wish *wishes;
    struct link *links; /* what became of each wish */
    uint16_t *statuses; /* of each wish's answer */
    size_t count;
    size_t from, to; /* the wishes of the transaction that runs */
    enum creation_form form;
    int64_t now;
    bool has_once;
    struct once once;
    char *answer; /* the first code, a line feed, the body */
    size_t answer_length;
    int status;
};

static enum fault
creation_draw(struct txn *txn, const struct creation *c, struct link *link)
{
    enum fault fault = FAULT_EXISTS;
    for (int i = 0; i < CREATION_DRAWS && fault == FAULT_EXISTS; i++) {
        code_draw(link->code, (size_t)c->desk->conf->links_code_length);
        fault = link_add(txn, link);
    }
    if (fault == FAULT_EXISTS)
        log_error("no free code in %d draws: raise [links] code_length", CREATION_DRAWS);
    return fault == FAULT_EXISTS ? FAULT_AGAIN : fault;
}

static enum fault
creation_grant(struct txn *txn, struct creation *c, size_t i)
{
    struct wish *wish = &c->wishes[i];
    struct link *link = &c->links[i];
    enum fault fault = FAULT_MISSING;
    *link = wish->link; /* the wish itself stays as it is, for another run */
    link->owner = c->key->id;
    link->version = 1;
    link->created = link->changed = c->now;
    if (wish->reuse) {
        struct link wanted = *link;
        c->statuses[i] = 200;
        fault = link_find_same(txn, &wanted, c->now, link);
        if (fault == FAULT_MISSING)
            *link = wanted;
    }
    if (fault != FAULT_MISSING)
        return fault;
    chance_bytes(&link->id, sizeof link->id);
    c->statuses[i] = 201;
    fault = wish->has_alias ? link_add(txn, link) : creation_draw(txn, c, link);
    if (wish->has_alias && fault == FAULT_EXISTS) {
        wish->error.status = 409;
        snprintf(wish->error.detail, sizeof wish->error.detail, "the alias %s is taken; choose another",
            link->code);
        strcpy(wish->error.pointer, "#/alias");
        return FAULT_NONE;
    }
    return fault == FAULT_NONE ? link_publish(txn, link, LINK_CREATED, c->now) : fault;
}

static struct json_object *
creation_problem(const struct wish *wish)
{
    return problem_json(
        wish->error.status, wish->error.detail, wish->error.pointer[0] != '\0' ? wish->error.pointer : NULL);
}

static struct json_object *
creation_item(const struct creation *c, size_t i)
{
    const struct wish *wish = &c->wishes[i];
    if (wish->error.status == 0 && c->form == CREATION_ONE)
        return link_view(&c->links[i], c->desk->conf, c->now, 0);
    if (c->form == CREATION_ONE)
        return creation_problem(wish);
    struct json_object *item = json_object_new_object();
    json_object_object_add(
        item, "status", json_object_new_int(wish->error.status != 0 ? wish->error.status : c->statuses[i]));
    if (wish->error.status != 0)
        json_object_object_add(item, "problem", creation_problem(wish));
    else
        json_object_object_add(item, "link", link_view(&c->links[i], c->desk->conf, c->now, 0));
    return item;
}

/* Writes the answer's text; the one of a run before, whose transaction was aborted, goes. */
static void
creation_answer(struct creation *c)
{
    const int style = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
    FILE *out;
    free(c->answer);
    c->answer = NULL;
    out = open_memstream(&c->answer, &c->answer_length);
    if (out == NULL)
        log_fatal("out of memory");
    const struct wish *first = &c->wishes[0];
    fprintf(out, "%s\n", c->form == CREATION_ONE && first->error.status == 0 ? c->links[0].code : "");
    if (c->form == CREATION_ARRAY)
        fputc('[', out);
    for (size_t i = 0; i < c->count; i++) {
        struct json_object *item = creation_item(c, i);
        fputs(json_object_to_json_string_ext(item, style), out);
        json_object_put(item);
        if (c->form == CREATION_LINES)
            fputc('\n', out);
        else if (c->form == CREATION_ARRAY && i + 1 < c->count)
            fputc(',', out);
    }
    if (c->form == CREATION_ARRAY)
        fputc(']', out);
    if (fclose(out) != 0)
        log_fatal("out of memory");
    c->status = c->form != CREATION_ONE    ? 207
                : first->error.status != 0 ? first->error.status
                                           : c->statuses[0];
}

static enum fault
creation_find_once(struct txn *txn, struct creation *c)
{
    free(c->answer);
    c->answer = malloc(CREATION_ONCE_MAX);
    if (c->answer == NULL)
        log_fatal("out of memory");
    const int64_t since = c->now - c->desk->conf->keep_idempotency * CLOCK_SECOND;
    enum fault fault = once_find(txn, &c->once, since, c->answer, CREATION_ONCE_MAX, &c->answer_length);
    c->status = c->once.status;
    return fault;
}

static enum fault
creation_grant_some(struct txn *txn, struct creation *c)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = c->from; i < c->to && fault == FAULT_NONE; i++) {
        if (c->wishes[i].error.status == 409) /* of a run before: it may be free now */
            c->wishes[i].error.status = 0;
        if (c->wishes[i].error.status == 0)
            fault = creation_grant(txn, c, i);
    }
    return fault;
}

static enum fault
creation_body(struct txn *txn, void *arg)
{
    struct creation *c = arg;
    return creation_grant_some(txn, c);
}

/* A few links a transaction, so that nobody waits long for their locks, and one sync of the disk for all. */
static enum fault
creation_run_in_steps(struct creation *c)
{
    enum fault fault = FAULT_NONE;
    for (c->from = 0; c->from < c->count && fault == FAULT_NONE; c->from = c->to) {
        c->to = c->from + CREATION_STEP < c->count ? c->from + CREATION_STEP : c->count;
        fault = env_txn(c->desk->env, c->count > CREATION_STEP ? ENV_WRITE : ENV_SYNC, creation_body, c);
    }
    if (fault == FAULT_NONE && c->count > CREATION_STEP)
        fault = env_flush(c->desk->env);
    if (fault == FAULT_NONE)
        creation_answer(c);
    return fault;
}

/* All in one transaction, with the answer: the same request gets these very bytes, or nothing was done. */
static enum fault
creation_once_body(struct txn *txn, void *arg)
{
    struct creation *c = arg;
    enum fault fault = creation_find_once(txn, c);
    if (fault != FAULT_MISSING)
        return fault;
    c->from = 0;
    c->to = c->count;
    fault = creation_grant_some(txn, c);
    if (fault != FAULT_NONE)
        return fault;
    creation_answer(c);
    c->once.at = c->now;
    c->once.status = (uint16_t)c->status;
    return once_keep(txn, &c->once, c->answer, c->answer_length);
}

static enum fault
creation_known_body(struct txn *txn, void *arg)
{
    return creation_find_once(txn, arg);
}

static enum fault
creation_run(struct creation *c, int64_t *wait)
{
    const struct desk *desk = c->desk;
    if (c->has_once) { /* an answer given before costs nothing of the rate */
        enum fault known = env_txn(desk->env, ENV_SYNC, creation_known_body, c);
        if (known != FAULT_MISSING)
            return known;
    }
    enum fault fault = rate_take(
        desk->env, c->key->id, desk->conf->links_creates_per_minute, (int64_t)c->count, c->now, wait);
    if (fault != FAULT_NONE)
        return fault == FAULT_REFUSED ? FAULT_FULL : fault;
    return c->has_once ? env_txn(desk->env, ENV_SYNC, creation_once_body, c) : creation_run_in_steps(c);
}

enum fault
creation_make(const struct desk *desk, const struct key *key, struct wish *wish, int64_t *wait)
{
    uint16_t status;
    struct link link = wish->link;
    struct creation c = {.desk = desk,
        .key = key,
        .wishes = wish,
        .links = &link,
        .statuses = &status,
        .count = 1,
        .now = clock_now()};
    enum fault fault = creation_run(&c, wait);
    wish->link = link;
    free(c.answer);
    return fault == FAULT_FULL ? FAULT_REFUSED : fault;
}

static void
creation_send(struct http *http, const struct creation *c)
{
    char location[LINK_URL_MAX];
    const char *body = memchr(c->answer, '\n', c->answer_length);
    const size_t code = (size_t)(body - c->answer), length = c->answer_length - code - 1;
    const char *type = c->status >= 400            ? "application/problem+json"
                       : c->form == CREATION_LINES ? "application/x-ndjson"
                                                   : "application/json";
    if (code > 0 && c->status == 201) { /* a Location with 200 is a redirect to CGI, and so to Apache */
        snprintf(location, sizeof location, "%s" LINKS_PATH "/%.*s", c->desk->conf->web_base_url, (int)code,
            c->answer);
        http_header(http, "Location", location);
    }
    http_header(http, "Cache-Control", "no-store");
    http_send(http, c->status, type, body + 1, length);
}

static void
creation_room(struct creation *c, size_t count)
{
    c->count = count;
    c->wishes = calloc(count, sizeof *c->wishes);
    c->links = calloc(count, sizeof *c->links);
    c->statuses = calloc(count, sizeof *c->statuses);
    if (c->wishes == NULL || c->links == NULL || c->statuses == NULL)
        log_fatal("out of memory");
}

static void
creation_wish(struct creation *c, size_t i, struct json_object *fields, bool text)
{
    if (wish_read(&c->wishes[i], fields, WISH_CREATE, text, c->desk->conf, c->now) == FAULT_NONE)
        c->wishes[i].error.status = 0;
}

/* Newline-delimited JSON: a line that is no JSON is that item's fault alone. */
static size_t
creation_read_lines(struct creation *c, char *body)
{
    size_t lines = 0;
    for (const char *at = body; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n')
        lines += strspn(at, " \t\r") < strcspn(at, "\n");
    if (lines == 0 || lines > CREATION_BATCH_MAX)
        return lines;
    creation_room(c, lines);
    char *rest = body;
    size_t i = 0;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        if (line[strspn(line, " \t\r")] == '\0')
            continue;
        struct json_object *fields = json_read(line, strlen(line));
        creation_wish(c, i, fields, false);
        if (fields == NULL) {
            c->wishes[i].error.status = 400;
            strcpy(c->wishes[i].error.detail, "this line is not JSON");
            c->wishes[i].error.pointer[0] = '\0';
        }
        json_object_put(fields);
        i++;
    }
    return lines;
}

static size_t
creation_read_json(struct creation *c, struct json_object *value, bool text)
{
    if (json_object_get_type(value) != json_type_array) {
        creation_room(c, 1);
        creation_wish(c, 0, value, text);
        return 1;
    }
    c->form = CREATION_ARRAY;
    const size_t count = json_object_array_length(value);
    if (count == 0 || count > CREATION_BATCH_MAX)
        return count;
    creation_room(c, count);
    for (size_t i = 0; i < count; i++)
        creation_wish(c, i, json_object_array_get_idx(value, i), false);
    return count;
}

/* Reads the body into wishes; false when an answer has been sent instead. */
static bool
creation_read(struct http *http, struct creation *c, char *body, size_t length)
{
    size_t count;
    c->form = CREATION_ONE;
    if (http_is_type(http, "application/x-ndjson") || http_is_type(http, "application/jsonl")) {
        c->form = CREATION_LINES;
        count = creation_read_lines(c, body);
    } else {
        const bool form = http_is_type(http, "application/x-www-form-urlencoded");
        if (!form && !http_is_type(http, "application/json")) {
            problem_send(http, 415,
                "Send application/json, application/x-ndjson or application/x-www-form-urlencoded.", NULL);
            return false;
        }
        struct json_object *value = form ? wish_form(body) : json_read(body, length);
        if (value == NULL) {
            problem_send(http, 400, form ? "The form's body cannot be read." : "The body is not JSON.", NULL);
            return false;
        }
        count = creation_read_json(c, value, form);
        json_object_put(value);
    }
    if (count >= 1 && count <= CREATION_BATCH_MAX)
        return true;
    problem_send(http, count == 0 ? 422 : 413, "A batch has 1 to 1000 links.", NULL);
    return false;
}

static void
creation_serve(struct http *http, struct creation *c)
{
    int64_t wait = 0;
    if (c->form == CREATION_ONE && c->wishes[0].error.status != 0) {
        creation_answer(c);
        creation_send(http, c);
        return;
    }
    enum fault fault = creation_run(c, &wait);
    if (fault == FAULT_NONE)
        creation_send(http, c);
    else if (fault == FAULT_FULL)
        problem_send_rate(http, "links", c->desk->conf->links_creates_per_minute, wait);
    else if (fault == FAULT_REFUSED)
        repeat_refuse(http);
    else
        problem_send_store(http);
}

void
creation_handle(struct http *http, const struct desk *desk, const struct key *key)
{
    struct creation c = {.desk = desk, .key = key, .now = clock_now()};
    char *body;
    size_t length;
    enum fault fault = http_body(http, HTTP_BODY_MAX, &body, &length);
    if (fault == FAULT_FULL)
        problem_send(http, 413, "The body is longer than 16 MB.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(http, 400, "The body cannot be read.", NULL);
    else if (repeat_read(http, key, body, length, &c.once, &c.has_once) &&
             creation_read(http, &c, body, length))
        creation_serve(http, &c);
    free(c.answer);
    free(c.wishes);
    free(c.links);
    free(c.statuses);
}
