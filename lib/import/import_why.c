/*
 * import_why.c: a reason as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_why.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum fault
import_why_set(struct import_why *why, enum fault fault, const char *format, ...)
{
    char text[sizeof why->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    utf8_clean(text, strlen(text), why->text, sizeof why->text);
    return fault;
}
