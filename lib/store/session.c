#include "store/session.h"

#include <string.h>

#include "base/code.h"
#include "store/pack.h"

enum { SESSION_ROW = 12 };

struct session {
    uint8_t digest[DIGEST_BYTES];
    uint32_t key;
    int64_t expires;
};

static struct row_key
session_key(const struct session *session)
{
    return (struct row_key){session->digest, sizeof session->digest};
}

static enum fault
session_add_body(struct txn *txn, void *arg)
{
    const struct session *session = arg;
    uint8_t row[SESSION_ROW];
    struct pack p = pack_over(row, sizeof row);
    pack_moment(&p, session->expires);
    pack_u32(&p, session->key);
    return row_put(txn, TABLE_SESSION, session_key(session), row, p.length);
}

enum fault
session_add(struct env *env, uint32_t key, int64_t expires, char cookie[static SESSION_TEXT])
{
    struct session session = {.key = key, .expires = expires};
    code_draw(cookie, SESSION_TEXT - 1);
    digest_text(cookie, session.digest);
    return env_txn(env, ENV_SYNC, session_add_body, &session);
}

enum fault
session_check(struct env *env, const char *cookie, int64_t now, struct key *out)
{
    struct session session;
    uint8_t row[SESSION_ROW];
    size_t length;
    digest_text(cookie, session.digest);
    enum fault fault = row_get(env_read(env), TABLE_SESSION, session_key(&session), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct unpack u = unpack_over(row, length);
    session.expires = unpack_moment(&u);
    session.key = unpack_u32(&u);
    if (now >= session.expires)
        return FAULT_MISSING;
    fault = key_get(env_read(env), session.key, out);
    return fault == FAULT_NONE && out->revoked != 0 ? FAULT_MISSING : fault;
}

static enum fault
session_end_body(struct txn *txn, void *arg)
{
    enum fault fault = row_remove(txn, TABLE_SESSION, session_key(arg));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
session_end(struct env *env, const char *cookie)
{
    struct session session;
    digest_text(cookie, session.digest);
    return env_txn(env, ENV_SYNC, session_end_body, &session);
}

bool
session_over(const struct walk *walk, void *arg, bool *stop)
{
    (void)stop;
    struct unpack u = unpack_over(walk->row, walk->row_length);
    return unpack_moment(&u) <= *(const int64_t *)arg;
}
