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
#include "http/api_scope.h"

#define API_KEY_NAME_MAX     64
#define API_KEY_CAMPAIGN_MAX 64 /* a label's length */
#define API_KEY_SIZE         64 /* room for a key as text, with its NUL */

enum role {
    ROLE_NONE = 0,    /* no key */
    ROLE_READER = 1,  /* sees everything, changes nothing */
    ROLE_CREATOR = 2, /* makes links; sees and changes its own */
    ROLE_ADMIN = 3,   /* sees and changes everything */
};

struct api_key {
    uint32_t id; /* from 1 */
    enum role role;
    api_scope_set scopes;     /* what it is limited to */
    int64_t created, revoked; /* revoked: 0 while it is good */
    int64_t expires;          /* 0: never */
    uint32_t used;            /* the day (UTC, from 1970) of its last use; 0: never */
    uint8_t digest[SHA256_BYTES];
    uint8_t old_digest[SHA256_BYTES]; /* of the text before the last rotation, which is good until then */
    int64_t old_until;
    char name[API_KEY_NAME_MAX + 1];
    char campaign[API_KEY_CAMPAIGN_MAX + 1]; /* the only one that it is for; "": no such limit */
    bool aws;                                /* it signs as AWS's clients do, too (aws_key.h) */
};

/* "admin", "creator", "reader"; 0 for another word. */
enum role role_parse(const char *);
const char *role_name(enum role);

/* Makes the key, of which the caller has set name, role, scopes, campaign, expires and aws, and writes its
 * text, which is not stored. FAULT_FULL: the name is too long. */
enum fault api_key_add(struct env *, struct api_key *, char text[static API_KEY_SIZE]);

/* Gives the key a new text; the one before is good until then as well. FAULT_MISSING: there is no such key,
 * or it is not good any more. */
enum fault api_key_rotate(
    struct env *, uint32_t id, int64_t old_until, struct api_key *out, char text[static API_KEY_SIZE]);

/* Can it be used: is it neither revoked nor expired? */
bool api_key_is_good(const struct api_key *, int64_t now);

/* Is this the SHA-256 of its text, or, until old_until, of the one before? */
bool api_key_has_digest(const struct api_key *, const uint8_t digest[static SHA256_BYTES], int64_t now);

/* The good key that has this text: FAULT_MISSING for an unknown, wrong, revoked or expired one. */
enum fault api_key_verify(struct env *, const char *text, struct api_key *out);

/* Notes the day of its use, once a day; what goes wrong is no matter. */
void api_key_note_use(struct env *, const struct api_key *, int64_t now);

/* Was that noted before it was read? */
bool api_key_is_noted(const struct api_key *, int64_t now);

/* May it see, or change, what belongs to that owner (the id of a key)? */
bool api_key_may_read(const struct api_key *, uint32_t owner);

/* May it see, or change, what belongs to that owner and has this campaign? */
bool api_key_may_see(const struct api_key *, uint32_t owner, const char *campaign);

/* Whose things it sees in lists and totals: its own, or 0 for everybody's, as does one that is for a
 * campaign, which may see no others (campaign_scope.h). */
uint32_t api_key_scope(const struct api_key *);

/* id, name, role, scopes, campaign, aws, created_at, expires_at, revoked_at, last_used_on; the caller owns
 * it. */
struct json_object *api_key_to_json(const struct api_key *);

enum fault api_key_get(struct txn *, uint32_t id, struct api_key *out);
enum fault api_key_revoke(struct env *, uint32_t id);

/* Calls visit with every key, in the order of the ids. FAULT_NONE when there is none; otherwise the store's
 * fault, and keys may be missing. */
enum fault api_key_visit(struct env *, void (*visit)(const struct api_key *, void *arg), void *arg);

#endif
