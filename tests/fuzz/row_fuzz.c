/*
 * row_fuzz.c: rows of links, messages and labels, as stores of older versions have them: read, written and
 * read the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"
#include "link/link.h"
#include "message/message.h"

static void
check_link(const uint8_t *row, size_t length)
{
    static struct link link, again;
    static uint8_t once[LINK_ROW_MAX], twice[LINK_ROW_MAX];
    if (link_decode(row, length, &link) != FAULT_NONE)
        return;
    const size_t size = link_encode(&link, once);
    HOLDS(size <= sizeof once && link_decode(once, size, &again) == FAULT_NONE);
    HOLDS(link_encode(&again, twice) == size && memcmp(once, twice, size) == 0);
}

static void
check_message(const uint8_t *row, size_t length)
{
    static struct message message, again;
    static uint8_t once[MESSAGE_ROW_MAX], twice[MESSAGE_ROW_MAX];
    if (message_decode(row, length, &message) != FAULT_NONE)
        return;
    const size_t size = message_encode(&message, once);
    HOLDS(size <= sizeof once && message_decode(once, size, &again) == FAULT_NONE);
    HOLDS(message_encode(&again, twice) == size && memcmp(once, twice, size) == 0);
}

static void
check_labels(const uint8_t *row, size_t length)
{
    static struct labels labels, again;
    uint8_t once[LABELS_BYTES_MAX];
    if (labels_decode(row, length, &labels) != FAULT_NONE)
        return;
    const size_t size = labels_encode(&labels, once);
    HOLDS(size <= sizeof once && labels_decode(once, size, &again) == FAULT_NONE);
    HOLDS(strcmp(labels.campaign, again.campaign) == 0 && labels.tag_count == again.tag_count);
}

/* The first byte: whose row. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static void (*const checks[])(const uint8_t *, size_t) = {check_link, check_message, check_labels};
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const uint8_t which = fuzz_byte(&in) % (sizeof checks / sizeof *checks);
    size_t length;
    uint8_t *row = fuzz_bytes(&in, &length);
    checks[which](row, length);
    free(row);
    return 0;
}
