/*
 * aws_key.c: the secrets of keys for AWS's clients, and the master key that they are made of.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/aws_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/random.h"
#include "base/timestamp.h"
#include "db/row.h"

/* Longer than the key of any API key's row. */
static const struct row_key aws_key_master = {"aws master", 10};

static enum fault
aws_key_read_master(struct txn *txn, uint8_t out[static SHA256_BYTES])
{
    size_t length = 0;
    const enum fault fault = row_get(txn, TABLE_API_KEY, aws_key_master, out, SHA256_BYTES, &length);
    return fault == FAULT_NONE && length != SHA256_BYTES ? FAULT_SYSTEM : fault;
}

static enum fault
aws_key_make_master(struct txn *txn, void *arg)
{
    uint8_t *master = arg;
    size_t length;
    enum fault fault = row_get_for_update(txn, TABLE_API_KEY, aws_key_master, master, SHA256_BYTES, &length);
    if (fault != FAULT_MISSING)
        return fault;
    random_bytes(master, SHA256_BYTES);
    return row_put(txn, TABLE_API_KEY, aws_key_master, master, SHA256_BYTES);
}

static void
aws_key_secret(const uint8_t master[static SHA256_BYTES], const char *id,
    const uint8_t digest[static SHA256_BYTES], char out[static SHA256_TEXT_SIZE])
{
    uint8_t mac[SHA256_BYTES];
    sha256_hmac(master, SHA256_BYTES,
        (const struct sha256_part[]){{"aws", sizeof "aws"}, {id, strlen(id) + 1}, {digest, SHA256_BYTES}}, 3,
        mac);
    sha256_format(mac, out);
    explicit_bzero(mac, sizeof mac);
}

static void
aws_key_id(uint32_t id, char out[static AWS_KEY_ID_SIZE])
{
    snprintf(out, AWS_KEY_ID_SIZE, "curt_%u", id);
}

enum fault
aws_key_prepare(struct env *env)
{
    uint8_t master[SHA256_BYTES];
    const enum fault fault = env_txn(env, ENV_SYNC, aws_key_make_master, master);
    explicit_bzero(master, sizeof master);
    return fault;
}

enum fault
aws_key_make(struct env *env, const struct api_key *key, struct aws_key *out)
{
    uint8_t master[SHA256_BYTES];
    const enum fault fault = aws_key_read_master(env_read(env), master);
    aws_key_id(key->id, out->id);
    if (fault == FAULT_NONE)
        aws_key_secret(master, out->id, key->digest, out->secret);
    explicit_bzero(master, sizeof master);
    return fault;
}

void
aws_key_add_json(const struct aws_key *key, struct json_object *to)
{
    json_add_text(to, "aws_access_key_id", key->id);
    json_add_text(to, "aws_secret_access_key", key->secret);
}

enum fault
aws_key_parse(const char *id, uint32_t *out)
{
    char same[AWS_KEY_ID_SIZE];
    if (strncmp(id, "curt_", 5) != 0)
        return FAULT_MISSING;
    *out = (uint32_t)strtoul(id + 5, NULL, 10);
    aws_key_id(*out, same); /* a key has one id, and strtoul reads others too */
    return *out != 0 && strcmp(same, id) == 0 ? FAULT_NONE : FAULT_MISSING;
}

enum fault
aws_key_verify(struct env *env, uint32_t id, bool (*holds)(const char *secret, void *arg), void *arg,
    struct api_key *out)
{
    uint8_t master[SHA256_BYTES];
    char name[AWS_KEY_ID_SIZE], secret[SHA256_TEXT_SIZE], old[SHA256_TEXT_SIZE];
    const int64_t now = timestamp_now();
    enum fault fault = api_key_get(env_read(env), id, out);
    if (fault == FAULT_NONE)
        fault = aws_key_read_master(env_read(env), master);
    if (fault != FAULT_NONE)
        return fault;
    aws_key_id(id, name);
    aws_key_secret(master, name, out->digest, secret);
    aws_key_secret(master, name, out->old_digest, old);
    explicit_bzero(master, sizeof master);
    if (!out->aws || !api_key_is_good(out, now))
        return FAULT_MISSING;
    if (!holds(secret, arg) && (now >= out->old_until || !holds(old, arg)))
        return FAULT_REFUSED;
    api_key_note_use(env, out, now);
    return FAULT_NONE;
}
