/*
 * value_fuzz.c: times, amounts, ids, addresses and networks as text: what is read is written, and read the
 * same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/ip_address.h"
#include "base/money.h"
#include "base/timestamp.h"
#include "base/uuid.h"
#include "fuzz.h"

static void
check_timestamp(const char *text)
{
    int64_t at, again, loose;
    char written[TIMESTAMP_SIZE];
    const enum fault fault = timestamp_parse(text, &at);
    if (timestamp_parse_loosely(text, &loose) == FAULT_NONE && fault == FAULT_NONE)
        HOLDS(at == loose);
    if (fault != FAULT_NONE)
        return;
    timestamp_format(at, written);
    HOLDS(timestamp_parse(written, &again) == FAULT_NONE && again / 1000 == at / 1000);
}

static void
check_money(const char *text)
{
    int64_t amount, again;
    char written[MONEY_SIZE];
    if (money_parse(text, &amount) != FAULT_NONE)
        return;
    money_format(amount, written);
    HOLDS(amount >= 0 && money_parse(written, &again) == FAULT_NONE && again == amount);
}

static void
check_uuid(const char *text)
{
    uint8_t id[UUID_BYTES], again[UUID_BYTES];
    char written[UUID_SIZE];
    if (uuid_parse(text, id) != FAULT_NONE)
        return;
    uuid_format(id, written);
    HOLDS(uuid_parse(written, again) == FAULT_NONE && memcmp(id, again, sizeof id) == 0);
}

static void
check_address(const char *text)
{
    struct ip_address address, again;
    struct network network;
    char written[IP_ADDRESS_SIZE];
    if (ip_address_parse(text, &address) == FAULT_NONE) {
        ip_address_format(&address, written);
        HOLDS(ip_address_parse(written, &again) == FAULT_NONE);
        HOLDS(again.length == address.length && memcmp(again.bytes, address.bytes, again.length) == 0);
        HOLDS(network_parse(text, &network) == FAULT_NONE && network_contains(&network, &address));
        ip_address_is_public(&address);
    } else {
        HOLDS(address.length == 0);
    }
    if (network_parse(text, &network) == FAULT_NONE)
        HOLDS(network.bits <= 8 * network.base.length && network_contains(&network, &network.base));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char *text = fuzz_rest(&in, NULL);
    check_timestamp(text);
    check_money(text);
    check_uuid(text);
    check_address(text);
    free(text);
    return 0;
}
