/*
 * publish.h: events from outside, by the command or by the API, into the log.
 */
#ifndef CURT_BUS_PUBLISH_H
#define CURT_BUS_PUBLISH_H

#include "base/config.h"
#include "base/input_error.h"
#include "base/uuid.h"
#include "db/env.h"

/*
 * Takes an event (event_request.h) into the log; id is then its id. FAULT_INPUT: the error says what is
 * wrong; FAULT_EXISTS: that id was taken before, which is as good; FAULT_FULL: it is too long. It is on the
 * disk when the caller has flushed (env_flush): many events, one disk sync.
 */
enum fault publish_event(struct env *, const struct config *, struct json_object *sent,
    char id[static UUID_SIZE], struct input_error *);

#endif
