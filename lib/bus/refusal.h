/*
 * refusal.h: why a request is refused: the field that is wrong, and a sentence for people.
 */
#ifndef CURT_BUS_REFUSAL_H
#define CURT_BUS_REFUSAL_H

#include "base/fault.h"
#include "base/json.h"

struct refusal {
    char pointer[JSON_POINTER_SIZE]; /* "#/pattern"; "" when it is about no field */
    char why[640];                   /* a sentence */
};

/* Writes the refusal, and returns the fault. */
enum fault refuse(struct refusal *, enum fault, const char *pointer, const char *why);

/* Refuses a member of the object that was sent, by its name: FAULT_INPUT. */
enum fault refuse_field(struct refusal *, const char *name, const char *why);

#endif
