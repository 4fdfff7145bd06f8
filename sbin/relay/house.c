/*
 * house.c: what curt-relay does in any role: log, checkpoints, reserve, spool.
 *
 * SPDX-License-Identifier: ISC
 */
#include "relay.h"

#include <string.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "db/cluster.h"
#include "event/checkpoint.h"
#include "event/visitor_salt.h"

enum {
    HOUSE_TIDY = 1000000, /* microseconds */
    /* Microseconds that a segment of the spool is kept when it is taken in; in a cluster, longer than a
     * shipment of it that is late may still be believed (net/forward_proof.h). */
    HOUSE_KEEP = 60000000,
    HOUSE_KEEP_SHIPPED = 180000000,
};

/* Of today and, so that it is there at midnight, of tomorrow. */
static void
house_draw_salts(struct relay *r)
{
    const uint32_t today = visitor_salt_day(timestamp_now());
    uint8_t salt[VISITOR_SALT_BYTES];
    if (today == r->salted)
        return;
    enum fault fault = visitor_salt_get(r->env, today, salt);
    if (fault == FAULT_NONE)
        fault = visitor_salt_get(r->env, today + 1, salt);
    explicit_bzero(salt, sizeof salt);
    if (relay_went(fault, "draw the salt of visitors"))
        r->salted = today;
}

/* What `curt forget` took out of the tables goes out of the log of each host. */
static void
house_drop_log(struct relay *r)
{
    struct checkpoint log;
    if (relay_went(checkpoint_get(env_read(r->env), CHECKPOINT_LOG, &log), "look at the log"))
        relay_went(env_drop_log_before(r->env, (uint32_t)log.number), "remove files of the log");
}

void
house_keep(struct relay *r)
{
    if (monotonic_due(&r->flushed, RELAY_FLUSH))
        relay_went(env_flush(r->env), "flush the log to disk");
    cluster_tend(r->env);
    const int64_t begun = checkpointer_begun(r->checkpointer);
    if (begun != 0 && monotonic_now() - begun > RELAY_WATCHDOG * TIMESTAMP_SECOND)
        log_fatal("a checkpoint hangs");
    if (!monotonic_due(&r->tidied, HOUSE_TIDY))
        return;
    env_fill_reserve(r->env);
    if (r->shipper != NULL)
        house_drop_log(r);
    if (r->leads)
        house_draw_salts(r);
    relay_went(
        intake_tidy(r->intake, r->shipper != NULL ? HOUSE_KEEP_SHIPPED : HOUSE_KEEP), "tidy the spool");
}
