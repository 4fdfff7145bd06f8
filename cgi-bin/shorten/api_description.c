/*
 * api_description.c: GET /api/v1/openapi.yaml: the description of the API, of this very version.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/etag.h"
#include "openapi_text.h"
#include "shorten.h"

void
api_description_get(struct request *request, struct context *context)
{
    char etag[ETAG_SIZE];
    const struct sha256_part text = {openapi_text, openapi_text_length};
    (void)context;
    etag_make(&text, 1, NULL, etag);
    response_header(request, "ETag", etag);
    response_header(request, "Cache-Control", "no-cache");
    if (etag_is_known(request->fields[HTTP_IF_NONE_MATCH], etag))
        response_send(request, 304, NULL, NULL, 0);
    else
        response_send(request, 200, "application/yaml", openapi_text, openapi_text_length); /* RFC 9512 */
}
