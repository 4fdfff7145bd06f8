/*
 * host.c: rows of TABLE_HOST.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/host.h"

#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "db/codec.h"
#include "db/row.h"

enum { HOST_ROW = 128, HOST_COPYING = 30 * TIMESTAMP_SECOND };

/* Keys of other rows begin with a slash, and no name does; this one is after all of them, and before any
 * name. */
#define HOST_OTHERS "/~"

/* Of the name of a host that was removed. */
#define HOST_REMOVED "/removed/"

static struct row_key
host_key(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

static void
host_set(char *out, size_t size, const char *text)
{
    const size_t length = strnlen(text, size - 1);
    memcpy(out, text, length);
    out[length] = '\0';
}

void
host_set_name(struct host *host, const char *name)
{
    host_set(host->name, sizeof host->name, name);
}

void
host_set_address(struct host *host, const char *address)
{
    host_set(host->address, sizeof host->address, address);
}

bool
host_is_copying(const struct host *host, int64_t now)
{
    return host->to_copy != 0 && now - host->seen < HOST_COPYING;
}

enum fault
host_put(struct txn *txn, const struct host *host)
{
    uint8_t row[HOST_ROW];
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, host->seen);
    encode_u64(&p, host->events);
    encode_u64(&p, host->spool);
    encode_u64(&p, host->copied);
    encode_u64(&p, host->to_copy);
    encode_bytes(&p, host->address, strlen(host->address));
    return row_put(txn, TABLE_HOST, host_key(host->name), row, p.length);
}

static enum fault
host_unpack(const uint8_t *row, size_t length, struct host *out)
{
    struct decoder u = decoder_over(row, length);
    out->seen = decode_timestamp(&u);
    out->events = decode_u64(&u);
    out->spool = decode_u64(&u);
    out->copied = decode_u64(&u);
    out->to_copy = decode_u64(&u);
    const size_t rest = (size_t)(u.end - u.at);
    if (u.bad || rest >= sizeof out->address)
        return FAULT_SYSTEM;
    memcpy(out->address, u.at, rest);
    out->address[rest] = '\0';
    return FAULT_NONE;
}

enum fault
host_get(struct txn *txn, const char *name, struct host *out)
{
    uint8_t row[HOST_ROW];
    size_t length;
    if (strlen(name) >= sizeof out->name)
        return FAULT_MISSING;
    strcpy(out->name, name);
    const enum fault fault = row_get(txn, TABLE_HOST, host_key(name), row, sizeof row, &length);
    return fault == FAULT_NONE ? host_unpack(row, length, out) : fault;
}

enum fault
host_next(struct txn *txn, struct host *out)
{
    uint8_t row[HOST_ROW];
    struct cursor cursor;
    const char *after = out->name[0] != '\0' ? out->name : HOST_OTHERS;
    const enum fault fault = row_next(txn, TABLE_HOST, host_key(after), &cursor, row, sizeof row);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor.key_length >= sizeof out->name)
        return FAULT_SYSTEM;
    memcpy(out->name, cursor.key, cursor.key_length);
    out->name[cursor.key_length] = '\0';
    return host_unpack(row, cursor.row_length, out);
}

static enum fault
host_removed_key(const char *name, char out[static sizeof HOST_REMOVED + HOST_NAME_SIZE])
{
    if (strlen(name) >= HOST_NAME_SIZE)
        return FAULT_MISSING;
    snprintf(out, sizeof HOST_REMOVED + HOST_NAME_SIZE, HOST_REMOVED "%s", name);
    return FAULT_NONE;
}

enum fault
host_note_removal(struct txn *txn, const char *name)
{
    char key[sizeof HOST_REMOVED + HOST_NAME_SIZE];
    const enum fault fault = host_removed_key(name, key);
    return fault == FAULT_NONE ? row_put(txn, TABLE_HOST, host_key(key), "", 0) : fault;
}

enum fault
host_remove(struct txn *txn, const char *name)
{
    if (strlen(name) >= HOST_NAME_SIZE)
        return FAULT_MISSING;
    return row_remove(txn, TABLE_HOST, host_key(name));
}

enum fault
host_was_removed(struct txn *txn, const char *name)
{
    char key[sizeof HOST_REMOVED + HOST_NAME_SIZE];
    uint8_t row[1];
    size_t length;
    const enum fault fault = host_removed_key(name, key);
    return fault == FAULT_NONE ? row_get(txn, TABLE_HOST, host_key(key), row, sizeof row, &length) : fault;
}
