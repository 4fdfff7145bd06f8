/*
 * carrier.c: calls the driver that the configuration names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier.h"

#include <stdlib.h>

#include "base/memory.h"
#include "carrier/carrier_driver.h"

struct carrier {
    const struct carrier_kind *kind;
    void *self;
};

struct carrier *
carrier_open(const struct config *config)
{
    struct carrier *carrier = xcalloc(1, sizeof *carrier);
    carrier->kind = config->messages_carrier == CONFIG_VONAGE ? &vonage_kind : &console_kind;
    carrier->self = carrier->kind->open(config);
    return carrier;
}

void
carrier_close(struct carrier *carrier)
{
    if (carrier == NULL)
        return;
    carrier->kind->close(carrier->self);
    free(carrier);
}

const char *
carrier_name(const struct carrier *carrier)
{
    return carrier->kind->name;
}

int64_t
carrier_rate(const struct carrier *carrier)
{
    return carrier->kind->rate(carrier->self);
}

enum fault
carrier_send(struct carrier *carrier, const struct carrier_request *order)
{
    return carrier->kind->send(carrier->self, order);
}

void
carrier_wait(struct carrier *carrier, int milliseconds)
{
    carrier->kind->wait(carrier->self, milliseconds);
}

bool
carrier_next(struct carrier *carrier, struct carrier_result *out)
{
    return carrier->kind->next(carrier->self, out);
}

size_t
carrier_count(const struct carrier *carrier)
{
    return carrier->kind->count(carrier->self);
}

size_t
carrier_capacity(const struct carrier *carrier)
{
    return carrier->kind->most;
}
