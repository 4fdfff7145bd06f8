/*
 * phone_numbers.c: reads a phone number a line and prints its digits, or "-": for phone_numbers.bats.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "message/phone_number.h"

int
main(void)
{
    char line[256], digits[PHONE_NUMBER_SIZE];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        puts(phone_number_parse(line, digits, NULL) == FAULT_NONE ? digits : "-");
    }
    return 0;
}
