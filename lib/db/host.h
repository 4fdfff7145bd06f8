/*
 * host.h: what each host of a cluster says of itself, in the store, so that every host can tell of all:
 * the master writes its own, and those that reach it with the clicks of the others. `curt host add` writes
 * the first one.
 */
#ifndef CURT_DB_HOST_H
#define CURT_DB_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/ip_address.h"
#include "base/timestamp.h"
#include "db/env.h"

#define HOST_NAME_SIZE 33 /* with its NUL */

/* Microseconds since the master heard of a host, after which that host may be down. */
#define HOST_ALIVE (5 * TIMESTAMP_SECOND)

struct host {
    char name[HOST_NAME_SIZE];
    char address[IP_ADDRESS_SIZE];
    int64_t seen;    /* when the master heard of it last (timestamp.h); 0: never, it is expected */
    uint64_t events; /* the last number of the log that it has */
    uint64_t spool;  /* bytes that wait in its spool */
    /* When it copied the store last (seen): so many bytes, of so many; 0 of 0: it has come since, or never
     * did. */
    uint64_t copied, to_copy;
};

/* Does it copy the store, at this time? It has asked for some of it in the last half minute. */
bool host_is_copying(const struct host *, int64_t now);

/* Texts that are too long are cut; the configuration takes none. */
void host_set_name(struct host *, const char *name);
void host_set_address(struct host *, const char *address);

enum fault host_put(struct txn *, const struct host *);
enum fault host_get(struct txn *, const char *name, struct host *out);

/*
 * A host of this name is removed, and the name is not used again (man/curt-cluster.7). Before the host
 * leaves, so that its own copy of the store says so: what is written later does not come to it.
 */
enum fault host_note_removal(struct txn *, const char *name);

/* Takes the row away. FAULT_MISSING: there is none. */
enum fault host_remove(struct txn *, const char *name);

/* Was there a host of this name, which was removed? FAULT_MISSING: no. */
enum fault host_was_removed(struct txn *, const char *name);

/* The next one by name; `out->name` "" for the first. FAULT_MISSING after the last. */
enum fault host_next(struct txn *, struct host *out);

#endif
