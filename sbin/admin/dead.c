/*
 * dead.c: curt dead: events that a target did not take.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "bus/bus_json.h"
#include "bus/dead_letters.h"
#include "bus/retry.h"
#include "commands.h"
#include "io.h"
#include "store.h"

enum { DEAD_SECONDS = 3600 /* the longest that a redrive by hand runs */ };

static bool
dead_print(const struct dead_letter *dead, void *arg)
{
    const bool *json = arg;
    char place[DEAD_LETTER_ID_SIZE], since[TIMESTAMP_SIZE], next[TIMESTAMP_SIZE] = "never";
    if (*json) {
        io_print(dead_letter_to_json(dead, false));
        return !ferror(stdout);
    }
    dead_letter_id_format(&(struct dead_letter_id){dead->target, dead->event.number}, place);
    timestamp_format(dead->since, since);
    if (dead->next != 0)
        timestamp_format(dead->next, next);
    printf("%-28s  %-16s  %-24s  %-18s %3u  %-24s  %s\n", place, dead->target_name, since,
        dead_letter_code_name(dead->code), dead->attempts, next, dead->message);
    return !ferror(stdout);
}

/* Which letters the call is about. */
static struct dead_letters_filter
dead_wanted(const struct call *call)
{
    struct dead_letters_filter wanted = {.code = 0};
    const char *target = option_text(call, "target"), *reason = option_text(call, "reason"),
               *before = option_text(call, "older-than");
    if (target != NULL)
        strcpy(wanted.target, target); /* it is a name: table.h bounds it */
    if (reason != NULL)
        wanted.code = dead_letter_code_parse(reason);
    if (before != NULL)
        form_read_past(before, &wanted.before);
    return wanted;
}

int
dead_command_list(const struct call *call)
{
    const struct dead_letters_filter wanted = dead_wanted(call);
    bool json = option_flag(call, "json");
    struct config config;
    struct dead_letters_cursor cursor = {.until = 0};
    struct env *env = store_open(&config);
    if (!json)
        printf("%-28s  %-16s  %-24s  %-18s %3s  %-24s  %s\n", "id", "target", "since", "reason", "n",
            "next try", "message");
    enum fault fault = dead_letters_visit(env, &wanted, &cursor, dead_print, &json);
    store_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
dead_command_show(const struct call *call)
{
    const char *id = argument(call, 0);
    struct config config;
    struct dead_letter_id place;
    struct dead_letter *dead = xmalloc(sizeof *dead);
    enum fault fault = dead_letter_id_parse(id, &place);
    if (fault == FAULT_NONE) {
        struct env *env = store_open(&config);
        fault = dead_letter_get(env_read(env), &place, dead);
        store_close(env);
    }
    if (fault == FAULT_NONE)
        io_print(dead_letter_to_json(dead, true));
    else if (fault == FAULT_MISSING || fault == FAULT_INPUT)
        log_error("there is no dead letter %s; `curt dead list` shows them", id);
    free(dead);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
dead_tell(const struct retry_count *count, void *arg)
{
    const uint64_t *all = arg;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%llu of %llu delivered, %llu failed", (unsigned long long)count->delivered,
            (unsigned long long)*all, (unsigned long long)count->failed);
}

static void
dead_print_count(uint64_t due, const struct retry_count *count, bool json)
{
    if (json) {
        struct json_object *all = json_object_new_object();
        json_object_object_add(all, "due", json_object_new_uint64(due));
        json_object_object_add(all, "delivered", json_object_new_uint64(count->delivered));
        json_object_object_add(all, "failed", json_object_new_uint64(count->failed));
        json_object_object_add(all, "returned", json_object_new_uint64(count->returned));
        io_print(all);
        return;
    }
    if (isatty(STDERR_FILENO) && due > 0)
        fputc('\n', stderr);
    printf("%llu made due, %llu delivered, %llu failed\n", (unsigned long long)due,
        (unsigned long long)count->delivered, (unsigned long long)count->failed);
    if (count->returned > 0)
        printf("%llu messages queued again for curt-relay\n", (unsigned long long)count->returned);
}

/* Makes the letters due and delivers them, unless curt-sweep is delivering already: then its next run does.
 */
int
dead_command_redrive(const struct call *call)
{
    const struct dead_letters_filter wanted = dead_wanted(call);
    struct config config;
    struct dead_letters_cursor cursor = {.until = 0};
    struct retry_count count = {0};
    uint64_t due = 0;
    struct env *env = store_open(&config);
    const int64_t now = timestamp_now();
    enum fault fault = dead_letters_redrive(env, &wanted, &cursor, now, &due);
    if (fault == FAULT_NONE && due > 0) {
        if (lockfile_acquire(config.store_home, RETRY_TURN) == FAULT_NONE)
            fault = retry_run(&config, env, &wanted, now, DEAD_SECONDS, &count, dead_tell, &due);
        else
            log_info("curt-sweep is delivering already; its next run delivers these too");
    }
    store_close(env);
    if (fault == FAULT_NONE)
        dead_print_count(due, &count, option_flag(call, "json"));
    return fault == FAULT_NONE && count.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
dead_command_purge(const struct call *call)
{
    const struct dead_letters_filter wanted = dead_wanted(call);
    struct config config;
    struct dead_letters_cursor cursor = {.until = 0};
    uint64_t count = 0;
    struct env *env = store_open(&config);
    enum fault fault = dead_letters_purge(env, &wanted, &cursor, &count);
    store_close(env);
    printf("%llu purged\n", (unsigned long long)count);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
