#include "bus/office.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "bus/pattern.h"
#include "store/outside.h"

static enum fault
office_refuse(struct refusal *refusal, enum fault fault, const char *pointer, const char *why)
{
    snprintf(refusal->pointer, sizeof refusal->pointer, "%s", pointer);
    snprintf(refusal->why, sizeof refusal->why, "%s", why);
    return fault;
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
        if (*at == NULL) {
            char pointer[80];
            snprintf(pointer, sizeof pointer, "#/%s", name);
            return office_refuse(refusal, FAULT_INPUT, pointer, "There is no such field.");
        }
    }
    return FAULT_NONE;
}

static enum fault
office_read_name(
    struct json_object *sent, const char *field, char out[static RULE_NAME_MAX + 1], struct refusal *refusal)
{
    char pointer[80];
    const char *name = json_member(sent, field);
    if (named_valid(name)) {
        strcpy(out, name);
        return FAULT_NONE;
    }
    snprintf(pointer, sizeof pointer, "#/%s", field);
    return office_refuse(refusal, FAULT_INPUT, pointer, "It must be 1 to 64 of A-Z a-z 0-9 . _ -");
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
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        return office_refuse(refusal, FAULT_INPUT, "#/pattern", why);
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
        snprintf(why, sizeof why, "There is no rule %s.", name);
        return office_refuse(refusal, fault, "", why);
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
    *out = (struct rule){.enabled = true, .created = clock_now()};
    enum fault fault = office_refuse_unknown(sent, known, refusal);
    if (fault == FAULT_NONE)
        fault = office_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE)
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
    const struct fetch_rules *rules;
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
    return fault != FAULT_NONE ? fault : rule_change(txn, change->rule);
}

enum fault
office_change_rule(
    struct env *env, const char *name, struct json_object *sent, struct rule *out, struct refusal *refusal)
{
    static const char *const known[] = {"pattern", "enabled", NULL};
    struct office_change change = {.name = name, .sent = sent, .rule = out, .refusal = refusal};
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
        return office_refuse(refusal, fault, "", "The rule has five targets already: remove one first.");
    case FAULT_MISSING:
        snprintf(why, sizeof why, "There is no target %s.", name);
        return office_refuse(refusal, fault, "", why);
    default:
        return fault;
    }
}

/* The fields that settings.h knows, of an object that has others too. */
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

/* Checks settings, which it takes over, and writes them into the target. */
static enum fault
office_settle(struct json_object *settings, const struct fetch_rules *rules, struct target *out,
    struct refusal *refusal)
{
    struct settings checked;
    struct settings_fault wrong;
    size_t length;
    if (settings_check(settings, rules, &checked, &wrong) != FAULT_NONE) {
        snprintf(refusal->pointer, sizeof refusal->pointer, "%s", wrong.pointer);
        snprintf(refusal->why, sizeof refusal->why, "%s", wrong.why);
        return FAULT_INPUT;
    }
    const char *text = json_text(checked.json, &length);
    enum fault fault = FAULT_NONE;
    if (length > TARGET_SETTINGS_MAX)
        fault = office_refuse(refusal, FAULT_INPUT, "#", "All settings together are at most 16,384 bytes.");
    else
        strcpy(out->settings, text);
    settings_free(&checked);
    return fault;
}

static void
office_copy_secret(const struct target *target, char out[static SIGN_SECRET_MAX])
{
    struct json_object *settings = json_read(target->settings, strlen(target->settings));
    snprintf(out, SIGN_SECRET_MAX, "%s", json_member(settings, "secret"));
    json_object_put(settings);
}

static enum fault
office_target_add_body(struct txn *txn, void *arg)
{
    return target_add(txn, arg);
}

enum fault
office_add_target(struct env *env, const struct fetch_rules *rules, struct json_object *sent,
    struct target *out, char secret[static SIGN_SECRET_MAX], struct refusal *refusal)
{
    bool enabled = true;
    struct rule rule;
    *out = (struct target){.created = clock_now()};
    if (!json_object_is_type(sent, json_type_object))
        return office_refuse(refusal, FAULT_INPUT, "#", "An object is expected.");
    enum fault fault = office_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE && strcmp(out->name, "count") == 0)
        fault = office_refuse(refusal, FAULT_INPUT, "#/name", "That is the name of the built-in count.");
    if (fault == FAULT_NONE)
        fault = office_read_name(sent, "rule", out->rule, refusal);
    if (fault == FAULT_NONE)
        fault = office_read_enabled(sent, &enabled, refusal);
    if (fault == FAULT_NONE)
        fault = office_settle(office_settings_of(sent), rules, out, refusal);
    if (fault != FAULT_NONE)
        return fault;
    out->state = enabled ? TARGET_ENABLED : TARGET_DISABLED;
    if (rule_get(env_read(env), out->rule, &rule) == FAULT_MISSING)
        return office_refuse(refusal, FAULT_INPUT, "#/rule", "There is no such rule: add it first.");
    office_copy_secret(out, secret);
    return office_say_target(env_txn(env, ENV_SYNC, office_target_add_body, out), out->name, refusal);
}

/* RFC 7396 on the first level: null takes a field away. */
static struct json_object *
office_merge(const char *before, struct json_object *sent)
{
    struct json_object *settings = json_read(before, strlen(before)), *changes = office_settings_of(sent);
    json_object_object_foreach(changes, name, value)
    {
        if (value == NULL)
            json_object_object_del(settings, name);
        else
            json_object_object_add(settings, name, json_object_get(value));
    }
    json_object_put(changes);
    return settings;
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
            office_merge(target->settings, change->sent), change->rules, target, change->refusal);
    if (enabled != was)
        target->state = enabled ? TARGET_ENABLED : TARGET_DISABLED;
    return fault != FAULT_NONE ? fault : target_change(txn, target);
}

enum fault
office_change_target(struct env *env, const struct fetch_rules *rules, const char *name,
    struct json_object *sent, struct target *out, struct refusal *refusal)
{
    struct office_change change = {
        .name = name, .sent = sent, .rules = rules, .target = out, .refusal = refusal};
    if (!json_object_is_type(sent, json_type_object))
        return office_refuse(refusal, FAULT_INPUT, "#", "An object is expected.");
    if (json_object_object_get_ex(sent, "name", NULL) || json_object_object_get_ex(sent, "rule", NULL))
        return office_refuse(
            refusal, FAULT_INPUT, "#", "A target keeps its name and its rule: add another target.");
    return office_say_target(env_txn(env, ENV_SYNC, office_target_change_body, &change), name, refusal);
}

struct office_rotation {
    const char *name;
    struct target *target;
    char *secret;
};

static enum fault
office_rotate_body(struct txn *txn, void *arg)
{
    const struct office_rotation *rotation = arg;
    enum fault fault = target_get(txn, rotation->name, rotation->target);
    size_t length;
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *settings = json_read(rotation->target->settings, strlen(rotation->target->settings));
    struct json_object *old;
    if (!json_object_object_get_ex(settings, "secret", &old)) {
        json_object_put(settings);
        return FAULT_REFUSED;
    }
    json_object_object_add(settings, "old_secret", json_object_get(old));
    json_object_object_add(settings, "secret", json_object_new_string(rotation->secret));
    const char *text = json_text(settings, &length);
    if (length <= TARGET_SETTINGS_MAX)
        strcpy(rotation->target->settings, text);
    else
        fault = FAULT_FULL;
    json_object_put(settings);
    return fault != FAULT_NONE ? fault : target_change(txn, rotation->target);
}

enum fault
office_rotate_target(struct env *env, const char *name, struct target *out,
    char secret[static SIGN_SECRET_MAX], struct refusal *refusal)
{
    sign_secret_draw(secret);
    enum fault fault = env_txn(
        env, ENV_SYNC, office_rotate_body, &(struct office_rotation){name, out, secret});
    return fault == FAULT_REFUSED ? office_refuse(refusal, fault, "", "This target has no secret.")
                                  : office_say_target(fault, name, refusal);
}

static enum fault
office_target_remove_body(struct txn *txn, void *arg)
{
    return target_remove(txn, arg);
}

enum fault
office_remove_target(struct env *env, const char *name, struct refusal *refusal)
{
    if (strcmp(name, "count") == 0)
        return office_refuse(refusal, FAULT_REFUSED, "", "The count is built in and stays.");
    return office_say_target(
        env_txn(env, ENV_SYNC, office_target_remove_body, (void *)(uintptr_t)name), name, refusal);
}

static enum fault
office_read_moment(
    struct json_object *sent, const char *field, int64_t otherwise, int64_t *out, struct refusal *refusal)
{
    char pointer[80];
    *out = otherwise;
    if (!json_object_object_get_ex(sent, field, NULL))
        return FAULT_NONE;
    snprintf(pointer, sizeof pointer, "#/%s", field);
    return clock_parse(json_member(sent, field), out) == FAULT_NONE
               ? FAULT_NONE
               : office_refuse(
                     refusal, FAULT_INPUT, pointer, "It must be a time, such as 2026-05-25T16:56:50Z.");
}

/* Is there an open target that the replay would send to? */
static enum fault
office_find_receiver(struct env *env, const struct replay *replay, struct refusal *refusal)
{
    struct target target = {.name = ""};
    enum fault fault;
    while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE)
        if (target.state == TARGET_ENABLED &&
            (replay->rule[0] == '\0' || strcmp(replay->rule, target.rule) == 0) &&
            (replay->target[0] == '\0' || strcmp(replay->target, target.name) == 0))
            return FAULT_NONE;
    return fault == FAULT_MISSING ? office_refuse(refusal, FAULT_INPUT, "#/target",
                                        "No enabled target would get anything from this replay.")
                                  : fault;
}

static void
office_name_replay(struct replay *replay)
{
    struct tm tm;
    const time_t now = (time_t)(replay->created / CLOCK_SECOND);
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
    *out = (struct replay){.state = REPLAY_RUNNING, .created = clock_now()};
    office_name_replay(out);
    enum fault fault = office_refuse_unknown(sent, known, refusal);
    if (fault == FAULT_NONE && json_object_object_get_ex(sent, "name", NULL))
        fault = office_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE && json_object_object_get_ex(sent, "rule", NULL))
        fault = office_read_name(sent, "rule", out->rule, refusal);
    if (fault == FAULT_NONE && json_object_object_get_ex(sent, "target", NULL))
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
    enum fault fault = replay_cancel(txn, replay->name, clock_now());
    return fault != FAULT_NONE ? fault : replay_get(txn, replay->name, replay);
}

enum fault
office_cancel_replay(struct env *env, const char *name, struct replay *out, struct refusal *refusal)
{
    enum fault fault = FAULT_MISSING;
    if (named_valid(name)) {
        strcpy(out->name, name);
        fault = env_txn(env, ENV_SYNC, office_replay_cancel_body, out);
    }
    return fault == FAULT_MISSING   ? office_refuse(refusal, fault, "", "There is no such replay.")
           : fault == FAULT_REFUSED ? office_refuse(refusal, fault, "", "The replay has ended already.")
                                    : fault;
}

struct office_publishing {
    const struct conf *conf;
    const struct entry *entry;
    int64_t now;
    const char *text;
    size_t length;
};

static enum fault
office_publish_body(struct txn *txn, void *arg)
{
    const struct office_publishing *p = arg;
    return outside_publish(
        txn, p->entry->id, p->now, p->conf->keep_events * CLOCK_SECOND, p->text, p->length);
}

enum fault
office_publish(struct env *env, const struct conf *conf, struct json_object *sent, char id[static UUID_TEXT],
    struct refusal *refusal)
{
    struct entry entry;
    struct entry_fault wrong;
    struct office_publishing p = {.conf = conf, .entry = &entry, .now = clock_now()};
    if (entry_check(sent, p.now, &entry, &wrong) != FAULT_NONE) {
        snprintf(refusal->pointer, sizeof refusal->pointer, "#%s%s", wrong.field[0] != '\0' ? "/" : "",
            wrong.field);
        snprintf(refusal->why, sizeof refusal->why, "%s", wrong.why);
        return FAULT_INPUT;
    }
    uuid_text(entry.id, id);
    p.text = json_text(entry.envelope, &p.length);
    enum fault fault = env_txn(env, ENV_WRITE, office_publish_body, &p);
    json_object_put(entry.envelope);
    return fault == FAULT_FULL ? office_refuse(refusal, FAULT_INPUT, "#", "An event is at most 1 MiB.")
                               : fault;
}
