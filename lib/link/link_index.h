/*
 * link_index.h: links in order, newest first: all of them, those of an owner, those with a campaign or a tag;
 * and those that lead to a URL.
 */
#ifndef CURT_LINK_LINK_INDEX_H
#define CURT_LINK_LINK_INDEX_H

#include "link/link.h"

enum link_group { LINK_GROUP_ALL = 'a', LINK_GROUP_CAMPAIGN = 'c', LINK_GROUP_TAG = 't' };

/* A place in the order: the list continues after it. A zeroed place is the beginning. */
struct link_place {
    int64_t created;
    char name[LINK_NAME_MAX + 1];
};

struct link_list {
    enum link_group group;
    const char *name;        /* of the campaign or tag */
    uint32_t owner;          /* 0: everybody's */
    struct link_place after; /* moves with each link given */
};

/*
 * Calls visit with each link of the list, in order, until it says no or there are no more. The list's place
 * stands on the last link visited. FAULT_NONE at the end of the list, FAULT_FULL when visit said no.
 */
enum fault link_list_visit(
    struct txn *, struct link_list *, bool (*visit)(const struct link *, void *arg), void *arg);

/* Replaces the link that is wanted by the owner's live one on the same domain to the same URL that opens like
 * it. FAULT_MISSING: there is none, and the link stays as it is. */
enum fault link_find_same(struct txn *, struct link *, int64_t now);

/*
 * May the owner, who may have links with `most` tags (0: any number), have one with these? FAULT_REFUSED:
 * there would be more. Only a tag that is new to the owner costs anything: a step through the index for each
 * there is.
 */
enum fault link_index_check_tags(struct txn *, uint32_t owner, const struct labels *, uint64_t most);

/*
 * Waits for others that hold the index so, and holds it until the transaction ends: for who adds many links.
 * Those of two would go to the same few pages, and each would soon wait for the other's: one of them is
 * undone, with all its links.
 */
enum fault link_index_hold(struct txn *);

/* Does the index have all rows of the link? FAULT_MISSING: one is not there. */
enum fault link_index_check(struct txn *, const struct link *);

/* The name of the link that a row of the index leads to. FAULT_INPUT: it can be no such row. */
enum fault link_index_name(struct row_key, char name[static LINK_NAME_MAX + 1]);

/* For link.c. */
enum fault link_index_add(struct txn *, const struct link *);
enum fault link_index_remove(struct txn *, const struct link *);

#endif
