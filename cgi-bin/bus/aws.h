/*
 * aws.h: the AWS-compatible event bus at /aws/: EventBridge's API as its clients speak it (awsJson1_1,
 * signed with SigV4), over the same rules, targets, events and replays as /api/v1/. aws.c finds the operation
 * and answers; a file a resource.
 *
 * An operation reads call->input and adds to call->output. What it returns that is not FAULT_NONE is the
 * answer, which aws_fail or aws_refuse has written into call->error.
 */
#ifndef CURT_CGI_BIN_BUS_AWS_H
#define CURT_CGI_BIN_BUS_AWS_H

#include "bus.h"
#include "db/table.h"
#include "net/sigv4.h"

#define AWS_ACCOUNT     "000000000000" /* there is one, without a number */
#define AWS_ARN_SIZE    512            /* room for an ARN of ours, with its NUL */
#define AWS_TEXT_MAX    512            /* bytes of a description: 512 characters at most */
#define AWS_TIME_DIGITS 3              /* of a second, in what is sent */

/* What a client is told; each is one of AWS's names (aws_error.c). */
enum aws_error_type {
    AWS_MISSING_AUTHENTICATION,
    AWS_INCOMPLETE_SIGNATURE,
    AWS_UNRECOGNIZED_CLIENT,
    AWS_INVALID_SIGNATURE,
    AWS_ACCESS_DENIED,
    AWS_THROTTLING,
    AWS_UNKNOWN_OPERATION,
    AWS_SERIALIZATION,
    AWS_TOO_LARGE,
    AWS_VALIDATION,
    AWS_INVALID_PATTERN,
    AWS_NOT_FOUND,
    AWS_EXISTS,
    AWS_LIMIT,
    AWS_ILLEGAL_STATUS,
    AWS_UNAVAILABLE,
    AWS_INTERNAL,
};

struct aws_error {
    enum aws_error_type type;
    char message[INPUT_ERROR_DETAIL_SIZE];
};

struct aws_call {
    struct request *request;
    struct context *context;
    struct json_object *input, *output;
    char region[SIGV4_NAME_MAX + 1]; /* that the client has signed for */
    struct aws_error error;
};

typedef enum fault aws_operation(struct aws_call *);

/* Who signed the request, whose body that is: into request->key, and the region. FAULT_REFUSED: call->error.
 */
enum fault aws_authenticate(struct aws_call *, const char *body, size_t length);

/* Writes the error; FAULT_REFUSED. */
enum fault aws_fail(struct aws_call *, enum aws_error_type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What a service of the bus refused, in AWS's words; FAULT_REFUSED. */
enum fault aws_refuse(struct aws_call *, enum fault, const struct input_error *);

/* The name that clients know the error by, and its HTTP status. */
const char *aws_error_name(enum aws_error_type);
int aws_error_status(enum aws_error_type);

/* The error that a service's refusal is. */
enum aws_error_type aws_error_of(enum fault, const struct input_error *);

/* Members of the input or of an object in it (aws_fields.c). Null counts as left out. FAULT_REFUSED. */

/* A text of at most `most` bytes, "" when it is left out. It belongs to the object. */
enum fault aws_read_text(
    struct aws_call *, struct json_object *from, const char *field, size_t most, const char **out);

/* The same that must be there. */
enum fault aws_need_text(
    struct aws_call *, struct json_object *from, const char *field, size_t most, const char **out);

/* A name of 1 to 64 of A-Z a-z 0-9 . _ -. */
enum fault aws_read_name(struct aws_call *, const char *field, char out[static TABLE_NAME_MAX + 1]);

/* A whole number; otherwise when it is left out. */
enum fault aws_read_number(struct aws_call *, struct json_object *from, const char *field, int64_t least,
    int64_t most, int64_t otherwise, int64_t *out);

/* A time, as seconds since 1970 with a fraction; 0 when it is left out. */
enum fault aws_read_time(struct aws_call *, struct json_object *from, const char *field, int64_t *out);

/* An array, or an object; NULL when it is left out. */
enum fault aws_read_value(
    struct aws_call *, struct json_object *from, const char *field, enum json_type, struct json_object **out);

/* There is one bus, default: by its name, by its ARN, or left out. */
enum fault aws_read_bus(struct aws_call *, struct json_object *from, const char *field);
bool aws_is_bus(const char *name);

/* Adds a time as seconds; 0 is left out. */
void aws_add_time(struct json_object *to, const char *field, int64_t timestamp);

/* "arn:aws:events:<region>:<account>:<what>/<name>". */
void aws_arn(const struct aws_call *, const char *what, const char *name, char out[static AWS_ARN_SIZE]);
void aws_add_arn(
    const struct aws_call *, struct json_object *to, const char *field, const char *what, const char *name);

aws_operation aws_put_events;

#endif
