/*
 * link.c: a link as the store has it, and whether it opens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link.h"

#include <string.h>

#include "link/code_case.h"

struct row_key
link_key(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

void
link_name(const struct link *link, char out[static LINK_NAME_MAX + 1])
{
    link_name_write(link->domain, link->code, out);
}

enum fault
link_from_row(struct row_key key, const void *row, size_t length, struct link *out)
{
    enum fault fault = link_name_read(key.bytes, key.length, out->domain, out->code);
    return fault == FAULT_NONE && link_decode(row, length, out) == FAULT_NONE ? FAULT_NONE : FAULT_INPUT;
}

enum fault
link_get(struct txn *txn, const char *name, struct link *out)
{
    uint8_t row[LINK_ROW_MAX];
    size_t length;
    const struct row_key key = link_key(name);
    enum fault fault = row_get(txn, TABLE_LINK, key, row, sizeof row, &length);
    if (fault == FAULT_NONE)
        fault = link_name_read(name, key.length, out->domain, out->code);
    return fault == FAULT_NONE ? link_decode(row, length, out) : fault;
}

enum fault
link_find(struct txn *txn, const char *name, struct link *out)
{
    char found[LINK_NAME_MAX + 1];
    enum fault fault = link_get(txn, name, out);
    if (fault != FAULT_MISSING)
        return fault;
    fault = code_case_find(txn, name, found);
    return fault == FAULT_NONE ? link_get(txn, found, out) : fault;
}

enum fault
link_get_owned(struct txn *txn, const char *name, uint32_t owner, struct link *out)
{
    enum fault fault = link_name_is_valid(name) ? link_find(txn, name, out) : FAULT_MISSING;
    return fault == FAULT_NONE && owner != 0 && out->owner != owner ? FAULT_MISSING : fault;
}

bool
link_has_targets(const struct link *link)
{
    return link->rules.length > 0 || link->ios_url[0] != '\0' || link->android_url[0] != '\0';
}

bool
link_has_preview(const struct link *link)
{
    return link->preview.title[0] != '\0' || link->preview.description[0] != '\0' ||
           link->preview.image[0] != '\0';
}

bool
link_contains(const struct link *link, const char *text)
{
    return strcasestr(link->code, text) != NULL || strcasestr(link->url, text) != NULL ||
           strcasestr(link->title, text) != NULL;
}

uint64_t
link_imported_clicks(const struct link *link)
{
    const struct link_imported *imported = &link->imported;
    return imported->clicks > imported->visits ? imported->clicks - imported->visits : 0;
}

enum link_state
link_state(const struct link *link, int64_t now, uint64_t used)
{
    if (link->disabled || link->blocked_by[0] != '\0')
        return LINK_DISABLED;
    if (link->expires != 0 && now >= link->expires)
        return LINK_EXPIRED;
    if (link->max_clicks != 0 && used >= link->max_clicks)
        return LINK_USED_UP;
    return now < link->valid_from ? LINK_NOT_YET : LINK_LIVE;
}
