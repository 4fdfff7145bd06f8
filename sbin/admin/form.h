/*
 * form.h: what the value of an option, or an argument, may be: one word of a list, a whole number in a range,
 * or a text that passes a test.
 */
#ifndef CURT_SBIN_ADMIN_FORM_H
#define CURT_SBIN_ADMIN_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORM_TEXT_SIZE 256 /* room for a form in words, with its NUL */

struct form {
    const char *name;         /* stands for the value in usage: "FILE"; NULL: the words themselves do */
    const char *const *words; /* the last one is NULL; NULL: there is no list */
    uint64_t least, most;     /* most 0: it need not be a number */
    bool (*valid)(const char *text);
    const char *description; /* what "must be" is followed by, where words or numbers do not say it already */
};

/* Numbers are decimal digits only. */
bool form_fits(const struct form *, const char *text);

/* Reads a number; false unless the text is digits and at most UINT64_MAX. */
bool form_read_number(const char *text, uint64_t *out);

/* Reads a time, or an age such as "36h", which counts back from now, as microseconds since 1970
 * (timestamp.h). */
bool form_read_past(const char *text, int64_t *out);

/* "admin|creator|reader", "NAME". */
void form_show(const struct form *, char out[static FORM_TEXT_SIZE]);

/* What follows "must be": "admin, creator or reader", "a whole number from 1 to 100". "": any text will do.
 */
void form_describe(const struct form *, char out[static FORM_TEXT_SIZE]);

#endif
