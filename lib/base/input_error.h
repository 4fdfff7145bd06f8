/*
 * input_error.h: what is wrong with something that was sent: which field, why in a sentence for people, and a
 * code for programs. All that reads input of strangers or operators says so with this.
 */
#ifndef CURT_BASE_INPUT_ERROR_H
#define CURT_BASE_INPUT_ERROR_H

#include "base/error_code.h"
#include "base/fault.h"
#include "base/json.h"

#define INPUT_ERROR_DETAIL_SIZE 640

struct input_error {
    enum error_code code;
    char
        pointer[JSON_POINTER_SIZE]; /* "#/failover/0/text", "#" for all of it; "" when it is about no field */
    char detail[INPUT_ERROR_DETAIL_SIZE]; /* "title must be at most 300 bytes long." */
};

/*
 * Says what is wrong with the field `name`, which a stranger may have sent, below `path`: steps of our own
 * making
 * ("failover/0"), "" for none. name NULL: it is about no field; "": about the whole that path names. Returns
 * FAULT_INPUT.
 */
enum fault input_error_set(struct input_error *, enum error_code, const char *path, const char *name,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The fault, after input_error_set has said what is wrong: for those that are not FAULT_INPUT. */
static inline enum fault
input_error_as(enum fault fault, enum fault said)
{
    (void)said;
    return fault;
}

#endif
