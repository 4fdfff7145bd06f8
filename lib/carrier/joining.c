#include "carrier/joining.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/uuid.h"
#include "carrier/progress.h"
#include "store/carried.h"
#include "store/receipt.h"

/* What a receipt says of a message. One of several that follow each other on failure is not its end. */
static struct progress
joining_progress(const struct receipt_news *news)
{
    static const enum message_status statuses[] = {
        [NEWS_SUBMITTED] = MESSAGE_SUBMITTED,
        [NEWS_DELIVERED] = MESSAGE_DELIVERED,
        [NEWS_REJECTED] = MESSAGE_REJECTED,
        [NEWS_UNDELIVERABLE] = MESSAGE_UNDELIVERABLE,
        [NEWS_READ] = MESSAGE_READ,
    };
    const bool failed = news->status == NEWS_REJECTED || news->status == NEWS_UNDELIVERABLE;
    const bool another = news->items > 0 && news->item < news->items;
    return (struct progress){.status = failed && another ? MESSAGE_SUBMITTED : statuses[news->status],
        .at = news->at,
        .carried = news->uuid,
        .error = failed && !another ? news->error : NULL,
        .detail = failed && !another ? news->error_detail : NULL,
        .price = news->price,
        .currency = news->currency,
        .network = news->network};
}

/* The message that a receipt is about, read to change it: FAULT_MISSING when nobody knows it. */
static enum fault
joining_find(struct txn *txn, const struct receipt_news *news, struct message *out)
{
    uint8_t id[UUID_BYTES];
    enum fault fault = uuid_parse(news->client_ref, id);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, id, out);
    if (fault != FAULT_INPUT && fault != FAULT_MISSING)
        return fault;
    fault = carried_find(txn, news->uuid, id);
    return fault == FAULT_NONE ? message_get_to_change(txn, id, out) : fault;
}

enum fault
joining_receipt(
    struct txn *txn, const struct receipt_news *news, const char *body, size_t length, int64_t now)
{
    struct message message;
    const struct progress progress = joining_progress(news);
    enum fault fault = joining_find(txn, news, &message);
    if (fault == FAULT_MISSING)
        return receipt_add_unknown(txn, news->uuid, now, body, length);
    if (fault == FAULT_NONE)
        fault = receipt_add(txn, message.id, now, body, length);
    return fault == FAULT_NONE ? progress_make(txn, &message, &progress, now) : fault;
}

static enum fault
joining_take_one(struct txn *txn, struct message *message, struct receipt *receipt, int64_t now)
{
    struct receipt_news news;
    struct callback_wrong wrong;
    enum fault fault = receipt_take_unknown(txn, message->carried, receipt);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_add(txn, message->id, receipt->at, receipt->body, receipt->length);
    if (fault != FAULT_NONE || callback_receipt(receipt->body, receipt->length, &news, &wrong) != FAULT_NONE)
        return fault; /* it was read once: what could be wrong now is only that curt has changed */
    const struct progress progress = joining_progress(&news);
    return progress_make(txn, message, &progress, now);
}

enum fault
joining_take(struct txn *txn, struct message *message, int64_t now)
{
    enum fault fault;
    struct receipt *receipt = malloc(sizeof *receipt);
    if (receipt == NULL)
        log_fatal("out of memory");
    do
        fault = joining_take_one(txn, message, receipt, now);
    while (fault == FAULT_NONE);
    free(receipt);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
