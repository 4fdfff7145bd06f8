/*
 * ip_address.c: IPv4 and IPv6 addresses by inet_pton and inet_ntop, and networks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/ip_address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum fault
ip_address_parse(const char *text, struct ip_address *out)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    *out = (struct ip_address){0};
    if (inet_pton(AF_INET, text, out->bytes) == 1) {
        out->length = 4;
        return FAULT_NONE;
    }
    if (inet_pton(AF_INET6, text, out->bytes) != 1)
        return FAULT_INPUT;
    out->length = 16;
    if (memcmp(out->bytes, mapped, sizeof mapped) == 0) {
        memmove(out->bytes, out->bytes + 12, 4);
        memset(out->bytes + 4, 0, 12);
        out->length = 4;
    }
    return FAULT_NONE;
}

void
ip_address_format(const struct ip_address *a, char out[static IP_ADDRESS_SIZE])
{
    if (a->length == 0 ||
        inet_ntop(a->length == 4 ? AF_INET : AF_INET6, a->bytes, out, IP_ADDRESS_SIZE) == NULL)
        out[0] = '\0';
}

void
ip_address_anonymize(struct ip_address *a)
{
    if (a->length == 4)
        a->bytes[3] = 0;
    else if (a->length == 16)
        memset(a->bytes + 6, 0, 10);
}

enum fault
network_parse(const char *text, struct network *out)
{
    char base[IP_ADDRESS_SIZE];
    const char *slash = strchr(text, '/');
    size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
    if (n >= sizeof base)
        return FAULT_INPUT;
    memcpy(base, text, n);
    base[n] = '\0';
    if (ip_address_parse(base, &out->base) != FAULT_NONE)
        return FAULT_INPUT;
    long bits = out->base.length * 8;
    if (slash != NULL) {
        char *end;
        long given = strtol(slash + 1, &end, 10);
        if (slash[1] < '0' || slash[1] > '9' || *end != '\0' || given > bits)
            return FAULT_INPUT;
        bits = given;
    }
    out->bits = (uint8_t)bits;
    return FAULT_NONE;
}

bool
network_contains(const struct network *net, const struct ip_address *a)
{
    if (a->length == 0 || a->length != net->base.length)
        return false;
    size_t whole = net->bits / 8;
    unsigned rest = net->bits % 8;
    if (memcmp(a->bytes, net->base.bytes, whole) != 0)
        return false;
    return rest == 0 || (a->bytes[whole] ^ net->base.bytes[whole]) >> (8 - rest) == 0;
}

bool
ip_address_is_public(const struct ip_address *a)
{
    /* IANA, IPv4 and IPv6 Special-Purpose Address Registries; RFC 1112, 4291, 3056, 3879, 6052 for the rest.
     */
    static const struct network special[] = {
        {{4, {0}}, 8},
        {{4, {10}}, 8},
        {{4, {100, 64}}, 10},
        {{4, {127}}, 8},
        {{4, {169, 254}}, 16},
        {{4, {172, 16}}, 12},
        {{4, {192, 0, 0}}, 24},
        {{4, {192, 0, 2}}, 24},
        {{4, {192, 88, 99}}, 24},
        {{4, {192, 168}}, 16},
        {{4, {198, 18}}, 15},
        {{4, {198, 51, 100}}, 24},
        {{4, {203, 0, 113}}, 24},
        {{4, {224}}, 4},
        {{4, {240}}, 4},
        {{16, {0}}, 8},           /* unspecified, loopback, IPv4 inside or translated */
        {{16, {0x01}}, 8},        /* discard-only */
        {{16, {0x20, 0x01}}, 23}, /* Teredo and others */
        {{16, {0x20, 0x01, 0x0d, 0xb8}}, 32},
        {{16, {0x20, 0x02}}, 16}, /* 6to4: IPv4 inside */
        {{16, {0x3f, 0xff}}, 20},
        {{16, {0x5f}}, 16},
        {{16, {0xfc}}, 7},
        {{16, {0xfe, 0x80}}, 10},
        {{16, {0xfe, 0xc0}}, 10},
        {{16, {0xff}}, 8},
    };
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (network_contains(&special[i], a))
            return false;
    return a->length != 0;
}

enum fault
network_parse_list(const char *list, struct network *out, size_t most, size_t *count)
{
    *count = 0;
    for (const char *at = list + strspn(list, ", "); *at != '\0'; at += strspn(at, ", ")) {
        char one[IP_ADDRESS_SIZE + 4];
        size_t n = strcspn(at, ", ");
        if (n >= sizeof one)
            return FAULT_INPUT;
        memcpy(one, at, n);
        one[n] = '\0';
        at += n;
        if (*count == most)
            return FAULT_FULL;
        if (network_parse(one, &out[*count]) != FAULT_NONE)
            return FAULT_INPUT;
        (*count)++;
    }
    return FAULT_NONE;
}
