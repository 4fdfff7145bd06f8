/*
 * link_request.h: what a client wants a link to be: the fields of a create or a change, read from JSON or
 * from a form, each checked once, here.
 */
#ifndef CURT_LINK_LINK_REQUEST_H
#define CURT_LINK_LINK_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/input_error.h"
#include "base/json.h"
#include "link/link.h"

struct link_request {
    struct link link;                     /* with the fields that were given, and the defaults for a create */
    char password[LINK_PASSWORD_MAX + 1]; /* "": link.password is as it is to be; else not hashed yet */
    uint32_t given;                       /* which: link_request_given */
    bool has_alias;                       /* link.code is what the client chose */
    bool reuse;
    size_t code_length;       /* of a code that is drawn: its domain's */
    struct input_error error; /* ERROR_NONE: nothing is wrong */
};

enum link_request_purpose { LINK_REQUEST_CREATE, LINK_REQUEST_CHANGE };

/*
 * Reads the fields of one link. FAULT_INPUT: what is wrong is in ->error. now is when times to live
 * begin. text says that numbers and truths come as text, as forms send them, and that "" means not given.
 */
enum fault link_request_from_json(struct link_request *, struct json_object *fields,
    enum link_request_purpose, bool text, const struct config *, int64_t now);

/* The status of a link that says none: its domain's, NULL for the default one. */
uint16_t link_request_status_of(const struct config_domain *);

/* Hashes the password, if there is one, which takes its time (link_password.h), and forgets its text: before
 * the link is made or changed, and not in a transaction. */
void link_request_hash_password(struct link_request *);

/* A change that names nothing but whether the link is disabled. */
void link_request_set_disabled(struct link_request *, bool disabled);

/* Says in ->error that its owner has as many tags as [quotas] allows. */
void link_request_refuse_tags(struct link_request *, const struct config *);

/* Copies what a change names into the link. */
void link_request_apply(const struct link_request *, struct link *);

#endif
