/*
 * shipper.c: one shipment after the other; the next goes when the master has answered.
 *
 * SPDX-License-Identifier: ISC
 */
#include "shipper.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "db/cluster.h"
#include "db/cluster_removal.h"
#include "event/spool_shipment.h"
#include "event/spool_status.h"
#include "net/host_call.h"
#include "own_host.h"

enum {
    SHIPPER_TIMEOUT = 2000,           /* milliseconds for an answer */
    SHIPPER_REPORT = 1000000,         /* microseconds between two reports */
    SHIPPER_REST = 1000000,           /* microseconds after a shipment that came to nothing */
    SHIPPER_COMPLAINT = 30 * 1000000, /* microseconds between two warnings */
};

struct shipper {
    const struct config *config;
    struct env *env;
    struct intake *intake;
    struct http_exchange *exchange;
    struct host host;                             /* what it said of itself last */
    int64_t looked, reported, failed, complained; /* when last (monotonic.h) */
    uint8_t bytes[SPOOL_SHIPMENT_MAX];
};

struct shipper *
shipper_create(const struct config *config, struct env *env, struct intake *intake)
{
    struct shipper *s = xcalloc(1, sizeof *s);
    s->config = config;
    s->env = env;
    s->intake = intake;
    s->exchange = http_exchange_create();
    return s;
}

void
shipper_free(struct shipper *s)
{
    http_exchange_free(s->exchange);
    free(s);
}

/* What this host says of itself; it looks at each file of the spool, so not for each shipment. A spool that
 * cannot be read has what it had. */
static void
shipper_look(struct shipper *s)
{
    struct spool_status spool;
    if (!monotonic_due(&s->looked, SHIPPER_REPORT))
        return;
    own_host_look(env_read(s->env), s->config, &s->host);
    if (spool_status_get(s->env, s->config->store_home, timestamp_now(), &spool) == FAULT_NONE)
        s->host.spool = spool.waiting;
}

/* How many bytes of the spool the batch has. */
static uint64_t
shipper_batch(const struct intake *intake)
{
    struct spool_move moves[INTAKE_SEGMENTS];
    uint64_t bytes = 0;
    for (size_t i = intake_moves(intake, moves); i-- > 0;)
        bytes += moves[i].to - moves[i].from;
    return bytes;
}

static bool
shipper_post(struct shipper *s, const char *master, const char *what, size_t length,
    struct http_exchange_answer *answer)
{
    char target[96];
    snprintf(target, sizeof target, "/api/v1/hosts/%.32s/%s", s->config->cluster_name, what);
    const struct http_exchange_request request = {.address = master,
        .method = "POST",
        .target = target,
        .body = s->bytes,
        .length = length,
        .timeout = SHIPPER_TIMEOUT};
    return host_call(s->exchange, s->config, request, answer) == HTTP_EXCHANGE_ANSWERED;
}

/* Anything may answer 410 at the master's address, and this is for good: the store has to say so too, which
 * it does a moment later. */
static bool
shipper_is_removed(const struct shipper *s, int status)
{
    return status == 410 && host_was_removed(env_read(s->env), s->config->cluster_name) == FAULT_NONE;
}

/* What the master answered, 410 to a host that was removed. False when it came to nothing. */
static bool
shipper_settle(struct shipper *s, const struct http_exchange_answer *answer)
{
    if (answer->status == 204) {
        intake_commit(s->intake);
        return true;
    }
    if (shipper_is_removed(s, answer->status))
        cluster_leave(s->env);
    return answer->status == 409 &&
           spool_shipment_answered(s->intake, answer->body, answer->length) == FAULT_NONE;
}

static void
shipper_complain(struct shipper *s, const char *master, int status)
{
    s->failed = monotonic_now();
    if (!monotonic_due(&s->complained, SHIPPER_COMPLAINT))
        return;
    log_warn(
        "the master at %s does not take clicks in (HTTP status %d); they wait in the spool", master, status);
}

static bool
shipper_is_due(const struct shipper *s, size_t count)
{
    size_t forgotten;
    intake_forgotten(s->intake, &forgotten);
    return count > 0 || forgotten > 0 || s->reported == 0 || monotonic_now() - s->reported >= SHIPPER_REPORT;
}

bool
shipper_run(struct shipper *s)
{
    char master[IP_ADDRESS_SIZE];
    struct http_exchange_answer answer = {0};
    size_t count;
    if ((s->failed != 0 && monotonic_now() - s->failed < SHIPPER_REST) || !cluster_master(s->env, master) ||
        intake_collect(s->intake, &count) != FAULT_NONE || !shipper_is_due(s, count))
        return false;
    shipper_look(s);
    const uint64_t bytes = shipper_batch(s->intake);
    struct host host = s->host;
    host.spool -= bytes < host.spool ? bytes : host.spool; /* it may be the last that is heard of this host */
    const size_t length = spool_shipment_encode(s->intake, &host, s->bytes);
    if (!shipper_post(s, master, "clicks", length, &answer) || !shipper_settle(s, &answer)) {
        shipper_complain(s, master, answer.status);
        return false;
    }
    s->host = host;
    s->failed = 0;
    s->reported = monotonic_now();
    return count > 0;
}

void
shipper_stand_by(struct shipper *s)
{
    char master[IP_ADDRESS_SIZE];
    struct http_exchange_answer answer = {0};
    if (cluster_master(s->env, master) &&
        (!shipper_post(s, master, "standby", 0, &answer) || answer.status != 204))
        log_warn(
            "cannot tell the master at %s that this host stands by (HTTP status %d)", master, answer.status);
}
