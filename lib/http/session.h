/*
 * session.h: sign-ins on the pages: a cookie that stands for a key for some hours. The store has the cookie's
 * SHA-256.
 */
#ifndef CURT_HTTP_SESSION_H
#define CURT_HTTP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "db/env.h"
#include "db/row.h"
#include "http/api_key.h"

#define SESSION_SIZE 44 /* a cookie with its NUL */

/* text: the key's, as it was sent. When that is good no more, because the key was rotated, neither is the
 * sign-in. */
enum fault session_add(struct env *, uint32_t key, const char *text, int64_t now, int64_t expires,
    char cookie[static SESSION_SIZE]);

/*
 * The key that is signed in by this cookie. FAULT_MISSING for an unknown or old cookie, or a key that is not
 * good any more; when it was not used for longer than `idle` (0: no matter); also when it has more than
 * `longest` left, in microseconds: it is of a clock that was ahead. Notes the use, about once a minute;
 * *noted: it need not, or went through.
 */
enum fault session_verify(struct env *, const char *cookie, int64_t now, int64_t longest, int64_t idle,
    struct api_key *out, bool *noted);

/* Signs out; no such session is as good. */
enum fault session_end(struct env *, const char *cookie);

/* A session that is over, for row_sweep_run. arg is the time now. */
bool session_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
