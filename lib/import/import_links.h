/*
 * import_links.h: the links that an import has taken in this run, each with its name here: its visits are
 * given to it by what the source calls it, and by nothing else, since a code of the source may be that of
 * another link here.
 */
#ifndef CURT_IMPORT_IMPORT_LINKS_H
#define CURT_IMPORT_IMPORT_LINKS_H

#include "import/imported_link.h"

struct import_link_id {
    char *id, *code, *domain; /* as the source has them; id: "" where visits name the link by its code */
    char *name;               /* here (link_name.h) */
    size_t nth;
};

/* Zeroed at the beginning. */
struct import_links {
    struct import_link_id *list;
    size_t count, size;
    bool sorted;
};

void import_links_add(struct import_links *, const struct imported_link *, const char *name);
void import_links_free(struct import_links *);

/* By its id, or, if that is "", by its code, of several the first that was added; NULL: there is none. */
const struct import_link_id *import_links_find(struct import_links *, const char *id, const char *code);

#endif
