/*
 * api_key.c: API keys: their rows, their roles and their text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/api_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/random.h"
#include "base/timestamp.h"
#include "db/codec.h"

enum {
    API_KEY_ROW_MAX = 320,
    API_KEY_SECRET = 43,       /* of 62 letters: 256 bits */
    API_KEY_DAY_MAX = 2932896, /* the last of the year 9999 */
};

/* The row of id 0 is the last id given out. */
static struct row_key
api_key_key(struct encoder *p, uint32_t id)
{
    encode_u32(p, id);
    return encoder_key(p);
}

enum role
role_parse(const char *text)
{
    for (enum role role = ROLE_READER; role <= ROLE_ADMIN; role++)
        if (strcmp(text, role_name(role)) == 0)
            return role;
    return 0;
}

const char *
role_name(enum role role)
{
    return role == ROLE_ADMIN ? "admin" : role == ROLE_CREATOR ? "creator" : "reader";
}

static enum fault
api_key_write(struct txn *txn, const struct api_key *key)
{
    uint8_t space[4], row[API_KEY_ROW_MAX];
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_u8(&p, (uint8_t)key->role);
    encode_timestamp(&p, key->created);
    encode_timestamp(&p, key->revoked);
    encode_bytes(&p, key->digest, sizeof key->digest);
    encode_text(&p, key->name);
    encode_u8(&p, (uint8_t)key->scopes);
    encode_timestamp(&p, key->expires);
    encode_u32(&p, key->used);
    encode_bytes(&p, key->old_digest, sizeof key->old_digest);
    encode_timestamp(&p, key->old_until);
    encode_text(&p, key->campaign);
    encode_u8(&p, key->aws);
    return p.full ? FAULT_FULL : row_put(txn, TABLE_API_KEY, api_key_key(&k, key->id), row, p.length);
}

static void
api_key_unpack_rest(struct decoder *u, struct api_key *out)
{
    out->scopes = decode_u8(u);
    out->expires = decode_timestamp(u);
    out->used = decode_u32(u);
    u->bad = u->bad || out->used > API_KEY_DAY_MAX;
    const void *digest = decode_bytes(u, SHA256_BYTES);
    if (digest != NULL)
        memcpy(out->old_digest, digest, SHA256_BYTES);
    out->old_until = decode_timestamp(u);
    if (!u->bad && u->at < u->end)
        decode_text(u, out->campaign, sizeof out->campaign);
    if (!u->bad && u->at < u->end)
        out->aws = decode_u8(u) != 0;
}

static enum fault
api_key_unpack(const uint8_t *row, size_t length, struct api_key *out)
{
    *out = (struct api_key){.id = out->id};
    struct decoder u = decoder_over(row, length);
    out->role = decode_u8(&u);
    out->created = decode_timestamp(&u);
    out->revoked = decode_timestamp(&u);
    const void *digest = decode_bytes(&u, SHA256_BYTES);
    if (digest == NULL)
        return FAULT_SYSTEM;
    memcpy(out->digest, digest, SHA256_BYTES);
    decode_text(&u, out->name, sizeof out->name);
    if (u.at < u.end) /* keys that are older than all this have none of it */
        api_key_unpack_rest(&u, out);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
api_key_get(struct txn *txn, uint32_t id, struct api_key *out)
{
    uint8_t space[4], row[API_KEY_ROW_MAX];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    if (id == 0)
        return FAULT_MISSING;
    enum fault fault = row_get(txn, TABLE_API_KEY, api_key_key(&k, id), row, sizeof row, &length);
    out->id = id;
    return fault != FAULT_NONE ? fault : api_key_unpack(row, length, out);
}

/* A new text, and its digest. */
static void
api_key_draw(struct api_key *key, char text[static API_KEY_SIZE])
{
    char secret[API_KEY_SECRET + 1];
    random_text(secret, API_KEY_SECRET);
    snprintf(text, API_KEY_SIZE, "curt_%u_%s", key->id, secret);
    sha256_text(text, key->digest);
    explicit_bzero(secret, sizeof secret);
}

struct api_key_adding {
    struct api_key *key;
    char *text;
};

static enum fault
api_key_add_body(struct txn *txn, void *arg)
{
    struct api_key_adding *adding = arg;
    uint8_t space[4], row[4];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    enum fault fault = row_get_for_update(txn, TABLE_API_KEY, api_key_key(&k, 0), row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    struct decoder u = decoder_over(row, length);
    adding->key->id = fault == FAULT_NONE ? decode_u32(&u) + 1 : 1;
    encode_u32(&p, adding->key->id);
    fault = row_put(txn, TABLE_API_KEY, encoder_key(&k), row, p.length);
    if (fault != FAULT_NONE)
        return fault;
    api_key_draw(adding->key, adding->text);
    return api_key_write(txn, adding->key);
}

enum fault
api_key_add(struct env *env, struct api_key *key, char text[static API_KEY_SIZE])
{
    key->created = timestamp_now();
    return env_txn(env, ENV_SYNC, api_key_add_body, &(struct api_key_adding){key, text});
}

struct api_key_rotation {
    struct api_key *key;
    char *text;
    uint32_t id;
    int64_t old_until, now;
};

static enum fault
api_key_rotate_body(struct txn *txn, void *arg)
{
    struct api_key_rotation *rotation = arg;
    enum fault fault = api_key_get(txn, rotation->id, rotation->key);
    if (fault != FAULT_NONE)
        return fault;
    if (!api_key_is_good(rotation->key, rotation->now))
        return FAULT_MISSING;
    memcpy(rotation->key->old_digest, rotation->key->digest, SHA256_BYTES);
    rotation->key->old_until = rotation->old_until;
    api_key_draw(rotation->key, rotation->text);
    return api_key_write(txn, rotation->key);
}

enum fault
api_key_rotate(
    struct env *env, uint32_t id, int64_t old_until, struct api_key *out, char text[static API_KEY_SIZE])
{
    struct api_key_rotation rotation = {out, text, id, old_until, timestamp_now()};
    return env_txn(env, ENV_SYNC, api_key_rotate_body, &rotation);
}

bool
api_key_is_good(const struct api_key *key, int64_t now)
{
    return key->revoked == 0 && (key->expires == 0 || now < key->expires);
}

static enum fault
api_key_use_body(struct txn *txn, void *arg)
{
    struct api_key key;
    const struct api_key *used = arg;
    enum fault fault = api_key_get(txn, used->id, &key);
    if (fault != FAULT_NONE || key.used >= used->used)
        return fault;
    key.used = used->used;
    return api_key_write(txn, &key);
}

bool
api_key_is_noted(const struct api_key *key, int64_t now)
{
    return key->used >= (uint32_t)(now / TIMESTAMP_DAY);
}

void
api_key_note_use(struct env *env, const struct api_key *key, int64_t now)
{
    struct api_key used = {.id = key->id, .used = (uint32_t)(now / TIMESTAMP_DAY)};
    if (!api_key_is_noted(key, now))
        env_txn(env, ENV_WRITE, api_key_use_body, &used);
}

/* Both are compared, whatever the first comparison says: the time tells nothing. */
bool
api_key_has_digest(const struct api_key *key, const uint8_t digest[static SHA256_BYTES], int64_t now)
{
    const bool same = sha256_equal(digest, key->digest), old = sha256_equal(digest, key->old_digest);
    return same || (old && now < key->old_until);
}

enum fault
api_key_verify(struct env *env, const char *text, struct api_key *out)
{
    char *end;
    uint8_t digest[SHA256_BYTES];
    const int64_t now = timestamp_now();
    if (strncmp(text, "curt_", 5) != 0 || text[5] < '1' || text[5] > '9' || strlen(text) >= API_KEY_SIZE)
        return FAULT_MISSING;
    const unsigned long id = strtoul(text + 5, &end, 10);
    if (*end != '_' || id > UINT32_MAX)
        return FAULT_MISSING;
    enum fault fault = api_key_get(env_read(env), (uint32_t)id, out);
    if (fault != FAULT_NONE)
        return fault;
    sha256_text(text, digest);
    if (!api_key_has_digest(out, digest, now) || !api_key_is_good(out, now))
        return FAULT_MISSING;
    api_key_note_use(env, out, now);
    return FAULT_NONE;
}

static enum fault
api_key_revoke_body(struct txn *txn, void *arg)
{
    struct api_key key;
    enum fault fault = api_key_get(txn, *(const uint32_t *)arg, &key);
    if (fault != FAULT_NONE || key.revoked != 0)
        return fault;
    key.revoked = timestamp_now();
    return api_key_write(txn, &key);
}

enum fault
api_key_revoke(struct env *env, uint32_t id)
{
    return env_txn(env, ENV_SYNC, api_key_revoke_body, &id);
}

enum fault
api_key_visit(struct env *env, void (*visit)(const struct api_key *, void *arg), void *arg)
{
    uint8_t row[4];
    size_t length;
    uint8_t space[4];
    struct encoder k = encoder_over(space, sizeof space);
    enum fault fault = row_get(env_read(env), TABLE_API_KEY, api_key_key(&k, 0), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault; /* no key was ever made */
    struct decoder u = decoder_over(row, length);
    const uint32_t last = decode_u32(&u);
    if (u.bad)
        return FAULT_SYSTEM;
    for (uint32_t id = 1; id <= last; id++) {
        struct api_key key;
        fault = api_key_get(env_read(env), id, &key);
        if (fault != FAULT_NONE && fault != FAULT_MISSING)
            return fault;
        if (fault == FAULT_NONE)
            visit(&key, arg);
    }
    return FAULT_NONE;
}

bool
api_key_may_read(const struct api_key *key, uint32_t owner)
{
    return key->role != ROLE_CREATOR || key->campaign[0] != '\0' || owner == key->id;
}

bool
api_key_may_see(const struct api_key *key, uint32_t owner, const char *campaign)
{
    return api_key_may_read(key, owner) && (key->campaign[0] == '\0' || strcmp(key->campaign, campaign) == 0);
}

uint32_t
api_key_scope(const struct api_key *key)
{
    return key->role == ROLE_CREATOR && key->campaign[0] == '\0' ? key->id : 0;
}

struct json_object *
api_key_to_json(const struct api_key *key)
{
    char day[TIMESTAMP_SIZE] = "";
    struct json_object *json = json_object_new_object();
    json_object_object_add(json, "id", json_object_new_int64(key->id));
    json_add_text(json, "name", key->name);
    json_add_text(json, "role", role_name(key->role));
    json_object_object_add(json, "scopes", api_scope_to_json(key->scopes));
    json_add_text_or_null(json, "campaign", key->campaign);
    json_object_object_add(json, "aws", json_object_new_boolean(key->aws));
    json_add_timestamp(json, "created_at", key->created);
    json_add_timestamp(json, "expires_at", key->expires);
    json_add_timestamp(json, "revoked_at", key->revoked);
    if (key->used != 0)
        timestamp_format(key->used * TIMESTAMP_DAY, day);
    day[strlen("2026-01-01")] = '\0';
    json_object_object_add(json, "last_used_on", key->used != 0 ? json_object_new_string(day) : NULL);
    return json;
}
