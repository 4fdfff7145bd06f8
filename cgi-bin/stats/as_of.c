/*
 * as_of.c: adds to an answer up to which event its numbers are true.
 *
 * SPDX-License-Identifier: ISC
 */
#include "as_of.h"

#include "http/response.h"

#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"

enum { AS_OF_PATH_MAX = 100 /* characters of the path in a file's name */, AS_OF_NAME_SIZE = 160 };

void
as_of_add(struct json_object *to, const struct checkpoint *as_of)
{
    json_object_object_add(to, "as_of", checkpoint_to_json(as_of));
}

/* What a browser calls the file: the path, in characters that no file system or header minds. */
static void
as_of_add_name(struct request *request, const char *suffix)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    char text[AS_OF_NAME_SIZE];
    struct buffer name = buffer_over(text, sizeof text);
    const char *path = request->path + strlen("/api/v1/");
    buffer_add(&name, "attachment; filename=\"");
    for (size_t i = 0; i < AS_OF_PATH_MAX && path[i] != '\0'; i++)
        buffer_add_bytes(&name, strchr(letters, path[i]) != NULL ? &path[i] : "-", 1);
    buffer_addf(&name, "%s.csv\"", suffix);
    response_header(request, "Content-Disposition", text);
}

void
as_of_add_head(struct request *request, const struct checkpoint *as_of, const char *suffix)
{
    char number[24], timestamp[TIMESTAMP_SIZE];
    snprintf(number, sizeof number, "%llu", (unsigned long long)as_of->number);
    timestamp_format(as_of->at, timestamp);
    response_header(request, "Curt-As-Of-Event", number);
    response_header(request, "Curt-As-Of-Time", timestamp);
    response_header(request, "Cache-Control", "no-store");
    as_of_add_name(request, suffix);
}

void
as_of_send_csv(struct request *request, const struct checkpoint *as_of, const struct buffer *table)
{
    as_of_add_head(request, as_of, "");
    response_send(request, 200, AS_OF_CSV, table->text, table->length);
}
