/*
 * import_links.c: an array that is sorted when it is first searched.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_links.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
import_links_add(struct import_links *links, const struct imported_link *link, const char *name)
{
    if (links->count == links->size) {
        links->size = links->size > 0 ? links->size * 2 : 256;
        links->list = xreallocarray(links->list, links->size, sizeof *links->list);
    }
    links->list[links->count] = (struct import_link_id){
        xstrdup(link->id), xstrdup(link->code), xstrdup(link->domain), xstrdup(name), links->count};
    links->count++;
    links->sorted = false;
}

void
import_links_free(struct import_links *links)
{
    for (size_t i = 0; i < links->count; i++) {
        free(links->list[i].id);
        free(links->list[i].code);
        free(links->list[i].domain);
        free(links->list[i].name);
    }
    free(links->list);
    *links = (struct import_links){0};
}

/* A link with an id is known by that alone. */
static int
import_links_compare_keys(const void *a, const void *b)
{
    const struct import_link_id *one = a, *other = b;
    const int ids = strcmp(one->id, other->id);
    return ids != 0 || one->id[0] != '\0' ? ids : strcmp(one->code, other->code);
}

static int
import_links_compare(const void *a, const void *b)
{
    const struct import_link_id *one = a, *other = b;
    const int keys = import_links_compare_keys(a, b);
    return keys != 0 ? keys : one->nth < other->nth ? -1 : one->nth > other->nth;
}

const struct import_link_id *
import_links_find(struct import_links *links, const char *id, const char *code)
{
    const struct import_link_id wanted = {.id = (char *)(uintptr_t)id, .code = (char *)(uintptr_t)code};
    if (links->count == 0)
        return NULL;
    if (!links->sorted)
        qsort(links->list, links->count, sizeof *links->list, import_links_compare);
    links->sorted = true;
    const struct import_link_id *found = bsearch(
        &wanted, links->list, links->count, sizeof *links->list, import_links_compare_keys);
    while (found != NULL && found > links->list && import_links_compare_keys(found - 1, found) == 0)
        found--;
    return found;
}
