/*
 * conversion_request.h: a conversion that somebody reports, checked.
 *
 *   {"click_id": as [links] click_id appended it, or "message": the message's id,
 *    "name": "purchase" unless given, "id": the reporter's own, such as an order's number,
 *    "value": a number, or a text of one, not negative, with "currency": three letters of ISO 4217,
 *    "at": when it happened; now unless given, and not before the click}
 */
#ifndef CURT_MESSAGE_CONVERSION_REQUEST_H
#define CURT_MESSAGE_CONVERSION_REQUEST_H

#include "base/input_error.h"
#include "base/json.h"
#include "message/conversion.h"

/*
 * Reads what was sent, which stays the caller's, and finds the link or the message. owner: whose it must be;
 * 0: anybody's. FAULT_INPUT: *error says what is wrong, also that there is no such click or message.
 */
enum fault conversion_from_json(struct txn *, struct json_object *sent, uint32_t owner, int64_t now,
    struct conversion *out, struct input_error *error);

#endif
