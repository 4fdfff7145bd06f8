/*
 * client_address.h: who a request comes from, when proxies of ours stand in between.
 */
#ifndef CURT_HTTP_CLIENT_ADDRESS_H
#define CURT_HTTP_CLIENT_ADDRESS_H

#include <stddef.h>

#include "base/ip_address.h"

#define TRUSTED_PROXIES_MAX 32

struct trusted_proxies {
    size_t count;
    struct network networks[TRUSTED_PROXIES_MAX];
};

/*
 * The client's address: `peer`, unless that is a trusted proxy; then the last address in X-Forwarded-For that
 * no trusted proxy vouches for.
 */
void client_address(
    const struct trusted_proxies *, const char *peer, const char *forwarded_for, struct ip_address *out);

#endif
