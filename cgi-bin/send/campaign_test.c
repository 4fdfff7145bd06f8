/*
 * campaign_test.c: POST /api/v1/campaigns/{name}/test: the campaign's message, filled in as for its next
 * recipient, to a number of the person who tries it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "campaign/merge_template.h"
#include "campaign/recipient.h"
#include "http/json_body.h"
#include "send.h"

enum {
    CAMPAIGN_TEST_BODY_MAX = 4096,
    CAMPAIGN_TEST_LOOKS = 100, /* places that are tried: people may have been erased */
};

/* The fields of the next recipient; an empty object when none waits. NULL: the store cannot be read. */
static struct json_object *
campaign_test_fields(struct env *env, const struct campaign *campaign)
{
    char *text = xmalloc(RECIPIENT_FIELDS_MAX + 1);
    struct json_object *fields = NULL;
    enum fault fault = FAULT_MISSING;
    size_t length;
    for (uint64_t i = 1;
         i <= CAMPAIGN_TEST_LOOKS && campaign->taken + i <= campaign->recipients && fault == FAULT_MISSING;
         i++)
        fault = recipient_get(env_read(env), campaign->id, campaign->taken + i, text, &length);
    if (fault == FAULT_NONE)
        fields = json_read(text, length);
    else if (fault == FAULT_MISSING)
        fields = json_object_new_object();
    free(text);
    return fields;
}

/* The message to the one who tries it. It counts as no message of the campaign's. */
static struct json_object *
campaign_test_message(const struct context *context, const struct campaign *campaign,
    struct json_object *fields, struct input_error *error)
{
    const struct send *send = context->program;
    struct json_object *template = json_read(campaign->template, strlen(campaign->template)), *message = NULL;
    if (merge_template_apply(template, fields, send->url_finder, &message, error) == FAULT_NONE)
        json_object_object_del(message, "campaign");
    json_object_put(template);
    return message;
}

static void
campaign_test_send(struct request *request, struct context *context, const struct campaign *campaign,
    const char *to, struct messages_sent body)
{
    struct input_error error;
    struct json_object *fields = campaign_test_fields(context->env, campaign);
    if (fields == NULL) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    json_add_text(fields, "to", to);
    struct json_object *message = campaign_test_message(context, campaign, fields, &error);
    json_object_put(fields);
    if (message != NULL)
        messages_send(request, context, message, body, false);
    else
        problem_send_input(request, &error);
}

void
campaigns_test(struct request *request, struct context *context)
{
    struct messages_sent body;
    struct json_object *sent = json_body(request, CAMPAIGN_TEST_BODY_MAX, &body.text, &body.length);
    if (sent == NULL)
        return;
    struct campaign *campaign = xmalloc(sizeof *campaign);
    const enum fault fault = campaigns_find(request, context->env, campaign);
    const bool whole = json_object_is_type(sent, json_type_object) && json_object_object_length(sent) == 1;
    if (fault != FAULT_NONE)
        send_fault(request, fault);
    else if (!whole || *json_member(sent, "to") == '\0')
        problem_send(request, ERROR_INVALID_VALUE,
            "to must be the only field: send {\"to\": \"447700900000\"}.", "#/to");
    else
        campaign_test_send(request, context, campaign, json_member(sent, "to"), body);
    json_object_put(sent);
    free(campaign);
}
