/*
 * shipper.h: on a replica of a cluster, takes what is in the spool of this host to the master
 * (event/spool_shipment.h), by HTTP to its bus.fcgi, and tells it how this host does.
 */
#ifndef CURT_RELAY_SHIPPER_H
#define CURT_RELAY_SHIPPER_H

#include <stdbool.h>

#include "base/config.h"
#include "db/env.h"
#include "event/intake.h"

struct shipper;

/* The rest must outlive it. */
struct shipper *shipper_create(const struct config *, struct env *, struct intake *);
void shipper_free(struct shipper *);

/* One shipment, if there are clicks, or the master has not heard of this host for a while. True when there is
 * more to ship. */
bool shipper_run(struct shipper *);

/* Tells the master that this host stands by to become it (db/promotion.h). */
void shipper_stand_by(struct shipper *);

#endif
