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
#include "io.h"
#include "store.h"

int
key_command_add(const struct call *call)
{
    const char *role = option_text(call, "role");
    struct config config;
    struct api_key key;
    char text[API_KEY_SIZE];
    struct env *env = store_open(&config);
    enum fault fault = api_key_add(
        env, argument(call, 0), role != NULL ? role_parse(role) : ROLE_CREATOR, &key, text);
    store_close(env);
    if (fault != FAULT_NONE) {
        log_error("cannot create the key");
        return EXIT_FAILURE;
    }
    if (option_flag(call, "json")) {
        struct json_object *all = api_key_to_json(&key);
        json_add_text(all, "key", text);
        io_print(all);
    } else {
        puts(text);
    }
    explicit_bzero(text, sizeof text);
    return EXIT_SUCCESS;
}

static void
key_print(const struct api_key *key, void *arg)
{
    const bool *json = arg;
    char created[TIMESTAMP_SIZE], revoked[TIMESTAMP_SIZE] = "-";
    if (*json) {
        io_print(api_key_to_json(key));
        return;
    }
    timestamp_format(key->created, created);
    if (key->revoked != 0)
        timestamp_format(key->revoked, revoked);
    printf("%6u  %-8s  %-24s  %-24s  %s\n", key->id, role_name(key->role), created, revoked, key->name);
}

int
key_command_list(const struct call *call)
{
    bool json = option_flag(call, "json");
    struct config config;
    struct env *env = store_open(&config);
    if (!json)
        printf("%6s  %-8s  %-24s  %-24s  %s\n", "id", "role", "created", "revoked", "name");
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
