/*
 * refusal.c: says why something is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/refusal.h"

#include <stdio.h>

enum fault
refuse(struct refusal *refusal, enum fault fault, const char *pointer, const char *why)
{
    snprintf(refusal->pointer, sizeof refusal->pointer, "%s", pointer);
    snprintf(refusal->why, sizeof refusal->why, "%s", why);
    return fault;
}

enum fault
refuse_field(struct refusal *refusal, const char *name, const char *why)
{
    char pointer[JSON_POINTER_SIZE];
    json_pointer(NULL, name, pointer);
    return refuse(refusal, FAULT_INPUT, pointer, why);
}
