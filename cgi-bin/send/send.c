/*
 * send.fcgi: messages, campaigns, and the numbers that nothing is sent to, under /api/v1/. It stores what is
 * to be sent and answers; curt-relay hands it to the carrier. See curt-send(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "send.h"

#include <string.h>

#include "base/json.h"
#include "http/server.h"
#include "link/code_case.h"
#include "message/message_usage.h"

enum { SEND_MEGABYTE = 1000000 };

static const struct route send_routes[] = {
    {HTTP_GET, "/api/v1/messages", ROLE_READER, messages_list, "status campaign to limit cursor"},
    {HTTP_POST, "/api/v1/messages", ROLE_CREATOR, messages_create, "dry_run"},
    {HTTP_GET, "/api/v1/messages/{id}", ROLE_READER, messages_get, NULL},
    {HTTP_PATCH, "/api/v1/messages/{id}", ROLE_CREATOR, messages_patch, NULL},
    {HTTP_PATCH, "/api/v1/inbound/{id}", ROLE_CREATOR, inbound_patch, NULL},
    {HTTP_POST, "/api/v1/messages/{id}/cancel", ROLE_CREATOR, messages_cancel, NULL},
    {HTTP_POST, "/api/v1/messages/{id}/resend", ROLE_CREATOR, messages_resend, NULL},
    {HTTP_GET, "/api/v1/messages/{id}/receipts", ROLE_ADMIN, messages_receipts, NULL},
    {HTTP_GET, "/api/v1/campaigns", ROLE_READER, campaigns_list, "limit cursor"},
    {HTTP_POST, "/api/v1/campaigns", ROLE_CREATOR, campaigns_create,
        "dry_run name channel from template hours rate ttl track client_ref domain send_at quiet_hours"},
    {HTTP_GET, "/api/v1/campaigns/{name}", ROLE_READER, campaigns_get, NULL},
    {HTTP_PATCH, "/api/v1/campaigns/{name}", ROLE_CREATOR, campaigns_patch, NULL},
    {HTTP_DELETE, "/api/v1/campaigns/{name}", ROLE_CREATOR, campaigns_delete, NULL},
    {HTTP_POST, "/api/v1/campaigns/{name}/recipients", ROLE_CREATOR, campaigns_add_recipients, "dry_run"},
    {HTTP_POST, "/api/v1/campaigns/{name}/recipients/copy", ROLE_CREATOR, campaigns_copy_recipients,
        "cursor"},
    {HTTP_POST, "/api/v1/campaigns/{name}/test", ROLE_CREATOR, campaigns_test, NULL},
    {HTTP_POST, "/api/v1/campaigns/{name}/start", ROLE_CREATOR, campaigns_start, NULL},
    {HTTP_POST, "/api/v1/campaigns/{name}/pause", ROLE_CREATOR, campaigns_pause, NULL},
    {HTTP_POST, "/api/v1/campaigns/{name}/resume", ROLE_CREATOR, campaigns_resume, NULL},
    {HTTP_POST, "/api/v1/campaigns/{name}/cancel", ROLE_CREATOR, campaigns_cancel, NULL},
    {HTTP_POST, "/api/v1/campaigns/{name}/retry", ROLE_CREATOR, campaigns_retry, "cursor"},
    {HTTP_POST, "/api/v1/conversions", ROLE_CREATOR, conversions_create, NULL},
    {HTTP_GET, "/api/v1/suppressions", ROLE_ADMIN, suppressions_list, "limit cursor"},
    {HTTP_POST, "/api/v1/suppressions", ROLE_ADMIN, suppressions_create, NULL},
    {HTTP_GET, "/api/v1/suppressions/{number}", ROLE_ADMIN, suppressions_get, NULL},
    {HTTP_DELETE, "/api/v1/suppressions/{number}", ROLE_ADMIN, suppressions_delete, NULL},
};

void
send_fault(struct request *request, enum fault fault)
{
    problem_send_fault(request, fault, "There is nothing with this name, or it belongs to another key.");
}

bool
send_is_status(struct json_object *sent, const char *status)
{
    return json_object_is_type(sent, json_type_object) && json_object_object_length(sent) == 1 &&
           strcmp(json_member(sent, "status"), status) == 0;
}

bool
send_sees_numbers(const struct request *request)
{
    return request->key.role == ROLE_ADMIN;
}

bool
send_is_full(struct request *request, const struct context *context, uint32_t owner)
{
    const uint64_t most = (uint64_t)context->config->quotas_stored * SEND_MEGABYTE;
    uint64_t bytes;
    if (most == 0)
        return false;
    if (message_usage_get(env_read(context->env), owner, &bytes) != FAULT_NONE)
        problem_send_store(request, FAULT_AGAIN);
    else if (bytes >= most)
        problem_send(request, ERROR_QUOTA_EXCEEDED,
            "The messages of this key take as much of the store as they may. "
            "Wait until old ones are deleted, or have [quotas] stored raised.",
            NULL);
    else
        return false;
    return true;
}

static void
send_open(struct context *context)
{
    struct send *send = context->program;
    http_client_policy_read(context->config, &send->policy);
    send->url_finder = url_finder_create();
}

static void
send_begin(struct context *context)
{
    code_case_begin(context->env, context->config, false);
}

int
main(void)
{
    static struct send send;
    static const struct server_program program = {"send.fcgi", .routes = send_routes,
        .route_count = sizeof send_routes / sizeof *send_routes, .tables = TABLE_ALL, .open = send_open,
        .begin = send_begin};
    const int status = server_main(&program, &send);
    url_finder_free(send.url_finder);
    return status;
}
