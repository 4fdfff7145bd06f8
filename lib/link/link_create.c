/*
 * link_create.c: draws codes until one is free.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_create.h"

#include "base/log.h"
#include "base/random.h"
#include "link/code_case.h"
#include "link/link_block.h"
#include "link/link_event.h"
#include "link/link_write.h"

enum { LINK_CREATE_TRIES = 20 };

static enum fault
link_create_with_free_code(struct txn *txn, struct link *link, size_t code_length)
{
    bool small;
    enum fault fault = code_case_is_ignored(txn, &small);
    if (fault != FAULT_NONE)
        return fault;
    fault = FAULT_EXISTS;
    for (int i = 0; i < LINK_CREATE_TRIES && fault == FAULT_EXISTS; i++) {
        short_code_generate(link->code, code_length, small);
        fault = link_add(txn, link);
    }
    if (fault != FAULT_EXISTS)
        return fault;
    log_error("no free short code in %d tries; raise [links] code_length", LINK_CREATE_TRIES);
    return FAULT_AGAIN;
}

enum fault
link_create_imported(struct txn *txn, struct link *link, size_t code_length, int64_t now)
{
    random_bytes(&link->id, sizeof link->id);
    link->version = 1;
    link->changed = now;
    enum fault fault = link_block_mark(txn, link);
    if (fault != FAULT_NONE)
        return fault;
    fault = code_length == 0 ? link_add(txn, link) : link_create_with_free_code(txn, link, code_length);
    return fault == FAULT_NONE ? link_event_append(txn, link, LINK_EVENT_CREATED, now) : fault;
}

enum fault
link_create(struct txn *txn, struct link *link, size_t code_length, int64_t now)
{
    link->created = now;
    return link_create_imported(txn, link, code_length, now);
}
