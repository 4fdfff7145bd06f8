/*
 * session.c: the rows of sign-ins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/session.h"

#include <string.h>

#include "base/random.h"
#include "db/codec.h"

enum { SESSION_ROW = 12 + SHA256_BYTES };

struct session {
    uint8_t digest[SHA256_BYTES];
    uint8_t text[SHA256_BYTES]; /* of the key, when it signed in */
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
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, session->expires);
    encode_u32(&p, session->key);
    encode_bytes(&p, session->text, sizeof session->text);
    return row_put(txn, TABLE_SESSION, session_key(session), row, p.length);
}

enum fault
session_add(
    struct env *env, uint32_t key, const char *text, int64_t expires, char cookie[static SESSION_SIZE])
{
    struct session session = {.key = key, .expires = expires};
    sha256_text(text, session.text);
    random_text(cookie, SESSION_SIZE - 1);
    sha256_text(cookie, session.digest);
    return env_txn(env, ENV_SYNC, session_add_body, &session);
}

enum fault
session_verify(struct env *env, const char *cookie, int64_t now, int64_t longest, struct api_key *out)
{
    struct session session;
    uint8_t row[SESSION_ROW];
    size_t length;
    sha256_text(cookie, session.digest);
    enum fault fault = row_get(env_read(env), TABLE_SESSION, session_key(&session), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(row, length);
    session.expires = decode_timestamp(&u);
    session.key = decode_u32(&u);
    const uint8_t *text = u.at < u.end ? decode_bytes(&u, SHA256_BYTES) : NULL; /* older ones have none */
    if (now >= session.expires || session.expires - now > longest)
        return FAULT_MISSING;
    fault = api_key_get(env_read(env), session.key, out);
    if (fault == FAULT_NONE &&
        (!api_key_is_good(out, now) || (text != NULL && !api_key_has_digest(out, text, now))))
        return FAULT_MISSING;
    if (fault == FAULT_NONE)
        api_key_note_use(env, out, now);
    return fault;
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
    sha256_text(cookie, session.digest);
    return env_txn(env, ENV_SYNC, session_end_body, &session);
}

bool
session_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    return decode_timestamp(&u) <= *(const int64_t *)arg;
}
