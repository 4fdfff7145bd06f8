/*
 * aws_resource.c: the rows of what only EventBridge's clients know.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/aws_resource.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

enum {
    AWS_RESOURCE_KEY_SIZE = 1 + TABLE_NAME_MAX,
    AWS_RESOURCE_ROW_MAX = 8 + 8 + 2 + AWS_RESOURCE_JSON_MAX,
};

/* Kind and name. */
static struct row_key
aws_resource_key(uint8_t space[static AWS_RESOURCE_KEY_SIZE], enum aws_kind kind, const char *name)
{
    struct encoder k = encoder_over(space, AWS_RESOURCE_KEY_SIZE);
    encode_u8(&k, (uint8_t)kind);
    encode_bytes(&k, name, strnlen(name, TABLE_NAME_MAX));
    return encoder_key(&k);
}

static void
aws_resource_decode_key(struct decoder *u, void *record)
{
    struct aws_resource *out = record;
    out->kind = decode_u8(u);
    const size_t length = (size_t)(u->end - u->at);
    const char *name = decode_bytes(u, length);
    if (name == NULL || length > TABLE_NAME_MAX) {
        u->bad = true;
        return;
    }
    memmove(out->name, name, length);
    out->name[length] = '\0';
}

static void
aws_resource_encode(struct encoder *p, const void *record)
{
    const struct aws_resource *resource = record;
    encode_timestamp(p, resource->created);
    encode_timestamp(p, resource->changed);
    encode_text(p, resource->json);
}

static void
aws_resource_decode(struct decoder *u, void *record)
{
    struct aws_resource *out = record;
    out->created = decode_timestamp(u);
    out->changed = decode_timestamp(u);
    decode_text(u, out->json, sizeof out->json);
}

static const struct table_schema aws_resource_schema = {.table = TABLE_AWS_RESOURCE,
    .row_max = AWS_RESOURCE_ROW_MAX,
    .decode_key = aws_resource_decode_key,
    .encode = aws_resource_encode,
    .decode = aws_resource_decode};

enum fault
aws_resource_get(struct txn *txn, enum aws_kind kind, const char *name, struct aws_resource *out)
{
    uint8_t space[AWS_RESOURCE_KEY_SIZE];
    if (!table_name_is_valid(name))
        return FAULT_MISSING;
    return table_get(txn, &aws_resource_schema, aws_resource_key(space, kind, name), out);
}

enum fault
aws_resource_next(struct txn *txn, enum aws_kind kind, const char *after, struct aws_resource *out)
{
    uint8_t space[AWS_RESOURCE_KEY_SIZE];
    const enum fault fault = table_next(txn, &aws_resource_schema, aws_resource_key(space, kind, after), out);
    return fault == FAULT_NONE && out->kind != kind ? FAULT_MISSING : fault;
}

enum fault
aws_resource_put(struct txn *txn, const struct aws_resource *resource)
{
    uint8_t space[AWS_RESOURCE_KEY_SIZE];
    return table_put(
        txn, &aws_resource_schema, aws_resource_key(space, resource->kind, resource->name), resource);
}

enum fault
aws_resource_check(struct txn *txn, enum aws_kind kind, const char *name, int64_t changed)
{
    struct aws_resource *now = xmalloc(sizeof *now);
    enum fault fault = aws_resource_get(txn, kind, name, now);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && now->changed != changed))
        fault = FAULT_AGAIN;
    free(now);
    return fault;
}

enum fault
aws_resource_replace(struct txn *txn, const struct aws_resource *resource, int64_t before)
{
    const enum fault fault = aws_resource_check(txn, resource->kind, resource->name, before);
    return fault == FAULT_NONE ? aws_resource_put(txn, resource) : fault;
}

static enum fault
aws_resource_count(struct txn *txn, enum aws_kind kind, unsigned *count)
{
    struct aws_resource *one = xcalloc(1, sizeof *one);
    enum fault fault;
    *count = 0;
    while ((fault = aws_resource_next(txn, kind, one->name, one)) == FAULT_NONE)
        ++*count;
    free(one);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
aws_resource_add(struct txn *txn, const struct aws_resource *resource)
{
    uint8_t space[AWS_RESOURCE_KEY_SIZE];
    unsigned count;
    const enum fault fault = aws_resource_count(txn, resource->kind, &count);
    if (fault != FAULT_NONE || count >= AWS_RESOURCES_MAX)
        return fault != FAULT_NONE ? fault : FAULT_FULL;
    return table_add(
        txn, &aws_resource_schema, aws_resource_key(space, resource->kind, resource->name), resource);
}

enum fault
aws_resource_remove(struct txn *txn, enum aws_kind kind, const char *name)
{
    uint8_t space[AWS_RESOURCE_KEY_SIZE];
    const enum fault fault = table_remove(txn, &aws_resource_schema, aws_resource_key(space, kind, name));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
aws_resource_set(struct aws_resource *resource, struct json_object *json)
{
    size_t length;
    const char *text = json_text(json, &length);
    if (length > AWS_RESOURCE_JSON_MAX)
        return FAULT_FULL;
    strcpy(resource->json, text);
    return FAULT_NONE;
}

struct json_object *
aws_resource_read(const struct aws_resource *resource)
{
    return json_read(resource->json, strlen(resource->json));
}
