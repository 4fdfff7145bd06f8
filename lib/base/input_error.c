/*
 * input_error.c: a field as a JSON Pointer, and a sentence.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/input_error.h"

#include <stdarg.h>
#include <stdio.h>

enum fault
input_error_set(struct input_error *error, enum error_code code, const char *path, const char *name,
    const char *format, ...)
{
    char last[JSON_POINTER_SIZE];
    va_list args;
    error->code = code;
    error->pointer[0] = '\0';
    if (name != NULL) {
        json_pointer(NULL, name, last);
        snprintf(error->pointer, sizeof error->pointer, "#%s%.60s%.96s", path[0] != '\0' ? "/" : "", path,
            last + 1);
    }
    va_start(args, format);
    vsnprintf(error->detail, sizeof error->detail, format, args);
    va_end(args);
    return FAULT_INPUT;
}
