/*
 * problem_type.c: the table of problem types.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/problem_type.h"

#include <stddef.h>

static const struct problem_type problem_types[ERROR_CODES] = {
    [ERROR_NONE] = {500, "internal_error", "The program failed; its log says why."},
    [ERROR_NOT_FOUND] = {404, "not_found",
        "Nothing has this name or address, or it belongs to another API key."},
    [ERROR_METHOD_NOT_ALLOWED] = {405, "method_not_allowed",
        "The address does not support this method; Allow lists those it does."},
    [ERROR_KEY_MISSING] = {401, "key_missing", "The request has no API key."},
    [ERROR_KEY_INVALID] = {401, "key_invalid", "The API key is unknown or revoked."},
    [ERROR_TOO_MANY_WRONG_KEYS] = {429, "too_many_wrong_keys",
        "Too many wrong API keys came from this address; Retry-After says when to try again."},
    [ERROR_ROLE_TOO_LOW] = {403, "role_too_low", "The role of the API key does not allow this."},
    [ERROR_SCOPE_MISSING] = {403, "scope_missing",
        "The API key is limited to other parts of the API, or to a campaign."},
    [ERROR_CROSS_SITE] = {403, "cross_site", "The form was sent from a page of another site."},
    [ERROR_BODY_TOO_LARGE] = {413, "body_too_large", "The body is longer than this address accepts."},
    [ERROR_LENGTH_REQUIRED] = {411, "length_required", "The body has no Content-Length."},
    [ERROR_BODY_INCOMPLETE] = {400, "body_incomplete", "The body was cut off, or contains a NUL."},
    [ERROR_MEDIA_TYPE] = {415, "media_type", "This address does not accept the Content-Type of the body."},
    [ERROR_INVALID_JSON] = {400, "invalid_json", "The body is not valid JSON in UTF-8."},
    [ERROR_INVALID_FORM] = {400, "invalid_form", "The body is not a valid form in UTF-8."},
    [ERROR_BATCH_EMPTY] = {422, "batch_empty", "The batch is empty."},
    [ERROR_BATCH_TOO_LARGE] = {413, "batch_too_large", "The batch has more items than one request may have."},
    [ERROR_INVALID_PARAMETER] = {400, "invalid_parameter",
        "A query parameter is not known, given twice, or has an invalid value; pointer names it."},
    [ERROR_INVALID_CURSOR] = {400, "invalid_cursor", "The cursor is not the next of a previous page."},
    [ERROR_IDEMPOTENCY_KEY_TOO_LONG] = {400, "idempotency_key_too_long",
        "The Idempotency-Key is longer than 255 characters."},
    [ERROR_IDEMPOTENCY_KEY_REUSED] = {422, "idempotency_key_reused",
        "The Idempotency-Key was used for another request."},
    [ERROR_RATE_LIMITED] = {429, "rate_limited",
        "The API key creates too much per minute; Retry-After says when to continue."},
    [ERROR_VERSION_MISMATCH] = {412, "version_mismatch",
        "If-Match names a version other than the current one."},
    [ERROR_STORE_UNAVAILABLE] = {503, "store_unavailable",
        "The store is temporarily unavailable; Retry-After says when to try again."},
    [ERROR_STORE_FULL] = {507, "store_full",
        "The disk of the store is nearly full: links open, and nothing new is stored until there is room."},
    [ERROR_MISDIRECTED] = {421, "misdirected", "This is not answered at the host that the request names."},
    [ERROR_UNKNOWN_FIELD] = {422, "unknown_field", "The field does not exist, or is not allowed here."},
    [ERROR_MISSING_FIELD] = {422, "missing_field", "A required field is missing."},
    [ERROR_WRONG_TYPE] = {422, "wrong_type", "The field has the wrong JSON type."},
    [ERROR_INVALID_VALUE] = {422, "invalid_value", "The field has a value that is not allowed."},
    [ERROR_INVALID_LENGTH] = {422, "invalid_length", "The field is too short or too long."},
    [ERROR_OUT_OF_RANGE] = {422, "out_of_range", "The number is too small or too large."},
    [ERROR_CONFLICTING_FIELDS] = {422, "conflicting_fields", "Fields exclude or require each other."},
    [ERROR_FIXED_FIELD] = {422, "fixed_field", "The field cannot be set or changed here."},
    [ERROR_INVALID_NAME] = {422, "invalid_name", "The name has characters or a length that are not allowed."},
    [ERROR_NAME_TAKEN] = {409, "name_taken", "The name is already in use."},
    [ERROR_LIMIT_REACHED] = {409, "limit_reached", "The maximum number has been reached."},
    [ERROR_QUOTA_EXCEEDED] = {409, "quota_exceeded",
        "The API key has as much as it may have; detail says of what, and what to do."},
    [ERROR_IN_USE] = {409, "in_use", "Something else still needs it."},
    [ERROR_WRONG_STATE] = {409, "wrong_state", "Its state does not allow this."},
    [ERROR_BUILT_IN] = {409, "built_in", "It is built in and cannot be changed, nor its name be used."},
    [ERROR_ALIAS_TAKEN] = {409, "alias_taken", "Another link has this alias."},
    [ERROR_ALIAS_RESERVED] = {422, "alias_reserved", "The alias is reserved by curt or by the operator."},
    [ERROR_INVALID_ALIAS] = {422, "invalid_alias",
        "The alias has characters or a length that are not allowed."},
    [ERROR_INVALID_URL] = {422, "invalid_url", "The URL is invalid."},
    [ERROR_URL_SCHEME] = {422, "url_scheme", "The URL has a scheme that is not allowed."},
    [ERROR_URL_LOOP] = {422, "url_loop", "The URL points to this shortener itself."},
    [ERROR_URL_BLOCKED] = {422, "url_blocked",
        "The URL leads where the operator's blocklist says no link may."},
    [ERROR_URL_TOO_LONG] = {422, "url_too_long", "The URL is longer than 8,192 bytes."},
    [ERROR_LINK_EXPIRED] = {410, "link_expired", "The link has expired."},
    [ERROR_LINK_DISABLED] = {410, "link_disabled", "The link has been disabled."},
    [ERROR_LINK_USED_UP] = {410, "link_used_up", "The link has reached its click limit."},
    [ERROR_LINK_LOCKED] = {401, "link_locked", "The link needs a password, or the one given is wrong."},
    [ERROR_TOO_MANY_GUESSES] = {429, "too_many_guesses",
        "Too many passwords were tried from this address or for this link; Retry-After says when to try "
        "again."},
    [ERROR_INVALID_PHONE_NUMBER] = {422, "invalid_phone_number",
        "The phone number is not valid, or has no country code."},
    [ERROR_INVALID_SENDER] = {422, "invalid_sender",
        "The sender is neither a number nor a name that the channel accepts."},
    [ERROR_SUPPRESSED] = {422, "suppressed", "The recipient has opted out."},
    [ERROR_CARRIER_UNFIT] = {422, "carrier_unfit",
        "The carrier that the message would go to cannot send it."},
    [ERROR_TEXT_TOO_LONG] = {422, "text_too_long", "The text is longer than the channel allows."},
    [ERROR_TOO_MANY_LINKS] = {422, "too_many_links", "The message has more links than allowed."},
    [ERROR_TEMPLATE_SYNTAX] = {422, "template_syntax", "The template has an unmatched brace or bracket."},
    [ERROR_TEMPLATE_FIELD] = {422, "template_field", "A field of the template has no value."},
    [ERROR_INVALID_SEND_WINDOW] = {422, "invalid_send_window", "The send window is not valid."},
    [ERROR_INVALID_LIST] = {422, "invalid_list", "The list of recipients cannot be read to its end."},
    [ERROR_LIST_TOO_LONG] = {413, "list_too_long", "The list has more recipients than one request may have."},
    [ERROR_INVALID_PATTERN] = {422, "invalid_pattern", "The event pattern is not valid."},
    [ERROR_ADDRESS_NOT_ALLOWED] = {422, "address_not_allowed",
        "The URL leads to an address that curt may not send to."},
    [ERROR_RESERVED_SOURCE] = {422, "reserved_source", "The source of the event is reserved."},
    [ERROR_EVENT_TOO_LARGE] = {413, "event_too_large", "The event is longer than 1 MiB."},
    [ERROR_NOT_CONFIGURED] = {503, "not_configured", "The operator has not configured this."},
    [ERROR_TOKEN_MISSING] = {503, "token_missing",
        "The callback is not signed; send it again with a signature."},
    [ERROR_TOKEN_INVALID] = {401, "token_invalid", "The signature of the callback is not valid."},
    [ERROR_TOKEN_REUSED] = {401, "token_reused", "The token of the callback was used before."},
};

const struct problem_type *
problem_type(enum error_code code)
{
    return &problem_types[code];
}

const char *
problem_status_title(int status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {406, "Not Acceptable"}, {409, "Conflict"}, {410, "Gone"},
        {412, "Precondition Failed"}, {413, "Content Too Large"}, {415, "Unsupported Media Type"},
        {421, "Misdirected Request"}, {422, "Unprocessable Content"}, {428, "Precondition Required"},
        {429, "Too Many Requests"}, {503, "Service Unavailable"},
        {507, "Insufficient Storage"}, /* RFC 4918, 11.5 */
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Internal Server Error";
}
