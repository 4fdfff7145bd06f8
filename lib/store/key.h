/*
 * key.h: API keys: who may use curt, as what. The secret itself is shown once and never stored.
 *
 * A key reads curt_<id>_<secret>: the id finds the row, the row has the SHA-256 of the whole text.
 */
#ifndef CURT_STORE_KEY_H
#define CURT_STORE_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "store/env.h"

#define KEY_NAME_MAX 64
#define KEY_TEXT_MAX 64 /* room for a key as text, with its NUL */

enum key_role {
    KEY_READER = 1,  /* sees everything, changes nothing */
    KEY_CREATOR = 2, /* makes links; sees and changes its own */
    KEY_ADMIN = 3,   /* sees and changes everything */
};

struct key {
    uint32_t id; /* from 1 */
    enum key_role role;
    int64_t created, revoked; /* revoked: 0 while it is good */
    uint8_t digest[DIGEST_BYTES];
    char name[KEY_NAME_MAX + 1];
};

/* "admin", "creator", "reader"; 0 for another word. */
enum key_role key_role_parse(const char *);
const char *key_role_name(enum key_role);

/* Makes a key, fills in *out from name and role, and writes its text, the only time it is to be had. */
enum fault key_add(
    struct env *, const char *name, enum key_role, struct key *out, char text[static KEY_TEXT_MAX]);

/* The good key that has this text: FAULT_MISSING for an unknown, wrong or revoked one. */
enum fault key_check(struct env *, const char *text, struct key *out);

enum fault key_get(struct txn *, uint32_t id, struct key *out);
enum fault key_revoke(struct env *, uint32_t id);

/* Calls visit with every key, in the order of the ids. */
enum fault key_visit(struct env *, void (*visit)(const struct key *, void *arg), void *arg);

#endif
