/*
 * link.c: curt link: links made, shown, changed and deleted.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "link/click_limit.h"
#include "link/deleted_link.h"
#include "link/link_block.h"
#include "link/link_create.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "link/link_patch.h"
#include "link_argument.h"
#include "link_piece.h"
#include "owner.h"
#include "stats/click_stats.h"
#include "store.h"

/* The rules in the file that --redirect-rules names; null takes them away. False: it was said why not. */
static bool
link_add_rules(struct json_object *fields, const char *path)
{
    struct json_object *rules = NULL;
    if (path == NULL)
        return true;
    if (strcmp(path, "null") != 0 && (rules = io_read(path)) == NULL)
        return false;
    json_object_object_add(fields, "redirect_rules", rules);
    return true;
}

/* The first line of the file that --password names, since ps(1) shows the words of a command; null takes it
 * away. False: it was said why not. */
static bool
link_add_password(struct json_object *fields, const char *path)
{
    char text[LINK_PASSWORD_MAX + 3] = "";
    FILE *file = NULL;
    if (path == NULL)
        return true;
    if (strcmp(path, "null") == 0) {
        json_object_object_add(fields, "password", NULL);
        return true;
    }
    if ((file = io_open(path)) == NULL)
        return false;
    if (fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    fclose(file);
    text[strcspn(text, "\r\n")] = '\0';
    json_object_object_add(fields, "password", json_object_new_string(text));
    explicit_bzero(text, sizeof text);
    return true;
}

/* The fields as the API takes them, with what the options say that are no fields. NULL: it was said what is
 * wrong. */
static struct json_object *
link_fields(const struct call *call)
{
    struct json_object *fields = option_fields(call), *tags = json_object_new_array();
    const char *forward = option_text(call, "forward-query"), *tag;
    for (size_t at = 0; (tag = option_next(call, "tag", &at)) != NULL;)
        json_object_array_add(tags, json_object_new_string(tag));
    if (json_object_array_length(tags) > 0)
        json_object_object_add(fields, "tags", tags);
    else
        json_object_put(tags);
    if (forward != NULL)
        json_object_object_add(fields, "forward_query", json_object_new_boolean(strcmp(forward, "yes") == 0));
    if (link_add_rules(fields, option_text(call, "redirect-rules")) &&
        link_add_password(fields, option_text(call, "password")))
        return fields;
    json_object_put(fields);
    return NULL;
}

static int
link_missing(const char *code)
{
    log_error("there is no link %s; `curt link list` shows them", code);
    return EXIT_FAILURE;
}

/* The exit status of a call about one link, which need not be there. */
static int
link_status(enum fault fault, const char *code)
{
    if (fault == FAULT_MISSING)
        return link_missing(code);
    if (fault != FAULT_NONE)
        log_error("the store is temporarily unavailable; the message above says why");
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

struct link_adding {
    struct link_request request;
    struct link link;
    uint32_t owner;
    int64_t now;
};

static enum fault
link_add_body(struct txn *txn, void *arg)
{
    struct link_adding *adding = arg;
    adding->link = adding->request.link;
    adding->link.owner = adding->owner;
    enum fault fault = adding->request.reuse ? link_find_same(txn, &adding->link, adding->now)
                                             : FAULT_MISSING;
    if (fault != FAULT_MISSING)
        return fault;
    fault = link_block_refuse(txn, &adding->link, &adding->request.error);
    return fault != FAULT_NONE ? fault
                               : link_create(txn, &adding->link, adding->request.code_length, adding->now);
}

static enum fault
link_add_run(
    struct env *env, const struct config *config, struct json_object *fields, struct link_adding *adding)
{
    enum fault fault = link_request_from_json(
        &adding->request, fields, LINK_REQUEST_CREATE, false, config, adding->now);
    if (fault == FAULT_NONE)
        fault = owner_find(env, &adding->owner);
    if (fault == FAULT_NONE)
        link_request_hash_password(&adding->request);
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_SYNC, link_add_body, adding);
    if (fault == FAULT_EXISTS)
        fault = input_error_set(&adding->request.error, ERROR_ALIAS_TAKEN, "", "alias",
            "alias %s is taken; choose another.", adding->link.code);
    return fault;
}

int
link_command_add(const struct call *call)
{
    static struct link_adding adding;
    struct config config;
    char url[LINK_SHORT_URL_SIZE];
    struct json_object *fields = link_fields(call);
    if (fields == NULL)
        return EXIT_FAILURE;
    json_add_text(fields, "url", argument(call, 0));
    struct env *env = store_open(&config);
    adding.now = timestamp_now();
    const enum fault fault = link_add_run(env, &config, fields, &adding);
    store_close(env);
    json_object_put(fields);
    if (fault == FAULT_REFUSED) /* it was said */
        return EXIT_FAILURE;
    if (fault != FAULT_NONE)
        return io_status(fault, &adding.request.error);
    link_short_url(&adding.link, &config, url);
    if (option_flag(call, "json"))
        io_print(link_to_json(&adding.link, &config, adding.now, 0));
    else
        puts(url);
    return EXIT_SUCCESS;
}

/* Which links are asked for. */
struct link_asked {
    struct env *env;
    const struct config *config;
    const char *text, *state, *domain;
    uint64_t limit, printed;
    int64_t now;
    bool json;
    struct link_piece piece;
};

static bool
link_is_asked(const struct link_asked *asked, const struct link *link, const char *state)
{
    return (asked->state == NULL || strcmp(asked->state, state) == 0) &&
           (asked->domain == NULL || strcmp(link_domain(link, asked->config), asked->domain) == 0) &&
           link_piece_wants(&asked->piece, link) && (asked->text == NULL || link_contains(link, asked->text));
}

static enum fault
link_clicks(struct env *env, const struct link *link, uint64_t *clicks)
{
    struct click_stats_totals totals;
    const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = link->id};
    enum fault fault = click_stats_totals(env_read(env), &scope, &totals);
    *clicks = fault == FAULT_NONE ? totals.opens[CLICK_PERSON] : 0;
    return fault;
}

static enum fault
link_print_row(struct link_asked *asked, const struct link *link, const char *state, uint64_t used)
{
    uint64_t clicks;
    char created[TIMESTAMP_SIZE], name[LINK_NAME_MAX + 1];
    const enum fault fault = link_clicks(asked->env, link, &clicks);
    if (fault != FAULT_NONE)
        return fault;
    asked->printed++;
    if (asked->json) {
        struct json_object *json = link_to_json(link, asked->config, asked->now, used);
        json_add_text(json, "state", state);
        json_object_object_add(json, "clicks", json_object_new_uint64(clicks));
        io_print(json);
        return FAULT_NONE;
    }
    timestamp_format(link->created, created);
    link_name(link, name);
    printf("%-16s  %-8s  %.10s  %10llu  %s\n", name + strspn(name, "/"), state, created,
        (unsigned long long)clicks, link->url);
    return FAULT_NONE;
}

static enum fault
link_print_piece(struct link_asked *asked)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < asked->piece.count && asked->printed < asked->limit && fault == FAULT_NONE; i++) {
        const struct link *link = &asked->piece.links[i];
        uint64_t used = 0;
        if (link->max_clicks > 0)
            fault = click_limit_used(env_read(asked->env), link, &used);
        const char *state = link_state_name(link_state(link, asked->now, used));
        if (fault == FAULT_NONE && link_is_asked(asked, link, state))
            fault = link_print_row(asked, link, state, used);
    }
    return fault;
}

static enum fault
link_list_run(struct link_asked *asked)
{
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && !asked->piece.ended && asked->printed < asked->limit && !ferror(stdout)) {
        fault = link_piece_read(&asked->piece, asked->env);
        if (fault == FAULT_NONE)
            fault = link_print_piece(asked);
    }
    return fault;
}

/* Those that can be restored, in no order that means anything. */
static enum fault
link_list_deleted(struct link_asked *asked)
{
    static struct deleted_link deleted;
    uint64_t after = 0;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && asked->printed < asked->limit &&
           (fault = deleted_link_next(env_read(asked->env), after, &deleted)) == FAULT_NONE) {
        after = deleted.link.id;
        if (deleted.until > asked->now && link_is_asked(asked, &deleted.link, "deleted"))
            fault = link_print_row(asked, &deleted.link, "deleted", 0);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

int
link_command_list(const struct call *call)
{
    static struct link_asked asked;
    struct config config;
    char domain[DOMAIN_NAME_MAX + 1];
    asked = (struct link_asked){.text = option_text(call, "find"),
        .state = option_text(call, "state"),
        .limit = option_number(call, "limit", IO_LIST),
        .now = timestamp_now(),
        .json = option_flag(call, "json"),
        .config = &config};
    link_piece_begin(&asked.piece, option_text(call, "tag"), option_text(call, "campaign"));
    const char *typed = option_text(call, "domain");
    if (typed != NULL) {
        domain_name_parse(typed, domain);
        asked.domain = domain;
    }
    asked.env = store_open(&config);
    if (!asked.json)
        printf("%-16s  %-8s  %-10s  %10s  %s\n", "code", "state", "created", "clicks", "url");
    const bool deleted = asked.state != NULL && strcmp(asked.state, "deleted") == 0;
    const enum fault fault = deleted ? link_list_deleted(&asked) : link_list_run(&asked);
    store_close(asked.env);
    return io_list_status(fault == FAULT_NONE ? FAULT_MISSING : fault);
}

/* The values of a condition: "ios, android", "from=sms", "50". */
static void
link_print_condition(struct json_object *value)
{
    for (size_t i = 0; json_object_is_type(value, json_type_array) && i < json_object_array_length(value);
         i++)
        printf("%s%s", i > 0 ? ", " : "", json_object_get_string(json_object_array_get_idx(value, i)));
    if (json_object_is_type(value, json_type_object)) {
        const char *comma = "";
        json_object_object_foreach(value, name, wanted)
        {
            const bool any = json_object_is_type(wanted, json_type_boolean);
            printf("%s%s%s%s", comma, name, any ? "" : "=", any ? "" : json_object_get_string(wanted));
            comma = ", ";
        }
    } else if (!json_object_is_type(value, json_type_array)) {
        fputs(json_object_get_string(value), stdout);
    }
    putchar('\n');
}

/* A line with the number and the target of each, and below it a line a condition. */
static void
link_print_rules(struct json_object *rules)
{
    for (size_t i = 0; i < json_object_array_length(rules); i++) {
        struct json_object *rule = json_object_array_get_idx(rules, i), *conditions;
        printf("%-15s  %zu: %s\n", i == 0 ? "redirect_rules" : "", i + 1, json_member(rule, "url"));
        json_object_object_get_ex(rule, "if", &conditions);
        json_object_object_foreach(conditions, name, value)
        {
            printf("%-15s     %-8s  ", "", name);
            link_print_condition(value);
        }
    }
}

/* A line a field that says something, under the names of the JSON. */
static void
link_print(struct json_object *json)
{
    json_object_object_foreach(json, name, value)
    {
        if (strcmp(name, "redirect_rules") == 0) {
            link_print_rules(value);
        } else if (value == NULL || json_object_is_type(value, json_type_array)) {
            for (size_t i = 0; value != NULL && i < json_object_array_length(value); i++)
                printf("%-15s  %s\n", i == 0 ? name : "",
                    json_object_get_string(json_object_array_get_idx(value, i)));
        } else if (json_object_is_type(value, json_type_boolean)) {
            printf("%-15s  %s\n", name, json_object_get_boolean(value) ? "yes" : "no");
        } else {
            printf("%-15s  %s\n", name, json_object_get_string(value));
        }
    }
    json_object_put(json);
}

static int
link_show(const struct call *call, struct env *env, const struct config *config, const struct link *link)
{
    uint64_t used = 0, clicks;
    if (link->max_clicks > 0 && click_limit_used(env_read(env), link, &used) != FAULT_NONE)
        return EXIT_FAILURE;
    if (link_clicks(env, link, &clicks) != FAULT_NONE)
        return EXIT_FAILURE;
    struct json_object *json = link_to_json(link, config, timestamp_now(), used);
    json_object_object_add(json, "clicks", json_object_new_uint64(clicks));
    (option_flag(call, "json") ? io_print : link_print)(json);
    return EXIT_SUCCESS;
}

int
link_command_show(const struct call *call)
{
    static struct link link;
    struct config config;
    struct env *env = store_open(&config);
    char name[LINK_NAME_MAX + 1];
    link_argument(env, argument(call, 0), &config, name);
    const enum fault fault = link_get_owned(env_read(env), name, 0, &link);
    const int status = fault == FAULT_NONE ? link_show(call, env, &config, &link)
                                           : link_status(fault, argument(call, 0));
    store_close(env);
    return status;
}

/* Changes the link as the request says, or deletes it: NULL. */
static enum fault
link_change(struct env *env, const struct config *config, const char *code, const struct link_request *wanted,
    struct link *after, struct input_error *error)
{
    static struct link_patch patch;
    char name[LINK_NAME_MAX + 1];
    link_argument(env, code, config, name);
    patch = (struct link_patch){.name = name, .if_match = "", .wanted = wanted, .now = timestamp_now()};
    patch.until = patch.now + config->links_grace * TIMESTAMP_SECOND;
    enum fault fault = link_patch_apply(env, &patch);
    *after = patch.after;
    *error = patch.error;
    return fault;
}

int
link_command_edit(const struct call *call)
{
    static struct link_request wanted;
    static struct link link;
    struct config config;
    if (option_count(call) == (option_flag(call, "json") ? 1 : 0))
        return command_misuse(call, "say what to change");
    struct json_object *fields = link_fields(call);
    if (fields == NULL)
        return EXIT_FAILURE;
    struct env *env = store_open(&config);
    enum fault fault = link_request_from_json(
        &wanted, fields, LINK_REQUEST_CHANGE, false, &config, timestamp_now());
    json_object_put(fields);
    if (fault == FAULT_NONE) {
        link_request_hash_password(&wanted);
        fault = link_change(env, &config, argument(call, 0), &wanted, &link, &wanted.error);
    }
    int status = EXIT_FAILURE;
    if (fault == FAULT_NONE)
        status = option_flag(call, "json") ? link_show(call, env, &config, &link) : EXIT_SUCCESS;
    else
        status = fault == FAULT_INPUT ? io_status(fault, &wanted.error)
                                      : link_status(fault, argument(call, 0));
    store_close(env);
    return status;
}

/* disable, enable: by the action. */
int
link_command_switch(const struct call *call)
{
    static struct link_request wanted;
    static struct link link;
    struct config config;
    link_request_set_disabled(&wanted, strcmp(command_action(call), "disable") == 0);
    struct env *env = store_open(&config);
    const enum fault fault = link_change(env, &config, argument(call, 0), &wanted, &link, &wanted.error);
    store_close(env);
    return link_status(fault, argument(call, 0));
}

int
link_command_delete(const struct call *call)
{
    static struct link link;
    struct config config;
    struct env *env = store_open(&config);
    struct input_error error;
    const enum fault fault = link_change(env, &config, argument(call, 0), NULL, &link, &error);
    store_close(env);
    return link_status(fault, argument(call, 0));
}

struct link_restoring {
    char name[LINK_NAME_MAX + 1];
    struct link link;
};

static enum fault
link_restore_body(struct txn *txn, void *arg)
{
    struct link_restoring *restoring = arg;
    return link_restore(txn, restoring->name, 0, timestamp_now(), &restoring->link);
}

int
link_command_restore(const struct call *call)
{
    static struct link_restoring restoring;
    struct config config;
    const char *typed = argument(call, 0);
    struct env *env = store_open(&config);
    link_argument(env, typed, &config, restoring.name);
    const enum fault fault = env_txn(env, ENV_SYNC, link_restore_body, &restoring);
    store_close(env);
    if (fault == FAULT_EXISTS)
        log_error("another link has the code %s by now; delete that one first", typed);
    else if (fault == FAULT_MISSING)
        log_error("no deleted link %s can be restored; `curt link list --state deleted` shows those that can",
            typed);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
