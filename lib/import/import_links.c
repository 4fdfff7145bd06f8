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
import_links_add(struct import_links *links, const struct imported_link *link)
{
    if (links->count == links->size) {
        links->size = links->size > 0 ? links->size * 2 : 256;
        links->list = xreallocarray(links->list, links->size, sizeof *links->list);
    }
    links->list[links->count++] = (struct import_link_id){
        xstrdup(link->id), xstrdup(link->code), xstrdup(link->domain)};
    links->sorted = false;
}

void
import_links_free(struct import_links *links)
{
    for (size_t i = 0; i < links->count; i++) {
        free(links->list[i].id);
        free(links->list[i].code);
        free(links->list[i].domain);
    }
    free(links->list);
    *links = (struct import_links){0};
}

static int
import_links_compare(const void *a, const void *b)
{
    return strcmp(((const struct import_link_id *)a)->id, ((const struct import_link_id *)b)->id);
}

const struct import_link_id *
import_links_find(struct import_links *links, const char *id)
{
    const struct import_link_id wanted = {.id = (char *)(uintptr_t)id};
    if (links->count == 0)
        return NULL;
    if (!links->sorted)
        qsort(links->list, links->count, sizeof *links->list, import_links_compare);
    links->sorted = true;
    return bsearch(&wanted, links->list, links->count, sizeof *links->list, import_links_compare);
}
