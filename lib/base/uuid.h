/*
 * uuid.h: UUIDs (RFC 9562): 16 bytes, or 36 characters of text.
 */
#ifndef CURT_BASE_UUID_H
#define CURT_BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define UUID_BYTES 16
#define UUID_SIZE  37 /* with its NUL */

/* Of version 4 (section 5.4): by chance alone. */
void uuid_v4(uint8_t out[static UUID_BYTES]);

/* Of version 7 (section 5.7): they sort by the time (timestamp.h), to the microsecond, and by chance within
 * it.
 */
void uuid_v7(int64_t timestamp, uint8_t out[static UUID_BYTES]);

/* Of version 8 (section 5.8): derived from a digest, of which it keeps 74 bits; like those of version 7, they
 * sort by the time, to the millisecond. */
void uuid_v8(int64_t timestamp, const uint8_t digest[static UUID_BYTES], uint8_t out[static UUID_BYTES]);

/* Is it the nil UUID (section 5.9), which stands for none? */
bool uuid_is_nil(const uint8_t uuid[static UUID_BYTES]);

/* Reads the 36 characters of any version: FAULT_INPUT for anything else. */
enum fault uuid_parse(const char *text, uint8_t out[static UUID_BYTES]);
void uuid_format(const uint8_t uuid[static UUID_BYTES], char out[static UUID_SIZE]);

#endif
