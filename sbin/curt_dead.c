#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "bus/bus_json.h"
#include "bus/dead_letters.h"
#include "bus/retry.h"
#include "command.h"

enum { DEAD_SECONDS = 3600 /* a redrive by hand goes on for so long */ };

static bool
dead_print(const struct dead_letter *dead, void *arg)
{
    const bool *json = arg;
    char place[DEAD_LETTER_ID_SIZE], since[TIMESTAMP_SIZE], next[TIMESTAMP_SIZE] = "rests";
    if (*json) {
        command_print(dead_letter_to_json(dead, false));
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

static int
dead_command_list(const struct dead_letters_filter *wanted, bool json)
{
    struct config config;
    struct dead_letters_cursor cursor = {.until = 0};
    struct env *env = command_open(&config);
    if (!json)
        printf("%-28s  %-16s  %-24s  %-18s %3s  %-24s  %s\n", "id", "target", "since", "reason", "n",
            "next try", "message");
    enum fault fault = dead_letters_visit(env, wanted, &cursor, dead_print, &json);
    command_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
dead_command_show(const char *id)
{
    struct config config;
    struct dead_letter_id place;
    struct dead_letter *dead = malloc(sizeof *dead);
    if (dead == NULL)
        log_fatal("out of memory");
    enum fault fault = dead_letter_id_parse(id, &place);
    if (fault == FAULT_NONE) {
        struct env *env = command_open(&config);
        fault = dead_letter_get(env_read(env), &place, dead);
        command_close(env);
    }
    if (fault == FAULT_NONE)
        command_print(dead_letter_to_json(dead, true));
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
        command_print(all);
        return;
    }
    if (isatty(STDERR_FILENO) && due > 0)
        fputc('\n', stderr);
    printf("%llu made due, %llu delivered, %llu failed\n", (unsigned long long)due,
        (unsigned long long)count->delivered, (unsigned long long)count->failed);
    if (count->returned > 0)
        printf("%llu messages handed back: curt-relay sends them\n", (unsigned long long)count->returned);
}

/* Makes the letters due and delivers them; a sweeper that is at it does the delivering. */
static int
dead_command_redrive(const struct dead_letters_filter *wanted, bool json)
{
    struct config config;
    struct dead_letters_cursor cursor = {.until = 0};
    struct retry_count count = {0};
    uint64_t due = 0;
    struct env *env = command_open(&config);
    const int64_t now = timestamp_now();
    enum fault fault = dead_letters_redrive(env, wanted, &cursor, now, &due);
    if (fault == FAULT_NONE && due > 0) {
        if (lockfile_acquire(config.store_home, RETRY_TURN) == FAULT_NONE)
            fault = retry_run(&config, env, now, DEAD_SECONDS, &count, dead_tell, &due);
        else
            log_info("curt-sweep is delivering already; its next run takes these along");
    }
    command_close(env);
    if (fault == FAULT_NONE)
        dead_print_count(due, &count, json);
    return fault == FAULT_NONE && count.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
dead_command_purge(const struct dead_letters_filter *wanted)
{
    struct config config;
    struct dead_letters_cursor cursor = {.until = 0};
    uint64_t count = 0;
    struct env *env = command_open(&config);
    enum fault fault = dead_letters_purge(env, wanted, &cursor, &count);
    command_close(env);
    printf("%llu purged\n", (unsigned long long)count);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* "36h" or a moment. */
static bool
dead_read_before(const char *text, int64_t *out)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char *end;
    const long long n = strtoll(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units && *text >= '0' && *text <= '9' && n < 100000; i++)
        if (end[0] == units[i].letter && end[1] == '\0') {
            *out = timestamp_now() - n * units[i].seconds * TIMESTAMP_SECOND;
            return true;
        }
    return timestamp_parse(text, out) == FAULT_NONE;
}

static bool
dead_read_wanted(int argc, char **argv, struct dead_letters_filter *out)
{
    *out = (struct dead_letters_filter){.code = 0};
    for (int i = 0; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--target") == 0 && named_row_is_valid(argv[i + 1]))
            strcpy(out->target, argv[i + 1]);
        else if (strcmp(argv[i], "--reason") == 0 && dead_letter_code_parse(argv[i + 1]) != 0)
            out->code = dead_letter_code_parse(argv[i + 1]);
        else if (strcmp(argv[i], "--older-than") != 0 || !dead_read_before(argv[i + 1], &out->before))
            return false;
    }
    return argc % 2 == 0;
}

int
command_dead(int argc, char **argv)
{
    struct dead_letters_filter wanted;
    const bool json = command_json(&argc, argv);
    if (argc == 3 && strcmp(argv[1], "show") == 0)
        return dead_command_show(argv[2]);
    if (argc < 2 || !dead_read_wanted(argc - 2, argv + 2, &wanted))
        return COMMAND_USAGE;
    if (strcmp(argv[1], "list") == 0)
        return dead_command_list(&wanted, json);
    if (strcmp(argv[1], "redrive") == 0)
        return dead_command_redrive(&wanted, json);
    if (strcmp(argv[1], "purge") == 0)
        return dead_command_purge(&wanted);
    return COMMAND_USAGE;
}
