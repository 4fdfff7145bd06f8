#include "web/choice.h"

#include <string.h>

#include "web/problem.h"

bool
choice_read(struct http *http, const char *name, const char *const *words, int otherwise, int *out)
{
    char text[32], detail[160];
    enum fault fault = http_query(http, name, text, sizeof text);
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
    problem_send(http, 400, detail, name);
    return false;
}

bool
choice_read_csv(struct http *http, bool *csv)
{
    static const char *const formats[] = {"json", "csv", NULL};
    int format;
    const bool accepts_csv = strstr(http->fields[HTTP_ACCEPT], "text/csv") != NULL;
    if (!choice_read(http, "format", formats, accepts_csv, &format))
        return false;
    *csv = format == 1;
    return true;
}
