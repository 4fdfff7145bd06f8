/*
 * link_block.h: links and the blocklist (blocklist.h): which are refused, and which are closed since the list
 * has what they lead to. All URLs of a link are looked up: those of its rules and apps, of its preview, and
 * where it leads once it is over.
 *
 * A link that is on the list has the entry in blocked_by, and does not open. It opens again when the entry is
 * gone, or when it leads elsewhere.
 */
#ifndef CURT_LINK_LINK_BLOCK_H
#define CURT_LINK_LINK_BLOCK_H

#include "base/input_error.h"
#include "link/link.h"

/* FAULT_INPUT: the list has one of its URLs, and *error says which. */
enum fault link_block_refuse(struct txn *, const struct link *, struct input_error *error);

/* The same of a URL that is a field of something else: "text". */
enum fault link_block_refuse_url(struct txn *, const char *url, const char *field, struct input_error *error);

/* Sets blocked_by, "" if the list has none of its URLs. */
enum fault link_block_mark(struct txn *, struct link *);

struct link_block_count {
    uint64_t looked, blocked, unblocked; /* links */
};

/*
 * Goes through all links if the list has changed since the last time, a piece a transaction, and says so in
 * link.disabled and link.enabled. What was broken off, or changes again and again, goes on at the
 * next call. tell, unless NULL, is called
 * after each piece, with the count so far, which is added to.
 */
enum fault link_block_scan(struct env *, int64_t now,
    void (*tell)(const struct link_block_count *, void *arg), void *arg, struct link_block_count *count);

#endif
