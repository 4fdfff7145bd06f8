/*
 * table_id.c: the file of each table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/table_id.h"

static const char *const table_files[TABLES] = {
    [TABLE_LINK] = "link.db",
    [TABLE_LINK_INDEX] = "link_index.db",
    [TABLE_SCHEDULE] = "due.db",
    [TABLE_LINK_USE] = "use.db",
    [TABLE_API_KEY] = "key.db",
    [TABLE_SESSION] = "session.db",
    [TABLE_CREATE_LIMIT] = "rate.db",
    [TABLE_IDEMPOTENCY] = "once.db",
    [TABLE_VISITOR_SALT] = "salt.db",
    [TABLE_EVENT] = "event_log.db",
    [TABLE_EVENT_REST] = "event_log_rest.db",
    [TABLE_CHECKPOINT] = "consumer.db",
    [TABLE_CLICK_STATS] = "tally.db",
    [TABLE_VISITOR_DAY] = "visitor_day.db",
    [TABLE_RULE] = "rule.db",
    [TABLE_TARGET] = "target.db",
    [TABLE_DELIVERY_CURSOR] = "stream.db",
    [TABLE_DEAD_LETTER] = "dead.db",
    [TABLE_CUSTOM_EVENT_ID] = "taken.db",
    [TABLE_REPLAY] = "replay.db",
    [TABLE_MESSAGE] = "message.db",
    [TABLE_MESSAGE_BODY] = "message_body.db",
    [TABLE_MESSAGE_INDEX] = "message_index.db",
    [TABLE_MESSAGE_OPEN] = "message_open.db",
    [TABLE_OUTBOX] = "outbox.db",
    [TABLE_RECEIPT] = "receipt.db",
    [TABLE_CARRIER_ID] = "carried.db",
    [TABLE_JWT_REPLAY] = "token.db",
    [TABLE_SUPPRESSION] = "stop.db",
    [TABLE_CAMPAIGN] = "campaign.db",
    [TABLE_RECIPIENT] = "recipient.db",
    [TABLE_CARRIER_PAUSE] = "carrier_pause.db",
    [TABLE_CODE_CASE] = "code_case.db",
    [TABLE_DELETED_LINK] = "deleted_link.db",
    [TABLE_CLICK_RANK] = "click_rank.db",
    [TABLE_BUSIEST] = "busiest.db",
    [TABLE_CAMPAIGN_USAGE] = "campaign_usage.db",
    [TABLE_SIGN_IN_LIMIT] = "sign_in_limit.db",
    [TABLE_MESSAGE_USAGE] = "message_usage.db",
    [TABLE_SPOOL_CURSOR] = "spool_cursor.db",
    [TABLE_IMPORT] = "import.db",
    [TABLE_BLOCKLIST] = "blocklist.db",
    [TABLE_LINK_REPORT] = "link_report.db",
    [TABLE_MISSED] = "missed.db",
    [TABLE_HOST] = "host.db",
    [TABLE_AWS_RESOURCE] = "aws.db",
    [TABLE_CONVERSION] = "conversion.db",
};

const char *
table_file(enum table table)
{
    return table_files[table];
}
