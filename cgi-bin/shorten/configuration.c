/*
 * configuration.c: GET /api/v1/config: what is configured, and where that comes from.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "shorten.h"

void
configuration_get(struct request *request, struct context *context)
{
    struct config config;
    struct config_source source;
    (void)context; /* read again: programs that run have what they read when they started */
    if (config_load(&config, &source) != FAULT_NONE)
        problem_send(request, ERROR_NOT_CONFIGURED, source.why, NULL);
    else
        response_send_json(request, 200, "application/json", config_to_json(&config, &source));
}
