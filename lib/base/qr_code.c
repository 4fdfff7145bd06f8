/*
 * qr_code.c: QR codes by libqrencode, as SVG and as PNG.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/qr_code.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>
#include <qrencode.h>

#include "base/memory.h"

enum { QR_CODE_MARGIN = 4 /* modules */ };

/* In bytes, so that letters keep their case. NULL: it is too long. */
static QRcode *
qr_code_encode(const char *text)
{
    return QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
}

/* The lowest bit says whether the module is dark; the others are libqrencode's. */
static bool
qr_code_is_dark(const QRcode *code, int x, int y)
{
    return x >= 0 && y >= 0 && x < code->width && y < code->width &&
           (code->data[y * code->width + x] & 1) != 0;
}

/* A rectangle for each run of dark modules in a row. */
static void
qr_code_add_row(const QRcode *code, int y, struct buffer *out)
{
    for (int x = 0, end; x < code->width; x = end + 1) {
        for (end = x; qr_code_is_dark(code, end, y); end++)
            ;
        if (end > x)
            buffer_addf(out, "M%d %dh%dv1h-%dz", x + QR_CODE_MARGIN, y + QR_CODE_MARGIN, end - x, end - x);
    }
}

enum fault
qr_code_svg(const char *text, struct buffer *out)
{
    QRcode *code = qr_code_encode(text);
    if (code == NULL)
        return FAULT_FULL;
    const int size = code->width + 2 * QR_CODE_MARGIN;
    buffer_addf(out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
        "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
        size, size, size, size);
    for (int y = 0; y < code->width; y++)
        qr_code_add_row(code, y, out);
    buffer_add(out, "\"/></svg>\n");
    QRcode_free(code);
    return out->full ? FAULT_FULL : FAULT_NONE;
}

/* A byte a pixel: black and white. The caller frees it. */
static uint8_t *
qr_code_pixels(const QRcode *code, unsigned scale, unsigned size)
{
    uint8_t *pixels = xmalloc((size_t)size * size);
    for (unsigned y = 0; y < size; y++)
        for (unsigned x = 0; x < size; x++)
            pixels[(size_t)y * size + x] = qr_code_is_dark(code, (int)(x / scale) - QR_CODE_MARGIN,
                                               (int)(y / scale) - QR_CODE_MARGIN)
                                               ? 0
                                               : 255;
    return pixels;
}

enum fault
qr_code_png(const char *text, unsigned scale, uint8_t **out, size_t *length)
{
    QRcode *code = qr_code_encode(text);
    png_image image = {.version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_GRAY};
    *out = NULL;
    if (code == NULL)
        return FAULT_FULL;
    image.width = image.height = ((unsigned)code->width + 2 * QR_CODE_MARGIN) * scale;
    uint8_t *pixels = qr_code_pixels(code, scale, image.width);
    png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(image);
    *out = xmalloc(room);
    const bool written = png_image_write_to_memory(&image, *out, &room, 0, pixels, 0, NULL) != 0;
    free(pixels);
    QRcode_free(code);
    *length = room;
    if (!written) /* it has room for the largest, so that memory has run out */
        memory_exhausted();
    return FAULT_NONE;
}
