/*
 * query.c: common query parameters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/problem.h"

bool
query_text(struct request *request, const char *name, char *out, size_t size)
{
    char detail[96];
    enum fault fault = request_query(request, name, out, size);
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        return true;
    snprintf(detail, sizeof detail, "%s is longer than %zu bytes, or is not text.", name, size - 1);
    problem_send(request, ERROR_INVALID_PARAMETER, detail, name);
    return false;
}

bool
query_number(struct request *request, const char *name, size_t otherwise, size_t most, size_t *out)
{
    char text[8], *end, detail[96];
    *out = otherwise;
    enum fault fault = request_query(request, name, text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    *out = strtoul(text, &end, 10);
    if (fault == FAULT_NONE && text[0] >= '1' && text[0] <= '9' && *end == '\0' && *out <= most)
        return true;
    snprintf(detail, sizeof detail, "%s must be a number from 1 to %zu.", name, most);
    problem_send(request, ERROR_INVALID_PARAMETER, detail, name);
    return false;
}

bool
query_limit(struct request *request, size_t otherwise, size_t most, size_t *out)
{
    return query_number(request, "limit", otherwise, most, out);
}

void
query_refuse_cursor(struct request *request)
{
    problem_send(
        request, ERROR_INVALID_CURSOR, "cursor is invalid; pass `next` of the previous answer.", "cursor");
}

bool
query_after(struct request *request, uint8_t id[static UUID_BYTES])
{
    char text[UUID_SIZE];
    const enum fault fault = request_query(request, "cursor", text, sizeof text);
    memset(id, 0, UUID_BYTES);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && uuid_parse(text, id) == FAULT_NONE))
        return true;
    query_refuse_cursor(request);
    return false;
}
