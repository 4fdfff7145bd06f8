/*
 * aws_error.c: errors in the words of EventBridge's clients.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>

#include "aws.h"

static const struct {
    const char *name;
    int status;
} aws_errors[] = {
    [AWS_MISSING_AUTHENTICATION] = {"MissingAuthenticationTokenException", 403},
    [AWS_INCOMPLETE_SIGNATURE] = {"IncompleteSignatureException", 403},
    [AWS_UNRECOGNIZED_CLIENT] = {"UnrecognizedClientException", 403},
    [AWS_INVALID_SIGNATURE] = {"InvalidSignatureException", 403},
    [AWS_ACCESS_DENIED] = {"AccessDeniedException", 400},
    [AWS_THROTTLING] = {"ThrottlingException", 400},
    [AWS_UNKNOWN_OPERATION] = {"UnknownOperationException", 400},
    [AWS_SERIALIZATION] = {"SerializationException", 400},
    [AWS_TOO_LARGE] = {"RequestEntityTooLargeException", 413},
    [AWS_VALIDATION] = {"ValidationException", 400},
    [AWS_INVALID_PATTERN] = {"InvalidEventPatternException", 400},
    [AWS_NOT_FOUND] = {"ResourceNotFoundException", 400},
    [AWS_EXISTS] = {"ResourceAlreadyExistsException", 400},
    [AWS_LIMIT] = {"LimitExceededException", 400},
    [AWS_ILLEGAL_STATUS] = {"IllegalStatusException", 400},
    [AWS_UNAVAILABLE] = {"ServiceUnavailableException", 503},
    [AWS_INTERNAL] = {"InternalException", 500},
};

const char *
aws_error_name(enum aws_error_type type)
{
    return aws_errors[type].name;
}

int
aws_error_status(enum aws_error_type type)
{
    return aws_errors[type].status;
}

enum fault
aws_fail(struct aws_call *call, enum aws_error_type type, const char *format, ...)
{
    va_list arguments;
    call->error.type = type;
    va_start(arguments, format);
    vsnprintf(call->error.message, sizeof call->error.message, format, arguments);
    va_end(arguments);
    return FAULT_REFUSED;
}

static enum aws_error_type
aws_error_of(enum fault fault, const struct input_error *error)
{
    switch (fault) {
    case FAULT_MISSING:
        return AWS_NOT_FOUND;
    case FAULT_EXISTS:
        return AWS_EXISTS;
    case FAULT_FULL:
        return AWS_LIMIT;
    case FAULT_INPUT:
        return error->code == ERROR_INVALID_PATTERN ? AWS_INVALID_PATTERN : AWS_VALIDATION;
    case FAULT_REFUSED:
        return error->code == ERROR_WRONG_STATE ? AWS_ILLEGAL_STATUS : AWS_VALIDATION;
    case FAULT_AGAIN:
    case FAULT_SPACE:
        return AWS_UNAVAILABLE;
    default:
        return AWS_INTERNAL;
    }
}

enum fault
aws_refuse(struct aws_call *call, enum fault fault, const struct input_error *error)
{
    if (fault == FAULT_NONE)
        return fault;
    const enum aws_error_type type = aws_error_of(fault, error);
    return aws_fail(call, type, "%s",
        type == AWS_UNAVAILABLE ? "The store cannot be written now. Try again."
        : type == AWS_INTERNAL  ? "The store cannot be read."
                                : error->detail);
}
