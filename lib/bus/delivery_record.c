/*
 * delivery_record.c: writes down how a target fares.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/delivery_record.h"

#include <stdio.h>
#include <string.h>

void
delivery_record_attempt(struct delivery_record *record, const struct delivery_result *result, int64_t now)
{
    if (result->kind == DELIVERY_RESULT_ACCEPTED) {
        record->delivered++;
        record->last_success = now;
    } else {
        record->failed++;
        record->last_failure = now;
        snprintf(record->error, sizeof record->error, "%s", result->message);
    }
}

void
delivery_record_add(const struct delivery_record *record, struct delivery_cursor *cursor)
{
    cursor->delivered += record->delivered;
    cursor->failed += record->failed;
    cursor->dead += record->dead;
    if (record->last_success != 0)
        cursor->last_success = record->last_success;
    if (record->last_failure != 0) {
        cursor->last_failure = record->last_failure;
        strcpy(cursor->error, record->error);
    }
}

enum fault
delivery_record_gone(struct txn *txn, const char *name, uint64_t id)
{
    struct target target;
    enum fault fault = target_get(txn, name, &target);
    if (fault == FAULT_NONE && target.id == id && target.state == TARGET_ENABLED) {
        target.state = TARGET_GONE;
        fault = target_put(txn, &target);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
