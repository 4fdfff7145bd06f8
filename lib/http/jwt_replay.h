/*
 * jwt_replay.h: signed tokens that were taken, so that none is taken twice: known by the time of their
 * signing and their id.
 */
#ifndef CURT_HTTP_JWT_REPLAY_H
#define CURT_HTTP_JWT_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "db/env.h"
#include "db/row.h"

/* FAULT_EXISTS: it was taken already. */
enum fault jwt_replay_add(struct txn *, int64_t signed_at, const char *token_id);

/* One signed before the time *arg (int64_t, a minute's grace), for row_sweep_run over TABLE_JWT_REPLAY. */
bool jwt_replay_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
