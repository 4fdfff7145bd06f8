#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus.h"
#include "bus/letters.h"
#include "bus/show.h"
#include "web/json.h"
#include "web/problem.h"

enum { LETTERS_PAGE = 50, LETTERS_PAGE_MAX = 200, LETTERS_BODY_MAX = 4096 };

/* A page of the list. */
struct letters_page {
    struct json_object *letters;
    size_t limit;
    bool more;
    struct dead_place last; /* the last one in it */
};

static bool
letters_take(const struct dead *dead, void *arg)
{
    struct letters_page *page = arg;
    page->more = json_object_array_length(page->letters) == page->limit;
    if (page->more)
        return false;
    page->last = (struct dead_place){dead->target, dead->event.number};
    json_object_array_add(page->letters, show_dead(dead, false));
    return true;
}

static enum fault
letters_set(struct letters_wanted *wanted, const char *name, const char *value)
{
    if (strcmp(name, "target") == 0 && named_valid(value)) {
        strcpy(wanted->target, value);
        return FAULT_NONE;
    }
    if (strcmp(name, "reason") == 0) {
        wanted->code = dead_code_parse(value);
        return wanted->code != 0 ? FAULT_NONE : FAULT_INPUT;
    }
    return strcmp(name, "before") == 0 ? clock_parse(value, &wanted->before) : FAULT_INPUT;
}

static bool
letters_read_query(struct http *http, struct letters_wanted *wanted, struct dead_place *after)
{
    static const char *const names[] = {"target", "reason", "before"};
    char value[80];
    *wanted = (struct letters_wanted){.code = 0};
    *after = (struct dead_place){0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum fault fault = http_query(http, names[i], value, sizeof value);
        if (fault == FAULT_NONE)
            fault = letters_set(wanted, names[i], value);
        if (fault != FAULT_NONE && fault != FAULT_MISSING) {
            problem_send(http, 400, "target is a name, reason an ERROR_CODE, before a time.", names[i]);
            return false;
        }
    }
    enum fault fault = http_query(http, "cursor", value, sizeof value);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && show_place_parse(value, after) == FAULT_NONE))
        return true;
    problem_send(http, 400, "cursor is not one that a list gave out.", "cursor");
    return false;
}

static void
letters_list(struct bus *bus, struct http *http)
{
    struct letters_wanted wanted;
    struct letters_page page = {.limit = 0};
    struct dead_place after;
    char next[SHOW_PLACE];
    if (!bus_limit(http, LETTERS_PAGE, LETTERS_PAGE_MAX, &page.limit) ||
        !letters_read_query(http, &wanted, &after))
        return;
    page.letters = json_object_new_array();
    if (letters_visit(bus->env, &wanted, &after, letters_take, &page) != FAULT_NONE) {
        json_object_put(page.letters);
        problem_send_store(http);
        return;
    }
    struct json_object *answer = json_object_new_object();
    show_place(&page.last, next);
    json_object_object_add(answer, "dead_letters", page.letters);
    json_object_object_add(answer, "next", page.more ? json_object_new_string(next) : NULL);
    json_send(http, 200, "application/json", answer);
}

/* Which letters a redrive or a purge is about. {} is all of them. */
static bool
letters_read_body(struct http *http, struct letters_wanted *wanted)
{
    struct json_object *sent = bus_body(http, LETTERS_BODY_MAX);
    bool good = json_object_is_type(sent, json_type_object);
    *wanted = (struct letters_wanted){.code = 0};
    if (sent == NULL)
        return false;
    if (good) {
        json_object_object_foreach(sent, name, value)
            good = good && json_object_is_type(value, json_type_string) &&
                   letters_set(wanted, name, json_object_get_string(value)) == FAULT_NONE;
    }
    json_object_put(sent);
    if (!good)
        problem_send(http, 422,
            "An object is expected, with target (a name), reason (an ERROR_CODE), before (a time), or none "
            "of "
            "them.",
            "#");
    return good;
}

static void
letters_send_count(struct http *http, enum fault fault, const char *name, uint64_t count)
{
    if (fault != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, name, json_object_new_uint64(count));
    json_send(http, 200, "application/json", answer);
}

static void
letters_handle_many(struct bus *bus, struct http *http, bool redrive)
{
    struct letters_wanted wanted;
    uint64_t count = 0;
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    if (!letters_read_body(http, &wanted))
        return;
    enum fault fault = redrive ? letters_redrive(bus->env, &wanted, clock_now(), &count)
                               : letters_purge(bus->env, &wanted, &count);
    letters_send_count(http, fault, redrive ? "due" : "purged", count);
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
    return dead_remove(txn, arg);
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

void
bus_letters(struct bus *bus, struct http *http, const char *rest)
{
    struct dead_place place;
    const bool read = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (*rest == '\0' && read)
        letters_list(bus, http);
    else if (*rest == '\0')
        problem_send_method(http, "GET, HEAD");
    else if (strcmp(rest, "redrive") == 0 || strcmp(rest, "purge") == 0)
        letters_handle_many(bus, http, strcmp(rest, "redrive") == 0);
    else if (show_place_parse(rest, &place) != FAULT_NONE)
        bus_missing(http);
    else if (read)
        letters_read(bus, http, &place);
    else if (http->method == HTTP_DELETE)
        letters_remove(bus, http, &place);
    else
        problem_send_method(http, "GET, HEAD, DELETE");
}
