/*
 * aws_page.c: NamePrefix, Limit and NextToken of lists: a token is the last name of the page before.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/base64.h"
#include "base/json.h"

enum { AWS_PAGE_MAX = 100 };

enum fault
aws_page_read(struct aws_call *call, struct aws_page *page)
{
    const char *token;
    uint8_t bytes[BASE64_BYTES_SIZE(BASE64_SIZE(TABLE_NAME_MAX)) + 3];
    size_t length = 0;
    *page = (struct aws_page){.prefix = ""};
    enum fault fault = aws_read_text(call, call->input, "NamePrefix", TABLE_NAME_MAX, &page->prefix);
    if (fault == FAULT_NONE)
        fault = aws_read_number(call, call->input, "Limit", 1, AWS_PAGE_MAX, AWS_PAGE_MAX, &page->limit);
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, call->input, "NextToken", BASE64_SIZE(TABLE_NAME_MAX), &token);
    if (fault != FAULT_NONE || token[0] == '\0')
        return fault;
    if (base64_decode(token, strlen(token), bytes, sizeof bytes, &length) != FAULT_NONE ||
        length > TABLE_NAME_MAX)
        return aws_fail(call, AWS_VALIDATION, "NextToken is none that a list has given.");
    memcpy(page->after, bytes, length);
    page->after[length] = '\0';
    return table_name_is_valid(page->after)
               ? FAULT_NONE
               : aws_fail(call, AWS_VALIDATION, "NextToken is none that a list has given.");
}

enum aws_page_place
aws_page_place(struct aws_call *call, struct aws_page *page, const char *name)
{
    char token[BASE64_SIZE(TABLE_NAME_MAX)];
    if (strncmp(name, page->prefix, strlen(page->prefix)) != 0)
        return AWS_PAGE_SKIPS;
    if (page->count == page->limit) {
        base64_encode(page->after, strlen(page->after), token);
        json_add_text(call->output, "NextToken", token);
        return AWS_PAGE_ENDS;
    }
    page->count++;
    strcpy(page->after, name);
    return AWS_PAGE_TAKES;
}
