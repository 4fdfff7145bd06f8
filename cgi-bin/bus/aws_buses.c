/*
 * aws_buses.c: the event bus. There is one, default, which was always there.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"

static void
aws_show_bus(const struct aws_call *call, struct json_object *to)
{
    json_add_text(to, "Name", "default");
    aws_add_arn(call, to, "Arn", "event-bus", "default");
}

enum fault
aws_create_bus(struct aws_call *call)
{
    const char *name;
    const enum fault fault = aws_need_text(call, call->input, "Name", 256, &name);
    if (fault != FAULT_NONE)
        return fault;
    return strcmp(name, "default") == 0
               ? aws_fail(call, AWS_EXISTS, "Event bus default already exists.")
               : aws_fail(
                     call, AWS_LIMIT, "There is one event bus, default; tell events apart by their source.");
}

enum fault
aws_describe_bus(struct aws_call *call)
{
    const enum fault fault = aws_read_bus(call, call->input, "Name");
    if (fault == FAULT_NONE)
        aws_show_bus(call, call->output);
    return fault;
}

enum fault
aws_list_buses(struct aws_call *call)
{
    struct aws_page page;
    struct json_object *list = json_object_new_array(), *one;
    json_object_object_add(call->output, "EventBuses", list);
    const enum fault fault = aws_page_read(call, &page);
    if (fault == FAULT_NONE && page.after[0] == '\0' &&
        aws_page_place(call, &page, "default") == AWS_PAGE_TAKES) {
        one = json_object_new_object();
        aws_show_bus(call, one);
        json_object_array_add(list, one);
    }
    return fault;
}

/* One that is not there is as good as deleted. */
enum fault
aws_delete_bus(struct aws_call *call)
{
    const char *name;
    const enum fault fault = aws_need_text(call, call->input, "Name", 256, &name);
    return fault == FAULT_NONE && strcmp(name, "default") == 0
               ? aws_fail(call, AWS_VALIDATION, "Event bus default cannot be deleted.")
               : fault;
}
