/*
 * address.h: whom a message is for, or from, as it is kept: the digits of a phone number (phone_number.h), or
 * the business-scoped user id (BSUID) by which WhatsApp knows a person who shows no number.
 */
#ifndef CURT_MESSAGE_ADDRESS_H
#define CURT_MESSAGE_ADDRESS_H

#include <stdbool.h>

#include "base/fault.h"
#include "message/message.h"

/* Is it a BSUID: a country's two capital letters, a dot, letters, digits, '.', '_' and '-'? */
bool address_is_bsuid(const char *text);

/* Writes a number's digits, or a BSUID. FAULT_INPUT: neither; *why (may be NULL) as of phone_number_parse. */
enum fault address_parse(const char *text, char out[static MESSAGE_ADDRESS_MAX + 1], const char **why);

/* What a carrier says, as it is kept: it may write numbers with a +. Other ids stay as they are. */
void address_from_carrier(const char *text, char out[static MESSAGE_ADDRESS_MAX + 1]);

#endif
