#include "base/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum fault
address_parse(const char *text, struct address *out)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    *out = (struct address){0};
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
address_text(const struct address *a, char out[static ADDRESS_TEXT])
{
    if (a->length == 0 || inet_ntop(a->length == 4 ? AF_INET : AF_INET6, a->bytes, out, ADDRESS_TEXT) == NULL)
        out[0] = '\0';
}

void
address_anonymize(struct address *a)
{
    if (a->length == 4)
        a->bytes[3] = 0;
    else if (a->length == 16)
        memset(a->bytes + 6, 0, 10);
}

enum fault
network_parse(const char *text, struct network *out)
{
    char base[ADDRESS_TEXT];
    const char *slash = strchr(text, '/');
    size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
    if (n >= sizeof base)
        return FAULT_INPUT;
    memcpy(base, text, n);
    base[n] = '\0';
    if (address_parse(base, &out->base) != FAULT_NONE)
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
network_holds(const struct network *net, const struct address *a)
{
    if (a->length == 0 || a->length != net->base.length)
        return false;
    size_t whole = net->bits / 8;
    unsigned rest = net->bits % 8;
    if (memcmp(a->bytes, net->base.bytes, whole) != 0)
        return false;
    return rest == 0 || (a->bytes[whole] ^ net->base.bytes[whole]) >> (8 - rest) == 0;
}

enum fault
networks_parse(const char *list, struct network *out, size_t most, size_t *count)
{
    *count = 0;
    for (const char *at = list + strspn(list, ", "); *at != '\0'; at += strspn(at, ", ")) {
        char one[ADDRESS_TEXT + 4];
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
