/*
 * as_of.c: adds to an answer up to which event its numbers are true.
 *
 * SPDX-License-Identifier: ISC
 */
#include "as_of.h"

#include "http/response.h"

#include <stdio.h>

#include "base/timestamp.h"

void
as_of_add(struct json_object *to, const struct checkpoint *as_of)
{
    json_object_object_add(to, "as_of", checkpoint_to_json(as_of));
}

void
as_of_add_head(struct request *request, const struct checkpoint *as_of)
{
    char number[24], timestamp[TIMESTAMP_SIZE];
    snprintf(number, sizeof number, "%llu", (unsigned long long)as_of->number);
    timestamp_format(as_of->at, timestamp);
    response_header(request, "Curt-As-Of-Event", number);
    response_header(request, "Curt-As-Of-Time", timestamp);
    response_header(request, "Cache-Control", "no-store");
}

void
as_of_send_csv(struct request *request, const struct checkpoint *as_of, const struct buffer *table)
{
    as_of_add_head(request, as_of);
    response_send(request, 200, AS_OF_CSV, table->text, table->length);
}
