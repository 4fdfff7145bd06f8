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

#include "base/buffer.h"
#include "base/uuid.h"
#include "bus.h"
#include "bus/aws_resource.h"
#include "bus/rule.h"
#include "bus/targets.h"
#include "db/table.h"
#include "net/sigv4.h"

#define AWS_ACCOUNT  "000000000000" /* there is one, without a number */
#define AWS_ARN_SIZE 512            /* room for an ARN of ours, with its NUL */
#define AWS_TEXT_MAX 512            /* bytes of a description: 512 characters at most */

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

struct aws_noun;

struct aws_call {
    struct request *request;
    struct context *context;
    const struct aws_noun *noun; /* what the operation is about, where more than one has it */
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

/* What a service of the bus refused, in AWS's words; FAULT_REFUSED, or FAULT_NONE when it refused nothing. */
enum fault aws_refuse(struct aws_call *, enum fault, const struct input_error *);

/* The name that clients know the error by, and its HTTP status. */
const char *aws_error_name(enum aws_error_type);
int aws_error_status(enum aws_error_type);

/* Members of the input or of an object in it (aws_fields.c). Null counts as left out. FAULT_REFUSED. */

/* A text of at most `most` bytes, "" when it is left out. It belongs to the object. */
enum fault aws_read_text(
    struct aws_call *, struct json_object *from, const char *field, size_t most, const char **out);

/* The same that must be there. */
enum fault aws_need_text(
    struct aws_call *, struct json_object *from, const char *field, size_t most, const char **out);

/* "EventPattern", "" when it is left out; whether it is a pattern is not looked at (aws_patterns.c). */
enum fault aws_read_pattern(struct aws_call *, char out[static RULE_PATTERN_MAX + 1]);

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

/* An ARN of ours, "arn:...:<what>/<name>" or "arn:...:<what>/<name>/<uuid>", with any region and account: its
 * name, and its UUID or "". FAULT_INPUT: it is none. Sends nothing. */
enum fault aws_arn_parse(
    const char *arn, const char *what, char name[static TABLE_NAME_MAX + 1], char uuid[static UUID_SIZE]);

/* A page of a list (aws_page.c): what the input asks for, and how far it has come. */
struct aws_page {
    const char *prefix;
    int64_t limit, count;
    char after[TABLE_NAME_MAX + 1]; /* where it begins, then the last name that it has */
};

enum fault aws_page_read(struct aws_call *, struct aws_page *);

enum aws_page_place { AWS_PAGE_SKIPS, AWS_PAGE_TAKES, AWS_PAGE_ENDS };

/* Is the next name, in their order, on the page? Where it ends, the output has the token of the next one. */
enum aws_page_place aws_page_place(struct aws_call *, struct aws_page *, const char *name);

/* Resources (bus/aws_resource.h; aws_resources.c). */

/* The resource of that name: AWS_NOT_FOUND, "<what> <name> does not exist.". */
enum fault aws_load(
    struct aws_call *, enum aws_kind, const char *what, const char *name, struct aws_resource *out);

/* What is said of a resource whose JSON is too long. */
#define AWS_TOO_LONG "All of it together must be at most 16,384 bytes long."

/* Puts the object into the resource, and says when; for the caller to write. AWS_VALIDATION: it is too long.
 */
enum fault aws_change(struct aws_call *, struct aws_resource *, struct json_object *);

/* A kind of resource that clients make, change and remove: what of that is its own. */
struct aws_noun {
    enum aws_kind kind;
    const char *what; /* as errors call it */
    const char *name; /* the field with its name */

    /* Reads what is sent into the JSON of a new one, or of one that is there: what is left out stays. */
    enum fault (*read)(struct aws_call *, struct json_object *, bool is_new);
    /* Writes one that has changed in place of the one that was read, changed at `before`, with all that
     * comes from it, in one transaction. AWS_UNAVAILABLE: somebody else was faster. */
    enum fault (*write)(struct aws_call *, const struct aws_resource *, int64_t before);
    /* What create and update answer of one with this JSON, and what a list and a description have of it. */
    void (*tell)(struct aws_call *, const struct aws_resource *, struct json_object *json);
    void (*show)(
        struct aws_call *, const struct aws_resource *, struct json_object *json, struct json_object *to);
    /* What only a description has, and what is said of one that is gone; NULL: nothing. */
    void (*describe)(struct aws_call *, const struct aws_resource *, struct json_object *json);
    void (*tell_gone)(struct aws_call *, const struct aws_resource *, struct json_object *json);
    const char *list; /* the field with a page of those that the input `asks` for */
    bool (*asks)(struct aws_call *, struct json_object *json);
};

extern const struct aws_noun aws_archive, aws_connection, aws_destination;

/* The operations on call->noun, all but the list on the one that the input names: AWS_NOT_FOUND; of create
 * AWS_EXISTS, AWS_LIMIT; of delete AWS_VALIDATION: another comes from it. */
aws_operation aws_create, aws_update, aws_describe, aws_list, aws_delete;

/* "Creation" or "LastModified" times as those clients read them. */
void aws_add_times(struct json_object *to, const struct aws_resource *);

/* The ARN of one that has a UUID, which is in its JSON: "<what>/<name>/<uuid>". */
void aws_add_own_arn(const struct aws_call *, struct json_object *to, const char *field, const char *what,
    const struct aws_resource *, struct json_object *json);

/* Draws one into the JSON of a new resource. */
void aws_draw_uuid(struct json_object *);

/* Copies members that are there. */
void aws_copy(struct json_object *to, struct json_object *from, const char *const *fields);

/* The rule of that name: AWS_NOT_FOUND. */
enum fault aws_find_rule(struct aws_call *, const char *name, struct rule *out);

/* Tags, [{"Key", "Value"}], at most 50 of different keys; NULL when they are left out. */
enum fault aws_read_tags(struct aws_call *, struct json_object **out);

/* API destinations: what a target of a rule comes to (aws_target_settings.c). */

/* What targets are made of, as it was when they were made. */
struct aws_destination {
    struct aws_resource resource, connection;
};

/* The API destination with this ARN, and its connection. */
enum fault aws_destination_find(struct aws_call *, const char *arn, struct aws_destination *out);

/* The settings of a webhook (bus/target_config.h) that this target of PutTargets comes to. The caller owns
 * them. */
enum fault aws_target_settings(
    struct aws_call *, struct json_object *sent, const struct aws_destination *, struct json_object **out);

/* How < is written in an Input, so that it begins no variable of a template. */
#define AWS_INPUT_LESS_THAN "\\u003c"

/* Adds the text, with each `what` in it replaced. */
void aws_replace(struct buffer *out, const char *text, const char *what, const char *with);

/* The target with these settings, which it takes over. The caller frees its config. */
enum fault aws_make_target(struct aws_call *, const char *name, const char *rule,
    struct json_object *settings, struct target_whole *out);

/* The next target of the rule, and what PutTargets was sent of it, NULL if it was not made so. The caller
 * owns that. */
enum fault aws_next_target(
    struct aws_call *, const char *rule, struct target *target, struct json_object **sent);

/* The write of a destination or a connection: with it, all targets that come from it. */
enum fault aws_targets_follow(struct aws_call *, const struct aws_resource *changed, int64_t before);

/* Is the destination the target of a rule, or the connection that of a destination? *out. Sends nothing. */
enum fault aws_is_used(struct txn *, const struct aws_resource *, bool *out);

/* FAULT_AGAIN: it is a destination whose connection has gone meanwhile. Sends nothing. */
enum fault aws_check_connection(struct txn *, const struct aws_resource *);

/* Does the destination's JSON name this connection? */
bool aws_destination_is_of(struct json_object *destination, const char *connection);

aws_operation aws_put_events;
aws_operation aws_put_rule, aws_describe_rule, aws_list_rules, aws_enable_rule, aws_disable_rule,
    aws_delete_rule;
aws_operation aws_test_event_pattern;
aws_operation aws_put_targets, aws_list_targets_by_rule, aws_remove_targets, aws_list_rule_names_by_target;
aws_operation aws_create_bus, aws_describe_bus, aws_list_buses, aws_delete_bus;
aws_operation aws_start_replay, aws_describe_replay, aws_list_replays, aws_cancel_replay;
aws_operation aws_tag_resource, aws_untag_resource, aws_list_tags;

#endif
