/*
 * carrier_driver.h: what each carrier is, for carrier.c and carrier_callback.c alone: the functions of
 * carrier.h, over a state of the carrier's own, and those of carrier_callback.h, without one.
 */
#ifndef CURT_CARRIER_CARRIER_DRIVER_H
#define CURT_CARRIER_CARRIER_DRIVER_H

#include <stddef.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/input_error.h"
#include "carrier/carrier_proof.h"
#include "carrier/carrier_result.h"
#include "carrier/carrier_update.h"
#include "message/inbound.h"
#include "message/status_update.h"

struct carrier_driver {
    size_t capacity;                      /* requests under way at most */
    void *(*open)(const struct config *); /* never NULL: failure is fatal */
    void (*close)(void *self);
    int64_t (*rate)(const void *self);
    /* Why it cannot be asked to take a message, a static sentence without its full stop; NULL: it can. The
     * member is NULL of one that is asked to take anything. */
    const char *(*unfit)(const struct config *, struct json_object *message);
    /* The same of what goes by the message's kind alone: its channel, the type of its content, failover. */
    const char *(*unoffered)(struct json_object *message);
    enum fault (*send)(void *self, const struct carrier_request *);
    void (*wait)(void *self, int milliseconds);
    bool (*next)(void *self, struct carrier_result *out);
    size_t (*count)(const void *self);

    /* Of one that can be asked about messages that it has; else NULL. FAULT_FULL: the most are under way. */
    enum fault (*update)(void *self, const struct carrier_update *);
    bool (*next_update)(void *self, struct carrier_result *out);

    /* Of one that calls back; else NULL, and no route of receipt.fcgi leads here. */
    const char *challenge; /* of a 401 */
    enum carrier_trust (*verify)(
        const struct config *, const struct carrier_callback *, struct carrier_proof *out);
    enum fault (*read)(const struct carrier_callback *, char *out, size_t size, size_t *length,
        struct input_error *error); /* NULL: a body is kept as it came */
    enum fault (*parse_status)(const char *body, size_t length, int64_t arrival, struct status_update *out,
        struct input_error *error);
    enum fault (*parse_inbound)(const char *body, size_t length, int64_t arrival, struct inbound_message *out,
        struct input_error *error);
};

extern const struct carrier_driver console_driver, twilio_driver, vonage_driver;

const struct carrier_driver *carrier_driver_of(enum config_carrier);

#endif
