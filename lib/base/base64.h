/*
 * base64.h: bytes as text (RFC 4648, section 4), by OpenSSL's libcrypto.
 */
#ifndef CURT_BASE_BASE64_H
#define CURT_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Room for so many bytes as text, with its NUL; and for the bytes of a text of that length. */
#define BASE64_SIZE(bytes)        (((bytes) + 2) / 3 * 4 + 1)
#define BASE64_BYTES_SIZE(length) ((length) / 4 * 3)

/* The text's length. */
size_t base64_encode(const void *bytes, size_t length, char *out);

/* FAULT_INPUT: it is none, or longer than it need be; FAULT_FULL: size is less than BASE64_BYTES_SIZE. */
enum fault base64_decode(const char *text, size_t length, uint8_t *out, size_t size, size_t *out_length);

#endif
