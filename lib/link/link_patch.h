/*
 * link_patch.h: changing or deleting a link that is there, with the event that tells of it.
 */
#ifndef CURT_LINK_LINK_PATCH_H
#define CURT_LINK_LINK_PATCH_H

#include "link/link_request.h"

struct link_patch {
    const char *name;                  /* link_name.h */
    uint32_t owner;                    /* whose link it must be; 0: anybody's */
    const char *if_match;              /* If-Match (RFC 9110, 13.1.1); "": any version */
    const struct link_request *wanted; /* NULL: delete it */
    uint64_t most_tags;                /* that its owner's links may have; 0: any number */
    int64_t now, until;                /* until: as long as a deleted link can be restored */
    struct link after;                 /* the link as it is then, unless it was deleted */
    struct input_error error;          /* of FAULT_INPUT */
};

/*
 * In a transaction of its own, on the disk when it returns. FAULT_MISSING: there is no such link of the
 * owner's; FAULT_REFUSED: if_match names another version; FAULT_INPUT: the error says what; FAULT_FULL:
 * most_tags.
 */
enum fault link_patch_apply(struct env *, struct link_patch *);

#endif
