/*
 * visitor.h: in which scopes a visitor was seen on a day, so that each counts a visitor once a day.
 *
 * A row a visitor and day, since a click is seen in several scopes at once. It lists hashes of the scopes
 * that begin with the visitor, which is itself a hash with the day's secret (event/visitor_salt.h): nobody
 * can name a campaign so that it takes a visitor away from another scope. By chance, one of 48 bits meets
 * another of 60 once in five million million scopes, and that scope then has a visitor too few.
 *
 * TABLE_VISITOR_DAY: day, visitor       -> hashes of the first VISITOR_SCOPES scopes
 *                    day, visitor, hash -> nothing: of a further scope
 */
#ifndef CURT_STATS_VISITOR_H
#define CURT_STATS_VISITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "db/row.h"

enum { VISITOR_SCOPES = 60, VISITOR_HASH = 6 /* bytes */ };

/* A visitor on a day, as a transaction finds and changes it. */
struct visitor {
    struct row_editor *rows; /* of TABLE_VISITOR_DAY; the next two are the caller's, too */
    uint32_t day;
    uint64_t id;
    bool changed; /* there is something to write */
    size_t count;
    uint8_t seen[VISITOR_SCOPES][VISITOR_HASH];
};

/* Reads what is known of out->id on out->day. Visitors in the order of their days and ids cost less. */
enum fault visitor_get(struct visitor *out);

/* Notes that the visitor was seen in a scope, by its key; *new: for the first time that day. */
enum fault visitor_see(struct visitor *, struct row_key scope, bool *new);

/* Writes what was noted. */
enum fault visitor_put(const struct visitor *);

/* A row of a day before *arg (uint32_t), for row_sweep_run over TABLE_VISITOR_DAY. */
bool visitor_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
