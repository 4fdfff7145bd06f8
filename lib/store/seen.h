/*
 * seen.h: signed tokens that were taken, so that none is taken twice: known by the moment of their signing
 * and their id.
 */
#ifndef CURT_STORE_SEEN_H
#define CURT_STORE_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "store/env.h"
#include "store/row.h"

/* FAULT_EXISTS: it was taken already. */
enum fault seen_add(struct txn *, int64_t signed_at, const char *token_id);

/* One signed before the moment *arg (int64_t, a minute's grace), for sweep_run over TABLE_TOKEN. */
bool seen_over(const struct walk *, void *arg, bool *stop);

#endif
