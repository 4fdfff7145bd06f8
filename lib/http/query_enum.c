/*
 * query_enum.c: query parameters with a fixed set of values.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/query_enum.h"

#include <string.h>

#include "http/problem.h"

bool
query_enum(struct request *request, const char *name, const char *const *words, int otherwise, int *out)
{
    char text[32], detail[160];
    enum fault fault = request_query(request, name, text, sizeof text);
    *out = otherwise;
    if (fault == FAULT_MISSING)
        return true;
    for (int i = 0; fault == FAULT_NONE && words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return true;
        }
    struct buffer b = buffer_over(detail, sizeof detail);
    buffer_addf(&b, "%s is one of:", name);
    for (int i = 0; words[i] != NULL; i++)
        buffer_addf(&b, " %s", words[i]);
    problem_send(request, ERROR_INVALID_PARAMETER, detail, name);
    return false;
}

bool
query_yes(struct request *request, const char *name, bool *out)
{
    static const char *const words[] = {"no", "yes", NULL};
    int word;
    const bool ok = query_enum(request, name, words, 0, &word);
    *out = ok && word == 1;
    return ok;
}

bool
query_wants_csv(struct request *request, bool *csv)
{
    static const char *const formats[] = {"json", "csv", NULL};
    int format;
    const bool accepts_csv = strstr(request->fields[HTTP_ACCEPT], "text/csv") != NULL;
    if (!query_enum(request, "format", formats, accepts_csv, &format))
        return false;
    *csv = format == 1;
    return true;
}
