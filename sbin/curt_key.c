#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "command.h"
#include "store/key.h"
#include "store/labels.h"

static struct json_object *
key_json(const struct key *key)
{
    char moment[CLOCK_TEXT];
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "id", json_object_new_int64(key->id));
    json_object_object_add(all, "name", json_object_new_string(key->name));
    json_object_object_add(all, "role", json_object_new_string(key_role_name(key->role)));
    clock_text(key->created, moment);
    json_object_object_add(all, "created_at", json_object_new_string(moment));
    clock_text(key->revoked, moment);
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
key_command_add(const char *name, enum key_role role, bool json)
{
    struct conf conf;
    struct key key;
    char text[KEY_TEXT_MAX];
    struct env *env = command_open(&conf);
    enum fault fault = key_add(env, name, role, &key, text);
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
key_print(const struct key *key, void *arg)
{
    const bool *json = arg;
    char created[CLOCK_TEXT], revoked[CLOCK_TEXT] = "-";
    if (*json) {
        key_put_json(key_json(key));
        return;
    }
    clock_text(key->created, created);
    if (key->revoked != 0)
        clock_text(key->revoked, revoked);
    printf("%6u  %-8s  %-24s  %-24s  %s\n", key->id, key_role_name(key->role), created, revoked, key->name);
}

static int
key_command_list(bool json)
{
    struct conf conf;
    struct env *env = command_open(&conf);
    if (!json)
        printf("%6s  %-8s  %-24s  %-24s  %s\n", "id", "role", "created", "revoked", "name");
    enum fault fault = key_visit(env, key_print, &json);
    command_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
key_command_revoke(const char *text)
{
    struct conf conf;
    char *end;
    const unsigned long id = strtoul(text, &end, 10);
    if (*text < '1' || *text > '9' || *end != '\0' || id > UINT32_MAX)
        return COMMAND_USAGE;
    struct env *env = command_open(&conf);
    enum fault fault = key_revoke(env, (uint32_t)id);
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
    const enum key_role role = argc == 5 ? key_role_parse(argv[4]) : KEY_CREATOR;
    if (role == 0 || !label_valid(argv[2]))
        return COMMAND_USAGE;
    return key_command_add(argv[2], role, json);
}
