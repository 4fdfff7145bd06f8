/*
 * io.c: what the commands of curt read and print.
 * SPDX-License-Identifier: ISC
 */
#include "io.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "event/event_request.h"

void
io_print(struct json_object *value)
{
    size_t length;
    puts(json_text(value, &length));
    json_object_put(value);
}

void
io_tell_full(enum fault fault)
{
    if (fault == FAULT_SPACE)
        log_error("the disk of the store is nearly full; make room, then run it again to do the rest");
}

void
io_tell_again(enum fault fault, const char *interrupted)
{
    if (fault == FAULT_AGAIN)
        log_error("%s", program_interrupted()
                            ? interrupted
                            : "the store is busy, or too few hosts of the cluster acknowledge; run it again");
}

int
io_list_status(enum fault fault)
{
    if (fault == FAULT_MISSING)
        return EXIT_SUCCESS;
    if (fault != FAULT_NONE) /* standard output has failed */
        log_error("the list is not complete, because the store is temporarily unavailable; run it again");
    return EXIT_FAILURE;
}

int
io_status(enum fault fault, const struct input_error *error)
{
    if (fault == FAULT_NONE)
        return EXIT_SUCCESS;
    if (fault == FAULT_SPACE)
        io_tell_full(fault);
    else if (fault_is_ours(fault))
        log_error("the store is temporarily unavailable; the message above says why");
    else
        log_error("%s%s%s", error->pointer[0] != '\0' ? error->pointer + 1 : "",
            strlen(error->pointer) > 1 ? ": " : "", error->detail);
    return EXIT_FAILURE;
}

static void
io_tell_progress(uint64_t done, uint64_t all, void *arg)
{
    unsigned *told = arg;
    const unsigned tenths = all > 0 ? (unsigned)(done * 10 / all) : 0;
    if (tenths <= *told)
        return;
    *told = tenths;
    fprintf(stderr, "  %u%%\n", tenths * 10);
}

progress_tell *
io_progress(void)
{
    return isatty(STDERR_FILENO) ? io_tell_progress : NULL;
}

/* NULL, with errno. */
static FILE *
io_keep(FILE *from)
{
    static char piece[65536];
    FILE *kept = tmpfile();
    size_t got;
    while (kept != NULL && (got = fread(piece, 1, sizeof piece, from)) > 0)
        if (fwrite(piece, 1, got, kept) != got)
            break;
    if (kept == NULL || (!ferror(from) && !ferror(kept) && fseek(kept, 0, SEEK_SET) == 0))
        return kept;
    const int failed = errno;
    fclose(kept);
    errno = failed;
    return NULL;
}

FILE *
io_open(const char *path)
{
    struct stat stat;
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (file != NULL && (fstat(fileno(file), &stat) != 0 || !S_ISREG(stat.st_mode))) {
        FILE *from = file;
        file = io_keep(from);
        fclose(from);
    }
    if (file == NULL)
        log_error("cannot read %s: %s", path, strerror(errno));
    return file;
}

struct json_object *
io_read(const char *path)
{
    static char text[EVENT_REQUESTS_BYTES_MAX + 1];
    FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (from == NULL) {
        log_error("cannot open %s: %s", path, strerror(errno));
        return NULL;
    }
    const size_t length = fread(text, 1, sizeof text - 1, from);
    const bool whole = feof(from) != 0 || fgetc(from) == EOF;
    if (from != stdin)
        fclose(from);
    text[length] = '\0';
    char why[JSON_ERROR_SIZE] = "it is longer than 1 MiB";
    struct json_object *value = whole ? json_read_or_say(text, length, why) : NULL;
    if (value == NULL)
        log_error("%s is not valid JSON: %s", strcmp(path, "-") == 0 ? "standard input" : path, why);
    return value;
}

struct json_object *
io_pattern(const char *given)
{
    return given[0] == '@' ? io_read(given + 1) : json_object_new_string(given);
}
