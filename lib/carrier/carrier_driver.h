/*
 * carrier_driver.h: what each carrier is, for carrier.c alone: the functions of carrier.h, over a state of
 * the carrier's own.
 */
#ifndef CURT_CARRIER_CARRIER_DRIVER_H
#define CURT_CARRIER_CARRIER_DRIVER_H

#include <stddef.h>

#include "base/config.h"
#include "base/fault.h"
#include "carrier/carrier_result.h"

struct carrier_driver {
    const char *name;
    size_t capacity;                      /* requests under way at most */
    void *(*open)(const struct config *); /* never NULL: failure is fatal */
    void (*close)(void *self);
    int64_t (*rate)(const void *self);
    enum fault (*send)(void *self, const struct carrier_request *);
    void (*wait)(void *self, int milliseconds);
    bool (*next)(void *self, struct carrier_result *out);
    size_t (*count)(const void *self);
};

extern const struct carrier_driver console_driver, vonage_driver;

#endif
