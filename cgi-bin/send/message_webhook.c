/*
 * message_webhook.c: the webhook that a message names, as a rule and a target.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "bus/rules.h"
#include "bus/targets.h"
#include "send.h"

#define WEBHOOK_PREFIX "webhook-"

enum {
    WEBHOOK_NAME_DIGITS = 8, /* bytes of a digest, in hexadecimal */
    WEBHOOKS_MAX = 100,      /* of RULES_MAX: the others are the administrator's */
};

/* A pattern has room for any address: JSON writes a byte as six at most, and the other fields take 60. */
static_assert(6 * MESSAGE_WEBHOOK_MAX + 60 <= RULE_PATTERN_MAX, "the webhook of a message fits into a rule");

/* webhook-0123456789abcdef: the same address always has the same rule. */
static void
webhook_name(const char *url, char out[static TABLE_NAME_MAX + 1])
{
    uint8_t digest[SHA256_BYTES];
    struct buffer b = buffer_over(out, TABLE_NAME_MAX + 1);
    sha256_text(url, digest);
    buffer_add(&b, WEBHOOK_PREFIX);
    for (size_t i = 0; i < WEBHOOK_NAME_DIGITS; i++)
        buffer_addf(&b, "%02x", digest[i]);
}

/* The events of all messages that name this address, as the text of a pattern. */
static void
webhook_pattern(const char *url, char out[static RULE_PATTERN_MAX + 1])
{
    struct json_object *pattern = json_object_new_object(), *detail = json_object_new_object(),
                       *urls = json_object_new_array(), *sources = json_object_new_array();
    json_object_array_add(urls, json_object_new_string(url));
    json_object_array_add(sources, json_object_new_string("urlshortener"));
    json_object_object_add(detail, "webhook", urls);
    json_object_object_add(pattern, "source", sources);
    json_object_object_add(pattern, "detail", detail);
    snprintf(out, RULE_PATTERN_MAX + 1, "%s", json_text(pattern, NULL));
    json_object_put(pattern);
}

/* Are there as many as there may be? */
static bool
webhook_is_full(const struct context *context)
{
    static struct rule rule; /* large, as all of these; a program has one thread */
    unsigned count = 0;
    strcpy(rule.name, WEBHOOK_PREFIX);
    while (rule_next(env_read(context->env), rule.name, &rule) == FAULT_NONE &&
           strncmp(rule.name, WEBHOOK_PREFIX, strlen(WEBHOOK_PREFIX)) == 0)
        count++;
    return count >= WEBHOOKS_MAX;
}

static enum fault
webhook_add_rule(const struct context *context, const char *name, const char *url, struct input_error *error)
{
    static struct rule rule;
    rule = (struct rule){.enabled = true};
    strcpy(rule.name, name);
    webhook_pattern(url, rule.pattern);
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

enum fault
send_webhook(const struct context *context, const char *url, char secret[static WEBHOOK_SECRET_SIZE],
    struct input_error *error)
{
    static struct target target;
    char name[TABLE_NAME_MAX + 1];
    struct input_error why;
    secret[0] = '\0';
    if (url[0] == '\0')
        return FAULT_NONE;
    webhook_name(url, name);
    enum fault fault = target_get(env_read(context->env), name, &target);
    if (fault != FAULT_MISSING)
        return fault;
    if (webhook_is_full(context))
        return input_error_set(error, ERROR_LIMIT_REACHED, "", "webhook",
            "there are %d webhooks already: have an administrator make a rule, or remove one.", WEBHOOKS_MAX);
    fault = webhook_add_rule(context, name, url, &why);
    if (fault == FAULT_NONE)
        fault = webhook_add_target(context, name, url, secret, &why);
    if (fault == FAULT_INPUT || fault == FAULT_FULL || fault == FAULT_REFUSED)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "webhook", "webhook: %s", why.detail);
    return fault;
}
