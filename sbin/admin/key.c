/*
 * key.c: curt key: API keys.
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "http/api_key.h"
#include "http/aws_key.h"
#include "io.h"
#include "store.h"

/* What of a key is shown once, and not stored. */
struct key_secrets {
    char text[API_KEY_SIZE];
    struct aws_key aws; /* of one that signs as AWS's clients do */
};

static void
key_show_json(const struct api_key *key, const struct key_secrets *secrets)
{
    struct json_object *all = api_key_to_json(key);
    json_add_text(all, "key", secrets->text);
    if (key->aws)
        aws_key_add_json(&secrets->aws, all);
    io_print(all);
}

/* One for AWS's clients as what they read of their environment. */
static void
key_show(const struct call *call, const struct api_key *key, struct key_secrets *secrets)
{
    if (option_flag(call, "json"))
        key_show_json(key, secrets);
    else if (key->aws)
        printf("AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n", secrets->aws.id, secrets->aws.secret);
    else
        puts(secrets->text);
    explicit_bzero(secrets, sizeof *secrets);
}

int
key_command_add(const struct call *call)
{
    const char *role = option_text(call, "role"), *scope;
    const uint64_t lifetime = option_number(call, "lifetime", 0);
    struct config config;
    struct api_key key = {
        .role = role != NULL ? role_parse(role) : ROLE_CREATOR, .aws = option_flag(call, "aws")};
    struct key_secrets secrets;
    strcpy(key.name, argument(call, 0));
    for (size_t at = 0; (scope = option_next(call, "scope", &at)) != NULL;)
        key.scopes |= api_scope_parse(scope);
    if (option_text(call, "campaign") != NULL)
        strcpy(key.campaign, option_text(call, "campaign"));
    if (lifetime > 0)
        key.expires = timestamp_now() + (int64_t)lifetime * TIMESTAMP_DAY;
    struct env *env = store_open(&config);
    enum fault fault = key.aws ? aws_key_prepare(env) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = api_key_add(env, &key, secrets.text);
    if (fault == FAULT_NONE && key.aws)
        fault = aws_key_make(env, &key, &secrets.aws);
    store_close(env);
    if (fault != FAULT_NONE) {
        log_error("cannot create the key");
        return EXIT_FAILURE;
    }
    key_show(call, &key, &secrets);
    return EXIT_SUCCESS;
}

int
key_command_rotate(const struct call *call)
{
    struct config config;
    struct api_key key;
    struct key_secrets secrets;
    uint64_t id;
    form_read_number(argument(call, 0), &id);
    struct env *env = store_open(&config);
    const int64_t until = timestamp_now() +
                          (int64_t)option_number(call, "overlap", 24) * 3600 * TIMESTAMP_SECOND;
    enum fault fault = api_key_rotate(env, (uint32_t)id, until, &key, secrets.text);
    if (fault == FAULT_NONE && key.aws)
        fault = aws_key_make(env, &key, &secrets.aws);
    store_close(env);
    if (fault != FAULT_NONE) {
        log_error(fault == FAULT_MISSING
                      ? "there is no key %s, or it is revoked or expired; `curt key list` shows them"
                      : "cannot rotate key %s",
            argument(call, 0));
        return EXIT_FAILURE;
    }
    key_show(call, &key, &secrets);
    return EXIT_SUCCESS;
}

static const char *
key_state(const struct api_key *key)
{
    return key->revoked != 0 ? "revoked" : api_key_is_good(key, timestamp_now()) ? "valid" : "expired";
}

static void
key_print(const struct api_key *key, void *arg)
{
    const bool *json = arg;
    char created[TIMESTAMP_SIZE], ends[TIMESTAMP_SIZE] = "-", used[TIMESTAMP_SIZE] = "-";
    if (*json) {
        io_print(api_key_to_json(key));
        return;
    }
    timestamp_format(key->created, created);
    if (key->revoked != 0 || key->expires != 0)
        timestamp_format(key->revoked != 0 ? key->revoked : key->expires, ends);
    if (key->used != 0)
        timestamp_format(key->used * TIMESTAMP_DAY, used);
    printf("%6u  %-8s  %.10s  %-9.10s  %-10.10s  %-10.10s  %s\n", key->id, role_name(key->role), created,
        key_state(key), ends, used, key->name);
}

int
key_command_list(const struct call *call)
{
    bool json = option_flag(call, "json");
    struct config config;
    struct env *env = store_open(&config);
    if (!json)
        printf("%6s  %-8s  %-10s  %-9s  %-10s  %-10s  %s\n", "id", "role", "created", "state", "ends",
            "last used", "name");
    enum fault fault = api_key_visit(env, key_print, &json);
    store_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
key_command_revoke(const struct call *call)
{
    struct config config;
    uint64_t id;
    form_read_number(argument(call, 0), &id);
    struct env *env = store_open(&config);
    enum fault fault = api_key_revoke(env, (uint32_t)id);
    store_close(env);
    if (fault == FAULT_MISSING)
        log_error("there is no key %s; `curt key list` shows them", argument(call, 0));
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
