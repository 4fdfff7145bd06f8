#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "command.h"
#include "event/labels.h"
#include "http/api_key.h"

static struct json_object *
key_json(const struct api_key *key)
{
    char moment[TIMESTAMP_SIZE];
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "id", json_object_new_int64(key->id));
    json_object_object_add(all, "name", json_object_new_string(key->name));
    json_object_object_add(all, "role", json_object_new_string(role_name(key->role)));
    timestamp_format(key->created, moment);
    json_object_object_add(all, "created_at", json_object_new_string(moment));
    timestamp_format(key->revoked, moment);
    json_object_object_add(all, "revoked_at", key->revoked != 0 ? json_object_new_string(moment) : NULL);
    return all;
}

static void
key_put_json(struct json_object *value)
{
    puts(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(value);
}

static int
key_command_add(const char *name, enum role role, bool json)
{
    struct config config;
    struct api_key key;
    char text[API_KEY_SIZE];
    struct env *env = command_open(&config);
    enum fault fault = api_key_add(env, name, role, &key, text);
    command_close(env);
    if (fault != FAULT_NONE) {
        log_error("the key was not made");
        return EXIT_FAILURE;
    }
    if (json) {
        struct json_object *all = key_json(&key);
        json_object_object_add(all, "key", json_object_new_string(text));
        key_put_json(all);
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
        key_put_json(key_json(key));
        return;
    }
    timestamp_format(key->created, created);
    if (key->revoked != 0)
        timestamp_format(key->revoked, revoked);
    printf("%6u  %-8s  %-24s  %-24s  %s\n", key->id, role_name(key->role), created, revoked, key->name);
}

static int
key_command_list(bool json)
{
    struct config config;
    struct env *env = command_open(&config);
    if (!json)
        printf("%6s  %-8s  %-24s  %-24s  %s\n", "id", "role", "created", "revoked", "name");
    enum fault fault = api_key_visit(env, key_print, &json);
    command_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
key_command_revoke(const char *text)
{
    struct config config;
    char *end;
    const unsigned long id = strtoul(text, &end, 10);
    if (*text < '1' || *text > '9' || *end != '\0' || id > UINT32_MAX)
        return COMMAND_USAGE;
    struct env *env = command_open(&config);
    enum fault fault = api_key_revoke(env, (uint32_t)id);
    command_close(env);
    if (fault == FAULT_MISSING)
        log_error("there is no key %s; `curt key list` shows them", text);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
command_key(int argc, char **argv)
{
    const bool json = command_json(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return key_command_list(json);
    if (argc == 3 && strcmp(argv[1], "revoke") == 0)
        return key_command_revoke(argv[2]);
    const bool named = argc == 3 || (argc == 5 && strcmp(argv[3], "--role") == 0);
    if (!named || strcmp(argv[1], "add") != 0)
        return COMMAND_USAGE;
    const enum role role = argc == 5 ? role_parse(argv[4]) : ROLE_CREATOR;
    if (role == 0 || !label_is_valid(argv[2]))
        return COMMAND_USAGE;
    return key_command_add(argv[2], role, json);
}
