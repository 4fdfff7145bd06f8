/*
 * spool_record_fuzz.c: records of the spool: what is read is written the same, and a record cut short is not
 * read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_record.h"

#include <zlib.h>

#include "fuzz.h"

static void
put_u32(uint8_t *at, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(n >> (24 - 8 * i));
}

/* Makes a record of the bytes whose length and checksum are right, so that what follows them is reached. */
static void
seal(uint8_t *bytes, size_t size)
{
    put_u32(bytes, (uint32_t)(size - 8));
    uint32_t sum = (uint32_t)crc32(0, bytes, 4);
    sum = (uint32_t)crc32(sum, bytes + 8, (uInt)(size - 8));
    put_u32(bytes + 4, sum);
}

static void
check(const uint8_t *bytes, size_t size)
{
    static uint8_t same[SPOOL_RECORD_MAX];
    struct spool_record record, shorter;
    size_t taken, less;
    if (spool_record_decode(bytes, size, &record, &taken) != FAULT_NONE)
        return;
    HOLDS(taken <= size && taken >= SPOOL_RECORD_HEAD && record.length <= CLICK_BYTES_MAX);
    HOLDS(spool_record_encode(&record, same) == taken && memcmp(same, bytes, taken) == 0);
    HOLDS(spool_record_decode(bytes, taken - 1, &shorter, &less) != FAULT_NONE);
}

/* The first byte: as it is, or sealed. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const bool sealed = fuzz_byte(&in) & 1;
    size_t length;
    uint8_t *record = fuzz_bytes(&in, &length);
    if (sealed && length > 8)
        seal(record, length);
    check(record, length);
    free(record);
    return 0;
}
