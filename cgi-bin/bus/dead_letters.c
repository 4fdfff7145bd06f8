/*
 * dead_letters.c: /api/v1/dead-letters: what targets did not take.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "bus.h"
#include "bus/bus_json.h"
#include "bus/dead_letters.h"
#include "http/json_body.h"
#include "http/query.h"

enum {
    DEAD_LETTERS_PAGE = 50,
    DEAD_LETTERS_PAGE_MAX = 200,
    DEAD_LETTERS_BODY_MAX = 4096,
    DEAD_LETTERS_SECONDS = 5 /* of looking through letters; what is left is for the next request */
};

/* What a request about many letters names. */
struct dead_letters_asked {
    struct dead_letters_filter wanted;
    struct dead_letters_cursor cursor;
};

static struct dead_letters_asked
dead_letters_asked(void)
{
    return (struct dead_letters_asked){
        .cursor = {.until = timestamp_now() + DEAD_LETTERS_SECONDS * TIMESTAMP_SECOND}};
}

/* A name and its value, from the query or from the body. NULL when it is good, else what is wrong. */
static const char *
dead_letters_set(struct dead_letters_asked *asked, const char *name, const char *value)
{
    if (strcmp(name, "target") == 0) {
        if (!table_name_is_valid(value))
            return "target must be the name of a target.";
        strcpy(asked->wanted.target, value);
        return NULL;
    }
    if (strcmp(name, "reason") == 0) {
        asked->wanted.code = dead_letter_code_parse(value);
        return asked->wanted.code != 0 ? NULL : "reason must be an error code, such as TIMEOUT.";
    }
    if (strcmp(name, "before") == 0)
        return timestamp_parse(value, &asked->wanted.before) == FAULT_NONE
                   ? NULL
                   : "before must be a time, such as 2026-05-25T16:56:50Z.";
    if (strcmp(name, "cursor") == 0)
        return dead_letter_id_parse(value, &asked->cursor.after) == FAULT_NONE
                   ? NULL
                   : "cursor is invalid; pass `next` of the previous page.";
    return "There is no such field; there are target, reason, before and cursor.";
}

static bool
dead_letters_read_query(struct request *request, struct dead_letters_asked *asked)
{
    static const char *const names[] = {"target", "reason", "before", "cursor"};
    char value[80];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum fault fault = request_query(request, names[i], value, sizeof value);
        const char *why = fault == FAULT_NONE      ? dead_letters_set(asked, names[i], value)
                          : fault == FAULT_MISSING ? NULL
                                                   : "It is too long or not text.";
        if (why != NULL) {
            problem_send(request, ERROR_INVALID_PARAMETER, why, names[i]);
            return false;
        }
    }
    return true;
}

/* Where the next request goes on; null when there is nothing left. */
static void
dead_letters_add_next(struct json_object *answer, const struct dead_letters_cursor *cursor)
{
    char next[DEAD_LETTER_ID_SIZE];
    dead_letter_id_format(&cursor->after, next);
    json_object_object_add(answer, "next", cursor->over ? NULL : json_object_new_string(next));
}

/* A page of the list. */
struct dead_letters_page {
    struct json_object *letters;
    size_t limit;
};

static bool
dead_letters_take(const struct dead_letter *dead, void *arg)
{
    struct dead_letters_page *page = arg;
    if (json_object_array_length(page->letters) == page->limit)
        return false;
    json_object_array_add(page->letters, dead_letter_to_json(dead, false));
    return true;
}

void
dead_letters_list(struct request *request, struct context *context)
{
    struct dead_letters_asked asked = dead_letters_asked();
    struct dead_letters_page page;
    if (!query_limit(request, DEAD_LETTERS_PAGE, DEAD_LETTERS_PAGE_MAX, &page.limit) ||
        !dead_letters_read_query(request, &asked))
        return;
    page.letters = json_object_new_array();
    if (dead_letters_visit(context->env, &asked.wanted, &asked.cursor, dead_letters_take, &page) !=
        FAULT_NONE) {
        json_object_put(page.letters);
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "dead_letters", page.letters);
    dead_letters_add_next(answer, &asked.cursor);
    response_send_json(request, 200, "application/json", answer);
}

/* Which letters a redrive or a purge is about: all of them when the body names nothing. */
static bool
dead_letters_read_body(struct request *request, struct dead_letters_asked *asked)
{
    char pointer[JSON_POINTER_SIZE] = "#";
    const char *why = NULL;
    struct json_object *sent = json_body(request, DEAD_LETTERS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return false;
    if (json_object_is_type(sent, json_type_object)) {
        json_object_object_foreach(sent, name, value)
        {
            why = json_object_is_type(value, json_type_string)
                      ? dead_letters_set(asked, name, json_object_get_string(value))
                      : "It must be a string.";
            json_pointer(NULL, name, pointer);
            if (why != NULL)
                break;
        }
    } else {
        why = "The body must be an object; {} means all dead letters.";
    }
    json_object_put(sent);
    if (why != NULL)
        problem_send(request, ERROR_INVALID_VALUE, why, pointer);
    return why == NULL;
}

static void
dead_letters_apply(struct request *request, struct context *context, bool redrive)
{
    struct dead_letters_asked asked = dead_letters_asked();
    uint64_t count = 0;
    if (!dead_letters_read_body(request, &asked))
        return;
    enum fault fault = redrive ? dead_letters_redrive(
                                     context->env, &asked.wanted, &asked.cursor, timestamp_now(), &count)
                               : dead_letters_purge(context->env, &asked.wanted, &asked.cursor, &count);
    if (fault != FAULT_NONE) {
        problem_send_store(request, fault);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, redrive ? "due" : "purged", json_object_new_uint64(count));
    dead_letters_add_next(answer, &asked.cursor);
    response_send_json(request, 200, "application/json", answer);
}

void
dead_letters_redrive_all(struct request *request, struct context *context)
{
    dead_letters_apply(request, context, true);
}

void
dead_letters_purge_all(struct request *request, struct context *context)
{
    dead_letters_apply(request, context, false);
}

void
dead_letters_get(struct request *request, struct context *context)
{
    struct dead_letter_id id;
    struct dead_letter *dead = xmalloc(sizeof *dead);
    enum fault fault = dead_letter_id_parse(request_param(request, "id"), &id) == FAULT_NONE
                           ? dead_letter_get(env_read(context->env), &id, dead)
                           : FAULT_MISSING;
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json", dead_letter_to_json(dead, true));
    else
        bus_send_fault(request, fault);
    free(dead);
}

static enum fault
dead_letters_delete_body(struct txn *txn, void *arg)
{
    return dead_letters_purge_one(txn, arg, timestamp_now());
}

void
dead_letters_delete(struct request *request, struct context *context)
{
    struct dead_letter_id id;
    enum fault fault = dead_letter_id_parse(request_param(request, "id"), &id) == FAULT_NONE
                           ? env_txn(context->env, ENV_SYNC, dead_letters_delete_body, &id)
                           : FAULT_MISSING;
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        bus_send_fault(request, fault);
}
