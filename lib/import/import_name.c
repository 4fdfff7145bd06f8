/*
 * import_name.c: rows under ids that are derived from names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_name.h"

#include <string.h>

#include "base/sha256.h"
#include "base/uuid.h"

static void
import_name_id(const char *name, const char *url, uint8_t out[static UUID_BYTES])
{
    uint8_t digest[SHA256_BYTES];
    const struct sha256_part parts[] = {{"name", 5}, {name, strlen(name) + 1}, {url, strlen(url)}};
    sha256_digest(parts, sizeof parts / sizeof *parts, digest);
    uuid_v8(0, digest, out);
}

enum fault
import_name_get(struct txn *txn, const char *name, const char *url, char out[static LINK_NAME_MAX + 1])
{
    uint8_t id[UUID_BYTES];
    size_t length;
    import_name_id(name, url, id);
    const enum fault fault = row_get(
        txn, TABLE_CUSTOM_EVENT_ID, (struct row_key){id, UUID_BYTES}, out, LINK_NAME_MAX, &length);
    out[fault == FAULT_NONE ? length : 0] = '\0';
    return fault;
}

enum fault
import_name_add(struct txn *txn, const char *name, const char *url, const char *here)
{
    uint8_t id[UUID_BYTES];
    import_name_id(name, url, id);
    return row_put(txn, TABLE_CUSTOM_EVENT_ID, (struct row_key){id, UUID_BYTES}, here, strlen(here));
}
