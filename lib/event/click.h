/*
 * click.h: somebody opened a link: the body of EVENT_CLICK, EVENT_PREFETCH and EVENT_PREVIEW.
 *
 * The texts are bytes without a NUL, cut to their bounds, and belong to the code that filled the struct;
 * after click_decode they stand in the event's body.
 */
#ifndef CURT_EVENT_CLICK_H
#define CURT_EVENT_CLICK_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/ip_address.h"
#include "base/uuid.h"
#include "event/event_log.h"

#define CLICK_REFERRER_MAX   1024
#define CLICK_USER_AGENT_MAX 512
#define CLICK_LANGUAGE_MAX   128
#define CLICK_QUERY_MAX      1024
#define CLICK_TARGET_MAX     1024
#define CLICK_BYTES_MAX      5120 /* room for a packed click */

/* Who opened it: a person; a robot; a fetcher that draws a preview; a browser that looked ahead. */
enum click_class { CLICK_PERSON, CLICK_BOT, CLICK_PREVIEW, CLICK_PREFETCH, CLICK_CLASSES };

struct click_text {
    const char *bytes;
    size_t length;
};

struct click {
    uint64_t link; /* link.h: the id, not the code, which may name another link one day */
    uint32_t owner;
    uint64_t visitor; /* a hash that says nothing after its day (visitor_salt.h) */
    struct ip_address address;
    const uint8_t *message;   /* UUID_BYTES: the message that the link was in; NULL: none */
    uint8_t rule;             /* the redirect rule that held, from 1; 0: none did */
    struct click_text target; /* where it led; of length 0: the link has no redirect rules */
    struct click_text code, domain /* none: the default one */, labels /* labels.h, packed */, referrer,
        agent, language, query;
};

/* "person", "bot", "preview", "prefetch". */
const char *click_class_name(enum click_class);

/* "link.clicked", "link.prefetched", "link.previewed", "link.missed" (missed.h); NULL for an event that has
 * no click. */
const char *click_event_type(enum event_kind);

enum fault click_encode(const struct click *, uint8_t *out, size_t size, size_t *length);
/* What the body has of code and domain, and so what names the link (link/link_name.h), after click_decode. */
struct click_text click_name(const struct click *);

enum fault click_decode(const uint8_t *bytes, size_t length, struct click *out);

#endif
