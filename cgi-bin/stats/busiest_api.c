/*
 * busiest_api.c: GET /api/v1/stats/busiest: what was clicked most.
 *
 * SPDX-License-Identifier: ISC
 */
#include "busiest_api.h"

#include <stdlib.h>

#include "as_of.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "event/visitor_salt.h"
#include "http/api_key.h"
#include "http/problem.h"
#include "http/query.h"
#include "http/response.h"
#include "link/link_json.h"
#include "stats/busiest.h"

enum { BUSIEST_API_DAYS = 30, BUSIEST_API_LIMIT = 10, BUSIEST_API_LIMIT_MAX = 100 };

struct busiest_question {
    uint32_t owner, first, last;
    size_t limit, link_count, campaign_count;
    struct checkpoint as_of;
    struct busiest_item links[BUSIEST_MAX]; /* more than are shown: some may have been deleted */
    struct busiest_item campaigns[BUSIEST_API_LIMIT_MAX];
};

static enum fault
busiest_api_body(struct txn *txn, void *arg)
{
    struct busiest_question *q = arg;
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &q->as_of);
    if (fault == FAULT_NONE)
        fault = busiest_read(
            txn, q->owner, BUSIEST_LINKS, q->first, q->last, q->links, BUSIEST_MAX, &q->link_count);
    if (fault == FAULT_NONE)
        fault = busiest_read(
            txn, q->owner, BUSIEST_CAMPAIGNS, q->first, q->last, q->campaigns, q->limit, &q->campaign_count);
    return fault;
}

/* Links that are gone, or whose code is another's now, are left out. */
static enum fault
busiest_api_add_links(
    struct json_object *to, struct env *env, const struct config *config, const struct busiest_question *q)
{
    struct link link;
    for (size_t i = 0; i < q->link_count && json_object_array_length(to) < q->limit; i++) {
        enum fault fault = link_get(env_read(env), q->links[i].name, &link);
        if (fault == FAULT_MISSING || (fault == FAULT_NONE && link.id != q->links[i].link))
            continue;
        if (fault != FAULT_NONE)
            return fault;
        struct json_object *one = json_object_new_object();
        json_add_text(one, "code", link.code);
        json_add_text(one, "domain", link_domain(&link, config));
        json_add_text_or_null(one, "title", link.title);
        json_add_text(one, "url", link.url);
        json_object_object_add(one, "clicks", json_object_new_uint64(q->links[i].clicks));
        json_object_array_add(to, one);
    }
    return FAULT_NONE;
}

static void
busiest_api_add_campaigns(struct json_object *to, const struct busiest_question *q)
{
    for (size_t i = 0; i < q->campaign_count; i++) {
        struct json_object *one = json_object_new_object();
        json_add_text(one, "name", q->campaigns[i].name);
        json_object_object_add(one, "clicks", json_object_new_uint64(q->campaigns[i].clicks));
        json_object_array_add(to, one);
    }
}

static void
busiest_api_send(struct request *request, const struct context *context, const struct busiest_question *q)
{
    struct json_object *answer = json_object_new_object(), *links = json_object_new_array(),
                       *campaigns = json_object_new_array();
    as_of_add(answer, &q->as_of);
    json_object_object_add(answer, "days", json_object_new_uint64(q->last - q->first + 1));
    json_object_object_add(answer, "links", links);
    json_object_object_add(answer, "campaigns", campaigns);
    busiest_api_add_campaigns(campaigns, q);
    if (busiest_api_add_links(links, context->env, context->config, q) == FAULT_NONE) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, FAULT_AGAIN);
    }
}

void
busiest_list(struct request *request, struct context *context)
{
    size_t days;
    struct busiest_question *q = xcalloc(1, sizeof *q);
    if (query_number(request, "days", BUSIEST_API_DAYS, BUSIEST_DAYS, &days) &&
        query_limit(request, BUSIEST_API_LIMIT, BUSIEST_API_LIMIT_MAX, &q->limit)) {
        q->owner = api_key_scope(&request->key);
        q->last = visitor_salt_day(timestamp_now());
        q->first = q->last - (uint32_t)days + 1;
        if (env_txn(context->env, ENV_READ, busiest_api_body, q) == FAULT_NONE)
            busiest_api_send(request, context, q);
        else
            problem_send_store(request, FAULT_AGAIN);
    }
    free(q);
}
