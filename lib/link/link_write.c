/*
 * link_write.c: a link with its index and what is due for it, written together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_write.h"

#include <string.h>

#include "db/codec.h"
#include "db/schedule.h"
#include "link/click_limit.h"
#include "link/code_case.h"
#include "link/link_index.h"

/* What the sweeper must not forget: telling the expiry, or taking the link out once it is reported. */
static enum fault
link_schedule(struct txn *txn, const struct link *link)
{
    char name[LINK_NAME_MAX + 1];
    if (link->expires == 0 || link->expiry_told)
        return FAULT_NONE;
    link_name(link, name);
    return schedule_add(txn, link->expires, SCHEDULE_EXPIRE_LINK, name, strlen(name));
}

enum fault
link_add(struct txn *txn, const struct link *link)
{
    uint8_t row[LINK_ROW_MAX];
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    enum fault fault = code_case_add(txn, name);
    if (fault == FAULT_NONE)
        fault = row_add(txn, TABLE_LINK, link_key(name), row, link_encode(link, row));
    if (fault == FAULT_NONE)
        fault = link_index_add(txn, link);
    if (fault == FAULT_NONE)
        fault = link_schedule(txn, link);
    return fault;
}

enum fault
link_update(struct txn *txn, const struct link *before, const struct link *after)
{
    uint8_t row[LINK_ROW_MAX];
    char name[LINK_NAME_MAX + 1];
    link_name(after, name);
    enum fault fault = link_index_remove(txn, before);
    if (fault == FAULT_NONE)
        fault = link_index_add(txn, after);
    if (fault == FAULT_NONE)
        fault = row_put(txn, TABLE_LINK, link_key(name), row, link_encode(after, row));
    if (fault == FAULT_NONE &&
        (after->expires != before->expires || after->expiry_told != before->expiry_told))
        fault = link_schedule(txn, after); /* what was due before finds the link changed, and does nothing */
    return fault;
}

enum fault
link_put_imported(struct txn *txn, const struct link *link)
{
    uint8_t row[LINK_ROW_MAX];
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    return row_put(txn, TABLE_LINK, link_key(name), row, link_encode(link, row));
}

enum fault
link_take_out(struct txn *txn, const struct link *link)
{
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    enum fault fault = row_remove(txn, TABLE_LINK, link_key(name));
    if (fault == FAULT_NONE)
        fault = code_case_remove(txn, name);
    return fault != FAULT_NONE ? fault : link_index_remove(txn, link);
}

enum fault
link_remove(struct txn *txn, const struct link *link, int64_t now)
{
    uint8_t id[8];
    struct encoder p = encoder_over(id, sizeof id);
    encode_u64(&p, link->id);
    enum fault fault = link_take_out(txn, link);
    if (fault == FAULT_NONE)
        fault = click_limit_remove(txn, link);
    return fault != FAULT_NONE ? fault : schedule_add(txn, now, SCHEDULE_DELETE_STATS, id, sizeof id);
}
