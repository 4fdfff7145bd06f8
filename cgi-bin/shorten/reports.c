/*
 * reports.c: /api/v1/reports: what people report of links, for administrators.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "http/query.h"
#include "link/link_report.h"
#include "shorten.h"

enum { REPORTS_PAGE = 100, REPORTS_PAGE_MAX = 1000, REPORTS_ID_SIZE = 24 };

/* A number of digits alone, from 1. */
static bool
reports_id(const char *text, uint64_t *out)
{
    char *end;
    const size_t length = strlen(text);
    *out = length > 0 && length < 20 && strspn(text, "0123456789") == length ? strtoull(text, &end, 10) : 0;
    return *out > 0;
}

void
reports_list(struct request *request, struct context *context)
{
    struct link_report report = {.id = 0};
    char cursor[REPORTS_ID_SIZE], next[REPORTS_ID_SIZE] = "";
    size_t limit;
    if (!query_limit(request, REPORTS_PAGE, REPORTS_PAGE_MAX, &limit))
        return;
    enum fault fault = request_query(request, "cursor", cursor, sizeof cursor);
    if (fault != FAULT_MISSING && (fault != FAULT_NONE || !reports_id(cursor, &report.id))) {
        query_refuse_cursor(request);
        return;
    }
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(answer, "reports", list);
    while ((fault = link_report_next(env_read(context->env), &report)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        json_object_array_add(list, link_report_to_json(&report, context->config));
        snprintf(next, sizeof next, "%" PRIu64, report.id);
    }
    json_object_object_add(answer, "next", fault == FAULT_NONE ? json_object_new_string(next) : NULL);
    if (fault == FAULT_NONE || fault == FAULT_MISSING) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, fault);
    }
}

static enum fault
reports_remove_body(struct txn *txn, void *id)
{
    return link_report_remove(txn, *(const uint64_t *)id);
}

void
reports_delete(struct request *request, struct context *context)
{
    uint64_t id;
    enum fault fault = reports_id(request_param(request, "id"), &id) ? FAULT_NONE : FAULT_MISSING;
    if (fault == FAULT_NONE)
        fault = env_txn(context->env, ENV_SYNC, reports_remove_body, &id);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        problem_send_fault(request, fault, "There is no such report.");
}
