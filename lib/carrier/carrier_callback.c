/*
 * carrier_callback.c: calls the driver whose callback it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier_callback.h"

#include <string.h>

#include "carrier/carrier_driver.h"

enum carrier_trust
carrier_callback_verify(enum config_carrier carrier, const struct config *config,
    const struct carrier_callback *callback, struct carrier_proof *out)
{
    *out = (struct carrier_proof){.signed_at = 0};
    return carrier_driver_of(carrier)->verify(config, callback, out);
}

const char *
carrier_callback_challenge(enum config_carrier carrier)
{
    return carrier_driver_of(carrier)->challenge;
}

enum fault
carrier_callback_read(enum config_carrier carrier, const struct carrier_callback *callback, char *out,
    size_t size, size_t *length, struct input_error *error)
{
    const struct carrier_driver *driver = carrier_driver_of(carrier);
    if (driver->read != NULL)
        return driver->read(callback, out, size, length, error);
    if (callback->length >= size)
        return FAULT_FULL;
    memcpy(out, callback->body, callback->length);
    out[callback->length] = '\0';
    *length = callback->length;
    return FAULT_NONE;
}

enum fault
carrier_callback_parse_status(enum config_carrier carrier, const char *body, size_t length, int64_t arrival,
    struct status_update *out, struct input_error *error)
{
    return carrier_driver_of(carrier)->parse_status(body, length, arrival, out, error);
}

enum fault
carrier_callback_parse_inbound(enum config_carrier carrier, const char *body, size_t length, int64_t arrival,
    struct inbound_message *out, struct input_error *error)
{
    return carrier_driver_of(carrier)->parse_inbound(body, length, arrival, out, error);
}
