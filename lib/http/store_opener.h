/*
 * store_opener.h: opens the store in a thread of its own, so that a program can answer while that takes long:
 * the store is recovered after a crash, somebody else holds it, or its disk is full.
 */
#ifndef CURT_HTTP_STORE_OPENER_H
#define CURT_HTTP_STORE_OPENER_H

#include <stdbool.h>

#include "base/config.h"
#include "db/env.h"

struct store_opener;

/* Begins. The configuration must live as long. */
struct store_opener *store_opener_start(const struct config *, table_set tables, table_set readonly);

/* Waits for the end, at most so long: was it the end? */
bool store_opener_wait(struct store_opener *, int milliseconds);

/* A descriptor that can be read from when it has ended. */
int store_opener_descriptor(const struct store_opener *);

/* Waits for the end, and frees the opener. A store that could not be opened is fatal. */
struct env *store_opener_finish(struct store_opener *);

#endif
