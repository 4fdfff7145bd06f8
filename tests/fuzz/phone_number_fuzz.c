/*
 * phone_number_fuzz.c: telephone numbers: what is accepted is digits, and stays as it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/phone_number.h"

#include "base/utf8.h"
#include "fuzz.h"
#include "message/address.h"

static void
check_mask(const char *text)
{
    char mask[32];
    for (size_t size = 1; size <= sizeof mask; size *= 2) {
        phone_number_mask(text, mask, size);
        HOLDS(strlen(mask) < size && utf8_is_valid(mask, strlen(mask)));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char *text = fuzz_rest(&in, NULL), digits[PHONE_NUMBER_SIZE], again[PHONE_NUMBER_SIZE];
    char address[MESSAGE_ADDRESS_MAX + 1];
    const char *why = NULL;
    check_mask(text);
    if (phone_number_parse(text, digits, &why) == FAULT_NONE) {
        const size_t length = strlen(digits);
        HOLDS(length >= PHONE_NUMBER_MIN && length <= PHONE_NUMBER_MAX);
        HOLDS(strspn(digits, "0123456789") == length);
        HOLDS(phone_number_parse(digits, again, &why) == FAULT_NONE && strcmp(digits, again) == 0);
        HOLDS(address_parse(text, address, &why) == FAULT_NONE);
    } else {
        HOLDS(why != NULL);
    }
    if (address_parse(text, address, &why) == FAULT_NONE)
        HOLDS(strlen(address) < sizeof address);
    free(text);
    return 0;
}
