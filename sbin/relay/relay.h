/*
 * relay.h: what the parts of curt-relay share: one store, and what runs over it in this host's role.
 */
#ifndef CURT_RELAY_RELAY_H
#define CURT_RELAY_RELAY_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "bus/dispatcher.h"
#include "db/checkpointer.h"
#include "db/env.h"
#include "event/intake.h"
#include "fence.h"
#include "handover.h"
#include "sender/sender.h"
#include "shipper.h"
#include "stats/aggregator.h"

enum {
    RELAY_FLUSH = 100000, /* microseconds: what a power cut may cost of clicks */
    RELAY_REST = 20,      /* milliseconds */
    RELAY_WATCHDOG = 60,  /* seconds */
};

struct relay {
    struct config config;
    struct env *env;
    struct aggregator *aggregator;
    struct intake *intake;
    struct dispatcher *deliver;
    struct sender *sender;
    struct checkpointer *checkpointer;
    struct fence fence;
    struct handover handover;
    struct shipper *shipper;          /* NULL when alone */
    int64_t counted, flushed, tidied; /* when last (monotonic.h) */
    uint32_t salted;                  /* the day that has its salt, and the next */
    uint64_t taken;
    bool leads;      /* counts, delivers and sends: as the master, or alone */
    bool hands_over; /* another host is to become the master */
    bool joined;     /* replication runs */
    bool once, verbose;
};

/* What signals ask for: the end, and that files are opened anew. */
extern volatile sig_atomic_t relay_ending, relay_reopening;

/* Ends the program for a fault, unless the same may go through later. */
bool relay_went(enum fault, const char *what);

/* In any role, often. */
void house_keep(struct relay *);

/* As the master, or alone, behind a fence that has begun: until the end, or until this host may not. */
void lead(struct relay *);

/* Joins the cluster. False when the end came first. */
bool follow_join(struct relay *);

/* As a replica: its clicks go to the master, until this host becomes that. */
void follow(struct relay *);

/* Another host becomes the master, if it can. */
void follow_hand_over(struct relay *);

/* What is left to do for a host that was removed from its cluster: until the end. */
void follow_rest(void);

#endif
