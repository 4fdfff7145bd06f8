/*
 * wish.h: what a client wants a link to be: the fields of a create or a change, read from JSON or from a
 * form, each checked once, here.
 */
#ifndef CURT_WEB_WISH_H
#define CURT_WEB_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/json.h"
#include "store/link.h"

/* What is wrong, ready for problem.h. */
struct wish_error {
    int status;
    char detail[256];
    char pointer[JSON_POINTER]; /* "#/url"; "" when it is about no field */
};

struct wish {
    struct link link; /* with the fields that were given, and the defaults for a create */
    uint32_t given;   /* which: wish_given */
    bool has_alias;   /* link.code is what the client chose */
    bool reuse;
    struct wish_error error; /* status 0: none */
};

enum wish_purpose { WISH_CREATE, WISH_CHANGE };

/*
 * Reads the fields of one link. FAULT_INPUT: what is wrong is in wish->error. now is when times to live
 * begin. text says that numbers and truths come as text, as forms send them, and that "" means not given.
 */
enum fault wish_read(struct wish *, struct json_object *fields, enum wish_purpose, bool text,
    const struct conf *, int64_t now);

/* Copies what a change names into the link. */
void wish_apply(const struct wish *, struct link *);

/* A form's body (application/x-www-form-urlencoded) as a JSON object of strings, tags split at commas. NULL:
 * bad. */
struct json_object *wish_form(char *body);

#endif
