/*
 * dry_run.c: POST /api/v1/links?dry_run=yes: could this link be created? Nothing is stored, and no limit is
 * touched.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timestamp.h"
#include "http/domain_access.h"
#include "http/json_body.h"
#include "link/link_block.h"
#include "shorten.h"

enum { DRY_RUN_BODY_MAX = 65536 };

/* Is the alias another link's already, or does it lead where no link may? */
static enum fault
dry_run_find(const struct context *context, struct link_request *wanted)
{
    struct link link;
    char name[LINK_NAME_MAX + 1];
    link_name(&wanted->link, name);
    const enum fault fault = wanted->has_alias ? link_find(env_read(context->env), name, &link)
                                               : FAULT_MISSING;
    if (fault == FAULT_NONE)
        input_error_set(&wanted->error, ERROR_ALIAS_TAKEN, "", "alias", "alias %s is taken; choose another.",
            wanted->link.code);
    return fault == FAULT_MISSING ? link_block_refuse(env_read(context->env), &wanted->link, &wanted->error)
                                  : fault;
}

void
dry_run_answer(struct request *request, struct context *context)
{
    struct link_request wanted;
    struct json_object *fields = json_body(request, DRY_RUN_BODY_MAX, NULL, NULL);
    if (fields == NULL)
        return;
    enum fault fault = link_request_from_json(
        &wanted, fields, LINK_REQUEST_CREATE, false, context->config, timestamp_now());
    json_object_put(fields);
    if (fault == FAULT_NONE)
        fault = domain_access_check(context->config, wanted.link.domain, &request->key, &wanted.error);
    if (fault == FAULT_NONE) {
        wanted.error.code = ERROR_NONE;
        fault = dry_run_find(context, &wanted);
    }
    if (fault != FAULT_NONE && fault != FAULT_INPUT)
        problem_send_store(request, fault);
    else if (wanted.error.code != ERROR_NONE)
        problem_send_input(request, &wanted.error);
    else
        response_send(request, 204, NULL, NULL, 0);
}
