#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus.h"
#include "bus/letters.h"
#include "bus/show.h"
#include "web/json.h"
#include "web/problem.h"
#include "web/query.h"

enum {
    LETTERS_PAGE = 50,
    LETTERS_PAGE_MAX = 200,
    LETTERS_BODY_MAX = 4096,
    LETTERS_SECONDS = 5 /* of looking through letters; what is left is for the next request */
};

/* What a request about many letters names. */
struct letters_asked {
    struct letters_wanted wanted;
    struct letters_walk walk;
};

static struct letters_asked
letters_asked(void)
{
    return (struct letters_asked){.walk = {.until = clock_now() + LETTERS_SECONDS * CLOCK_SECOND}};
}

/* A name and its value, from the query or from the body. NULL when it is good, else what is wrong. */
static const char *
letters_set(struct letters_asked *asked, const char *name, const char *value)
{
    if (strcmp(name, "target") == 0) {
        if (!named_valid(value))
            return "It must be the name of a target.";
        strcpy(asked->wanted.target, value);
        return NULL;
    }
    if (strcmp(name, "reason") == 0) {
        asked->wanted.code = dead_code_parse(value);
        return asked->wanted.code != 0 ? NULL : "It must be an ERROR_CODE.";
    }
    if (strcmp(name, "before") == 0)
        return clock_parse(value, &asked->wanted.before) == FAULT_NONE
                   ? NULL
                   : "It must be a time, such as 2026-05-25T16:56:50Z.";
    if (strcmp(name, "cursor") == 0)
        return show_place_parse(value, &asked->walk.after) == FAULT_NONE
                   ? NULL
                   : "It must be what next of an answer before said.";
    return "There is no such field.";
}

static bool
letters_read_query(struct http *http, struct letters_asked *asked)
{
    static const char *const names[] = {"target", "reason", "before", "cursor"};
    char value[80];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum fault fault = http_query(http, names[i], value, sizeof value);
        const char *why = fault == FAULT_NONE      ? letters_set(asked, names[i], value)
                          : fault == FAULT_MISSING ? NULL
                                                   : "It is too long, or is not text.";
        if (why != NULL) {
            problem_send(http, 400, why, names[i]);
            return false;
        }
    }
    return true;
}

/* Where the next request goes on; null when there is nothing left. */
static void
letters_add_next(struct json_object *answer, const struct letters_walk *walk)
{
    char next[SHOW_PLACE];
    show_place(&walk->after, next);
    json_object_object_add(answer, "next", walk->over ? NULL : json_object_new_string(next));
}

/* A page of the list. */
struct letters_page {
    struct json_object *letters;
    size_t limit;
};

static bool
letters_take(const struct dead *dead, void *arg)
{
    struct letters_page *page = arg;
    if (json_object_array_length(page->letters) == page->limit)
        return false;
    json_object_array_add(page->letters, show_dead(dead, false));
    return true;
}

static void
letters_list(struct bus *bus, struct http *http)
{
    struct letters_asked asked = letters_asked();
    struct letters_page page;
    if (!query_limit(http, LETTERS_PAGE, LETTERS_PAGE_MAX, &page.limit) || !letters_read_query(http, &asked))
        return;
    page.letters = json_object_new_array();
    if (letters_visit(bus->env, &asked.wanted, &asked.walk, letters_take, &page) != FAULT_NONE) {
        json_object_put(page.letters);
        problem_send_store(http);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "dead_letters", page.letters);
    letters_add_next(answer, &asked.walk);
    json_send(http, 200, "application/json", answer);
}

/* Which letters a redrive or a purge is about: all of them when the body names nothing. */
static bool
letters_read_body(struct http *http, struct letters_asked *asked)
{
    char pointer[JSON_POINTER] = "#";
    const char *why = NULL;
    struct json_object *sent = json_body(http, LETTERS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return false;
    if (json_object_is_type(sent, json_type_object)) {
        json_object_object_foreach(sent, name, value)
        {
            why = json_object_is_type(value, json_type_string)
                      ? letters_set(asked, name, json_object_get_string(value))
                      : "It must be a text.";
            json_pointer(NULL, name, pointer);
            if (why != NULL)
                break;
        }
    } else {
        why = "An object is expected; {} is about all dead letters.";
    }
    json_object_put(sent);
    if (why != NULL)
        problem_send(http, 422, why, pointer);
    return why == NULL;
}

static void
letters_handle_many(struct bus *bus, struct http *http, bool redrive)
{
    struct letters_asked asked = letters_asked();
    uint64_t count = 0;
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    if (!letters_read_body(http, &asked))
        return;
    enum fault fault = redrive ? letters_redrive(bus->env, &asked.wanted, &asked.walk, clock_now(), &count)
                               : letters_purge(bus->env, &asked.wanted, &asked.walk, &count);
    if (fault != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, redrive ? "due" : "purged", json_object_new_uint64(count));
    letters_add_next(answer, &asked.walk);
    json_send(http, 200, "application/json", answer);
}

static void
letters_read(struct bus *bus, struct http *http, const struct dead_place *place)
{
    struct dead *dead = malloc(sizeof *dead);
    if (dead == NULL)
        log_fatal("out of memory");
    enum fault fault = dead_get(env_read(bus->env), place, dead);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", show_dead(dead, true));
    else if (fault == FAULT_MISSING)
        bus_missing(http);
    else
        problem_send_store(http);
    free(dead);
}

static enum fault
letters_remove_body(struct txn *txn, void *arg)
{
    return letters_purge_one(txn, arg, clock_now());
}

static void
letters_remove(struct bus *bus, struct http *http, struct dead_place *place)
{
    enum fault fault = env_txn(bus->env, ENV_SYNC, letters_remove_body, place);
    if (fault == FAULT_NONE)
        http_send(http, 204, NULL, NULL, 0);
    else if (fault == FAULT_MISSING)
        bus_missing(http);
    else
        problem_send_store(http);
}

static void
letters_handle_one(struct bus *bus, struct http *http, const char *id)
{
    struct dead_place place;
    const bool read = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (!read && http->method != HTTP_DELETE)
        problem_send_method(http, "GET, HEAD, DELETE");
    else if (show_place_parse(id, &place) != FAULT_NONE)
        bus_missing(http);
    else if (read)
        letters_read(bus, http, &place);
    else
        letters_remove(bus, http, &place);
}

void
bus_letters(struct bus *bus, struct http *http, const char *rest)
{
    if (strcmp(rest, "redrive") == 0 || strcmp(rest, "purge") == 0)
        letters_handle_many(bus, http, strcmp(rest, "redrive") == 0);
    else if (*rest != '\0')
        letters_handle_one(bus, http, rest);
    else if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        letters_list(bus, http);
    else
        problem_send_method(http, "GET, HEAD");
}
