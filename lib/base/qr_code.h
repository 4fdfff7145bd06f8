/*
 * qr_code.h: a text as a QR code (ISO/IEC 18004), level M, drawn by libqrencode, with the quiet zone of four
 * modules that readers need around it.
 */
#ifndef CURT_BASE_QR_CODE_H
#define CURT_BASE_QR_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"

#define QR_CODE_SCALE_MAX 32                   /* pixels a module, of a PNG */
#define QR_CODE_SVG_SIZE  ((size_t)256 * 1024) /* room for any SVG */

/* Adds an SVG image of one path; whoever shows it gives it its size. FAULT_FULL: the text is too long for a
 * QR code (2,331 bytes), or the SVG for the buffer. */
enum fault qr_code_svg(const char *text, struct buffer *out);

/* Makes a PNG image, `scale` pixels a module, which the caller frees. FAULT_FULL: the text is too long. */
enum fault qr_code_png(const char *text, unsigned scale, uint8_t **out, size_t *length);

#endif
