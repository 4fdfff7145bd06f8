/*
 * client_address_fuzz.c: forwarded addresses: the peer, if we do not trust it; else an address that reads the
 * same when written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/client_address.h"

#include "fuzz.h"

static bool
same(const struct ip_address *a, const struct ip_address *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* The first byte: X-Forwarded-For or Forwarded; then the peer in a line, and the header. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct trusted_proxies proxies = {.count = 0};
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct ip_address from, out, again;
    char text[IP_ADDRESS_SIZE];
    network_parse_list("192.0.2.0/24, 2001:db8::/32", proxies.networks, TRUSTED_PROXIES_MAX, &proxies.count);
    trusted_proxies_set_header(&proxies, fuzz_byte(&in) & 1 ? "Forwarded" : "X-Forwarded-For");
    char *peer = fuzz_line(&in, NULL), *header = fuzz_rest(&in, NULL);
    client_address(&proxies, peer, header, &out);
    ip_address_parse(peer, &from);
    if (!network_contains(&proxies.networks[0], &from) && !network_contains(&proxies.networks[1], &from))
        HOLDS(same(&from, &out));
    if (out.length != 0) {
        ip_address_format(&out, text);
        HOLDS(ip_address_parse(text, &again) == FAULT_NONE && same(&out, &again));
        ip_address_anonymize(&again);
    }
    free(peer);
    free(header);
    return 0;
}
