/*
 * import_links.h: the links of an import that ask for their visits, or whose visits name them by another id
 * than the code.
 */
#ifndef CURT_IMPORT_IMPORT_LINKS_H
#define CURT_IMPORT_IMPORT_LINKS_H

#include "import/imported_link.h"

struct import_link_id {
    char *id, *code, *domain;
};

/* Zeroed at the beginning. */
struct import_links {
    struct import_link_id *list;
    size_t count, size;
    bool sorted;
};

void import_links_add(struct import_links *, const struct imported_link *);
void import_links_free(struct import_links *);

/* By its id; NULL: there is none. */
const struct import_link_id *import_links_find(struct import_links *, const char *id);

#endif
