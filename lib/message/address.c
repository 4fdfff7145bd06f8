/*
 * address.c: reads phone numbers and WhatsApp's user ids.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/address.h"

#include <stdio.h>
#include <string.h>

#include "message/phone_number.h"

bool
address_is_bsuid(const char *text)
{
    static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (strspn(text, upper) != 2 || text[2] != '.')
        return false;
    const size_t length = strspn(text + 3, allowed);
    return length > 0 && text[3 + length] == '\0' && 3 + length <= MESSAGE_ADDRESS_MAX;
}

enum fault
address_parse(const char *text, char out[static MESSAGE_ADDRESS_MAX + 1], const char **why)
{
    if (!address_is_bsuid(text))
        return phone_number_parse(text, out, why);
    strcpy(out, text);
    return FAULT_NONE;
}

void
address_from_carrier(const char *text, char out[static MESSAGE_ADDRESS_MAX + 1])
{
    char number[PHONE_NUMBER_SIZE];
    snprintf(out, MESSAGE_ADDRESS_MAX + 1, "%s",
        phone_number_parse(text, number, NULL) == FAULT_NONE ? number : text);
}
