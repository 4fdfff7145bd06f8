/*
 * salt.h: the secret of the day that goes into a visitor's hash. With the day the salt goes, and with it
 * every way back from a hash to a person; a person who comes again tomorrow is a new visitor.
 */
#ifndef CURT_STORE_SALT_H
#define CURT_STORE_SALT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/env.h"
#include "store/row.h"

#define SALT_BYTES 32

/* The day (UTC) a moment lies in, counted from 1970-01-01. */
uint32_t salt_day(int64_t moment);

/* The salt of that day, drawn when it is asked for first. All programs get the same. */
enum fault salt_get(struct env *, uint32_t day, uint8_t out[static SALT_BYTES]);

/* A salt of a day before *arg (uint32_t), for sweep_run. */
bool salt_over(const struct walk *, void *arg, bool *stop);

#endif
