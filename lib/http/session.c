/*
 * session.c: the rows of sign-ins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/session.h"

#include <string.h>

#include "base/random.h"
#include "base/timestamp.h"
#include "db/codec.h"

enum { SESSION_ROW = 20 + SHA256_BYTES };

#define SESSION_USE_PAUSE (60 * TIMESTAMP_SECOND)

struct session {
    uint8_t digest[SHA256_BYTES];
    uint8_t text[SHA256_BYTES]; /* of the key, when it signed in */
    uint32_t key;
    int64_t expires, used; /* used: 0 in older ones, which did not note it */
};

static struct row_key
session_key(const struct session *session)
{
    return (struct row_key){session->digest, sizeof session->digest};
}

static enum fault
session_write(struct txn *txn, const struct session *session)
{
    uint8_t row[SESSION_ROW];
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, session->expires);
    encode_u32(&p, session->key);
    encode_bytes(&p, session->text, sizeof session->text);
    encode_timestamp(&p, session->used);
    return row_put(txn, TABLE_SESSION, session_key(session), row, p.length);
}

static enum fault
session_add_body(struct txn *txn, void *arg)
{
    return session_write(txn, arg);
}

enum fault
session_add(struct env *env, uint32_t key, const char *text, int64_t now, int64_t expires,
    char cookie[static SESSION_SIZE])
{
    struct session session = {.key = key, .expires = expires, .used = now};
    sha256_text(text, session.text);
    random_text(cookie, SESSION_SIZE - 1);
    sha256_text(cookie, session.digest);
    return env_txn(env, ENV_SYNC, session_add_body, &session);
}

static enum fault
session_unpack(const uint8_t *row, size_t length, struct session *out)
{
    struct decoder u = decoder_over(row, length);
    out->expires = decode_timestamp(&u);
    out->key = decode_u32(&u);
    out->used = 0;
    if (!decoder_is_at_end(&u)) {
        const uint8_t *text = decode_bytes(&u, sizeof out->text);
        if (text != NULL)
            memcpy(out->text, text, sizeof out->text);
        out->used = decode_timestamp(&u);
    }
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
session_use_body(struct txn *txn, void *arg)
{
    const struct session *used = arg;
    struct session session = *used;
    uint8_t row[SESSION_ROW];
    size_t length;
    enum fault fault = row_get_for_update(
        txn, TABLE_SESSION, session_key(&session), row, sizeof row, &length);
    if (fault == FAULT_NONE) /* else it was ended meanwhile */
        fault = session_unpack(row, length, &session);
    if (fault != FAULT_NONE || session.used >= used->used)
        return fault;
    session.used = used->used;
    return session_write(txn, &session);
}

/* Each use is not worth a write. */
static bool
session_note_use(struct env *env, struct session *session, int64_t now, int64_t idle)
{
    const int64_t pause = idle / 10 < SESSION_USE_PAUSE ? idle / 10 : SESSION_USE_PAUSE;
    if (idle == 0 || session->used == 0 || now - session->used < pause)
        return true;
    session->used = now;
    return env_txn(env, ENV_WRITE, session_use_body, session) == FAULT_NONE;
}

static bool
session_is_good(const struct session *session, const struct api_key *key, int64_t now)
{
    return api_key_is_good(key, now) && (session->used == 0 || api_key_has_digest(key, session->text, now));
}

enum fault
session_verify(struct env *env, const char *cookie, int64_t now, int64_t longest, int64_t idle,
    struct api_key *out, bool *noted)
{
    struct session session;
    uint8_t row[SESSION_ROW];
    size_t length;
    sha256_text(cookie, session.digest);
    enum fault fault = row_get(env_read(env), TABLE_SESSION, session_key(&session), row, sizeof row, &length);
    if (fault == FAULT_NONE)
        fault = session_unpack(row, length, &session);
    if (fault != FAULT_NONE)
        return fault;
    if (now >= session.expires || session.expires - now > longest ||
        (idle != 0 && session.used != 0 && now - session.used > idle))
        return FAULT_MISSING;
    fault = api_key_get(env_read(env), session.key, out);
    if (fault == FAULT_NONE && !session_is_good(&session, out, now))
        return FAULT_MISSING;
    if (fault == FAULT_NONE) {
        *noted = session_note_use(env, &session, now, idle);
        api_key_note_use(env, out, now);
    }
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
