/*
 * link_qr_code.c: GET /api/v1/links/{code}/qr: the short address as a QR code.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "base/memory.h"
#include "base/qr_code.h"
#include "http/query.h"
#include "http/query_enum.h"
#include "link/link_json.h"
#include "shorten.h"

enum { LINK_QR_CODE_SCALE = 8 /* pixels a module, unless asked for */ };

static void
link_qr_code_send_svg(struct request *request, const char *url)
{
    char *space = xmalloc(QR_CODE_SVG_SIZE);
    struct buffer svg = buffer_over(space, QR_CODE_SVG_SIZE);
    if (qr_code_svg(url, &svg) == FAULT_NONE)
        response_send(request, 200, "image/svg+xml", svg.text, svg.length);
    else
        problem_send(request, ERROR_URL_TOO_LONG, "The short address is too long for a QR code.", NULL);
    free(space);
}

static void
link_qr_code_send_png(struct request *request, const char *url, unsigned scale)
{
    uint8_t *png;
    size_t length;
    if (qr_code_png(url, scale, &png, &length) == FAULT_NONE)
        response_send(request, 200, "image/png", png, length);
    else
        problem_send(request, ERROR_URL_TOO_LONG, "The short address is too long for a QR code.", NULL);
    free(png);
}

void
link_qr_code_get(struct request *request, struct context *context)
{
    static const char *const formats[] = {"svg", "png", NULL};
    char url[LINK_SHORT_URL_SIZE];
    struct link link;
    int format;
    size_t scale;
    char name[LINK_NAME_MAX + 1];
    if (!links_name(request, context, name))
        return;
    const enum fault fault = link_get_owned(
        env_read(context->env), name, api_key_scope(&request->key), &link);
    if (fault != FAULT_NONE) {
        problem_send_fault(request, fault, "There is no such link, or it belongs to another key.");
        return;
    }
    if (!query_enum(request, "format", formats, 0, &format) ||
        !query_number(request, "scale", LINK_QR_CODE_SCALE, QR_CODE_SCALE_MAX, &scale))
        return;
    link_short_url(&link, context->config, url);
    response_header(request, "Cache-Control", "private, max-age=86400");
    if (format == 0)
        link_qr_code_send_svg(request, url);
    else
        link_qr_code_send_png(request, url, (unsigned)scale);
}
