/*
 * uuid.h: UUIDs of version 4 (RFC 9562, section 5.4): 16 bytes, or 36 characters of text.
 */
#ifndef CURT_BASE_UUID_H
#define CURT_BASE_UUID_H

#include <stdint.h>

#include "base/fault.h"

#define UUID_BYTES 16
#define UUID_TEXT  37 /* with its NUL */

void uuid_draw(uint8_t out[static UUID_BYTES]);
/* Reads the 36 characters of any version: FAULT_INPUT for anything else. */
enum fault uuid_parse(const char *text, uint8_t out[static UUID_BYTES]);
void uuid_text(const uint8_t uuid[static UUID_BYTES], char out[static UUID_TEXT]);

#endif
