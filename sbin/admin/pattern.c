/*
 * pattern.c: curt pattern: event patterns, checked and tried on events.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_reader.h"
#include "base/log.h"
#include "base/memory.h"
#include "commands.h"
#include "event/pattern.h"

/* The longest event there may be, as a text in which every character is escaped, beside a pattern. */
enum { LINE_MAX_BYTES = 8 * 1024 * 1024 };

struct lines {
    int file;
    const char *name;
    size_t start, end; /* of what was read and not yet returned */
    bool over, failed;
    char space[LINE_MAX_BYTES + 1];
};

/* What one line is answered with, and what is kept for the next. */
struct tester {
    struct json_reader *reader;
    struct pattern *pattern;
    char *text; /* the pattern's, from the heap */
    char why[PATTERN_ERROR_SIZE];
};

/* Reads on; what was answered so far is shown first, since reading may take long. */
static void
lines_read(struct lines *lines)
{
    ssize_t got;
    fflush(stdout);
    if (lines->start > 0)
        memmove(lines->space, lines->space + lines->start, lines->end - lines->start);
    lines->end -= lines->start;
    lines->start = 0;
    do
        got = read(lines->file, lines->space + lines->end, LINE_MAX_BYTES - lines->end);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        log_error("read %s: %s", lines->name, strerror(errno));
    lines->failed = got < 0;
    lines->over = got <= 0;
    lines->end += got > 0 ? (size_t)got : 0;
}

/* Skips what is left of a line that did not fit. */
static void
lines_skip(struct lines *lines)
{
    char *newline = NULL;
    while (newline == NULL && !lines->over) {
        lines->start = lines->end = 0;
        lines_read(lines);
        newline = memchr(lines->space, '\n', lines->end);
    }
    if (newline != NULL)
        lines->start = (size_t)(newline - lines->space) + 1;
}

/* FAULT_MISSING: there is none left. FAULT_FULL: it was too long, and is skipped. The line ends with a NUL.
 */
static enum fault
lines_next(struct lines *lines, char **line, size_t *length)
{
    char *newline;
    size_t seen = 0;
    for (;;) {
        const size_t held = lines->end - lines->start;
        *line = lines->space + lines->start;
        newline = memchr(*line + seen, '\n', held - seen);
        if (newline != NULL || lines->over)
            break;
        if (held == LINE_MAX_BYTES) {
            lines_skip(lines);
            return FAULT_FULL;
        }
        seen = held;
        lines_read(lines);
    }
    if (newline == NULL && lines->start == lines->end)
        return FAULT_MISSING;
    if (newline == NULL)
        newline = lines->space + lines->end;
    *newline = '\0';
    *length = (size_t)(newline - *line);
    lines->start += *length + 1;
    if (lines->start > lines->end)
        lines->start = lines->end;
    return FAULT_NONE;
}

static bool
lines_open(struct lines *lines, const char *name)
{
    lines->name = name;
    lines->file = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (lines->file < 0)
        log_error("open %s: %s", name, strerror(errno));
    return lines->file >= 0;
}

static struct json_object *
tester_text(struct json_object *line, const char *name)
{
    struct json_object *text;
    if (!json_object_object_get_ex(line, name, &text) || !json_object_is_type(text, json_type_string))
        return NULL;
    return text;
}

/* Lines often have the pattern of the line before. */
static enum fault
tester_compile(struct tester *tester, struct json_object *text)
{
    const char *bytes = json_object_get_string(text);
    if (tester->text != NULL && strcmp(tester->text, bytes) == 0)
        return tester->pattern != NULL ? FAULT_NONE : FAULT_INPUT;
    pattern_free(tester->pattern);
    free(tester->text);
    tester->text = xstrdup(bytes);
    return pattern_compile(bytes, (size_t)json_object_get_string_len(text), &tester->pattern, tester->why);
}

static enum fault
tester_read(struct tester *tester, const char *text, size_t length, const char *what, enum json_type type,
    const char *type_name, struct json_object **out)
{
    char why[JSON_ERROR_SIZE];
    if (json_reader_read(tester->reader, text, length, out, why) != FAULT_NONE) {
        printf("invalid: the %s: %s\n", what, why);
        return FAULT_INPUT;
    }
    if (json_object_is_type(*out, type))
        return FAULT_NONE;
    printf("invalid: the %s is no %s\n", what, type_name);
    json_object_put(*out);
    return FAULT_INPUT;
}

static void
tester_answer_event(struct tester *tester, struct json_object *text)
{
    struct json_object *event;
    if (tester_read(tester, json_object_get_string(text), (size_t)json_object_get_string_len(text), "event",
            json_type_object, "object", &event) != FAULT_NONE)
        return;
    const struct event_value view = event_value_from_json(event);
    puts(pattern_matches(tester->pattern, &view) ? "true" : "false");
    json_object_put(event);
}

static void
tester_answer(struct tester *tester, const char *text, size_t length)
{
    struct json_object *line;
    if (tester_read(tester, text, length, "line", json_type_object, "object", &line) != FAULT_NONE)
        return;
    struct json_object *pattern = tester_text(line, "pattern"), *event = tester_text(line, "event");
    if (pattern == NULL || event == NULL)
        puts("invalid: a line is {\"pattern\": TEXT, \"event\": TEXT}");
    else if (tester_compile(tester, pattern) != FAULT_NONE)
        printf("invalid: %s\n", tester->why);
    else
        tester_answer_event(tester, event);
    json_object_put(line);
}

int
pattern_command_test(const struct call *call)
{
    static struct lines lines;
    struct tester tester = {.reader = json_reader_create(JSON_MEMORY_MAX)};
    char *line;
    size_t length;
    if (!lines_open(&lines, argument(call, 0)))
        return EXIT_FAILURE;
    enum fault fault;
    while (!ferror(stdout) && (fault = lines_next(&lines, &line, &length)) != FAULT_MISSING) {
        if (fault == FAULT_FULL)
            printf("invalid: the line is longer than %d bytes\n", LINE_MAX_BYTES - 1);
        else
            tester_answer(&tester, line, length);
    }
    pattern_free(tester.pattern);
    free(tester.text);
    json_reader_free(tester.reader);
    return lines.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
pattern_command_check(const struct call *call)
{
    static struct lines whole;
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE];
    if (!lines_open(&whole, argument(call, 0)))
        return EXIT_FAILURE;
    while (!whole.over && whole.end < LINE_MAX_BYTES)
        lines_read(&whole);
    if (whole.failed)
        return EXIT_FAILURE;
    while (whole.end > 0 && strchr(" \t\r\n", whole.space[whole.end - 1]) != NULL)
        whole.end--;
    whole.space[whole.end] = '\0';
    if (pattern_compile(whole.space, whole.end, &pattern, why) != FAULT_NONE) {
        printf("invalid: %s\n", why);
        return EXIT_FAILURE;
    }
    puts("valid");
    pattern_free(pattern);
    return EXIT_SUCCESS;
}
