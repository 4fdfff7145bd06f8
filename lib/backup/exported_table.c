/*
 * exported_table.c: the table of tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/exported_table.h"

#include <string.h>

#include "backup/exported_show.h"
#include "link/link_index.h"
#include "message/message_index.h"

static enum fault
exported_add_link(struct txn *txn, struct row_key key, const void *row, size_t length)
{
    struct link link;
    const enum fault fault = link_from_row(key, row, length, &link);
    return fault == FAULT_NONE ? link_index_add(txn, &link) : fault;
}

static enum fault
exported_add_message(struct txn *txn, struct row_key key, const void *row, size_t length)
{
    struct message message;
    const enum fault fault = message_from_row(key, row, length, &message);
    return fault == FAULT_NONE ? message_index_add(txn, &message) : fault;
}

#define ROWS(name) .how = EXPORTED_ROWS, .kind = (name)

const struct exported_table exported_tables[TABLES] = {
    [TABLE_LINK] = {ROWS("link"), .show = exported_show_link, .add = exported_add_link},
    [TABLE_LINK_INDEX] = {.how = EXPORTED_MADE_AGAIN},
    [TABLE_SCHEDULE] = {ROWS("schedule"), .own = true},
    [TABLE_LINK_USE] = {ROWS("link_use")},
    [TABLE_API_KEY] = {ROWS("key"), .show = exported_show_key},
    [TABLE_SESSION] = {.how = EXPORTED_NOT},      /* people sign in again */
    [TABLE_CREATE_LIMIT] = {.how = EXPORTED_NOT}, /* of the last minute */
    [TABLE_IDEMPOTENCY] = {ROWS("idempotency")},
    [TABLE_VISITOR_SALT] = {ROWS("visitor_salt"), .own = true},
    [TABLE_EVENT] = {ROWS("event")},
    [TABLE_EVENT_REST] = {ROWS("event_rest")},
    [TABLE_CHECKPOINT] = {ROWS("checkpoint"), .own = true},
    [TABLE_CLICK_STATS] = {ROWS("click_stats")},
    [TABLE_VISITOR_DAY] = {ROWS("visitor_day")},
    [TABLE_RULE] = {ROWS("rule"), .show = exported_show_rule},
    [TABLE_TARGET] = {ROWS("target"), .show = exported_show_target},
    [TABLE_DELIVERY_CURSOR] = {ROWS("delivery_cursor")},
    [TABLE_DEAD_LETTER] = {ROWS("dead_letter")},
    [TABLE_CUSTOM_EVENT_ID] = {ROWS("custom_event_id")},
    [TABLE_REPLAY] = {ROWS("replay"), .show = exported_show_replay},
    [TABLE_MESSAGE] = {ROWS("message"), .show = exported_show_message, .add = exported_add_message},
    [TABLE_MESSAGE_BODY] = {ROWS("message_body")},
    [TABLE_MESSAGE_INDEX] = {.how = EXPORTED_MADE_AGAIN},
    [TABLE_MESSAGE_OPEN] = {ROWS("message_open")},
    [TABLE_OUTBOX] = {ROWS("outbox")},
    [TABLE_RECEIPT] = {ROWS("receipt")},
    [TABLE_CARRIER_ID] = {ROWS("carrier_id")},
    [TABLE_JWT_REPLAY] = {ROWS("jwt_replay")}, /* a token is taken once, here or there */
    [TABLE_SUPPRESSION] = {ROWS("suppression")},
    [TABLE_CAMPAIGN] = {ROWS("campaign"), .show = exported_show_campaign},
    [TABLE_RECIPIENT] = {ROWS("recipient")},
    [TABLE_CARRIER_PAUSE] = {ROWS("carrier_pause")},
    [TABLE_CODE_CASE] = {ROWS("code_case"), .own = true},
    [TABLE_DELETED_LINK] = {ROWS("deleted_link")},
    [TABLE_CLICK_RANK] = {ROWS("click_rank"), .own = true},
    [TABLE_BUSIEST] = {ROWS("busiest"), .own = true},
    [TABLE_CAMPAIGN_USAGE] = {ROWS("campaign_usage")},
    [TABLE_SIGN_IN_LIMIT] = {.how = EXPORTED_NOT}, /* of the last minutes */
    [TABLE_MESSAGE_USAGE] = {ROWS("message_usage")},
    [TABLE_SPOOL_CURSOR] = {.how = EXPORTED_NOT}, /* the clicks of the spool are in the log */
    [TABLE_IMPORT] = {.how = EXPORTED_NOT},
    [TABLE_BLOCKLIST] = {ROWS("blocklist")},
    [TABLE_LINK_REPORT] = {ROWS("link_report")},
    [TABLE_MISSED] = {ROWS("missed"), .own = true},
    [TABLE_HOST] = {.how = EXPORTED_NOT}, /* of this cluster */
    [TABLE_AWS_RESOURCE] = {ROWS("aws_resource")},
    [TABLE_CONVERSION] = {ROWS("conversion")},
};

enum table
exported_table_find(const char *kind)
{
    enum table t = 0;
    while (t < TABLES && (exported_tables[t].kind == NULL || strcmp(exported_tables[t].kind, kind) != 0))
        t++;
    return t;
}
