/*
 * form.c: what a value may be, tested, and said in words.
 * SPDX-License-Identifier: ISC
 */
#include "form.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"

enum { FORM_AGE_MAX = 100000 /* of a unit: keeps the product in range */ };

bool
form_read_number(const char *text, uint64_t *out)
{
    errno = 0;
    *out = strtoull(text, NULL, 10);
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0' && errno == 0;
}

bool
form_read_past(const char *text, int64_t *out)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    const size_t digits = strspn(text, "0123456789");
    const long long n = strtoll(text, NULL, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units && digits > 0 && n < FORM_AGE_MAX; i++)
        if (text[digits] == units[i].letter && text[digits + 1] == '\0') {
            *out = timestamp_now() - n * units[i].seconds * TIMESTAMP_SECOND;
            return true;
        }
    return timestamp_parse(text, out) == FAULT_NONE;
}

bool
form_fits(const struct form *form, const char *text)
{
    uint64_t number;
    for (size_t i = 0; form->words != NULL; i++)
        if (form->words[i] == NULL || strcmp(form->words[i], text) == 0)
            return form->words[i] != NULL;
    if (form->most != 0)
        return form_read_number(text, &number) && number >= form->least && number <= form->most;
    return form->valid == NULL || form->valid(text);
}

/* The words of a list, with one text between two of them and another before the last. */
static void
form_join(
    const char *const *words, const char *between, const char *before_last, char out[static FORM_TEXT_SIZE])
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; words[i] != NULL && length < FORM_TEXT_SIZE; i++) {
        const char *join = i == 0 ? "" : words[i + 1] == NULL ? before_last : between;
        const int added = snprintf(out + length, FORM_TEXT_SIZE - length, "%s%s", join, words[i]);
        length += added > 0 ? (size_t)added : 0;
    }
}

void
form_show(const struct form *form, char out[static FORM_TEXT_SIZE])
{
    if (form->name != NULL)
        snprintf(out, FORM_TEXT_SIZE, "%s", form->name);
    else
        form_join(form->words, "|", "|", out);
}

void
form_describe(const struct form *form, char out[static FORM_TEXT_SIZE])
{
    if (form->words != NULL)
        form_join(form->words, ", ", " or ", out);
    else if (form->description != NULL)
        snprintf(out, FORM_TEXT_SIZE, "%s", form->description);
    else if (form->most == 0)
        out[0] = '\0';
    else if (form->most >= UINT32_MAX)
        snprintf(out, FORM_TEXT_SIZE, "a whole number, %" PRIu64 " or more", form->least);
    else
        snprintf(out, FORM_TEXT_SIZE, "a whole number from %" PRIu64 " to %" PRIu64, form->least, form->most);
}
