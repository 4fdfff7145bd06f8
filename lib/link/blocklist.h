/*
 * blocklist.h: what links may not lead to: hosts, each with all below it, and URLs, each with all below it.
 *
 * An entry is "evil.example", which holds for www.evil.example too, or "example.com/a", which holds for
 * http://example.com/a, https://example.com:8443/a?b and https://example.com/a/c, and for no other host.
 * Paths are compared as url_path (net/url.h) writes them. It is the key of its row. A list that is loaded
 * from a file takes the place of what was loaded before; entries that were added one by one stay.
 *
 * Each change gives the list another revision: link_block.h goes through the links then. What creates or
 * changes a link looks the list up in its own transaction, so that nothing slips through in between.
 */
#ifndef CURT_LINK_BLOCKLIST_H
#define CURT_LINK_BLOCKLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "db/row.h"

#define BLOCKLIST_ENTRY_MAX  200 /* bytes */
#define BLOCKLIST_REASON_MAX 200
#define BLOCKLIST_MAX        1000000 /* entries */

struct blocklist_entry {
    char text[BLOCKLIST_ENTRY_MAX + 1];
    char reason[BLOCKLIST_REASON_MAX + 1]; /* "": none is said */
    int64_t added;                         /* timestamp.h */
    uint64_t load;                         /* of the file that it is from; 0: it was added by itself */
};

/*
 * Reads an entry as people write it, or as lists have it: a host, a URL with or without its scheme,
 * "*.evil.example", "0.0.0.0 evil.example" (a hosts file), "||evil.example^" (Adblock Plus). FAULT_INPUT: it
 * is none, and *why says so, as "must ...".
 */
enum fault blocklist_parse(const char *text, char out[static BLOCKLIST_ENTRY_MAX + 1], const char **why);

/* Adds it, or if it is there, has it be of this load, unless it was added by itself, and for this reason, if
 * one is given. FAULT_FULL: the list has BLOCKLIST_MAX entries. */
enum fault blocklist_add(struct txn *, const struct blocklist_entry *, bool *was_there);

/* FAULT_MISSING. */
enum fault blocklist_remove(struct txn *, const char *text);

enum fault blocklist_get(struct txn *, const char *text, struct blocklist_entry *out);

/* The next entry after out->text, in their order; "" is before all. FAULT_MISSING past the last. */
enum fault blocklist_next(struct txn *, struct blocklist_entry *out);

/* The entry that the URL is on the list by; FAULT_MISSING: it is not. */
enum fault blocklist_find(struct txn *, const char *url, char out[static BLOCKLIST_ENTRY_MAX + 1]);

/* How many entries, and which revision they are. */
struct blocklist_state {
    uint64_t entries, revision;
};
enum fault blocklist_state_get(struct txn *, struct blocklist_state *out);

#endif
