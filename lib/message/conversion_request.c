/*
 * conversion_request.c: reads a conversion that is reported.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/conversion_request.h"

#include <string.h>

#include "base/timestamp.h"
#include "message/message_reader.h"

enum { CONVERSION_VALUE_MAX = 40, CONVERSION_TIME_MAX = 40 };

#define CONVERSION_AHEAD (300 * TIMESTAMP_SECOND) /* that the reporter's clock may be */

static enum fault
conversion_read_texts(struct message_reader *r, struct conversion *out)
{
    const char *name, *reference;
    enum fault fault = message_reader_text(r, r->sent, "", "name", CONVERSION_NAME_MAX, &name);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, r->sent, "", "id", CONVERSION_REFERENCE_MAX, &reference);
    if (fault != FAULT_NONE)
        return fault;
    if (name != NULL && !label_is_valid(name))
        return message_reader_error(r, ERROR_INVALID_LENGTH, "", "name",
            "name must be 1 to %d bytes long, without control characters.", CONVERSION_NAME_MAX);
    if (reference != NULL && strlen(reference) > CONVERSION_REFERENCE_MAX)
        return message_reader_error(
            r, ERROR_INVALID_LENGTH, "", "id", "id must be at most %d bytes long.", CONVERSION_REFERENCE_MAX);
    strcpy(out->name, name != NULL ? name : "purchase");
    strcpy(out->reference, reference != NULL ? reference : "");
    return FAULT_NONE;
}

static enum fault
conversion_read_value(struct message_reader *r, struct conversion *out)
{
    struct json_object *value;
    const char *currency;
    enum fault fault = message_reader_text(r, r->sent, "", "currency", 3, &currency);
    if (fault != FAULT_NONE)
        return fault;
    out->valued = json_object_object_get_ex(r->sent, "value", &value) && value != NULL;
    if (out->valued != (currency != NULL))
        return message_reader_error(r, ERROR_CONFLICTING_FIELDS, "", "currency",
            "value and currency must be given together, or neither.");
    if (!out->valued)
        return FAULT_NONE;
    const char *text = json_object_get_string(value);
    if (json_object_is_type(value, json_type_boolean) || strlen(text) > CONVERSION_VALUE_MAX ||
        money_parse(text, &out->value) != FAULT_NONE)
        return message_reader_error(r, ERROR_OUT_OF_RANGE, "", "value",
            "value must be a decimal number that is not negative, such as 19.90.");
    if (strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3 || currency[3] != '\0')
        return message_reader_error(
            r, ERROR_INVALID_VALUE, "", "currency", "currency must be three letters, such as EUR.");
    strcpy(out->currency, currency);
    return FAULT_NONE;
}

/* since: what it came of */
static enum fault
conversion_read_time(struct message_reader *r, int64_t since, int64_t now, struct conversion *out)
{
    const char *text;
    enum fault fault = message_reader_text(r, r->sent, "", "at", CONVERSION_TIME_MAX, &text);
    out->at = now;
    if (fault != FAULT_NONE || text == NULL)
        return fault;
    if (timestamp_parse(text, &out->at) != FAULT_NONE)
        return message_reader_error(r, ERROR_INVALID_VALUE, "", "at",
            "at must be a time with its offset, such as 2026-12-24T18:00:00Z.");
    if (out->at + CONVERSION_AHEAD < since || out->at > now + CONVERSION_AHEAD)
        return message_reader_error(
            r, ERROR_OUT_OF_RANGE, "", "at", "at must be between the click, or the message, and now.");
    return FAULT_NONE;
}

static enum fault
conversion_find_click(struct txn *txn, struct message_reader *r, const char *text, uint32_t owner,
    struct conversion *out, int64_t *since)
{
    struct link link;
    const enum fault fault = click_id_read(txn, text, &link, since);
    if (fault != FAULT_NONE && fault != FAULT_INPUT && fault != FAULT_MISSING)
        return fault;
    if (fault != FAULT_NONE || (owner != 0 && link.owner != owner))
        return message_reader_error(r, ERROR_INVALID_VALUE, "", "click_id",
            "There is no such click, or its link is gone or belongs to another key.");
    strcpy(out->click_id, text);
    out->owner = link.owner;
    out->link = link.id;
    link_name(&link, out->link_name);
    out->labels = link.labels;
    memcpy(out->message, link.message, UUID_BYTES);
    return FAULT_NONE;
}

static enum fault
conversion_find_message(struct txn *txn, struct message_reader *r, const char *text, uint32_t owner,
    struct conversion *out, int64_t *since)
{
    struct message message;
    uint8_t id[UUID_BYTES];
    enum fault fault = uuid_parse(text, id) == FAULT_NONE ? message_get(txn, id, &message) : FAULT_MISSING;
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    if (fault != FAULT_NONE || (owner != 0 && message.owner != owner))
        return message_reader_error(
            r, ERROR_INVALID_VALUE, "", "message", "There is no such message, or it belongs to another key.");
    out->owner = message.owner;
    strcpy(out->labels.campaign, message.campaign);
    memcpy(out->message, message.id, UUID_BYTES);
    *since = message.created;
    return FAULT_NONE;
}

enum fault
conversion_from_json(struct txn *txn, struct json_object *sent, uint32_t owner, int64_t now,
    struct conversion *out, struct input_error *error)
{
    static const char *const names[] = {"click_id", "message", "name", "id", "value", "currency", "at", NULL};
    struct message_reader r = {.sent = sent, .error = error};
    const char *click, *message;
    int64_t since = 0;
    memset(out, 0, sizeof *out);
    if (!json_object_is_type(sent, json_type_object))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "A conversion must be an object.");
    enum fault fault = message_reader_check_names(&r, sent, "", names);
    if (fault == FAULT_NONE)
        fault = message_reader_text(&r, sent, "", "click_id", CLICK_ID_SIZE - 1, &click);
    if (fault == FAULT_NONE)
        fault = message_reader_text(&r, sent, "", "message", UUID_SIZE - 1, &message);
    if (fault == FAULT_NONE && (click != NULL) == (message != NULL))
        fault = message_reader_error(&r, ERROR_MISSING_FIELD, "", "click_id",
            "A conversion needs either the click_id or the message that it came of.");
    if (fault == FAULT_NONE)
        fault = conversion_read_texts(&r, out);
    if (fault == FAULT_NONE)
        fault = conversion_read_value(&r, out);
    if (fault == FAULT_NONE)
        fault = click != NULL ? conversion_find_click(txn, &r, click, owner, out, &since)
                              : conversion_find_message(txn, &r, message, owner, out, &since);
    return fault == FAULT_NONE ? conversion_read_time(&r, since, now, out) : fault;
}
