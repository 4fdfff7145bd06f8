/*
 * query.c: common query parameters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/query.h"

#include <inttypes.h>
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

/* Decimal digits alone. *out stays as it is when it is not given. */
static bool
query_digits(struct request *request, const char *name, unsigned least, uint64_t most, uint64_t *out)
{
    char text[24], *end, detail[96];
    const enum fault fault = request_query(request, name, text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    if (fault == FAULT_NONE && text[0] >= (char)('0' + least) && text[0] <= '9') {
        const uint64_t number = strtoull(text, &end, 10); /* of too many digits, the largest there is */
        if (*end == '\0' && number <= most) {
            *out = number;
            return true;
        }
    }
    snprintf(detail, sizeof detail, "%s must be a number from %u to %" PRIu64 ".", name, least, most);
    problem_send(request, ERROR_INVALID_PARAMETER, detail, name);
    return false;
}

bool
query_number(struct request *request, const char *name, size_t otherwise, size_t most, size_t *out)
{
    uint64_t number = otherwise;
    const bool good = query_digits(request, name, 1, most, &number);
    *out = number;
    return good;
}

bool
query_count(struct request *request, const char *name, uint64_t most, uint64_t *out)
{
    *out = 0;
    return query_digits(request, name, 0, most, out);
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
