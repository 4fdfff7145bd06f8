/*
 * click.h: somebody opened a link: the body of EVENT_CLICK and EVENT_PREFETCH.
 *
 * The texts are bytes without a NUL, cut to their bounds, and belong to whoever filled the struct; after
 * click_unpack they stand in the event's body.
 */
#ifndef CURT_STORE_CLICK_H
#define CURT_STORE_CLICK_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/fault.h"
#include "base/uuid.h"

#define CLICK_REFERRER_MAX 1024
#define CLICK_AGENT_MAX    512
#define CLICK_LANGUAGE_MAX 128
#define CLICK_QUERY_MAX    1024
#define CLICK_BYTES_MAX    4096 /* room for a packed click */

struct click_text {
    const char *bytes;
    size_t length;
};

struct click {
    uint64_t link; /* link.h: the id, not the code, which may name another link one day */
    uint32_t owner;
    uint64_t visitor; /* a hash that says nothing after its day (salt.h) */
    struct address address;
    const uint8_t *message; /* UUID_BYTES: the message that the link was in; NULL: none */
    struct click_text code, labels /* labels.h, packed */, referrer, agent, language, query;
};

enum fault click_pack(const struct click *, uint8_t *out, size_t size, size_t *length);
enum fault click_unpack(const uint8_t *bytes, size_t length, struct click *out);

#endif
