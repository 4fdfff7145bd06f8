/*
 * console.c: the driver that prints messages instead of sending them.
 *
 * SPDX-License-Identifier: ISC
 */
/* A carrier for trying things out: messages go to standard output, and nowhere else. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "carrier/carrier_driver.h"

enum { CONSOLE_MOST = 256, CONSOLE_LINE = 16 * 1024 + 1 };

struct console {
    struct carrier_result answers[CONSOLE_MOST]; /* a ring */
    size_t first, count;
    char line[CONSOLE_LINE];
};

static void *
console_open(const struct config *config)
{
    struct console *console = xcalloc(1, sizeof *console);
    (void)config;
    return console;
}

static int64_t
console_rate(const void *self)
{
    (void)self;
    return 0;
}

/* What strangers wrote must not command the operator's terminal. */
static void
console_print_part(struct console *console, const char *text, size_t length)
{
    utf8_clean(text, length, console->line, sizeof console->line);
    fputs(console->line, stdout);
}

static void
console_print_lines(struct console *console, const char *text)
{
    for (;;) {
        const size_t length = strcspn(text, "\n");
        fputs("    ", stdout);
        console_print_part(console, text, length);
        putchar('\n');
        if (text[length] == '\0')
            return;
        text += length + 1;
    }
}

static void
console_print_member(struct console *console, struct json_object *message, const char *name)
{
    const char *text = json_member(message, name);
    console_print_part(console, *text != '\0' ? text : "?", *text != '\0' ? strlen(text) : 1);
}

/* The content: a text as it reads, anything else as JSON. */
static void
console_print_content(struct console *console, struct json_object *message)
{
    struct json_object *content;
    const char *type = json_member(message, "message_type");
    if (json_object_object_get_ex(message, type, &content))
        console_print_lines(console, json_object_is_type(content, json_type_string)
                                         ? json_object_get_string(content)
                                         : json_text(content, NULL));
}

static void
console_print(struct console *console, const char *how, struct json_object *message, const char *id)
{
    fputs(how, stdout);
    console_print_member(console, message, "channel");
    fputs(" to ", stdout);
    console_print_member(console, message, "to");
    fputs(" from ", stdout);
    console_print_member(console, message, "from");
    if (id != NULL)
        printf(" (id %s)", id);
    putchar('\n');
    console_print_content(console, message);
}

static void
console_print_failover(struct console *console, struct json_object *message)
{
    struct json_object *failover;
    if (!json_object_object_get_ex(message, "failover", &failover) ||
        !json_object_is_type(failover, json_type_array))
        return;
    for (size_t i = 0; i < json_object_array_length(failover); i++)
        console_print(console, "or else ", json_object_array_get_idx(failover, i), NULL);
}

static void
console_answer(const struct carrier_request *request, struct carrier_result *out)
{
    uint8_t uuid[UUID_BYTES];
    *out = (struct carrier_result){.owner = request->owner, .outcome = CARRIER_ACCEPTED, .reached = true};
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        uuid_v4(uuid);
        uuid_format(uuid, out->carrier_id);
        return;
    }
    out->outcome = CARRIER_RETRY_LATER;
    out->reached = false;
    snprintf(out->title, sizeof out->title, "Not printed");
    snprintf(out->detail, sizeof out->detail, "Standard output: %s.", strerror(errno));
    clearerr(stdout);
}

static enum fault
console_send(void *self, const struct carrier_request *request)
{
    struct console *console = self;
    if (console->count == CONSOLE_MOST)
        return FAULT_FULL;
    if (!json_object_is_type(request->message, json_type_object))
        return FAULT_INPUT;
    console_print(console, "", request->message, request->id);
    console_print_failover(console, request->message);
    console_answer(request, &console->answers[(console->first + console->count) % CONSOLE_MOST]);
    console->count++;
    return FAULT_NONE;
}

static void
console_wait(void *self, int milliseconds)
{
    const struct console *console = self;
    if (console->count == 0)
        poll(NULL, 0, milliseconds);
}

static bool
console_next(void *self, struct carrier_result *out)
{
    struct console *console = self;
    if (console->count == 0)
        return false;
    *out = console->answers[console->first];
    console->first = (console->first + 1) % CONSOLE_MOST;
    console->count--;
    return true;
}

static size_t
console_count(const void *self)
{
    const struct console *console = self;
    return console->count;
}

const struct carrier_driver console_driver = {.capacity = CONSOLE_MOST,
    .open = console_open,
    .close = free,
    .rate = console_rate,
    .send = console_send,
    .wait = console_wait,
    .next = console_next,
    .count = console_count};
