/*
 * message_webhook.c: the webhook that a message names, as a rule and a target.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "bus/rules.h"
#include "bus/targets.h"
#include "send.h"

#define WEBHOOK_PREFIX "webhook-"

enum {
    WEBHOOK_NAME_DIGITS = 8, /* bytes of a digest, in hexadecimal */
    WEBHOOKS_MAX = 200,      /* of RULES_MAX: the others are the administrator's */
};

/* A pattern has room for any address: JSON writes a byte as six at most, and the other fields take 90. */
static_assert(6 * MESSAGE_WEBHOOK_MAX + 90 <= RULE_PATTERN_MAX, "the webhook of a message fits into a rule");

/* What begins the names of an owner's: webhook-7-. */
static void
webhook_prefix(uint32_t owner, char out[static TABLE_NAME_MAX + 1])
{
    snprintf(out, TABLE_NAME_MAX + 1, WEBHOOK_PREFIX "%" PRIu32 "-", owner);
}

/* webhook-7-0123456789abcdef: the same address of the same owner always has the same rule. Before rules were
 * an owner's, they were webhook-0123456789abcdef: that of the owner 0. */
static void
webhook_name(uint32_t owner, const char *url, char out[static TABLE_NAME_MAX + 1])
{
    uint8_t digest[SHA256_BYTES];
    struct buffer b = buffer_over(out, TABLE_NAME_MAX + 1);
    sha256_text(url, digest);
    buffer_add(&b, WEBHOOK_PREFIX);
    if (owner != 0)
        buffer_addf(&b, "%" PRIu32 "-", owner);
    for (size_t i = 0; i < WEBHOOK_NAME_DIGITS; i++)
        buffer_addf(&b, "%02x", digest[i]);
}

static struct json_object *
webhook_list_of(struct json_object *one)
{
    struct json_object *list = json_object_new_array();
    json_object_array_add(list, one);
    return list;
}

/* The events of all of the owner's messages that name this address, as the text of a pattern. */
static void
webhook_pattern(uint32_t owner, const char *url, char out[static RULE_PATTERN_MAX + 1])
{
    struct json_object *pattern = json_object_new_object(), *detail = json_object_new_object();
    json_object_object_add(detail, "webhook", webhook_list_of(json_object_new_string(url)));
    json_object_object_add(detail, "owner", webhook_list_of(json_object_new_int64(owner)));
    json_object_object_add(pattern, "source", webhook_list_of(json_object_new_string("urlshortener")));
    json_object_object_add(pattern, "detail", detail);
    snprintf(out, RULE_PATTERN_MAX + 1, "%s", json_text(pattern, NULL));
    json_object_put(pattern);
}

/* How many rules have names that begin so, `most` at the most. */
static int64_t
webhook_count(const struct context *context, const char *prefix, int64_t most)
{
    static struct rule rule; /* large, as all of these; a program has one thread */
    int64_t count = 0;
    strcpy(rule.name, prefix);
    while (count < most && rule_next(env_read(context->env), rule.name, &rule) == FAULT_NONE &&
           strncmp(rule.name, prefix, strlen(prefix)) == 0)
        count++;
    return count;
}

/* May the owner have one more? */
static enum fault
webhook_check_room(const struct context *context, uint32_t owner, struct input_error *error)
{
    char prefix[TABLE_NAME_MAX + 1];
    const int64_t most = context->config->quotas_webhooks;
    webhook_prefix(owner, prefix);
    if (most != 0 && webhook_count(context, prefix, most) == most)
        return input_error_set(error, ERROR_QUOTA_EXCEEDED, "", "webhook",
            "This key has %lld webhooks already: use one of them, "
            "have an administrator delete a rule %s..., or have [quotas] webhooks raised.",
            (long long)most, prefix);
    if (webhook_count(context, WEBHOOK_PREFIX, WEBHOOKS_MAX) < WEBHOOKS_MAX)
        return FAULT_NONE;
    return input_error_set(error, ERROR_LIMIT_REACHED, "", "webhook",
        "there are %d webhooks already: have an administrator make a rule, or remove one.", WEBHOOKS_MAX);
}

static enum fault
webhook_add_rule(const struct context *context, uint32_t owner, const char *name, const char *url,
    struct input_error *error)
{
    static struct rule rule;
    rule = (struct rule){.enabled = true};
    strcpy(rule.name, name);
    webhook_pattern(owner, url, rule.pattern);
    enum fault fault = rule_create(context->env, &rule, error);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault; /* another process was quicker */
}

static enum fault
webhook_add_target(const struct context *context, const char *name, const char *url,
    char secret[static WEBHOOK_SECRET_SIZE], struct input_error *error)
{
    static struct target target;
    const struct send *send = context->program;
    struct target_config config;
    enum fault fault = target_config_webhook(url, &send->policy, &config, error);
    if (fault != FAULT_NONE)
        return fault;
    target = (struct target){.state = TARGET_ENABLED};
    strcpy(target.name, name);
    strcpy(target.rule, name);
    fault = target_create(context->env, &target, &config, error);
    if (fault == FAULT_NONE)
        snprintf(secret, WEBHOOK_SECRET_SIZE, "%s", config.secret);
    target_config_free(&config);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault;
}

/* Is there one already: the owner's, or one that was everybody's and that an administrator has kept? */
static enum fault
webhook_find(const struct context *context, uint32_t owner, const char *url)
{
    static struct target target;
    char name[TABLE_NAME_MAX + 1];
    webhook_name(owner, url, name);
    const enum fault fault = target_get(env_read(context->env), name, &target);
    if (fault != FAULT_MISSING)
        return fault;
    webhook_name(0, url, name);
    return target_get(env_read(context->env), name, &target);
}

enum fault
send_webhook(const struct context *context, uint32_t owner, const char *url,
    char secret[static WEBHOOK_SECRET_SIZE], struct input_error *error)
{
    char name[TABLE_NAME_MAX + 1];
    struct input_error why;
    secret[0] = '\0';
    if (url[0] == '\0')
        return FAULT_NONE;
    enum fault fault = webhook_find(context, owner, url);
    if (fault != FAULT_MISSING)
        return fault;
    fault = webhook_check_room(context, owner, error);
    if (fault != FAULT_NONE)
        return fault;
    webhook_name(owner, url, name);
    fault = webhook_add_rule(context, owner, name, url, &why);
    if (fault == FAULT_NONE)
        fault = webhook_add_target(context, name, url, secret, &why);
    if (fault == FAULT_INPUT || fault == FAULT_FULL || fault == FAULT_REFUSED)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "webhook", "webhook: %s", why.detail);
    return fault;
}
