/*
 * api_key.h: API keys: who may use curt, as what. The secret itself is shown once and never stored.
 *
 * A key reads curt_<id>_<secret>: the id finds the row, the row has the SHA-256 of the whole text.
 */
#ifndef CURT_HTTP_API_KEY_H
#define CURT_HTTP_API_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "base/sha256.h"
#include "db/env.h"

#define API_KEY_NAME_MAX 64
#define API_KEY_SIZE     64 /* room for a key as text, with its NUL */

enum role {
    ROLE_NONE = 0,    /* no key */
    ROLE_READER = 1,  /* sees everything, changes nothing */
    ROLE_CREATOR = 2, /* makes links; sees and changes its own */
    ROLE_ADMIN = 3,   /* sees and changes everything */
};

struct api_key {
    uint32_t id; /* from 1 */
    enum role role;
    int64_t created, revoked; /* revoked: 0 while it is good */
    uint8_t digest[SHA256_BYTES];
    char name[API_KEY_NAME_MAX + 1];
};

/* "admin", "creator", "reader"; 0 for another word. */
enum role role_parse(const char *);
const char *role_name(enum role);

/* Makes a key, fills in *out from name and role, and writes its text, which is not stored. */
enum fault api_key_add(
    struct env *, const char *name, enum role, struct api_key *out, char text[static API_KEY_SIZE]);

/* The good key that has this text: FAULT_MISSING for an unknown, wrong or revoked one. */
enum fault api_key_verify(struct env *, const char *text, struct api_key *out);

/* May it see, or change, what belongs to that owner (the id of a key)? */
bool api_key_may_read(const struct api_key *, uint32_t owner);

/* Whose things it sees in lists and totals: its own, or 0 for everybody's. */
uint32_t api_key_scope(const struct api_key *);

/* id, name, role, created_at, revoked_at; the caller owns it. */
struct json_object *api_key_to_json(const struct api_key *);

enum fault api_key_get(struct txn *, uint32_t id, struct api_key *out);
enum fault api_key_revoke(struct env *, uint32_t id);

/* Calls visit with every key, in the order of the ids. FAULT_NONE when there is none; otherwise the store's
 * fault, and keys may be missing. */
enum fault api_key_visit(struct env *, void (*visit)(const struct api_key *, void *arg), void *arg);

#endif
