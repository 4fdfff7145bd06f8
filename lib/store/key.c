#include "store/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/code.h"
#include "store/pack.h"

enum { KEY_ROW_MAX = 128, KEY_SECRET = 43 /* of 62 letters: 256 bits */ };

/* The row of id 0 is the last id given out. */
static struct row_key
key_key(struct pack *p, uint32_t id)
{
    pack_u32(p, id);
    return pack_key(p);
}

enum key_role
key_role_parse(const char *text)
{
    for (enum key_role role = KEY_READER; role <= KEY_ADMIN; role++)
        if (strcmp(text, key_role_name(role)) == 0)
            return role;
    return 0;
}

const char *
key_role_name(enum key_role role)
{
    return role == KEY_ADMIN ? "admin" : role == KEY_CREATOR ? "creator" : "reader";
}

static enum fault
key_write(struct txn *txn, const struct key *key)
{
    uint8_t space[4], row[KEY_ROW_MAX];
    struct pack k = pack_over(space, sizeof space), p = pack_over(row, sizeof row);
    pack_u8(&p, (uint8_t)key->role);
    pack_moment(&p, key->created);
    pack_moment(&p, key->revoked);
    pack_bytes(&p, key->digest, sizeof key->digest);
    pack_text(&p, key->name);
    return p.full ? FAULT_FULL : row_put(txn, TABLE_KEY, key_key(&k, key->id), row, p.length);
}

static enum fault
key_unpack(const uint8_t *row, size_t length, struct key *out)
{
    struct unpack u = unpack_over(row, length);
    out->role = unpack_u8(&u);
    out->created = unpack_moment(&u);
    out->revoked = unpack_moment(&u);
    const void *digest = unpack_bytes(&u, DIGEST_BYTES);
    if (digest == NULL)
        return FAULT_SYSTEM;
    memcpy(out->digest, digest, DIGEST_BYTES);
    unpack_text(&u, out->name, sizeof out->name);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
key_get(struct txn *txn, uint32_t id, struct key *out)
{
    uint8_t space[4], row[KEY_ROW_MAX];
    size_t length;
    struct pack k = pack_over(space, sizeof space);
    if (id == 0)
        return FAULT_MISSING;
    enum fault fault = row_get(txn, TABLE_KEY, key_key(&k, id), row, sizeof row, &length);
    out->id = id;
    return fault != FAULT_NONE ? fault : key_unpack(row, length, out);
}

struct key_adding {
    struct key *key;
    char *text;
};

static enum fault
key_add_body(struct txn *txn, void *arg)
{
    struct key_adding *adding = arg;
    uint8_t space[4], row[4];
    size_t length;
    struct pack k = pack_over(space, sizeof space), p = pack_over(row, sizeof row);
    enum fault fault = row_get_to_change(txn, TABLE_KEY, key_key(&k, 0), row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    struct unpack u = unpack_over(row, length);
    adding->key->id = fault == FAULT_NONE ? unpack_u32(&u) + 1 : 1;
    pack_u32(&p, adding->key->id);
    fault = row_put(txn, TABLE_KEY, pack_key(&k), row, p.length);
    if (fault != FAULT_NONE)
        return fault;
    char secret[KEY_SECRET + 1];
    code_draw(secret, KEY_SECRET);
    snprintf(adding->text, KEY_TEXT_MAX, "curt_%u_%s", adding->key->id, secret);
    digest_text(adding->text, adding->key->digest);
    explicit_bzero(secret, sizeof secret);
    return key_write(txn, adding->key);
}

enum fault
key_add(
    struct env *env, const char *name, enum key_role role, struct key *out, char text[static KEY_TEXT_MAX])
{
    if (strlen(name) > KEY_NAME_MAX)
        return FAULT_FULL;
    *out = (struct key){.role = role, .created = clock_now()};
    strcpy(out->name, name);
    return env_txn(env, ENV_SYNC, key_add_body, &(struct key_adding){out, text});
}

enum fault
key_check(struct env *env, const char *text, struct key *out)
{
    uint8_t digest[DIGEST_BYTES];
    char *end;
    if (strncmp(text, "curt_", 5) != 0 || text[5] < '1' || text[5] > '9' || strlen(text) >= KEY_TEXT_MAX)
        return FAULT_MISSING;
    const unsigned long id = strtoul(text + 5, &end, 10);
    if (*end != '_' || id > UINT32_MAX)
        return FAULT_MISSING;
    enum fault fault = key_get(env_read(env), (uint32_t)id, out);
    if (fault != FAULT_NONE)
        return fault;
    digest_text(text, digest);
    return digest_same(digest, out->digest) && out->revoked == 0 ? FAULT_NONE : FAULT_MISSING;
}

static enum fault
key_revoke_body(struct txn *txn, void *arg)
{
    struct key key;
    enum fault fault = key_get(txn, *(const uint32_t *)arg, &key);
    if (fault != FAULT_NONE || key.revoked != 0)
        return fault;
    key.revoked = clock_now();
    return key_write(txn, &key);
}

enum fault
key_revoke(struct env *env, uint32_t id)
{
    return env_txn(env, ENV_SYNC, key_revoke_body, &id);
}

enum fault
key_visit(struct env *env, void (*visit)(const struct key *, void *arg), void *arg)
{
    uint8_t row[4];
    size_t length;
    uint8_t space[4];
    struct pack k = pack_over(space, sizeof space);
    enum fault fault = row_get(env_read(env), TABLE_KEY, key_key(&k, 0), row, sizeof row, &length);
    struct unpack u = unpack_over(row, length);
    const uint32_t last = fault == FAULT_NONE ? unpack_u32(&u) : 0;
    for (uint32_t id = 1; id <= last; id++) {
        struct key key;
        fault = key_get(env_read(env), id, &key);
        if (fault != FAULT_NONE && fault != FAULT_MISSING)
            return fault;
        if (fault == FAULT_NONE)
            visit(&key, arg);
    }
    return FAULT_NONE;
}
