/*
 * ip_address.h: IP addresses as bytes: read, compared with networks, made anonymous, written.
 *
 * An IPv4 address that arrives inside IPv6 (::ffff:192.0.2.1, RFC 4291, 2.5.5.2) is taken as the IPv4
 * address.
 */
#ifndef CURT_BASE_IP_ADDRESS_H
#define CURT_BASE_IP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define IP_ADDRESS_SIZE 46 /* INET6_ADDRSTRLEN, with its NUL */

struct ip_address {
    uint8_t length; /* 4, 16, or 0 for none */
    uint8_t bytes[16];
};

struct network {
    struct ip_address base;
    uint8_t bits;
};

/* FAULT_INPUT leaves an address of length 0. */
enum fault ip_address_parse(const char *text, struct ip_address *out);
void ip_address_format(const struct ip_address *, char out[static IP_ADDRESS_SIZE]);

/* IPv4 to its /24, IPv6 to its /48. */
void ip_address_anonymize(struct ip_address *);

/*
 * Is it an address that anybody on the internet can have? Not so: private, loopback, link-local (cloud
 * metadata among them), multicast, documentation and all else that IANA's special-purpose registries name,
 * and the forms of IPv6 that carry an IPv4 address.
 */
bool ip_address_is_public(const struct ip_address *);

/* "10.0.0.0/8", "2001:db8::/32", or a single address. */
enum fault network_parse(const char *text, struct network *out);
bool network_contains(const struct network *, const struct ip_address *);

/* Reads networks separated by commas or spaces; FAULT_INPUT for a bad one, FAULT_FULL for more than most. */
enum fault network_parse_list(const char *list, struct network *out, size_t most, size_t *count);

#endif
