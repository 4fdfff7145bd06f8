/*
 * campaign_response.c: what requests and answers about campaigns and their recipients have in common.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "campaign/recipients_import_json.h"
#include "db/table.h"
#include "http/problem_type.h"
#include "send.h"

void
campaigns_refuse(struct request *request, enum fault fault, const struct input_error *error)
{
    if (fault == FAULT_INPUT || fault == FAULT_REFUSED)
        problem_send_input(request, error);
    else if (fault == FAULT_EXISTS)
        problem_send(
            request, ERROR_NAME_TAKEN, "There is already a campaign of this name; choose another.", "#/name");
    else
        send_fault(request, fault);
}

void
campaigns_explain_quota(const struct recipients_import *in, struct input_error *error)
{
    if (in->over_quota)
        input_error_set(error, ERROR_QUOTA_EXCEEDED, "", NULL, CAMPAIGNS_OVER_QUOTA);
}

struct json_object *
campaigns_import_json(const struct request *request, const struct recipients_import *in)
{
    struct json_object *json = recipients_import_to_json(in, send_sees_numbers(request)), *errors;
    json_object_object_get_ex(json, "errors", &errors);
    for (size_t i = 0; i < in->error_count; i++)
        json_add_text(
            json_object_array_get_idx(errors, i), "code", problem_type(in->errors[i].error.code)->name);
    return json;
}

void
campaigns_add_location(struct request *request, const struct context *context, const char *name)
{
    char location[CONFIG_VALUE_SIZE + 64 + TABLE_NAME_MAX];
    snprintf(location, sizeof location, "%s" SEND_PATH "campaigns/%s", context->config->web_base_url, name);
    response_header(request, "Location", location);
}
