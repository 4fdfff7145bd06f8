/*
 * links.c: /api/v1/links/{code}: a link read, changed and deleted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/timestamp.h"
#include "http/json_body.h"
#include "http/query_domain.h"
#include "link/click_limit.h"
#include "link/link_json.h"
#include "link/link_patch.h"
#include "shorten.h"

enum { LINKS_CHANGE_MAX = 65536 };

static void
links_send_fault(struct request *request, enum fault fault)
{
    problem_send_fault(request, fault, "There is no such link, or it belongs to another key.");
}

bool
links_name(struct request *request, const struct context *context, char name[static LINK_NAME_MAX + 1])
{
    char domain[DOMAIN_NAME_MAX + 1];
    if (!query_domain(request, context, domain))
        return false;
    link_name_write(domain, request_param(request, "code"), name);
    return true;
}

void
links_send_link(struct request *request, const struct context *context, const struct link *link)
{
    char etag[LINK_ETAG_SIZE];
    uint64_t used = 0;
    if (link->max_clicks > 0 && click_limit_used(env_read(context->env), link, &used) != FAULT_NONE) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    link_etag(link, etag);
    response_header(request, "ETag", etag);
    response_send_json(
        request, 200, "application/json", link_to_json(link, context->config, timestamp_now(), used));
}

void
links_get(struct request *request, struct context *context)
{
    struct link link;
    char name[LINK_NAME_MAX + 1];
    if (!links_name(request, context, name))
        return;
    const enum fault fault = link_get_owned(
        env_read(context->env), name, api_key_scope(&request->key), &link);
    if (fault == FAULT_NONE && !api_key_may_see(&request->key, link.owner, link.labels.campaign))
        links_send_fault(request, FAULT_MISSING);
    else if (fault == FAULT_NONE)
        links_send_link(request, context, &link);
    else
        links_send_fault(request, fault);
}

static void
links_change(struct request *request, struct context *context, const struct link_request *wanted)
{
    char name[LINK_NAME_MAX + 1];
    if (!links_name(request, context, name))
        return;
    struct link_patch patch = {.name = name,
        .owner = api_key_scope(&request->key),
        .if_match = request->fields[HTTP_IF_MATCH],
        .wanted = wanted,
        .most_tags = (uint64_t)context->config->quotas_tags,
        .now = timestamp_now()};
    patch.until = patch.now + context->config->links_grace * TIMESTAMP_SECOND;
    const enum fault fault = link_patch_apply(context->env, &patch);
    switch (fault) {
    case FAULT_NONE:
        if (wanted == NULL)
            response_send(request, 204, NULL, NULL, 0);
        else
            links_send_link(request, context, &patch.after);
        break;
    case FAULT_REFUSED:
        problem_send(
            request, ERROR_VERSION_MISMATCH, "The link has changed since you read it. Read it again.", NULL);
        break;
    case FAULT_FULL: {
        struct link_request over;
        link_request_refuse_tags(&over, context->config);
        problem_send_input(request, &over.error);
        break;
    }
    case FAULT_INPUT:
        problem_send_input(request, &patch.error);
        break;
    default:
        links_send_fault(request, fault);
    }
}

void
links_patch(struct request *request, struct context *context)
{
    struct link_request wanted;
    struct json_object *fields = json_body(request, LINKS_CHANGE_MAX, NULL, NULL);
    if (fields == NULL)
        return;
    enum fault fault = link_request_from_json(
        &wanted, fields, LINK_REQUEST_CHANGE, false, context->config, timestamp_now());
    json_object_put(fields);
    if (fault != FAULT_NONE) {
        problem_send_input(request, &wanted.error);
    } else {
        link_request_hash_password(&wanted);
        links_change(request, context, &wanted);
    }
}

static void
links_switch(struct request *request, struct context *context, bool disabled)
{
    struct link_request wanted;
    link_request_set_disabled(&wanted, disabled);
    links_change(request, context, &wanted);
}

void
links_disable(struct request *request, struct context *context)
{
    links_switch(request, context, true);
}

void
links_enable(struct request *request, struct context *context)
{
    links_switch(request, context, false);
}

void
links_delete(struct request *request, struct context *context)
{
    links_change(request, context, NULL);
}
