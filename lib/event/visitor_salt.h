/*
 * visitor_salt.h: the secret of the day that goes into a visitor's hash. With the day the salt goes, and with
 * it every way back from a hash to a person; a person who comes again tomorrow is a new visitor.
 */
#ifndef CURT_EVENT_VISITOR_SALT_H
#define CURT_EVENT_VISITOR_SALT_H

#include <stdbool.h>
#include <stdint.h>

#include "db/env.h"
#include "db/row.h"

#define VISITOR_SALT_BYTES 32

/* The day (UTC) a time lies in, counted from 1970-01-01. */
uint32_t visitor_salt_day(int64_t timestamp);

/* The salt of that day; FAULT_MISSING when none is drawn yet. */
enum fault visitor_salt_read(struct txn *, uint32_t day, uint8_t out[static VISITOR_SALT_BYTES]);

/* The same, drawn when there is none. All programs get the same. */
enum fault visitor_salt_get(struct env *, uint32_t day, uint8_t out[static VISITOR_SALT_BYTES]);

/* A salt of a day before *arg (uint32_t), for row_sweep_run. */
bool visitor_salt_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
