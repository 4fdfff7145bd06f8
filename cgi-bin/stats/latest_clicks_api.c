/*
 * latest_clicks_api.c: GET /api/v1/stats/links/{code}/latest: who opened a link just now.
 *
 * SPDX-License-Identifier: ISC
 */
#include "latest_clicks_api.h"

#include <stdio.h>
#include <string.h>

#include "as_of.h"
#include "base/json.h"
#include "click_stats_api.h"
#include "http/api_key.h"
#include "http/problem.h"
#include "http/response.h"
#include "link/link.h"
#include "link/link_json.h"
#include "stats/link_activity.h"

enum { ETAG_SIZE = 24 };

static void
latest_clicks_etag(uint64_t event, char out[static ETAG_SIZE])
{
    snprintf(out, ETAG_SIZE, "\"%llu\"", (unsigned long long)event);
}

static struct json_object *
latest_clicks_open_json(const struct link_open *open)
{
    struct json_object *one = json_object_new_object();
    json_add_timestamp(one, "time", open->at);
    json_add_text(one, "by", click_class_name(open->class));
    json_add_text_or_null(one, "country", open->country);
    json_add_text_or_null(one, "browser", open->browser);
    json_add_text_or_null(one, "system", open->system);
    json_add_text_or_null(one, "device", open->device);
    json_add_text_or_null(one, "referrer", open->referrer);
    return one;
}

struct latest {
    uint64_t link;
    struct checkpoint as_of;
    struct link_activity activity;
};

/* as_of.h says why the consumer's row is read first. */
static enum fault
latest_clicks_body(struct txn *txn, void *arg)
{
    struct latest *latest = arg;
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &latest->as_of);
    return fault != FAULT_NONE ? fault : link_activity_get(txn, latest->link, &latest->activity);
}

/* A browser asks again with the ETag whenever it wants the answer from its cache. */
static void
latest_clicks_send(struct request *request, const struct link *link, const struct config *config,
    const struct latest *latest)
{
    struct json_object *answer = json_object_new_object(), *opens = json_object_new_array();
    char etag[ETAG_SIZE];
    size_t length;
    json_add_text(answer, "code", link->code);
    json_add_text(answer, "domain", link_domain(link, config));
    as_of_add(answer, &latest->as_of);
    for (size_t i = 0; i < latest->activity.count; i++)
        json_object_array_add(opens, latest_clicks_open_json(&latest->activity.opens[i]));
    json_object_object_add(answer, "opens", opens);
    latest_clicks_etag(latest->activity.event, etag);
    response_header(request, "ETag", etag);
    response_header(request, "Cache-Control", "private, no-cache");
    const char *text = json_text(answer, &length);
    response_send(request, 200, "application/json", text, length);
    json_object_put(answer);
}

/* Costs two rows, the link's and the beginning of its newest opens'. */
static bool
latest_clicks_not_modified(struct request *request, uint64_t event)
{
    char etag[ETAG_SIZE];
    latest_clicks_etag(event, etag); /* with its quotes, it is in no other */
    if (strstr(request->fields[HTTP_IF_NONE_MATCH], etag) == NULL)
        return false;
    response_header(request, "ETag", etag);
    response_header(request, "Cache-Control", "private, no-cache");
    response_send(request, 304, NULL, NULL, 0);
    return true;
}

void
latest_clicks(struct request *request, struct context *context)
{
    struct link link;
    struct latest latest;
    uint64_t event = 0;
    char name[LINK_NAME_MAX + 1];
    if (!click_stats_link_name(request, context, name))
        return;
    struct txn *read = env_read(context->env);
    enum fault fault = link_get_owned(read, name, api_key_scope(&request->key), &link);
    if (fault == FAULT_NONE && !api_key_may_see(&request->key, link.owner, link.labels.campaign))
        fault = FAULT_MISSING;
    if (fault == FAULT_NONE)
        fault = link_activity_event(read, link.id, &event);
    if (fault != FAULT_NONE) {
        problem_send_fault(request, fault, "There is no such link, or it belongs to another key.");
        return;
    }
    if (latest_clicks_not_modified(request, event))
        return;
    latest.link = link.id;
    if (env_txn(context->env, ENV_READ, latest_clicks_body, &latest) == FAULT_NONE)
        latest_clicks_send(request, &link, context->config, &latest);
    else
        problem_send_store(request, fault);
}
