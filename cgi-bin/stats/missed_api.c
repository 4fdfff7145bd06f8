/*
 * missed_api.c: GET /api/v1/stats/missed: what was asked for and did not open.
 *
 * SPDX-License-Identifier: ISC
 */
#include "missed_api.h"

#include "base/json.h"
#include "base/timestamp.h"
#include "event/visitor_salt.h"
#include "http/problem.h"
#include "http/query.h"
#include "http/query_domain.h"
#include "http/response.h"
#include "stats/missed_json.h"

enum { MISSED_API_DAYS = 30, MISSED_API_LIMIT = 20, MISSED_API_LIMIT_MAX = 1000 };

void
missed_list(struct request *request, struct context *context)
{
    char given[CONFIG_VALUE_SIZE], domain[DOMAIN_NAME_MAX + 1];
    struct missed_question q = {.last = visitor_salt_day(timestamp_now())};
    size_t days, limit;
    if (!query_number(request, "days", MISSED_API_DAYS, MISSED_DAYS, &days) ||
        !query_limit(request, MISSED_API_LIMIT, MISSED_API_LIMIT_MAX, &limit) ||
        !query_text(request, "domain", given, sizeof given) || !query_domain(request, context, domain))
        return;
    q.first = q.last - (uint32_t)days + 1;
    q.domain = given[0] != '\0' ? domain : NULL;
    if (env_txn(context->env, ENV_READ, missed_question_body, &q) == FAULT_NONE)
        response_send_json(request, 200, "application/json", missed_to_json(&q, limit, context->config));
    else
        problem_send_store(request, FAULT_AGAIN);
    missed_summary_free(&q.summary);
}
