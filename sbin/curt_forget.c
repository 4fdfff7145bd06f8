#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "command.h"
#include "message/phone_number.h"
#include "retention/erasure.h"
#include "stats/aggregator.h"

struct forgetting {
    struct config config;
    struct env *env;
};

/* Counts must not miss what is taken out: everything is counted first. */
static enum fault
forget_count_all(void *arg)
{
    const struct forgetting *f = arg;
    struct aggregator *counter;
    uint64_t taken;
    enum fault fault = aggregator_create(&counter, &f->config);
    if (fault != FAULT_NONE)
        return fault;
    do
        fault = aggregator_run(counter, f->env, &taken);
    while ((fault == FAULT_NONE && taken > 0 && !program_interrupted()) || fault == FAULT_REFUSED);
    aggregator_free(counter);
    return fault;
}

static void
forget_tell(uint64_t done, uint64_t all, void *arg)
{
    (void)arg;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%llu of %llu events looked at", (unsigned long long)done, (unsigned long long)all);
}

static void
forget_print(const struct erasure_count *count, bool json)
{
    const struct {
        const char *name;
        uint64_t count;
    } rows[] = {{"messages", count->messages}, {"links", count->links}, {"recipients", count->recipients},
        {"events", count->events}, {"dead letters", count->letters}, {"receipts", count->receipts},
        {"kept answers", count->answers}};
    struct json_object *view = json_object_new_object();
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!json)
            printf("%10llu  %s\n", (unsigned long long)rows[i].count, rows[i].name);
        json_object_object_add(view, rows[i].name, json_object_new_uint64(rows[i].count));
    }
    json_object_object_add(view, "stopped", json_object_new_boolean(count->stopped));
    if (json)
        command_print(view);
    else
        json_object_put(view);
}

int
command_forget(int argc, char **argv)
{
    static struct forgetting f;
    const struct erasure_options help = {.count = forget_count_all, .tell = forget_tell, .arg = &f};
    struct erasure_count count;
    char number[PHONE_NUMBER_SIZE];
    const bool json = command_json(&argc, argv);
    if (argc != 2)
        return COMMAND_USAGE;
    if (phone_number_parse(argv[1], number) != FAULT_NONE) {
        log_error("%s is no number with its country code, such as 447700900000", argv[1]);
        return EXIT_FAILURE;
    }
    f.env = command_open(&f.config);
    unsigned removed;
    enum fault fault = erasure_run(f.env, number, &count, &help);
    if (fault == FAULT_NONE)
        fault = env_checkpoint(f.env);
    if (fault == FAULT_NONE)
        fault = env_trim_log(f.env, &removed); /* what is in no table need not be in the store's own log */
    command_close(f.env);
    if (fault == FAULT_AGAIN)
        log_error("interrupted: run it again to forget the rest");
    if (fault == FAULT_NONE)
        forget_print(&count, json);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
