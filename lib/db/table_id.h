/*
 * table_id.h: which tables the store has: their numbers, and the files that they are in.
 */
#ifndef CURT_DB_TABLE_ID_H
#define CURT_DB_TABLE_ID_H

#include <stdint.h>

/* In the order in which they are opened, by everybody. */
enum table {
    TABLE_LINK,            /* code -> link (link.h) */
    TABLE_LINK_INDEX,      /* links by owner, campaign, tag and URL (link_index.h) */
    TABLE_SCHEDULE,        /* time, kind, name -> what the sweeper has to do then (schedule.h) */
    TABLE_LINK_USE,        /* link id -> opens so far, of links with a limit (link.h) */
    TABLE_API_KEY,         /* key id -> API key (api_key.h) */
    TABLE_SESSION,         /* digest of a cookie -> sign-in (session.h) */
    TABLE_CREATE_LIMIT,    /* key id -> creates left (create_limit.h) */
    TABLE_IDEMPOTENCY,     /* key id, Idempotency-Key -> the answer given (idempotency.h) */
    TABLE_VISITOR_SALT,    /* day -> salt of the visitor hash (visitor_salt.h) */
    TABLE_EVENT,           /* event number -> event (event_log.h), a queue */
    TABLE_EVENT_REST,      /* event number -> what did not fit the queue's record */
    TABLE_CHECKPOINT,      /* consumer -> the last event it has taken (checkpoint.h) */
    TABLE_CLICK_STATS,     /* scope, kind -> counts (click_stats.h) */
    TABLE_VISITOR_DAY,     /* day, visitor -> scopes that the visitor was seen in (visitor.h) */
    TABLE_RULE,            /* name -> rule (rule.h) */
    TABLE_TARGET,          /* name -> target (target.h) */
    TABLE_DELIVERY_CURSOR, /* target id -> how far it has come (delivery_cursor.h) */
    TABLE_DEAD_LETTER,     /* target id, event number -> dead letter (dead_letter.h) */
    TABLE_CUSTOM_EVENT_ID, /* id of an event from outside, or of what an import brought -> nothing, or the
                              link that it became: it was taken (custom_event.h, visit.h, import_name.h) */
    TABLE_REPLAY,          /* name -> replay (replay.h) */
    TABLE_MESSAGE,         /* message id -> message (message.h) */
    TABLE_MESSAGE_BODY,    /* message id -> what is sent, as JSON (message.h) */
    TABLE_MESSAGE_INDEX,   /* messages by time, campaign and number (message_index.h) */
    TABLE_MESSAGE_OPEN,    /* message id, event number -> who opened its links (message_open.h) */
    TABLE_OUTBOX,        /* queue, time, message id: what waits for the carrier, or is under way (outbox.h) */
    TABLE_RECEIPT,       /* message, time -> what the carrier said (receipt.h) */
    TABLE_CARRIER_ID,    /* the carrier's id -> message id (carrier_id_index.h) */
    TABLE_JWT_REPLAY,    /* id of a signed token that was taken (jwt_replay.h) */
    TABLE_SUPPRESSION,   /* digest of a number: nothing more is sent to it (suppression.h) */
    TABLE_CAMPAIGN,      /* name -> campaign (campaign.h) */
    TABLE_RECIPIENT,     /* campaign id, place or number -> recipient (recipient.h) */
    TABLE_CARRIER_PAUSE, /* why the carrier takes no messages (carrier_pause.h) */
    TABLE_CODE_CASE,     /* code in small letters -> the code, while case is ignored (code_case.h) */
    TABLE_DELETED_LINK,  /* deleted links that can be restored (deleted_link.h) */
    TABLE_CLICK_RANK,    /* owner, clicks, link id -> code: links by their clicks (click_rank.h) */
    TABLE_BUSIEST,       /* day, owner, kind -> the most clicked links or campaigns (busiest.h) */
    TABLE_CAMPAIGN_USAGE, /* owner -> how many campaigns, and recipients that wait (campaign.h) */
    TABLE_SIGN_IN_LIMIT,  /* slot of an address -> wrong keys that it may send yet (sign_in_limit.h) */
    TABLE_MESSAGE_USAGE,  /* owner -> bytes that its messages take (message_usage.h) */
    TABLE_SPOOL_CURSOR,   /* segment of the spool -> how far it is in the log (spool_cursor.h) */
    TABLE_IMPORT,         /* where an import has come (import.h) */
    TABLE_BLOCKLIST,      /* host or URL -> why nothing may lead there (blocklist.h) */
    TABLE_LINK_REPORT,    /* what people report of links (link_report.h) */
    TABLE_MISSED,         /* day, domain, who -> what was asked for and did not open (missed_stats.h) */
    TABLE_HOST,           /* name -> what a host of the cluster says of itself (host.h) */
    TABLE_AWS_RESOURCE,   /* kind, name -> what only EventBridge's clients know (aws_resource.h) */
    TABLE_CONVERSION,     /* message or click, name and order -> nothing: it was counted (conversion.h) */
    TABLES
};

/* A bit each. */
typedef uint64_t table_set;

_Static_assert(TABLES < 64, "a table_set has 64 bits");

#define TABLE_BIT(table) ((table_set)1 << (table))
#define TABLE_ALL        (TABLE_BIT(TABLES) - 1)

/* "link.db": a name in the directory db of the store. The names on the disk stay as they were given first, so
 * that old stores go on; but the log has had another shape in event.db (upgrade/old_event_log.h). */
const char *table_file(enum table);

#endif
