/*
 * carrier.c: calls the driver of a carrier.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier.h"

#include <stdlib.h>

#include "base/memory.h"
#include "carrier/carrier_driver.h"

struct carrier {
    const struct carrier_driver *driver;
    void *self;
};

static const struct carrier_driver *const carrier_drivers[] = {
    [CONFIG_CONSOLE] = &console_driver, [CONFIG_VONAGE] = &vonage_driver, [CONFIG_TWILIO] = &twilio_driver};

const struct carrier_driver *
carrier_driver_of(enum config_carrier carrier)
{
    return carrier_drivers[carrier];
}

struct carrier *
carrier_open(const struct config *config, enum config_carrier which)
{
    struct carrier *carrier = xcalloc(1, sizeof *carrier);
    carrier->driver = carrier_driver_of(which);
    carrier->self = carrier->driver->open(config);
    return carrier;
}

void
carrier_close(struct carrier *carrier)
{
    if (carrier == NULL)
        return;
    carrier->driver->close(carrier->self);
    free(carrier);
}

int64_t
carrier_rate(const struct carrier *carrier)
{
    return carrier->driver->rate(carrier->self);
}

const char *
carrier_unfit(const struct config *config, enum config_carrier which, struct json_object *message)
{
    const struct carrier_driver *driver = carrier_driver_of(which);
    return driver->unfit != NULL ? driver->unfit(config, message) : NULL;
}

const char *
carrier_unoffered(enum config_carrier which, struct json_object *message)
{
    const struct carrier_driver *driver = carrier_driver_of(which);
    return driver->unoffered != NULL ? driver->unoffered(message) : NULL;
}

bool
carrier_is_choosy(enum config_carrier which)
{
    return carrier_driver_of(which)->unfit != NULL;
}

enum fault
carrier_send(struct carrier *carrier, const struct carrier_request *request)
{
    return carrier->driver->send(carrier->self, request);
}

void
carrier_wait(struct carrier *carrier, int milliseconds)
{
    carrier->driver->wait(carrier->self, milliseconds);
}

bool
carrier_next(struct carrier *carrier, struct carrier_result *out)
{
    return carrier->driver->next(carrier->self, out);
}

bool
carrier_takes_updates(const struct carrier *carrier)
{
    return carrier->driver->update != NULL;
}

enum fault
carrier_update(struct carrier *carrier, const struct carrier_update *update)
{
    return carrier_takes_updates(carrier) ? carrier->driver->update(carrier->self, update) : FAULT_INPUT;
}

bool
carrier_next_update(struct carrier *carrier, struct carrier_result *out)
{
    return carrier_takes_updates(carrier) && carrier->driver->next_update(carrier->self, out);
}

size_t
carrier_count(const struct carrier *carrier)
{
    return carrier->driver->count(carrier->self);
}

size_t
carrier_capacity(const struct carrier *carrier)
{
    return carrier->driver->capacity;
}
