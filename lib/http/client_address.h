/*
 * client_address.h: who a request comes from, when proxies of ours stand in between.
 */
#ifndef CURT_HTTP_CLIENT_ADDRESS_H
#define CURT_HTTP_CLIENT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "base/ip_address.h"

#define TRUSTED_PROXIES_MAX CONFIG_NETWORKS_MAX

struct trusted_proxies {
    size_t count;
    struct network networks[TRUSTED_PROXIES_MAX];
    char variable[80]; /* the CGI variable of the header in which they say for whom they ask */
    bool rfc7239;      /* that header is Forwarded; otherwise its value is a list of addresses, or one */
};

/* Names that header: "X-Forwarded-For", "Forwarded", "CF-Connecting-IP". */
void trusted_proxies_set_header(struct trusted_proxies *, const char *header);

/*
 * The client's address: `peer`, unless that is a trusted proxy; then the last address in the header's value,
 * forwarded, that no trusted proxy vouches for. Where an entry is no address ("unknown"), the proxy that
 * wrote it.
 */
void client_address(
    const struct trusted_proxies *, const char *peer, const char *forwarded, struct ip_address *out);

#endif
