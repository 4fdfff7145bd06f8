/*
 * stats.c: curt stats: what was counted of clicks and messages.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "commands.h"
#include "event/checkpoint.h"
#include "io.h"
#include "link/link.h"
#include "link_argument.h"
#include "stats/click_stats.h"
#include "stats/click_stats_json.h"
#include "stats/message_stats.h"
#include "store.h"

enum { STATS_VALUES = CLICK_STATS_DIMENSIONS * (CLICK_STATS_VALUES_MAX + 1) };

struct stats_value {
    enum click_stats_dimension dimension;
    char name[CLICK_STATS_VALUE_MAX + 1];
    uint64_t count;
};

/* What is asked, and what the store says to it, all of one time. */
struct stats_asked {
    struct click_stats_scope scope;
    uint64_t top; /* values of a breakdown; 0: none */
    bool json, messages;
    struct click_stats_totals totals;
    struct message_stats sent;
    struct stats_value *values;
    size_t value_count;
    struct checkpoint as_of;
};

static void
stats_take(enum click_stats_dimension dimension, const char *name, uint64_t count, void *arg)
{
    struct stats_asked *asked = arg;
    if (asked->value_count == STATS_VALUES)
        return;
    struct stats_value *value = &asked->values[asked->value_count++];
    *value = (struct stats_value){.dimension = dimension, .count = count};
    snprintf(value->name, sizeof value->name, "%s", name[0] == '\0' ? "(other)" : name);
}

/* The count's own row is read first: until this is over, nothing more is counted. */
static enum fault
stats_body(struct txn *txn, void *arg)
{
    struct stats_asked *asked = arg;
    asked->value_count = 0;
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &asked->as_of);
    if (fault == FAULT_NONE)
        fault = click_stats_summary(txn, &asked->scope, &asked->totals, stats_take, asked);
    if (fault == FAULT_NONE && asked->messages)
        fault = message_stats_get_totals(txn,
            &(struct message_stats_scope){0, asked->scope.name != NULL ? asked->scope.name : ""},
            &asked->sent);
    return fault;
}

/* By dimension, and the most first. */
static int
stats_compare(const void *a, const void *b)
{
    const struct stats_value *x = a, *y = b;
    if (x->dimension != y->dimension)
        return x->dimension < y->dimension ? -1 : 1;
    return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp(x->name, y->name);
}

/* How many places above it in its dimension? */
static size_t
stats_rank(const struct stats_asked *asked, size_t nth)
{
    size_t first = nth;
    while (first > 0 && asked->values[first - 1].dimension == asked->values[nth].dimension)
        first--;
    return nth - first;
}

static struct json_object *
stats_messages_to_json(const struct message_stats *sent)
{
    struct json_object *json = json_object_new_object();
    for (size_t i = 0; i < MESSAGE_STATS_COLUMNS; i++)
        json_object_object_add(json, message_stats_columns[i].name,
            json_object_new_int64(sent->steps[message_stats_columns[i].step]));
    return json;
}

static struct json_object *
stats_breakdown_to_json(const struct stats_asked *asked)
{
    struct json_object *json = json_object_new_object(), *list;
    for (enum click_stats_dimension d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        json_object_object_add(json, click_stats_dimension_name(d), json_object_new_array());
    for (size_t i = 0; i < asked->value_count; i++) {
        const struct stats_value *value = &asked->values[i];
        if (stats_rank(asked, i) >= asked->top)
            continue;
        struct json_object *one = json_object_new_object();
        json_add_text(one, "value", value->name);
        json_object_object_add(one, value->dimension == CLICK_STATS_BOT ? "opens" : "clicks",
            json_object_new_uint64(value->count));
        json_object_object_get_ex(json, click_stats_dimension_name(value->dimension), &list);
        json_object_array_add(list, one);
    }
    return json;
}

/* With the names that the API uses. */
static void
stats_print_json(const struct stats_asked *asked)
{
    struct json_object *json = json_object_new_object();
    click_stats_add_totals(json, &asked->totals);
    if (asked->messages)
        json_object_object_add(json, "messages", stats_messages_to_json(&asked->sent));
    if (asked->top > 0)
        json_object_object_add(json, "breakdown", stats_breakdown_to_json(asked));
    json_object_object_add(json, "as_of", checkpoint_to_json(&asked->as_of));
    io_print(json);
}

static void
stats_print_line(const char *name, uint64_t count)
{
    printf("%-14s  %12llu\n", name, (unsigned long long)count);
}

static void
stats_print_time(const char *name, int64_t at)
{
    char text[TIMESTAMP_SIZE] = "-";
    if (at != 0)
        timestamp_format(at, text);
    printf("%-14s  %s\n", name, text);
}

static void
stats_print(const struct stats_asked *asked)
{
    stats_print_line("clicks", asked->totals.opens[CLICK_PERSON]);
    stats_print_line("visitors", asked->totals.visitors);
    stats_print_line("bots", asked->totals.opens[CLICK_BOT]);
    stats_print_line("previews", asked->totals.opens[CLICK_PREVIEW]);
    stats_print_line("prefetches", asked->totals.opens[CLICK_PREFETCH]);
    stats_print_time("first click", asked->totals.first);
    stats_print_time("last click", asked->totals.last);
    for (size_t i = 0; asked->messages && i < MESSAGE_STATS_COLUMNS; i++) {
        fputs(i == 0 ? "\n" : "", stdout);
        stats_print_line(
            message_stats_columns[i].name, (uint64_t)asked->sent.steps[message_stats_columns[i].step]);
    }
    fputc('\n', stdout);
    stats_print_time("counted until", asked->as_of.at);
    for (size_t i = 0; i < asked->value_count; i++)
        if (stats_rank(asked, i) < asked->top)
            printf("%s%-14s  %12llu  %s\n", stats_rank(asked, i) == 0 ? "\n" : "",
                stats_rank(asked, i) == 0 ? click_stats_dimension_name(asked->values[i].dimension) : "",
                (unsigned long long)asked->values[i].count, asked->values[i].name);
}

/* The store is open, and is closed here. */
static int
stats_answer(const struct call *call, struct env *env, struct stats_asked *asked)
{
    asked->top = option_number(call, "top", 0);
    asked->values = xcalloc(STATS_VALUES, sizeof *asked->values);
    const enum fault fault = env_txn(env, ENV_READ, stats_body, asked);
    store_close(env);
    qsort(asked->values, asked->value_count, sizeof *asked->values, stats_compare);
    if (fault == FAULT_NONE)
        (option_flag(call, "json") ? stats_print_json : stats_print)(asked);
    free(asked->values);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
stats_command_all(const struct call *call)
{
    struct config config;
    struct stats_asked asked = {.scope.kind = CLICK_STATS_ALL, .messages = true};
    return stats_answer(call, store_open(&config), &asked);
}

/* campaign, tag: by the action. */
int
stats_command_label(const struct call *call)
{
    struct config config;
    const bool campaign = strcmp(command_action(call), "campaign") == 0;
    struct stats_asked asked = {.messages = campaign,
        .scope = {.kind = campaign ? CLICK_STATS_CAMPAIGN : CLICK_STATS_TAG, .name = argument(call, 0)}};
    return stats_answer(call, store_open(&config), &asked);
}

int
stats_command_link(const struct call *call)
{
    static struct link link;
    struct config config;
    struct stats_asked asked = {.scope.kind = CLICK_STATS_LINK};
    struct env *env = store_open(&config);
    char name[LINK_NAME_MAX + 1];
    link_argument(env, argument(call, 0), &config, name);
    const enum fault fault = link_get_owned(env_read(env), name, 0, &link);
    asked.scope.link = link.id;
    if (fault == FAULT_NONE)
        return stats_answer(call, env, &asked);
    store_close(env);
    if (fault == FAULT_MISSING)
        log_error("there is no link %s; `curt link list` shows them", argument(call, 0));
    return EXIT_FAILURE;
}
