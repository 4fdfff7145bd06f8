#include "bus/office.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "bus/message_dead_letter.h"
#include "event/custom_event.h"
#include "event/pattern.h"

static enum fault
office_refuse(struct refusal *refusal, enum fault fault, const char *pointer, const char *why)
{
    snprintf(refusal->pointer, sizeof refusal->pointer, "%s", pointer);
    snprintf(refusal->why, sizeof refusal->why, "%s", why);
    return fault;
}

static enum fault
office_refuse_field(struct refusal *refusal, const char *name, const char *why)
{
    char pointer[JSON_POINTER_SIZE];
    json_pointer(NULL, name, pointer);
    return office_refuse(refusal, FAULT_INPUT, pointer, why);
}

/* Is the field there, and not null? */
static bool
office_has(struct json_object *sent, const char *field)
{
    struct json_object *value;
    return json_object_object_get_ex(sent, field, &value) && value != NULL;
}

/* One of the words that the object may have; a text that is NULL ends them. */
static enum fault
office_refuse_unknown(struct json_object *sent, const char *const *known, struct refusal *refusal)
{
    if (!json_object_is_type(sent, json_type_object))
        return office_refuse(refusal, FAULT_INPUT, "#", "An object is expected.");
    json_object_object_foreach(sent, name, value)
    {
        const char *const *at = known;
        (void)value;
        while (*at != NULL && strcmp(*at, name) != 0)
            at++;
        if (*at == NULL)
            return office_refuse_field(refusal, name, "There is no such field.");
    }
    return FAULT_NONE;
}

static enum fault
office_read_name(
    struct json_object *sent, const char *field, char out[static RULE_NAME_MAX + 1], struct refusal *refusal)
{
    const char *name = json_member(sent, field);
    if (!named_row_is_valid(name))
        return office_refuse_field(
            refusal, field, "It must be a text of 1 to 64 characters, of A-Z, a-z, 0-9, dot, _ and -.");
    if (strspn(name, ".") == strlen(name)) /* in a URL's path, . and .. are no names */
        return office_refuse_field(refusal, field, "It must not be dots alone.");
    strcpy(out, name);
    return FAULT_NONE;
}

static enum fault
office_read_enabled(struct json_object *sent, bool *out, struct refusal *refusal)
{
    struct json_object *value;
    if (!json_object_object_get_ex(sent, "enabled", &value))
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_boolean))
        return office_refuse(refusal, FAULT_INPUT, "#/enabled", "It must be true or false.");
    *out = json_object_get_boolean(value);
    return FAULT_NONE;
}

static enum fault
office_read_pattern(struct json_object *sent, struct rule *out, struct refusal *refusal)
{
    struct json_object *value = NULL;
    struct pattern *pattern;
    char why[PATTERN_WHY];
    size_t length = 0;
    json_object_object_get_ex(sent, "pattern", &value);
    const char *text = json_object_is_type(value, json_type_string)   ? json_object_get_string(value)
                       : json_object_is_type(value, json_type_object) ? json_text(value, &length)
                                                                      : NULL;
    if (text == NULL || strlen(text) > RULE_PATTERN_MAX)
        return office_refuse(refusal, FAULT_INPUT, "#/pattern",
            "It must be a pattern of at most 2,048 characters: an object, or the text of one.");
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE) {
        snprintf(refusal->why, sizeof refusal->why, "This is no pattern: %s.", why);
        strcpy(refusal->pointer, "#/pattern");
        return FAULT_INPUT;
    }
    pattern_free(pattern);
    strcpy(out->pattern, text);
    return FAULT_NONE;
}

static enum fault
office_say_rule(enum fault fault, const char *name, struct refusal *refusal)
{
    char why[sizeof refusal->why];
    switch (fault) {
    case FAULT_EXISTS:
        snprintf(why, sizeof why, "There is a rule %s already.", name);
        return office_refuse(refusal, fault, "#/name", why);
    case FAULT_FULL:
        return office_refuse(refusal, fault, "", "There are 300 rules already: remove one first.");
    case FAULT_MISSING:
        return office_refuse(refusal, fault, "", "There is no rule of this name.");
    case FAULT_REFUSED:
        return office_refuse(refusal, fault, "", "The rule has targets: remove them first.");
    default:
        return fault;
    }
}

static enum fault
office_rule_add_body(struct txn *txn, void *arg)
{
    return rule_add(txn, arg);
}

enum fault
office_add_rule(struct env *env, struct json_object *sent, struct rule *out, struct refusal *refusal)
{
    static const char *const known[] = {"name", "pattern", "enabled", NULL};
    *out = (struct rule){.enabled = true, .created = timestamp_now()};
    enum fault fault = office_refuse_unknown(sent, known, refusal);
    if (fault == FAULT_NONE)
        fault = office_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE && office_has(sent, "enabled"))
        fault = office_read_enabled(sent, &out->enabled, refusal);
    if (fault == FAULT_NONE)
        fault = office_read_pattern(sent, out, refusal);
    return fault != FAULT_NONE
               ? fault
               : office_say_rule(env_txn(env, ENV_SYNC, office_rule_add_body, out), out->name, refusal);
}

struct office_change {
    const char *name;
    struct json_object *sent;
    const struct http_client_policy *rules;
    struct rule *rule;
    struct target *target;
    struct refusal *refusal;
};

static enum fault
office_rule_change_body(struct txn *txn, void *arg)
{
    const struct office_change *change = arg;
    enum fault fault = rule_get(txn, change->name, change->rule);
    if (fault == FAULT_NONE)
        fault = office_read_enabled(change->sent, &change->rule->enabled, change->refusal);
    if (fault == FAULT_NONE && json_object_object_get_ex(change->sent, "pattern", NULL))
        fault = office_read_pattern(change->sent, change->rule, change->refusal);
    return fault != FAULT_NONE ? fault : rule_update(txn, change->rule);
}

enum fault
office_change_rule(
    struct env *env, const char *name, struct json_object *sent, struct rule *out, struct refusal *refusal)
{
    static const char *const known[] = {"pattern", "enabled", NULL};
    struct office_change change = {.name = name, .sent = sent, .rule = out, .refusal = refusal};
    if (json_object_object_get_ex(sent, "name", NULL))
        return office_refuse_field(refusal, "name", "A rule keeps its name: add another rule.");
    enum fault fault = office_refuse_unknown(sent, known, refusal);
    return fault != FAULT_NONE
               ? fault
               : office_say_rule(env_txn(env, ENV_SYNC, office_rule_change_body, &change), name, refusal);
}

static enum fault
office_rule_remove_body(struct txn *txn, void *arg)
{
    return rule_remove(txn, arg);
}

enum fault
office_remove_rule(struct env *env, const char *name, struct refusal *refusal)
{
    return office_say_rule(
        env_txn(env, ENV_SYNC, office_rule_remove_body, (void *)(uintptr_t)name), name, refusal);
}

static enum fault
office_say_target(enum fault fault, const char *name, struct refusal *refusal)
{
    char why[sizeof refusal->why];
    switch (fault) {
    case FAULT_EXISTS:
        snprintf(why, sizeof why, "There is a target %s already.", name);
        return office_refuse(refusal, fault, "#/name", why);
    case FAULT_FULL:
        return office_refuse(
            refusal, fault, "#/rule", "The rule has five targets already: remove one first.");
    case FAULT_MISSING:
        return office_refuse(refusal, fault, "", "There is no target of this name.");
    default:
        return fault;
    }
}

/* The fields that target_config.h knows, of an object that has others too. */
static struct json_object *
office_settings_of(struct json_object *sent)
{
    static const char *const others[] = {"name", "rule", "enabled"};
    struct json_object *settings = NULL;
    if (json_object_deep_copy(sent, &settings, NULL) != 0)
        log_fatal("out of memory");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        json_object_object_del(settings, others[i]);
    return settings;
}

/* RFC 7396: null takes a member away, an object changes the members of an object. */
static void
office_merge_into(struct json_object *settings, struct json_object *changes)
{
    json_object_object_foreach(changes, name, value)
    {
        if (value == NULL) {
            json_object_object_del(settings, name);
        } else if (!json_object_is_type(value, json_type_object)) {
            json_object_object_add(settings, name, json_object_get(value));
        } else {
            if (!json_object_is_type(json_object_object_get(settings, name), json_type_object))
                json_object_object_add(settings, name, json_object_new_object());
            office_merge_into(json_object_object_get(settings, name), value);
        }
    }
}

/* Settings, which it takes over, and what was sent, merged into them. */
static struct json_object *
office_merge(struct json_object *settings, struct json_object *sent)
{
    struct json_object *changes = office_settings_of(sent);
    office_merge_into(settings, changes);
    json_object_put(changes);
    return settings;
}

/* Writes settings into the target: FAULT_FULL when they are too long. */
static enum fault
office_write_settings(struct json_object *settings, struct target *out)
{
    size_t length;
    const char *text = json_text(settings, &length);
    if (length > TARGET_SETTINGS_MAX)
        return FAULT_FULL;
    strcpy(out->settings, text);
    return FAULT_NONE;
}

/* Checks settings, which it takes over, and writes them into the target. */
static enum fault
office_settle(struct json_object *settings, const struct http_client_policy *rules, struct target *out,
    struct refusal *refusal)
{
    struct target_config checked;
    struct target_config_fault wrong;
    if (target_config_create(settings, rules, &checked, &wrong) != FAULT_NONE)
        return office_refuse(refusal, FAULT_INPUT, wrong.pointer, wrong.why);
    enum fault fault = office_write_settings(checked.json, out);
    target_config_free(&checked);
    return fault == FAULT_FULL ? office_refuse(refusal, FAULT_INPUT, "#",
                                     "All settings of a target together are at most 16,384 bytes.")
                               : fault;
}

static void
office_copy_secret(const struct target *target, char out[static WEBHOOK_SECRET_SIZE])
{
    struct json_object *settings = json_read(target->settings, strlen(target->settings));
    snprintf(out, WEBHOOK_SECRET_SIZE, "%s", json_member(settings, "secret"));
    json_object_put(settings);
}

static enum fault
office_target_add_body(struct txn *txn, void *arg)
{
    return target_add(txn, arg);
}

enum fault
office_add_target(struct env *env, const struct http_client_policy *rules, struct json_object *sent,
    struct target *out, char secret[static WEBHOOK_SECRET_SIZE], struct refusal *refusal)
{
    bool enabled = true;
    *out = (struct target){.created = timestamp_now()};
    if (!json_object_is_type(sent, json_type_object))
        return office_refuse(refusal, FAULT_INPUT, "#", "An object is expected.");
    enum fault fault = office_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE && strcmp(out->name, "count") == 0)
        fault = office_refuse_field(refusal, "name", "That is the name of the built-in count.");
    if (fault == FAULT_NONE && strcmp(out->name, MESSAGE_DEAD_LETTER_TARGET_NAME) == 0)
        fault = office_refuse_field(
            refusal, "name", "That is the name under which messages are among the dead letters.");
    if (fault == FAULT_NONE)
        fault = office_read_name(sent, "rule", out->rule, refusal);
    if (fault == FAULT_NONE && office_has(sent, "enabled"))
        fault = office_read_enabled(sent, &enabled, refusal);
    if (fault == FAULT_NONE)
        fault = office_settle(office_merge(json_object_new_object(), sent), rules, out, refusal);
    if (fault != FAULT_NONE)
        return fault;
    out->state = enabled ? TARGET_ENABLED : TARGET_DISABLED;
    office_copy_secret(out, secret);
    fault = env_txn(env, ENV_SYNC, office_target_add_body, out);
    return fault == FAULT_MISSING
               ? office_refuse_field(refusal, "rule", "There is no such rule: add it first.")
               : office_say_target(fault, out->name, refusal);
}

static enum fault
office_target_change_body(struct txn *txn, void *arg)
{
    const struct office_change *change = arg;
    struct target *target = change->target;
    enum fault fault = target_get(txn, change->name, target);
    if (fault != FAULT_NONE)
        return fault;
    bool enabled = target->state == TARGET_ENABLED;
    const bool was = enabled;
    fault = office_read_enabled(change->sent, &enabled, change->refusal);
    if (fault == FAULT_NONE)
        fault = office_settle(
            office_merge(json_read(target->settings, strlen(target->settings)), change->sent), change->rules,
            target, change->refusal);
    if (enabled != was)
        target->state = enabled ? TARGET_ENABLED : TARGET_DISABLED;
    return fault != FAULT_NONE ? fault : target_update(txn, target);
}

static enum fault
office_refuse_count(const char *name, struct refusal *refusal)
{
    return strcmp(name, "count") == 0
               ? office_refuse(refusal, FAULT_REFUSED, "", "The count is built in and stays as it is.")
               : FAULT_NONE;
}

/* What would make another target of it, or draw a secret that nobody sees. */
static enum fault
office_refuse_to_replace(struct json_object *sent, struct refusal *refusal)
{
    static const char *const kept[] = {"name", "rule", "type"};
    if (!json_object_is_type(sent, json_type_object))
        return office_refuse(refusal, FAULT_INPUT, "#", "An object is expected.");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (json_object_object_get_ex(sent, kept[i], NULL))
            return office_refuse_field(
                refusal, kept[i], "A target keeps its name, its rule and its type: add another target.");
    if (json_object_object_get_ex(sent, "secret", NULL) && !office_has(sent, "secret"))
        return office_refuse_field(
            refusal, "secret", "A webhook has a secret: send another, or rotate it to have one drawn.");
    return FAULT_NONE;
}

enum fault
office_change_target(struct env *env, const struct http_client_policy *rules, const char *name,
    struct json_object *sent, struct target *out, struct refusal *refusal)
{
    struct office_change change = {
        .name = name, .sent = sent, .rules = rules, .target = out, .refusal = refusal};
    enum fault fault = office_refuse_count(name, refusal);
    if (fault == FAULT_NONE)
        fault = office_refuse_to_replace(sent, refusal);
    return fault != FAULT_NONE
               ? fault
               : office_say_target(env_txn(env, ENV_SYNC, office_target_change_body, &change), name, refusal);
}

struct office_rotation {
    const char *name;
    struct target *target;
    const char *secret;
    struct refusal *refusal;
};

static enum fault
office_rotate_body(struct txn *txn, void *arg)
{
    const struct office_rotation *rotation = arg;
    struct target *target = rotation->target;
    struct json_object *old;
    enum fault fault = target_get(txn, rotation->name, target);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *settings = json_read(target->settings, strlen(target->settings));
    if (!json_object_object_get_ex(settings, "secret", &old)) {
        json_object_put(settings);
        return office_refuse(rotation->refusal, FAULT_REFUSED, "", "This target has no secret.");
    }
    json_object_object_add(settings, "old_secret", json_object_get(old));
    json_object_object_add(settings, "secret", json_object_new_string(rotation->secret));
    fault = office_write_settings(settings, target);
    json_object_put(settings);
    if (fault == FAULT_FULL)
        return office_refuse(rotation->refusal, FAULT_REFUSED, "",
            "The settings of this target leave no room for a second secret: make them shorter.");
    return target_update(txn, target);
}

enum fault
office_rotate_target(struct env *env, const char *name, struct target *out,
    char secret[static WEBHOOK_SECRET_SIZE], struct refusal *refusal)
{
    struct office_rotation rotation = {name, out, secret, refusal};
    enum fault fault = office_refuse_count(name, refusal);
    if (fault != FAULT_NONE)
        return fault;
    webhook_signature_generate_secret(secret);
    return office_say_target(env_txn(env, ENV_SYNC, office_rotate_body, &rotation), name, refusal);
}

static enum fault
office_target_remove_body(struct txn *txn, void *arg)
{
    return target_remove(txn, arg);
}

enum fault
office_remove_target(struct env *env, const char *name, struct refusal *refusal)
{
    enum fault fault = office_refuse_count(name, refusal);
    return fault != FAULT_NONE
               ? fault
               : office_say_target(env_txn(env, ENV_SYNC, office_target_remove_body, (void *)(uintptr_t)name),
                     name, refusal);
}

static enum fault
office_read_moment(
    struct json_object *sent, const char *field, int64_t otherwise, int64_t *out, struct refusal *refusal)
{
    *out = otherwise;
    if (!office_has(sent, field))
        return FAULT_NONE;
    return timestamp_parse(json_member(sent, field), out) == FAULT_NONE
               ? FAULT_NONE
               : office_refuse_field(refusal, field, "It must be a time, such as 2026-05-25T16:56:50Z.");
}

/* Is there an open target that the replay would send to? */
static enum fault
office_find_receiver(struct env *env, const struct replay *replay, struct refusal *refusal)
{
    struct target target = {.name = ""};
    struct rule rule;
    enum fault fault;
    while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE)
        if (target.state == TARGET_ENABLED && rule_get(env_read(env), target.rule, &rule) == FAULT_NONE &&
            rule.enabled && (replay->rule[0] == '\0' || strcmp(replay->rule, target.rule) == 0) &&
            (replay->target[0] == '\0' || strcmp(replay->target, target.name) == 0))
            return FAULT_NONE;
    const char *pointer = replay->target[0] != '\0' ? "#/target" : replay->rule[0] != '\0' ? "#/rule" : "#";
    return fault == FAULT_MISSING ? office_refuse(refusal, FAULT_INPUT, pointer,
                                        "No enabled target would get anything from this replay.")
                                  : fault;
}

static void
office_name_replay(struct replay *replay)
{
    struct tm tm;
    const time_t now = (time_t)(replay->created / TIMESTAMP_SECOND);
    const size_t length = strftime(
        replay->name, sizeof replay->name, "replay-%Y%m%d-%H%M%S", gmtime_r(&now, &tm));
    snprintf(
        replay->name + length, sizeof replay->name - length, "-%03d", (int)(replay->created / 1000 % 1000));
}

static enum fault
office_replay_add_body(struct txn *txn, void *arg)
{
    return replay_add(txn, arg);
}

enum fault
office_add_replay(struct env *env, struct json_object *sent, struct replay *out, struct refusal *refusal)
{
    static const char *const known[] = {"name", "from", "to", "rule", "target", NULL};
    *out = (struct replay){.state = REPLAY_RUNNING, .created = timestamp_now()};
    office_name_replay(out);
    enum fault fault = office_refuse_unknown(sent, known, refusal);
    if (fault == FAULT_NONE && office_has(sent, "name"))
        fault = office_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE && office_has(sent, "rule"))
        fault = office_read_name(sent, "rule", out->rule, refusal);
    if (fault == FAULT_NONE && office_has(sent, "target"))
        fault = office_read_name(sent, "target", out->target, refusal);
    if (fault == FAULT_NONE)
        fault = office_read_moment(sent, "from", 0, &out->from, refusal);
    if (fault == FAULT_NONE)
        fault = office_read_moment(sent, "to", out->created, &out->to, refusal);
    if (fault == FAULT_NONE && out->from >= out->to)
        fault = office_refuse(refusal, FAULT_INPUT, "#/to", "It must be later than from.");
    if (fault == FAULT_NONE)
        fault = office_find_receiver(env, out, refusal);
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_SYNC, office_replay_add_body, out);
    return fault == FAULT_EXISTS ? office_refuse(refusal, fault, "#/name", "There is a replay of that name.")
                                 : fault;
}

static enum fault
office_replay_cancel_body(struct txn *txn, void *arg)
{
    struct replay *replay = arg;
    enum fault fault = replay_cancel(txn, replay->name, timestamp_now());
    return fault != FAULT_NONE ? fault : replay_get(txn, replay->name, replay);
}

enum fault
office_cancel_replay(struct env *env, const char *name, struct replay *out, struct refusal *refusal)
{
    enum fault fault = FAULT_MISSING;
    if (named_row_is_valid(name)) {
        strcpy(out->name, name);
        fault = env_txn(env, ENV_SYNC, office_replay_cancel_body, out);
    }
    return fault == FAULT_MISSING   ? office_refuse(refusal, fault, "", "There is no such replay.")
           : fault == FAULT_REFUSED ? office_refuse(refusal, fault, "", "The replay has ended already.")
                                    : fault;
}

struct office_publishing {
    const struct config *config;
    const struct event_request *entry;
    int64_t now;
    const char *text;
    size_t length;
};

static enum fault
office_publish_body(struct txn *txn, void *arg)
{
    const struct office_publishing *p = arg;
    return custom_event_append(
        txn, p->entry->id, p->now, p->config->keep_events * TIMESTAMP_SECOND, p->text, p->length);
}

enum fault
office_publish(struct env *env, const struct config *config, struct json_object *sent,
    char id[static UUID_SIZE], struct refusal *refusal)
{
    struct event_request entry;
    struct event_request_fault wrong;
    struct office_publishing p = {.config = config, .entry = &entry, .now = timestamp_now()};
    if (event_request_read(sent, p.now, &entry, &wrong) != FAULT_NONE)
        return office_refuse_field(refusal, wrong.field, wrong.why);
    uuid_format(entry.id, id);
    p.text = json_text(entry.envelope, &p.length);
    enum fault fault = env_txn(env, ENV_WRITE, office_publish_body, &p);
    json_object_put(entry.envelope);
    return fault == FAULT_FULL
               ? office_refuse(refusal, fault, "#", "An event is at most 1 MiB in its envelope.")
               : fault;
}
